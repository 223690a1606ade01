#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/agreement_file.hpp"
#include "cli/command.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"

namespace comity::cli {
namespace {

struct Options {
  std::string file, alliance;
  bool json = false;
};

Result<void> run(const Options& options) {
  TRY(const AgreementFile file, read_agreement(options.file));
  const agreement::Terms& terms = file.content.document.terms;
  if (!options.alliance.empty()) {
    TRY(const alliance::Directory directory, read_alliance(options.alliance));
    if (auto known = agreement::check(terms, directory); !known) {
      Error error = std::move(known).error();
      error.where = error.where.empty() ? options.file : fmt::format("{}: {}", options.file, error.where);
      return tl::make_unexpected(std::move(error));
    }
  }
  const std::string fingerprint = fingerprint_of(file.content.document);
  if (options.json) {
    nlohmann::ordered_json parties = nlohmann::ordered_json::array();
    for (const auto& adherence : terms.parties) parties.push_back(adherence.party);
    print_json({{"id", terms.id},
                {"version", terms.version},
                {"title", terms.title},
                {"parties", parties},
                {"equivalences", terms.equivalences.size()},
                {"sha256", fingerprint}});
    return {};
  }
  print(fmt::format("{}\n", plain(summary_of(terms))));
  print(fmt::format("  {} rows of equivalence{}\n", terms.equivalences.size(),
                    options.alliance.empty() ? "" : "; every name in it is known to the alliance"));
  print(fmt::format("  sha256 {}\n", fingerprint));
  return {};
}

}  // namespace

Act define_agreement_check(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("FILE", options->file, "an agreement (docs/format/agreement.md), or a signed one")->required();
  app.add_option("--alliance", options->alliance, "also hold every party, scheme and word against this alliance.toml")
      ->type_name("F");
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
