#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"
#include "stix/check.hpp"

namespace comity::cli {
namespace {

using stix::LocatedProblem;
using stix::Severity;

struct Options {
  std::vector<std::string> files;
  bool json = false, quiet = false, strict = false;
  std::uint32_t most = 50;
};

nlohmann::ordered_json to_json(const LocatedProblem& one) {
  nlohmann::ordered_json out{{"severity", stix::name_of(one.problem.severity)}, {"pointer", one.problem.pointer}, {"line", one.line}, {"column", one.column},
                             {"section", one.problem.section}, {"rule", one.problem.rule}, {"message", one.problem.message}};
  if (one.object != LocatedProblem::kFile) {
    out["object"] = one.object;
    out["id"] = one.id;
    out["type"] = one.type;
  }
  return out;
}

nlohmann::ordered_json to_json(const std::string& file, const stix::Report& report) {
  nlohmann::ordered_json types = nlohmann::ordered_json::object();
  for (const auto& [type, count] : report.types) types[type] = {{"objects", count.objects}, {"errors", count.errors}, {"warnings", count.warnings}};
  nlohmann::ordered_json rules = nlohmann::ordered_json::array();
  for (const stix::RuleCount& rule : report.rules)
    rules.push_back({{"severity", stix::name_of(rule.severity)}, {"section", rule.section}, {"rule", rule.rule}, {"count", rule.count}});
  nlohmann::ordered_json problems = nlohmann::ordered_json::array();
  for (const LocatedProblem& one : report.problems) problems.push_back(to_json(one));
  return {{"file", file}, {"valid", report.errors == 0}, {"framing", stix::name_of(report.framing)}, {"objects", report.objects},
          {"objects_with_errors", report.objects_with_errors}, {"errors", report.errors}, {"warnings", report.warnings},
          {"types", types}, {"rules", rules}, {"problems", problems}};
}

std::string counted(std::uint64_t count, std::string_view what) { return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s"); }

void print_problems(const std::string& file, const stix::Report& report, Severity severity, std::uint32_t most) {
  std::uint32_t shown = 0;
  for (const LocatedProblem& one : report.problems) {
    if (one.problem.severity != severity) continue;
    if (++shown > most) break;
    const bool error = severity == Severity::error;
    print(fmt::format("{}:{}:{}: {}: {} {}\n", plain(file), one.line, one.column, paint(error ? Paint::bad : Paint::strong, stix::name_of(severity)),
                      plain(one.problem.message), paint(Paint::faint, fmt::format("(§{} {}{}{})", one.problem.section, plain(one.problem.pointer), one.id.empty() ? "" : ", ", plain(one.id)))));
  }
  const std::uint64_t all = severity == Severity::error ? report.errors : report.warnings;
  if (all > most && most > 0) print(paint(Paint::faint, fmt::format("… {} {}s in all; --most shows more, --json all that are kept\n", all, stix::name_of(severity))));
}

void print_report(const std::string& file, const stix::Report& report, const Options& options) {
  print_problems(file, report, Severity::error, options.most);
  if (!options.quiet) {
    // Warnings by the thousand say less than their kinds: one line each, with a count.
    std::vector<std::vector<Cell>> rows;
    for (const stix::RuleCount& rule : report.rules)
      if (rule.severity == Severity::warning) {
        const auto example = std::find_if(report.problems.begin(), report.problems.end(),
                                          [&](const LocatedProblem& one) { return one.problem.rule == rule.rule && one.problem.section == rule.section; });
        rows.push_back({{fmt::format("{}", rule.count)}, {fmt::format("§{} {}", rule.section, rule.rule)},
                        {example == report.problems.end() ? "" : plain(fmt::format("line {}: {}", example->line, example->problem.message)), Paint::faint, true}});
      }
    if (!rows.empty()) print(fmt::format("warnings by rule, each with its first\n{}", table(rows)));
  }
  const bool valid = report.errors == 0;
  print(fmt::format("{}: {}: {} ({}), {}{}, {}\n", plain(file), paint(valid ? Paint::good : Paint::bad, valid ? "valid" : "not valid"),
                    counted(report.objects, "object"), stix::name_of(report.framing), counted(report.errors, "error"),
                    valid ? "" : " in " + counted(report.objects_with_errors, "object"), counted(report.warnings, "warning")));
}

Result<std::string> read(const std::string& file) {
  if (file != "-") return read_plain_or_gzip(file, kMostBundle);
  std::string out;
  char buffer[1 << 16];
  for (std::size_t got = 0; (got = std::fread(buffer, 1, sizeof buffer, stdin)) > 0;) {
    out.append(buffer, got);
    if (out.size() > kMostBundle) return fail(Code::too_large, fmt::format("at most {} bytes are taken", kMostBundle), "-");
  }
  return out;
}

Result<void> run(const Options& options) {
  std::uint64_t wrong = 0;
  for (const std::string& file : options.files) {
    TRY(const std::string text, read(file));
    stix::CheckOptions how;
    how.warnings = !options.quiet || options.strict;
    how.max_problems = std::max<std::uint32_t>(how.max_problems, options.most);
    how.limits.max_bundle_bytes = kMostBundle;
    const stix::Report report = stix::check(text, how);
    if (options.json) print_json(to_json(file, report));
    else print_report(file, report, options);
    wrong += report.errors != 0 || (options.strict && report.warnings != 0);
  }
  if (wrong == 0) return {};
  return fail(Code::invalid, options.files.size() == 1 ? "not what STIX says it should be" : fmt::format("{} of {} files are not what STIX says they should be", wrong, options.files.size()),
              options.files.size() == 1 ? plain(options.files.front()) : "");
}

}  // namespace

Act define_stix_check(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("FILE", options->files, "a bundle, TAXII envelope, object, list or JSON lines, plain or gzip; - for standard input")->required();
  app.add_option("--most", options->most, "errors shown of each file")->type_name("N")->capture_default_str();
  app.add_flag("--quiet", options->quiet, "no warnings: they are not looked for");
  app.add_flag("--strict", options->strict, "warnings make a file wrong too");
  app.add_flag("--json", options->json, "print JSON, a line for each file");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
