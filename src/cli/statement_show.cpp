// comity statement show, list, diff, history: how statements stand.
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
  std::string statement, meeting, party, topic;
  int from = 0, to = 0;
};

std::string query(const std::vector<std::pair<const char*, std::string>>& members) {
  std::string out;
  for (const auto& [key, value] : members)
    if (!value.empty()) out += fmt::format("{}{}={}", out.empty() ? "?" : "&", key, percent_encoded(value));
  return out;
}

Result<ordered_json> statement_json(const Options& options) {
  return ask(options.asking, {"/api/v1/statements/" + percent_encoded(options.statement), "", [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
                                TRY(const auto one, operations::statement_of(*opened.node, caller, options.statement));
                                return operations::to_json(one);
                              }});
}

void print_parties(const ordered_json& one) {
  for (const ordered_json& party : one.value("parties", ordered_json::array())) {
    print(fmt::format("  {:<8} {}{}\n", text_of(party, "party"), text_of(party, "words"), party.value("after_adoption", false) ? ", after it was adopted" : ""));
    for (const ordered_json& each : party.value("reservations", ordered_json::array()))
      print(fmt::format("    reserves {}: {}\n", text_of(each, "paragraph"), text_of(each, "text")));
    if (party.contains("note")) print(fmt::format("    {}\n", text_of(party, "note")));
  }
}

Result<void> show(const Options& options) {
  TRY(const ordered_json one, statement_json(options));
  if (options.list.json) {
    print_json(one);
    return {};
  }
  const ordered_json quorum = one.value("quorum", ordered_json::object());
  print(fmt::format("{} version {}: {}\n", text_of(one, "id"), one.value("version", 0), text_of(one, "title")));
  print(fmt::format("  {}; {} of {} invited agree, {} have to{}\n", text_of(one, "state"), quorum.value("agreed", 0), quorum.value("invited", 0), quorum.value("least", 0),
                    one.value("silence_broken", false) ? "; silence was broken" : ""));
  for (const char* date : {"opens", "silence", "closes", "embargo", "adopted"})
    if (one.contains(date)) print(fmt::format("  {} {}\n", date, text_of(one, date)));
  print_parties(one);
  for (const ordered_json& paragraph : one.value("document", ordered_json::object()).value("paragraphs", ordered_json::array()))
    print(fmt::format("{}: {}\n", text_of(paragraph, "id"), text_of(paragraph, "text")));
  if (one.contains("sha256")) print(fmt::format("sha256 {}\n", text_of(one, "sha256")));
  return {};
}

Result<void> list(const Options& options) {
  const std::string target = "/api/v1/statements" + query({{"meeting", options.meeting}, {"party", options.party}});
  TRY(const ordered_json all, ask(options.asking, {target, "", [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
                                                     TRY(const auto some, operations::statements(*opened.node, caller, {options.meeting, options.party, ""}));
                                                     return operations::to_json(some);
                                                   }}));
  insight::Table table{"", {{"statement", "", "", 0}, {"version", "", "", 0}, {"state", "", "", 0}, {"agreed", "", "parties", 0}, {"least", "", "parties", 0}, {"invited", "", "parties", 0}, {"meeting", "", "", 0}, {"title", "", "", 0}}, {}, {}};
  for (const ordered_json& one : all.value("statements", ordered_json::array())) {
    const ordered_json quorum = one.value("quorum", ordered_json::object());
    table.rows.push_back({cell_of(one, "id"), cell_of(one, "version"), cell_of(one, "state"), cell_of(quorum, "agreed"), cell_of(quorum, "least"), cell_of(quorum, "invited"), cell_of(one, "meeting"), cell_of(one, "title")});
  }
  return print_list(options.list, all, table, "no statements\n");
}

