#include "cli/forms.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/files.hpp"
#include "cli/output.hpp"

namespace comity::cli {
namespace {
Result<void> put(const std::string& file, std::string_view text) {
  if (file != "-") return replace_file(file, text, 0644);
  print(text);
  return {};
}
}  // namespace

void add_forms(CLI::App& app, Forms& forms, bool has_plot) {
  app.add_flag("--json", forms.json, "print JSON");
  app.add_option("--csv", forms.csv, "write the table to this file as CSV; - for standard output")->type_name("FILE");
  if (has_plot) app.add_option("--svg", forms.svg, "write the plot to this file; - for standard output")->type_name("FILE");
}

Result<void> print_forms(const Forms& forms, const nlohmann::ordered_json& answer, const insight::Table& table, const std::function<std::string()>& svg) {
  if ((forms.json ? 1 : 0) + (forms.csv == "-" ? 1 : 0) + (forms.svg == "-" ? 1 : 0) > 1) return fail(Code::invalid, "only one form goes to standard output: name a file for the others");
  if (forms.json) print_json(answer);
  if (!forms.csv.empty()) TRY_VOID(put(forms.csv, insight::to_csv(table)));
  if (!forms.svg.empty() && svg) TRY_VOID(put(forms.svg, svg()));
  if (!forms.json && forms.csv.empty() && forms.svg.empty()) print(insight::to_text(table));
  return {};
}

}  // namespace comity::cli
