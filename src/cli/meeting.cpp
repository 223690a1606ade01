// comity meeting add, list, show.
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
  std::string file, meeting;
};

Result<void> add(const Options& options) {
  TRY(const statement::Meeting meeting, read_meeting(options.file));
  const std::string text = statement::to_json(meeting);
  TRY(const ordered_json done, ask(options.asking, {"/api/v1/meetings", text, [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
                                                      TRY(const std::string id, operations::record_meeting(*opened.node, caller, text));
                                                      return ordered_json{{"id", id}};
                                                    }}));
  if (options.list.json) print_json(done);
  else print(fmt::format("{} is recorded: {}, {} items\n", text_of(done, "id"), meeting.kind, meeting.agenda.size()));
  return {};
}

Result<void> list(const Options& options) {
  TRY(const ordered_json all, ask(options.asking, {"/api/v1/meetings", "", [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
                                                     TRY(const auto some, operations::meetings(*opened.node, caller));
                                                     return operations::to_json(some);
                                                   }}));
  insight::Table table{"", {{"meeting", "", "", 0}, {"kind", "", "", 0}, {"from", "", "", 0}, {"to", "", "", 0}, {"parties", "", "", 0}, {"title", "", "", 0}}, {}, {}};
  for (const ordered_json& one : all.value("meetings", ordered_json::array()))
    table.rows.push_back({cell_of(one, "id"), cell_of(one, "kind"), text_of(one, "from").substr(0, 10), text_of(one, "to").substr(0, 10), cell_of(one, "parties"), cell_of(one, "title")});
  return print_list(options.list, all, table, "no meetings\n");
}

Result<void> show(const Options& options) {
  TRY(const ordered_json one, ask(options.asking, {"/api/v1/meetings/" + percent_encoded(options.meeting), "", [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
                                                     TRY(const auto seen, operations::meeting_of(*opened.node, caller, options.meeting));
                                                     return operations::to_json(seen);
                                                   }}));
  if (options.list.json) {
    print_json(one);
    return {};
  }
  print(fmt::format("{}: {}\n  {}{}, {} to {}\n  {}\n", text_of(one, "id"), text_of(one, "title"), text_of(one, "kind"), one.contains("place") ? ", " + text_of(one, "place") : "",
                    text_of(one, "from").substr(0, 10), text_of(one, "to").substr(0, 10), joined(one, "parties")));
  int number = 0;
  for (const ordered_json& item : one.value("agenda", ordered_json::array())) {
    print(fmt::format("{}. {}\n", ++number, text_of(item, "title")));
    for (const char* kind : {"statements", "rounds", "objects"})
      if (item.contains(kind)) print(fmt::format("   {}: {}\n", kind, joined(item, kind)));
  }
  for (const ordered_json& held : one.value("held", ordered_json::array()))
    print(fmt::format("{} version {}: {}, {}\n", text_of(held, "id"), held.value("version", 0), text_of(held, "state"), text_of(held, "title")));
  return {};
}

}  // namespace

Act define_meeting_add(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("FILE", options->file, "the meeting in TOML, or in JSON")->required();
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->list.json, "print JSON");
  return [options] { return add(*options); };
}

Act define_meeting_list(CLI::App& app) {
  auto options = std::make_shared<Options>();
  add_caller_options(app, options->asking);
  add_list_options(app, options->list);
  return [options] { return list(*options); };
}

Act define_meeting_show(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("MEETING", options->meeting, "its id")->required();
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->list.json, "print JSON");
  return [options] { return show(*options); };
}

}  // namespace comity::cli
