#include "operations/corroboration.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/calling.hpp"
#include "cli/command.hpp"
#include "cli/corroborated.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  Asking asking;
  operations::CorroborationRequest request;
  Forms forms;
};

Result<void> run(const Options& options) {
  std::string target = "/api/v1/corroboration?";
  for (const std::string& id : options.request.ids) target += (target.back() == '?' ? "ids=" : ",") + percent_encoded(id);
  if (!options.request.question.empty()) target += fmt::format("{}question={}", target.back() == '?' ? "" : "&", percent_encoded(options.request.question));
  const auto here = [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
    TRY(const auto found, operations::corroborate(*opened.node, caller, options.request));
    TRY_VOID(operations::due(*opened.node));
    return operations::to_json(found);
  };
  TRY(const ordered_json answer, ask(options.asking, {target, "", here}));
  return put_out(options.forms, answer, lineage_table, lineage_svg, lineage_text);
}

}  // namespace

Act define_corroborate(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("REPORT", options->request.ids, "STIX ids of what is cited");
  app.add_option("--question", options->request.question, "instead: what this object rests on is cited")->type_name("ID");
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->forms.json, "print JSON");
  app.add_option("--csv", options->forms.csv, "write the nodes as CSV; - for standard output")->type_name("FILE");
  app.add_option("--svg", options->forms.svg, "write a drawing of the lineage; - for standard output")->type_name("FILE");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
