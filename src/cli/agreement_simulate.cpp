#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/agreement_file.hpp"
#include "cli/command.hpp"
#include "cli/node_folder.hpp"
#include "cli/output.hpp"
#include "cli/simulated.hpp"
#include "operations/acts.hpp"

namespace comity::cli {
namespace {

struct Options {
  std::string file, directory, at, person;
  std::size_t objects = 0;
  bool json = false;
};

Result<void> run(const Options& options) {
  TRY(const AgreementFile file, read_agreement(options.file));
  operations::SimulationRequest request;
  request.most_objects = options.objects;
  if (!options.at.empty()) {
    auto at = parse_time(options.at);
    if (!at)
      return fail(Code::invalid, "write --at as a date, 2026-01-31, or a time, 2026-01-31T12:00:00Z",
                  "--at " + options.at);
    request.at = *at;
  }
  TRY(const std::string token,
      options.person.empty() ? operator_token(options.directory) : login_token(options.directory, options.person));
  TRY(const auto opened, open_node(options.directory));
  TRY(const operations::Caller caller, caller_of(*opened, token, ""));
  auto simulated = operations::simulate(*opened->node, caller, file.content, request);
  if (!simulated) {
    Error error = std::move(simulated).error();
    if (error.code == Code::invalid || error.code == Code::precondition)
      error.where = options.file + (error.where.empty() ? "" : ": " + error.where);
    return tl::make_unexpected(std::move(error));
  }
  if (options.json)
    print_json(to_json(*simulated));
  else
    print(simulation_text(*simulated));
  return {};
}

}  // namespace

Act define_agreement_simulate(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("FILE", options->file, "a draft: an agreement, signed by all, some or nobody")->required();
  add_dir_option(app, options->directory);
  app.add_option("--at", options->at,
                 "the date to simulate; else today, or the day it enters into force where that is later")
      ->type_name("DATE");
  app.add_option("--as", options->person,
                 "ask as an official of a party, by its log-in in the node's exercise folder; else as the operator")
      ->type_name("PERSON");
  app.add_option("--objects", options->objects, "also name so many of the objects")->type_name("N");
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
