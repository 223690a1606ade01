#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "agreement/lint.hpp"
#include "cli/agreement_file.hpp"
#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"

namespace comity::cli {
namespace {

struct Options {
  std::string file, alliance, at;
  bool json = false, strict = false, list = false;
};

void print_catalogue(bool json) {
  if (json) {
    nlohmann::ordered_json out = nlohmann::ordered_json::array();
    for (const auto& one : agreement::lints())
      out.push_back(
          {{"lint", one.name}, {"what", one.what}, {"why", one.why}, {"needs_alliance", one.needs_directory}});
    return print_json({{"lints", std::move(out)}});
  }
  std::vector<std::vector<Cell>> rows;
  for (const auto& one : agreement::lints())
    rows.push_back({{std::string(one.name)},
                    {one.needs_directory ? "with --alliance" : "", Paint::faint, true},
                    {std::string(one.what)}});
  print(table(rows));
}

Result<std::vector<agreement::Finding>> findings(const Options& options, const alliance::Directory* directory,
                                                 Time now) {
  TRY(const AgreementFile file, read_agreement(options.file));
  auto found = [&]() -> Result<std::vector<agreement::Finding>> {
    if (file.is_signed) return agreement::lint(file.content.document, directory, now);
    TRY(const std::string text, read_file(options.file, kMostDocument));
    return agreement::lint(text, options.file, directory, now);
  }();
  if (found) {
    if (file.is_signed)
      for (auto& one : *found) one.where = one.where.empty() ? options.file : options.file + ": " + one.where;
    return found;
  }
  Error error = std::move(found).error();
  if (!error.where.starts_with(options.file))
    error.where = error.where.empty() ? options.file : options.file + ": " + error.where;
  return tl::make_unexpected(std::move(error));
}

Result<void> run(const Options& options) {
  if (options.list) {
    print_catalogue(options.json);
    return {};
  }
  if (options.file.empty()) return fail(Code::invalid, "name an agreement, or write --list for what is looked for");
  Time now = SystemClock().now();
  if (!options.at.empty()) {
    auto at = parse_time(options.at);
    if (!at)
      return fail(Code::invalid, "write --at as a date, 2026-01-31, or a time, 2026-01-31T12:00:00Z",
                  "--at " + options.at);
    now = *at;
  }
  std::optional<alliance::Directory> directory;
  if (!options.alliance.empty()) {
    TRY(directory, read_alliance(options.alliance));
  }
  TRY(const auto found, findings(options, directory ? &*directory : nullptr, now));
  if (options.json) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const auto& one : found)
      list.push_back(
          {{"lint", one.lint}, {"where", one.where}, {"text", one.text}, {"why", one.why}, {"mend", one.mend}});
    print_json({{"findings", std::move(list)}});
  } else {
    for (const auto& one : found)
      print(fmt::format("{}: {} [{}]\n  why: {}\n  mend: {}\n", plain(one.where), plain(one.text), one.lint, one.why,
                        plain(one.mend)));
    print(fmt::format("{}{}\n",
                      found.empty()       ? "nothing found"
                      : found.size() == 1 ? "1 finding"
                                          : fmt::format("{} findings", found.size()),
                      directory ? "" : "; with --alliance more is looked for"));
  }
  if (options.strict && !found.empty())
    return fail(Code::invalid, "--strict: an agreement with findings is refused", options.file);
  return {};
}

}  // namespace

Act define_agreement_lint(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("FILE", options->file, "an agreement (docs/format/agreement.md), or a signed one");
  app.add_option("--alliance", options->alliance, "also look at levels and people of this alliance.toml")
      ->type_name("F");
  app.add_option("--at", options->at, "what has ended is judged on that date; else today")->type_name("DATE");
  app.add_flag("--strict", options->strict, "end with status 1 when anything is found");
  app.add_flag("--list", options->list, "list what is looked for");
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
