#include "cli/statement_document.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/files.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"
#include "crypto/canonical.hpp"
#include "crypto/sign.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

Error in_file(Error error, const std::string& path) {
  if (!error.where.starts_with(path)) error.where = path + (error.where.empty() ? "" : " " + error.where);
  return error;
}

bool is_json(std::string_view text) { return text.find_first_not_of(" \t\r\n") != text.npos && text[text.find_first_not_of(" \t\r\n")] == '{'; }

}  // namespace

Result<statement::Written> read_statement(const std::string& path) {
  TRY(std::string text, read_file(path, kMostDocument));
  if (!is_json(text)) return statement::parse_document_toml(text, path);
  const auto value = crypto::parse_strict(text);
  if (!value) return tl::make_unexpected(in_file(value.error(), path));
  if (value->contains("document")) text = (*value)["document"].dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  auto out = statement::parse_document(text);
  if (!out) return tl::make_unexpected(in_file(std::move(out).error(), path));
  return out;
}

Result<statement::Meeting> read_meeting(const std::string& path) {
  TRY(const std::string text, read_file(path, kMostDocument));
  if (!is_json(text)) return statement::parse_meeting_toml(text, path);
  auto out = statement::parse_meeting(text);
  if (!out) return tl::make_unexpected(in_file(std::move(out).error(), path));
  return out;
}

Result<void> write_paper(const agreement::PaperKind& kind, const std::string& text, const std::string& signer, const std::string& key_file, const std::string& out) {
  TRY(const crypto::SigningKey key, crypto::read_key_file(key_file));
  const std::string paper = agreement::to_json(kind, {text, {agreement::sign(kind, text, signer, key)}}) + "\n";
  TRY_VOID(agreement::parse_paper(kind, paper));  // a signer that is none is found here
  if (out.empty()) {
    print(paper);
    return {};
  }
  std::error_code error;
  if (std::filesystem::exists(out, error)) return fail(Code::conflict, "this file exists; name another with -o, or move it away", out);
  return replace_file(out, paper, 0644);
}

Result<agreement::Paper> read_paper(const agreement::PaperKind& kind, const std::string& path) {
  TRY(const std::string text, read_file(path, kMostDocument));
  auto out = agreement::parse_paper(kind, text);
  if (!out) return tl::make_unexpected(in_file(std::move(out).error(), path));
  return out;
}

void add_list_options(CLI::App& app, ListOptions& options) {
  auto* json = app.add_flag("--json", options.json, "print JSON");
  app.add_option("--csv", options.csv, "write the list as CSV; - for standard output")->type_name("FILE")->excludes(json);
}

Result<void> print_list(const ListOptions& options, const ordered_json& all, const insight::Table& table, std::string_view none) {
  if (options.json) {
    print_json(all);
    return {};
  }
  if (options.csv == "-") {
    print(insight::to_csv(table));
    return {};
  }
  if (!options.csv.empty()) return replace_file(options.csv, insight::to_csv(table), 0644);
  print(table.rows.empty() ? std::string(none) : insight::to_text(table));
  return {};
}

std::string text_of(const ordered_json& value, const char* key) {
  return value.is_object() && value.contains(key) && value[key].is_string() ? plain(value[key].get<std::string>()) : "";
}

insight::Cell cell_of(const ordered_json& value, const char* key) {
  if (!value.is_object() || !value.contains(key)) return {};
  const ordered_json& one = value[key];
  if (one.is_number_integer()) return one.get<std::int64_t>();
  if (one.is_boolean()) return std::string(one.get<bool>() ? "yes" : "no");
  if (one.is_array()) return joined(value, key);
  return one.is_string() ? insight::Cell(one.get<std::string>()) : insight::Cell();
}

std::string joined(const ordered_json& value, const char* key) {
  std::string out;
  for (const ordered_json& one : value.value(key, ordered_json::array()))
    if (one.is_string()) out += (out.empty() ? "" : ", ") + plain(one.get<std::string>());
  return out;
}

}  // namespace comity::cli
