#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/calling.hpp"
#include "cli/command.hpp"
#include "cli/output.hpp"
#include "operations/consents.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  Asking asking;
  operations::Asked asked;
  bool json = false;
};

Result<void> run(const Options& options) {
  const operations::Asked& asked = options.asked;
  const ordered_json body{{"of", asked.of}, {"object", asked.object}, {"purpose", asked.purpose}, {"reason", asked.reason}};
  TRY(const ordered_json done,
      ask(options.asking, {"/api/v1/consents/requests", body.dump(), [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
                             TRY(const std::string id, operations::request_consent(*opened.node, caller, asked));
                             return ordered_json{{"id", id}};
                           }}));
  if (options.json)
    print_json(done);
  else
    print(fmt::format("{} was asked; the request is {}\n", asked.of, done.value("id", "")));
  return {};
}

}  // namespace

Act define_consent_request(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("OBJECT", options->asked.object, "a STIX id; whether there is such an object is not told")->required();
  app.add_option("--of", options->asked.of, "the party that is asked")->required()->type_name("PARTY");
  app.add_option("--for", options->asked.purpose, "the purpose that it is needed for")->type_name("PURPOSE");
  app.add_option("--reason", options->asked.reason, "why")->type_name("TEXT");
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
