// A passphrase, from a terminal without echo, or a file that nobody else may read. Never from the command line, which
// every user of the machine can read.
#pragma once

#include <string>

#include "base/result.hpp"

namespace comity::cli {

// From `file` unless that is "". `twice` asks for it again. Errors: invalid (the two differ), precondition (no terminal and no
// file; readable by others).
Result<std::string> read_passphrase(const std::string& file, bool twice);

}  // namespace comity::cli
