// comity session list, comity session end: sessions are in the memory of the process that serves.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/calling.hpp"
#include "cli/command.hpp"
#include "cli/listing.hpp"
#include "cli/output.hpp"
#include "operations/credentials_json.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  Asking asking;
  std::string person, id;
  bool json = false;
};

std::string query_of(const Options& options) { return options.person.empty() ? "" : "?person=" + percent_encoded(options.person); }

Result<void> list(const Options& options) {
  const auto here = [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
    TRY(const auto all, operations::sessions(*opened.node, caller, options.person));
    return operations::to_json(all, caller.credential);
  };
  TRY(const ordered_json all, ask(options.asking, {"/api/v1/sessions" + query_of(options), "", here}));
  if (options.json) print_json(all);
  else print(listing(all, "sessions", {"id", "person", "made", "used", "until", "address"}, "no sessions"));
  return {};
}

Result<void> end(const Options& options) {
  const auto here = [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
    TRY_VOID(operations::end_session(*opened.node, caller, options.id, options.person));
    return ordered_json{{"ended", 1}};
  };
  TRY(const ordered_json done, ask(options.asking, {"/api/v1/sessions/" + percent_encoded(options.id) + query_of(options), "", here, true}));
  if (options.json) print_json(done);
  else print("It is over\n");
  return {};
}

}  // namespace

Act define_session_list(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("PERSON", options->person, "whose; else one's own");
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return list(*options); };
}

Act define_session_end(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("ID", options->id, "the session's id, as session list prints it")->required();
  app.add_option("--of", options->person, "whose; else one's own")->type_name("PERSON");
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return end(*options); };
}

}  // namespace comity::cli
