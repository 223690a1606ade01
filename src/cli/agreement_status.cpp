// comity agreement status, comity agreement history.
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/agreement_words.hpp"
#include "cli/calling.hpp"
#include "cli/command.hpp"
#include "cli/output.hpp"
#include "operations/agreements_json.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  Asking asking;
  std::string id;
  bool json = false;
};

Result<ordered_json> one_of(const Options& options) {
  return ask(options.asking, {"/api/v1/agreements/" + percent_encoded(options.id), "", [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
                                TRY(const auto one, operations::agreement_of(*opened.node, caller, options.id));
                                return operations::to_json(one);
                              }});
}

Result<void> all(const Options& options) {
  TRY(const ordered_json list, ask(options.asking, {"/api/v1/agreements", "", [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
                                                     TRY(const auto seen, operations::agreements_of(*opened.node, caller));
                                                     return operations::to_json(seen);
                                                   }}));
  if (options.json) {
    print_json(list);
    return {};
  }
  const ordered_json agreements = list.value("agreements", ordered_json::array());
  if (agreements.empty()) print("no agreements\n");
  for (const ordered_json& one : agreements) print(standing_text(one));
  return {};
}

Result<void> status(const Options& options) {
  if (options.id.empty()) return all(options);
  TRY(const ordered_json one, one_of(options));
  if (options.json)
    print_json(one);
  else
    print(standing_text(one));
  return {};
}

Result<void> history(const Options& options) {
  TRY(const ordered_json one, one_of(options));
  if (options.json)
    print_json(one);
  else
    print(history_text(one));
  return {};
}

}  // namespace

Act define_agreement_status(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("AGREEMENT", options->id, "its id; else all that the asker's party signed, or is asked to sign");
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return status(*options); };
}

Act define_agreement_history(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("AGREEMENT", options->id, "its id")->required();
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return history(*options); };
}

}  // namespace comity::cli
