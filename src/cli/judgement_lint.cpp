#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/forms.hpp"
#include "cli/numbers.hpp"
#include "judgement/methods_json.hpp"

namespace comity::cli {
namespace {

struct Options {
  std::string file, yardstick = "icd203";
  bool rules = false;
  Forms forms;
};

Result<std::string> text_of(const std::string& file) {
  if (file != "-") return read_file(file, judgement::kLintMost);
  std::string out;
  char buffer[4096];
  while (std::cin.read(buffer, sizeof buffer) || std::cin.gcount() > 0) {
    out.append(buffer, static_cast<std::size_t>(std::cin.gcount()));
    if (out.size() > judgement::kLintMost) return fail(Code::too_large, fmt::format("the text is longer than {} bytes: look it over in parts", judgement::kLintMost));
  }
  return out;
}

insight::Table rules_table() {
  insight::Table out{.title = "What the lint of estimative language looks for", .columns = {{"rule", "", "", 0}, {"weight", "", "", 0}, {"says", "", "", 0}, {"write", "", "", 0}, {"source", "", "", 0}}, .rows = {}, .notes = {}};
  for (const auto& rule : judgement::lint_rules())
    out.rows.push_back({std::string(rule.id), std::string(rule.weight == judgement::Weight::fault ? "fault" : "advice"), std::string(rule.says), std::string(rule.write), std::string(rule.source)});
  return out;
}

nlohmann::ordered_json rules_json() {
  auto out = nlohmann::ordered_json::array();
  for (const auto& rule : judgement::lint_rules())
    out.push_back({{"rule", rule.id}, {"weight", rule.weight == judgement::Weight::fault ? "fault" : "advice"}, {"says", rule.says}, {"write", rule.write}, {"source", rule.source}});
  return {{"rules", std::move(out)}};
}

insight::Table table_of(const std::vector<judgement::Finding>& found, const judgement::Yardstick& own) {
  insight::Table out{.title = fmt::format("Estimative language, by {}", own.title),
                     .columns = {{"line", "", "", 0}, {"column", "", "", 0}, {"rule", "", "", 0}, {"weight", "", "", 0}, {"quote", "", "", 0}, {"write", "", "", 0}, {"detail", "", "", 0}},
                     .rows = {},
                     .notes = {}};
  std::size_t faults = 0;
  for (const auto& one : found) {
    const bool fault = one.rule->weight == judgement::Weight::fault;
    faults += fault ? 1 : 0;
    out.rows.push_back({static_cast<std::int64_t>(one.line), static_cast<std::int64_t>(one.column), std::string(one.rule->id), std::string(fault ? "fault" : "advice"), one.quote, std::string(one.rule->write), one.detail});
  }
  out.notes = {fmt::format("{} fault{}, {} of advice. Found by words alone; comity judgement lint --rules says what is looked for.", faults, faults == 1 ? "" : "s", found.size() - faults)};
  return out;
}

Result<void> look(const Options& options) {
  if (options.rules) return print_forms(options.forms, rules_json(), rules_table());
  if (options.file.empty()) return fail(Code::invalid, "name a file, or - for standard input", "FILE");
  TRY(const auto* own, yardstick_named(options.yardstick));
  TRY(const auto text, text_of(options.file));
  TRY(const auto found, judgement::lint(text, judgement::shipped(), own));
  TRY_VOID(print_forms(options.forms, to_json(found, own), table_of(found, *own)));
  if (std::any_of(found.begin(), found.end(), [](const auto& one) { return one.rule->weight == judgement::Weight::fault; })) return fail(Code::invalid, "the text has faults of estimative language");
  return {};
}

}  // namespace

Act define_judgement_lint(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("FILE", options->file, "the text, or - for standard input");
  app.add_option("--yardstick", options->yardstick, "the author's (see comity judgement yardstick)")->capture_default_str();
  app.add_flag("--rules", options->rules, "list what is looked for, with sources");
  add_forms(app, options->forms, false);
  return [options] { return look(*options); };
}

}  // namespace comity::cli
