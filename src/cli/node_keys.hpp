// The secrets of a node's folder: its keys, the operator's token, what an exercise keeps. They go beside a backup in a file of
// their own, sealed with a passphrase.
#pragma once

#include <map>
#include <string>

#include "base/result.hpp"

namespace comity::cli {

using Secrets = std::map<std::string, std::string>;  // path in the node's folder -> bytes

// keys/*, operator.token, exercise/**. Errors: unavailable, precondition (readable by others).
Result<Secrets> read_node_secrets(const std::string& directory);
// A folder of keys, or a whole node's. Errors: as above; not_found.
Result<Secrets> read_key_folder(const std::string& folder);

Result<void> write_sealed(const std::string& path, const std::string& node, const Secrets& secrets, const std::string& passphrase);
// Errors: invalid (another passphrase, or changed bytes).
Result<Secrets> read_sealed(const std::string& path, const std::string& passphrase);

}  // namespace comity::cli
