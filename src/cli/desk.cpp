// comity desk, owed.
#include "operations/desk.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/calling.hpp"
#include "cli/command.hpp"
#include "cli/output.hpp"
#include "cli/remote.hpp"
#include "cli/terminal.hpp"
#include "operations/owed.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  Asking asking;
  std::string after;
  bool json = false;
};

std::string text_of(const ordered_json& one, const char* name) { return plain(one.value(name, "")); }
std::string day_of(const ordered_json& one, const char* name) { return text_of(one, name).substr(0, 10); }

std::string words_of(const ordered_json& object) {
  if (object.contains("title") && !object.at("title").get<std::string>().empty()) return text_of(object, "title");
  return text_of(object, "id");
}

void print_side(const ordered_json& side, const char* name, const char* sign) {
  print(fmt::format("{} {}\n", name, side.value("objects", std::uint64_t{0})));
  for (const auto& group : side.value("groups", ordered_json::array())) {
    const ordered_json& why = group.at("why");
    const auto objects = group.value("objects", std::uint64_t{0});
    print(fmt::format("  {}{}  {}{}{}\n", sign, objects, text_of(why, "text"), text_of(why, "detail").empty() ? "" : "; " + text_of(why, "detail"),
                      why.contains("policy") ? fmt::format("; policy {}", why.at("policy").get<std::uint64_t>()) : ""));
    std::vector<std::vector<Cell>> rows;
    for (const auto& one : group.value("first", ordered_json::array())) rows.push_back({{"     "}, {day_of(one, "date_added")}, {text_of(one, "type")}, {words_of(one)}});
    print(table(rows));
    if (objects > rows.size()) print(fmt::format("       {} more\n", objects - rows.size()));
  }
  if (side.contains("rest")) print(fmt::format("  {}{}  in {} smaller groups\n", sign, side["rest"].value("objects", std::uint64_t{0}), side["rest"].value("groups", 0)));
}

Result<void> run_desk(const Options& options) {
  const std::string target = "/api/v1/desk" + (options.after.empty() ? "" : "?after=" + percent_encoded(options.after));
  TRY(const ordered_json all, ask(options.asking, {target, "", [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
                                                     TRY(const auto found, operations::desk(*opened.node, caller, options.after));
                                                     return operations::to_json(found);
                                                   }}));
  if (options.json) {
    print_json(all);
    return {};
  }
  print(fmt::format("since {}\n", text_of(all, "since")));
  print_side(all.at("gained"), "gained", "+");
  print_side(all.at("lost"), "lost", "-");
  print(fmt::format("next: {}{}\n", text_of(all, "next"), all.value("more", false) ? " (others follow)" : ""));
  return {};
}

Result<void> run_owed(const Options& options) {
  TRY(const ordered_json all, ask(options.asking, {"/api/v1/owed", "", [](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
                                                     TRY(const auto found, operations::owed(*opened.node, caller));
                                                     operations::round_sent(*opened.node, found.leases);
                                                     return operations::to_json(found);
                                                   }}));
  if (options.json) {
    print_json(all);
    return {};
  }
  std::vector<std::vector<Cell>> rows;
  for (const auto& one : all.at("owed")) rows.push_back({{one.contains("due") ? day_of(one, "due") : "-"}, {text_of(one, "kind")}, {text_of(one, "title")}, {text_of(one, "detail")}});
  print(rows.empty() ? "nothing is owed\n" : table(rows));
  rows.clear();
  for (const auto& one : all.at("ending"))
    rows.push_back({{day_of(one, "until")}, {fmt::format("{} days", one.value("days", 0))}, {text_of(one, "kind")}, {text_of(one, "title")}, {text_of(one, "state")}, {text_of(one, "detail")}});
  if (!rows.empty()) print("ends within 90 days\n" + table(rows));
  return {};
}

}  // namespace

Act define_desk(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("--after", options->after, "a cursor: the next of an earlier answer; else since the person last looked")->type_name("CURSOR");
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run_desk(*options); };
}

Act define_owed(CLI::App& app) {
  auto options = std::make_shared<Options>();
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run_owed(*options); };
}

}  // namespace comity::cli