Result<void> diff(const Options& options) {
  const std::string target = "/api/v1/statements/" + percent_encoded(options.statement) + "/difference" +
                             query({{"from", options.from > 0 ? std::to_string(options.from) : ""}, {"to", options.to > 0 ? std::to_string(options.to) : ""}});
  TRY(const ordered_json all, ask(options.asking, {target, "", [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
                                                     TRY(const auto one, operations::statement_of(*opened.node, caller, options.statement));
                                                     const int to = options.to > 0 ? options.to : one.held.latest().text.document.version;
                                                     return operations::difference_json(one, options.from > 0 ? options.from : std::max(1, to - 1), to);
                                                   }}));
  if (options.list.json) {
    print_json(all);
    return {};
  }
  print(fmt::format("{}: version {} to {}\n", text_of(all, "id"), all.value("from", 0), all.value("to", 0)));
  for (const ordered_json& change : all.value("changes", ordered_json::array())) {
    print(fmt::format("{} {}{}\n", text_of(change, "kind"), text_of(change, "paragraph"), change.value("moved", false) ? ", moved" : ""));
    if (text_of(change, "kind") == "same") continue;
    if (!text_of(change, "before").empty()) print(fmt::format("  - {}\n", text_of(change, "before")));
    if (!text_of(change, "after").empty()) print(fmt::format("  + {}\n", text_of(change, "after")));
  }
  return {};
}

Result<void> history(const Options& options) {
  const std::string target = "/api/v1/positions" + query({{"party", options.party}, {"topic", options.topic}});
  TRY(ordered_json all, ask(options.asking, {target, "", [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
                                               TRY(auto rows, operations::statement_positions(*opened.node, caller));
                                               std::erase_if(rows, [&](const auto& row) { return !options.topic.empty() && !row.topics.contains(options.topic); });
                                               return operations::to_json(rows);
                                             }}));
  insight::Table table{"", {{"date", "", "", 0}, {"statement", "", "", 0}, {"party", "", "", 0}, {"position", "", "", 0}, {"left", "", "", 0}, {"imported", "", "", 0}, {"source", "", "", 0}}, {}, {}};
  std::set<std::pair<std::string, std::string>> left;
  for (const ordered_json& one : all.value("departures", ordered_json::array())) left.emplace(text_of(one, "statement"), text_of(one, "party"));
  for (const ordered_json& one : all.value("positions", ordered_json::array())) {
    if (!options.party.empty() && text_of(one, "party") != options.party) continue;
    const bool gone = left.contains({text_of(one, "statement"), text_of(one, "party")});
    table.rows.push_back({text_of(one, "date").substr(0, 10), cell_of(one, "statement"), cell_of(one, "party"), cell_of(one, "position"), gone ? insight::Cell(std::string("left the line")) : insight::Cell(),
                          cell_of(one, "imported"), cell_of(one, "source")});
  }
  return print_list(options.list, all, table, "no positions\n");
}

Act define(CLI::App& app, Result<void> (*what)(const Options&), const std::shared_ptr<Options>& options, bool lists) {
  add_caller_options(app, options->asking);
  if (lists) add_list_options(app, options->list);
  else app.add_flag("--json", options->list.json, "print JSON");
  return [options, what] { return what(*options); };
}

}  // namespace

Act define_statement_show(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("STATEMENT", options->statement, "its id")->required();
  return define(app, show, options, false);
}

Act define_statement_list(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("--meeting", options->meeting, "those of this meeting")->type_name("MEETING");
  app.add_option("--party", options->party, "those to which this party is invited")->type_name("PARTY");
  return define(app, list, options, true);
}

Act define_statement_diff(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("STATEMENT", options->statement, "its id")->required();
  app.add_option("--from", options->from, "the earlier version; else the one before the later")->type_name("N");
  app.add_option("--to", options->to, "the later version; else the last")->type_name("N");
  return define(app, diff, options, false);
}

Act define_statement_history(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("--party", options->party, "of this party alone")->type_name("PARTY");
  app.add_option("--topic", options->topic, "on statements of this topic")->type_name("TOPIC");
  return define(app, history, options, true);
}

}  // namespace comity::cli
