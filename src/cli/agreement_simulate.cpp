#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/agreement_file.hpp"
#include "cli/calling.hpp"
#include "cli/command.hpp"
#include "cli/output.hpp"
#include "cli/simulated.hpp"
#include "operations/agreements_json.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  Asking asking;
  std::string file, at;
  std::size_t objects = 0;
  bool json = false;
};

Result<void> run(const Options& options) {
  TRY(const AgreementFile file, read_agreement(options.file));
  operations::SimulationAsked asked{file.content, {}};
  asked.request.most_objects = options.objects;
  if (!options.at.empty()) {
    auto at = parse_time(options.at);
    if (!at)
      return fail(Code::invalid, "write --at as a date, 2026-01-31, or a time, 2026-01-31T12:00:00Z",
                  "--at " + options.at);
    asked.request.at = *at;
  }
  const auto here = [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
    TRY(const auto simulated, operations::simulate(*opened.node, caller, asked.draft, asked.request));
    return operations::to_json(simulated);
  };
  auto simulated = ask(options.asking, {"/api/v1/agreements/simulation", operations::to_json(asked), here});
  if (!simulated) return tl::make_unexpected(about_file(std::move(simulated).error(), options.file));
  if (options.json)
    print_json(*simulated);
  else
    print(simulation_text(*simulated));
  return {};
}

}  // namespace

Act define_agreement_simulate(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("FILE", options->file, "a draft: an agreement, signed by all, some or nobody")->required();
  add_caller_options(app, options->asking);
  app.add_option("--at", options->at,
                 "the date to simulate; else today, or the day it enters into force where that is later")
      ->type_name("DATE");
  app.add_option("--objects", options->objects, "also name so many of the objects")->type_name("N");
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
