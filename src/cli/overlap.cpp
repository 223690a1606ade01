#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/calling.hpp"
#include "cli/command.hpp"
#include "cli/corroborated.hpp"
#include "operations/source_overlap.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  Asking asking;
  operations::SourceOverlapRequest request;
  std::vector<std::string> judged;
  Forms forms;
};

std::string target_of(const Options& options) {
  std::string out = std::string("/api/v1/corroboration/overlap?by=") + (options.request.by_party ? "party" : "agency");
  for (std::size_t i = 0; i < options.request.ids.size(); ++i) out += (i == 0 ? "&ids=" : ",") + percent_encoded(options.request.ids[i]);
  if (!options.request.question.empty()) out += "&question=" + percent_encoded(options.request.question);
  if (!options.request.text.empty()) out += "&q=" + percent_encoded(options.request.text);
  for (const std::string& one : options.judged) out += "&judged=" + percent_encoded(one);
  return out;
}

Result<void> run(Options options) {
  TRY(options.request.judged, operations::parse_judged(options.judged));
  const auto here = [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
    TRY(const auto found, operations::source_overlap(*opened.node, caller, options.request));
    TRY_VOID(operations::due(*opened.node));
    return operations::to_json(found);
  };
  TRY(const ordered_json answer, ask(options.asking, {target_of(options), "", here}));
  return put_out(options.forms, answer, overlap_table, overlap_svg, overlap_text);
}

}  // namespace

Act define_overlap(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("SOURCE", options->request.ids, "STIX ids of the sources that are meant");
  app.add_option("--question", options->request.question, "instead: what this object rests on")->type_name("ID");
  app.add_option("--search", options->request.text, "instead: what a search finds")->type_name("QUERY");
  app.add_flag("--by-party", options->request.by_party, "readers are parties; else agencies");
  app.add_option("--judged", options->judged, "the probability that an agency gave: NZL.GCSB:0.7; may be repeated")->type_name("AGENCY:P");
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->forms.json, "print JSON");
  app.add_option("--csv", options->forms.csv, "write the pairs as CSV; - for standard output")->type_name("FILE");
  app.add_option("--svg", options->forms.svg, "write a heat map; - for standard output")->type_name("FILE");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
