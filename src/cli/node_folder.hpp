// A node's folder as the command line sees it: server/assemble.hpp has its layout.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "server/assemble.hpp"

namespace CLI {
class App;
}

namespace comity::cli {

// --dir DIR, else the variable COMITY_DIR, else "node".
void add_dir_option(CLI::App& app, std::string& directory);

// The process that serves this node now, if one does.
struct Serving {
  std::string url;
  int pid = 0;
};
std::optional<Serving> serving(const std::string& directory);

// Opens the node in this process. Errors: unavailable (it is being served, or another command has it open; the message
// says what to do), and those of server::open_node.
Result<std::unique_ptr<server::Opened>> open_node(const std::string& directory, std::int64_t sync_delay_us = 0);

// Errors: not_found (no node there, or no log-in of that person), precondition (readable by others).
Result<std::string> operator_token(const std::string& directory);
Result<std::string> login_token(const std::string& directory, std::string_view person);
// A file that holds one token and nothing else.
Result<std::string> read_token_file(const std::string& path);

// A caller for acts in this process, as the token's holder. Errors: unauthenticated.
Result<operations::Caller> caller_of(server::Opened& opened, std::string_view token, std::string_view purpose);

}  // namespace comity::cli
