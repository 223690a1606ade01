// comity concern add, list, show.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/output.hpp"
#include "cli/remote.hpp"
#include "cli/statement_document.hpp"
#include "cli/terminal.hpp"
#include "operations/statements_json.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  Asking asking;
  ListOptions list;
  std::string file, concern, about, category, object;
  bool open = false;
};

Result<void> add(const Options& options) {
  TRY(const agreement::Paper paper, read_paper(statement::kConcern, options.file));
  TRY(const statement::Step step, statement::parse_step(paper.text));
  const std::string text = agreement::to_json(statement::kConcern, paper);
  TRY(const ordered_json done, ask(options.asking, {"/api/v1/concerns", text, [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
                                                      TRY(const Seq seq, operations::record_concern(*opened.node, caller, text));
                                                      return ordered_json{{"record", seq}};
                                                    }}));
  if (options.list.json) print_json(done);
  else print(fmt::format("{}: {} by {}\n  recorded\n", step.id, statement::name_of(step.move), step.by));
  return {};
}

Result<void> list(const Options& options) {
  operations::ConcernFilter filter{options.about, {}, options.object, options.open};
  if (!options.category.empty()) {
    filter.category = statement::category_of(options.category);
    if (!filter.category) return fail(Code::invalid, "the category is disclosure, late-recall, third-party, marking or other", "--category");
  }
  std::string target = "/api/v1/concerns?open=" + std::string(options.open ? "true" : "false");
  for (const auto& [key, value] : {std::pair{"about", options.about}, {"category", options.category}, {"object", options.object}})
    if (!value.empty()) target += fmt::format("&{}={}", key, percent_encoded(value));
  TRY(const ordered_json all, ask(options.asking, {target, "", [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
                                                     TRY(const auto some, operations::concerns(*opened.node, caller, filter));
                                                     return operations::to_json(some);
                                                   }}));
  insight::Table table{"", {{"concern", "", "", 0}, {"by", "", "", 0}, {"about", "", "", 0}, {"category", "", "", 0}, {"state", "", "", 0}, {"raised", "", "", 0}, {"due", "", "", 0}}, {}, {}};
  for (const ordered_json& one : all.value("concerns", ordered_json::array()))
    table.rows.push_back({cell_of(one, "id"), cell_of(one, "by"), cell_of(one, "about"), cell_of(one, "category"), cell_of(one, "state"), text_of(one, "raised").substr(0, 10), text_of(one, "due").substr(0, 10)});
  return print_list(options.list, all, table, "no concerns that you may know of\n");
}

Result<void> show(const Options& options) {
  TRY(const ordered_json one, ask(options.asking, {"/api/v1/concerns/" + percent_encoded(options.concern), "", [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
                                                     TRY(const auto seen, operations::concern_of(*opened.node, caller, options.concern));
                                                     return operations::to_json(seen);
                                                   }}));
  if (options.list.json) {
    print_json(one);
    return {};
  }
  print(fmt::format("{}: {} about {}, {}\n  {}{}{}\n", text_of(one, "id"), text_of(one, "by"), text_of(one, "about"), text_of(one, "category"), text_of(one, "state"),
                    one.contains("due") ? ", due " + text_of(one, "due") : "", one.contains("first_promised") ? ", first promised for " + text_of(one, "first_promised") : ""));
  if (one.contains("remedy")) print(fmt::format("  asks for: {}\n", text_of(one, "remedy")));
  if (!joined(one, "told").empty()) print(fmt::format("  told: {}\n", joined(one, "told")));
  if (!joined(one, "objects").empty()) print(fmt::format("  about {}\n", joined(one, "objects")));
  for (const ordered_json& step : one.value("steps", ordered_json::array()))
    print(fmt::format("{} {} {}: {}{}\n", text_of(step, "at").substr(0, 10), text_of(step, "by"), text_of(step, "move"), text_of(step, "text"),
                      step.contains("remedy_by") ? " (by " + text_of(step, "remedy_by").substr(0, 10) + ")" : ""));
  return {};
}

}  // namespace

Act define_concern_add(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("FILE", options->file, "a signed step (comity concern raise, answer, ...)")->required();
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->list.json, "print JSON");
  return [options] { return add(*options); };
}

Act define_concern_list(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("--about", options->about, "about this party and its agencies, or this agency")->type_name("PARTY|AGENCY");
  app.add_option("--category", options->category, "of this kind")->type_name("CATEGORY");
  app.add_option("--object", options->object, "that name this STIX id")->type_name("ID");
  app.add_flag("--open", options->open, "those that are open");
  add_caller_options(app, options->asking);
  add_list_options(app, options->list);
  return [options] { return list(*options); };
}

Act define_concern_show(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("CONCERN", options->concern, "its id")->required();
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->list.json, "print JSON");
  return [options] { return show(*options); };
}

}  // namespace comity::cli
