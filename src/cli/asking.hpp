// Where commands that ask as a person find the node, and as whom they ask.
#pragma once

#include <optional>
#include <string>

#include "cli/remote.hpp"

namespace CLI {
class App;
}

namespace comity::cli {

struct Asking {
  std::string directory, person, url, token_file, collection, purpose;
};
// Who asks, where, and for which purpose.
void add_caller_options(CLI::App& app, Asking& asking);
// The same, and which collection.
void add_asking_options(CLI::App& app, Asking& asking);

// The token that the options name. Errors: invalid (options that do not go together), and those of the files.
Result<std::string> token_of(const Asking& asking);
// The address to ask: --url, else that of the process that serves --dir; nothing when the node is not being served.
std::optional<std::string> url_of(const Asking& asking);

}  // namespace comity::cli
