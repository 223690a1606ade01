#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/node_folder.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"
#include "operations/acts.hpp"
#include "operations/import_dates.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  std::string directory, file, rules, dates;
  bool json = false;
};

constexpr std::size_t kShown = 10;  // refused objects that are named for people; --json names all

ordered_json to_json(const operations::ImportReport& report) {
  ordered_json by = ordered_json::object();
  for (const auto& [submitter, count] : report.by_submitter) by[submitter] = count;
  ordered_json refused = ordered_json::array();
  for (const auto& one : report.refused)
    refused.push_back({{"id", one.id}, {"version", one.version}, {"message", one.message}});
  ordered_json out = {{"objects", report.objects},
          {"accepted", report.accepted},
          {"known", report.known},
          {"by_submitter", std::move(by)},
          {"refused", std::move(refused)}};
  if (!report.submissions.empty()) {
    out["dated"] = report.dated;
    out["submissions"] = report.submissions;
  }
  return out;
}

Result<void> run(const Options& options) {
  // Before a large file is read, as people wait for that.
  if (const auto by = serving(options.directory))
    return fail(Code::unavailable,
                fmt::format("this node is being served at {} by process {}; stop that first", by->url, by->pid),
                options.directory);
  const std::string rules_name =
      options.rules.empty() ? options.directory + "/exercise/import.rules.toml" : options.rules;
  if (options.rules.empty() && !std::filesystem::exists(rules_name))
    return fail(Code::precondition, "this node has no rules of its own; name a file of rules with --rules",
                options.directory);
  TRY(const std::string rules, read_file(rules_name, kMostDocument));
  TRY(const std::string bundle, read_plain_or_gzip(options.file, kMostBundle));
  std::optional<operations::ImportDates> dates;
  if (!options.dates.empty()) {
    TRY(const std::string text, read_plain_or_gzip(options.dates, kMostBundle));
    TRY(dates, operations::read_import_dates(text, options.dates));
  }
  TRY(const auto opened, open_node(options.directory));
  operations::ImportReport report;
  {
    Progress progress("sharing");
    TRY(report, operations::import(*opened->node, bundle, rules, rules_name,
                                   [&](std::size_t done, std::size_t total) { progress.at(done, total); },
                                   dates ? &*dates : nullptr));
  }
  if (options.json) {
    print_json(to_json(report));
  } else {
    print(fmt::format("{} objects: {} shared, {} known already, {} refused\n", report.objects, report.accepted,
                      report.known, report.refused.size()));
    if (dates) print(fmt::format("{} in the order of their dates, which are recorded as claims\n", report.dated));
    std::vector<std::vector<Cell>> rows;
    for (const auto& [submitter, count] : report.by_submitter)
      rows.push_back({{"  " + submitter}, {std::to_string(count)}});
    print(table(rows));
    for (std::size_t i = 0; i < report.refused.size() && i < kShown; ++i)
      warn(plain(fmt::format("{} was refused: {}", report.refused[i].id, report.refused[i].message)));
    if (report.refused.size() > kShown)
      warn(fmt::format("… and {} more; --json names all", report.refused.size() - kShown));
  }
  return {};
}

}  // namespace

Act define_import(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("DIR", options->directory, "the node's folder")->required();
  app.add_option("FILE", options->file, "a STIX bundle, plain or gzip")->required();
  app.add_option("--rules", options->rules,
                 "which sample agency shares which object and how it is marked (alliances/README.md); else those that "
                 "init found")
      ->type_name("FILE");
  app.add_option("--dates", options->dates,
                 "when the server used before had taken each version: a TAXII manifest, or lines of id, version and date_added")
      ->type_name("FILE");
  app.add_flag("--json", options->json, "print the report as JSON");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
