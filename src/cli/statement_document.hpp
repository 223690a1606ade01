// Files of the statement commands, and papers that are signed outside the node.
#pragma once

#include <string>
#include <vector>

#include "agreement/paper.hpp"
#include "cli/calling.hpp"
#include "insight/table.hpp"
#include "statement/document.hpp"
#include "statement/meeting.hpp"

namespace CLI {
class App;
}

namespace comity::cli {

// TOML as people write it, or JSON as the node gives it ({"document": …} too, as statement show --json prints). Errors: those of the readers, with the file in `where`.
Result<statement::Written> read_statement(const std::string& path);
Result<statement::Meeting> read_meeting(const std::string& path);

// The key file signs the text for `signer`; the paper goes to `out`, or to standard output where that is "". Errors: conflict (the file holds something else), those of the files.
Result<void> write_paper(const agreement::PaperKind& kind, const std::string& text, const std::string& signer, const std::string& key_file, const std::string& out);
// A signed paper as a file. Errors: with the file in `where`.
Result<agreement::Paper> read_paper(const agreement::PaperKind& kind, const std::string& path);

// Where a list goes besides the terminal.
struct ListOptions {
  bool json = false;
  std::string csv;  // a file, or "-" for standard output
};
void add_list_options(CLI::App& app, ListOptions& options);
// The JSON as asked for, or the table to its file, or to the terminal.
Result<void> print_list(const ListOptions& options, const nlohmann::ordered_json& all, const insight::Table& table, std::string_view none);

// A text member, made plain for a terminal; "" where there is none. And a member as a cell of a table.
std::string text_of(const nlohmann::ordered_json& value, const char* key);
insight::Cell cell_of(const nlohmann::ordered_json& value, const char* key);
std::string joined(const nlohmann::ordered_json& value, const char* key);  // a list of texts, with commas

}  // namespace comity::cli
