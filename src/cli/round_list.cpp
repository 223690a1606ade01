#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/calling.hpp"
#include "cli/command.hpp"
#include "cli/output.hpp"
#include "cli/round_options.hpp"
#include "cli/terminal.hpp"
#include "insight/table.hpp"
#include "operations/rounds_json.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  Asking asking;
  std::string csv;
  bool json = false;
};

insight::Table rounds_table(const ordered_json& rounds) {
  insight::Table out;
  out.columns = {{"id", "", "", 0}, {"owner", "", "", 0}, {"title", "", "", 0}, {"part", "", "", 0}, {"opened", "", "", 0}, {"resolves", "", "", 0},
                 {"invited", "", "agencies", 0}, {"committed", "", "agencies", 0}, {"outcome", "", "", 0}, {"waits_for_you", "", "", 0}};
  const auto cell = [](const ordered_json& one, const char* name) {
    const std::string words = one.value(name, "");
    return words.empty() ? insight::Cell{} : insight::Cell{words};
  };
  for (const auto& one : rounds)
    out.rows.push_back({cell(one, "id"), cell(one, "owner"), cell(one, "title"), cell(one, "part"), cell(one, "opened"), cell(one, "resolves"), one.value("invited", std::int64_t{0}),
                        one.value("committed", std::int64_t{0}), cell(one, "outcome"), one.value("waits_for_you", false) ? "yes" : "no"});
  return out;
}

Result<void> run(const Options& options) {
  TRY(const ordered_json all, ask(options.asking, {"/api/v1/rounds", "", [](server::Opened& node, const operations::Caller& caller) -> Result<ordered_json> {
                                                     TRY(const auto list, operations::rounds_of(*node.node, caller));
                                                     operations::round_sent(*node.node, list.leases);
                                                     return operations::to_json(list);
                                                   }}));
  const ordered_json rounds = all.value("rounds", ordered_json::array());
  if (!options.csv.empty()) TRY_VOID(put_out(options.csv, insight::to_csv(rounds_table(rounds))));
  if (options.csv == "-") return {};
  if (options.json) {
    print_json(all);
    return {};
  }
  std::vector<std::vector<Cell>> rows;
  for (const auto& one : rounds)
    rows.push_back({{plain(one.value("id", ""))}, {plain(one.value("part", ""))}, {fmt::format("{} of {} committed", one.value("committed", 0), one.value("invited", 0))},
                    {plain(one.value("outcome", "open"))}, {one.value("waits_for_you", false) ? "waits for you" : "", Paint::bad, true}, {plain(one.value("title", ""))}});
  print(rows.empty() ? "no rounds\n" : table(rows));
  return {};
}

}  // namespace

Act define_round_list(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("--csv", options->csv, "write them as a table; - for standard output")->type_name("FILE");
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
