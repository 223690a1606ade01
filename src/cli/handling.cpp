#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/calling.hpp"
#include "cli/command.hpp"
#include "cli/forms.hpp"
#include "operations/handling_record.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  Asking asking;
  std::string party, since, kind;
  bool evidence = false;
  Forms forms;
};

Result<std::optional<Time>> since_of(const Options& options) {
  if (options.since.empty()) return std::optional<Time>();
  const auto read = parse_time(options.since);
  if (!read) return fail(Code::invalid, "write a date as 2026-11-23, or a time of RFC 3339", "--since");
  return std::optional(*read);
}

insight::Cell cell_of(const ordered_json& row, const char* key) {
  const auto found = row.find(key);
  if (found == row.end() || found->is_null()) return {};
  if (found->is_number_integer()) return found->get<std::int64_t>();
  if (found->is_number()) return found->get<double>();
  return found->get<std::string>();
}

insight::Table numbers_table(const ordered_json& record) {
  const std::string of = record.at("originator").is_null() ? (record.at("own") == true ? "others" : "all others") : record.at("originator").get<std::string>();
  insight::Table out{.title = fmt::format("How {} handled what it was given of {}", record.at("party").get<std::string>(), of),
                     .columns = {{"id", "", "", 0}, {"heading", "what", "", 0}, {"value", "", "", 1}, {"unit", "", "", 0}, {"evidence", "", "", 0}, {"note", "", "", 0}},
                     .rows = {},
                     .notes = {"As far as this node's journal says, and no score. A dash: not known, and the note says why. --evidence opens a number into its records."}};
  for (const auto& one : record.at("numbers")) {
    auto value = cell_of(one, "value");
    // Counts are whole, hours are not.
    if (const auto* number = std::get_if<double>(&value); number != nullptr && one.at("unit") != "hours") value = static_cast<std::int64_t>(*number);
    out.rows.push_back({cell_of(one, "id"), cell_of(one, "heading"), value, cell_of(one, "unit"), cell_of(one, "evidence"), cell_of(one, "note")});
  }
  return out;
}

insight::Table evidence_table(const ordered_json& page) {
  insight::Table out{.title = "Evidence, newest first", .columns = {{"record", "", "", 0}, {"time", "", "", 0}, {"kind", "", "", 0}, {"person", "", "", 0}, {"says", "", "", 0}}, .rows = {}, .notes = {}};
  for (const auto& one : page.at("evidence")) out.rows.push_back({cell_of(one, "record"), cell_of(one, "time"), cell_of(one, "kind"), cell_of(one, "person"), cell_of(one, "says")});
  out.notes = {page.contains("next") ? "There is more: --since narrows it, and REST gives it in pages." : "comity ledger prove RECORD proves that a record is in the journal."};
  return out;
}

Result<void> handling(const Options& options) {
  TRY(const auto since, since_of(options));
  const auto here = [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
    TRY(const auto record, operations::handling_record(*opened.node, caller, options.party, since));
    if (options.evidence) return operations::evidence_json(record, options.kind);
    return operations::to_json(record);
  };
  std::string target = fmt::format("/api/v1/handling/{}{}", options.party, options.evidence ? "/evidence" : "");
  char joint = '?';
  const auto add = [&](std::string_view name, const std::string& value) {
    target += fmt::format("{}{}={}", joint, name, value);
    joint = '&';
  };
  if (since) add("since", format_time(*since));
  if (options.evidence && !options.kind.empty()) add("kind", options.kind);
  TRY(const ordered_json got, ask(options.asking, {target, "", here}));
  return print_forms(options.forms, got, options.evidence ? evidence_table(got) : numbers_table(got));
}

}  // namespace

Act define_handling(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("PARTY", options->party, "whose handling")->required()->check([](const std::string& text) {
    const bool word = !text.empty() && text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") == std::string::npos;
    return word ? std::string() : std::string("a party is one word, as NZL");
  });
  app.add_option("--since", options->since, "only from then on")->type_name("TIME");
  auto* evidence = app.add_flag("--evidence", options->evidence, "the records behind the numbers, newest first");
  app.add_option("--kind", options->kind, "only evidence of this kind")->check(CLI::IsMember({"lease", "recall", "duty", "log-in", "clearance", "second-person"}))->needs(evidence);
  add_caller_options(app, options->asking);
  add_forms(app, options->forms, false);
  return [options] { return handling(*options); };
}

}  // namespace comity::cli
