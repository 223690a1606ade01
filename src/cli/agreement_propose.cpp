#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/agreement_file.hpp"
#include "cli/calling.hpp"
#include "cli/command.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"
#include "operations/agreements_json.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  Asking asking;
  std::string file;
  bool json = false;
};

Result<void> run(const Options& options) {
  TRY(const AgreementFile file, read_agreement(options.file));
  if (!file.is_signed) return fail(Code::precondition, "nobody has signed this file; see comity agreement sign --help", options.file);
  const std::string text = agreement::to_json(file.content);
  auto proposed = ask(options.asking, {"/api/v1/agreements", text, [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
                                         TRY(const auto done, operations::propose_agreement(*opened.node, caller, text));
                                         return operations::to_json(done);
                                       }});
  if (!proposed) return tl::make_unexpected(about_file(std::move(proposed).error(), options.file));
  if (options.json) {
    print_json(*proposed);
    return {};
  }
  std::string signed_by;
  for (const ordered_json& party : proposed->value("signed_by", ordered_json::array()))
    if (party.is_string()) signed_by += (signed_by.empty() ? "" : ", ") + party.get<std::string>();
  print(fmt::format("{}\n  signed by {}: {}\n", plain(summary_of(file.content.document.terms)), plain(signed_by),
                    proposed->value("agreed", false) ? "all who must; it is recorded as an agreement" : "not yet by all who must; it is recorded as a draft"));
  return {};
}

}  // namespace

Act define_agreement_propose(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("FILE", options->file, "an agreement that some of its parties, or all, have signed")->required();
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
