#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "agreement/diff.hpp"
#include "cli/agreement_file.hpp"
#include "cli/command.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"

namespace comity::cli {
namespace {

struct Options {
  std::string before, after, alliance;
  bool json = false;
};

Result<void> run(const Options& options) {
  TRY(const AgreementFile before, read_agreement(options.before));
  TRY(const AgreementFile after, read_agreement(options.after));
  std::optional<alliance::Directory> directory;
  if (!options.alliance.empty()) {
    TRY(directory, read_alliance(options.alliance));
  }
  const agreement::Terms &a = before.content.document.terms, &b = after.content.document.terms;
  const auto changes = agreement::diff(a, b, directory ? &*directory : nullptr);
  if (options.json) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const auto& one : changes)
      list.push_back({{"clause", one.clause},
                      {"article", one.article},
                      {"effect", agreement::name_of(one.effect)},
                      {"text", one.text}});
    print_json({{"before", {{"id", a.id}, {"version", a.version}}},
                {"after", {{"id", b.id}, {"version", b.version}}},
                {"changes", std::move(list)}});
    return {};
  }
  print(fmt::format("{} version {} → {} version {}\n", plain(a.id), a.version, plain(b.id), b.version));
  if (changes.empty()) print("  the two say the same\n");
  std::vector<std::vector<Cell>> rows;
  for (const auto& one : changes) {
    const bool wider = one.effect == agreement::Effect::widens, narrower = one.effect == agreement::Effect::narrows;
    rows.push_back({{""},
                    {one.effect == agreement::Effect::neither ? "" : std::string(agreement::name_of(one.effect)),
                     wider ? Paint::good : Paint::bad, wider || narrower},
                    {plain(one.sentence())}});
  }
  print(table(rows));
  return {};
}

}  // namespace

Act define_agreement_diff(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("A", options->before, "the earlier version (docs/format/agreement.md), or a signed one")->required();
  app.add_option("B", options->after, "the later version")->required();
  app.add_option("--alliance", options->alliance, "rank level words by the schemes of this alliance.toml")
      ->type_name("F");
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
