// comity token list, comity token revoke.
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

Result<void> list(const Options& options) {
  const auto here = [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
    TRY(const auto all, operations::tokens(*opened.node, caller, options.person));
    return operations::to_json(all, opened.clock->now());
  };
  const std::string query = options.person.empty() ? "" : "?person=" + percent_encoded(options.person);
  TRY(const ordered_json all, ask(options.asking, {"/api/v1/tokens" + query, "", here}));
  if (options.json) print_json(all);
  else print(listing(all, "tokens", {"id", "person", "state", "scopes", "until", "used", "from", "note"}, "no tokens"));
  return {};
}

Result<void> revoke(const Options& options) {
  if (options.id.empty() == options.person.empty()) return fail(Code::invalid, "name a token by its id, or --all-of PERSON");
  const auto here = [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
    if (!options.person.empty()) {
      TRY(const std::size_t count, operations::revoke_tokens_of(*opened.node, caller, options.person));
      return ordered_json{{"revoked", count}};
    }
    TRY_VOID(operations::revoke_token(*opened.node, caller, options.id));
    return ordered_json{{"revoked", 1}};
  };
  const std::string target = options.id.empty() ? "/api/v1/tokens?person=" + percent_encoded(options.person) : "/api/v1/tokens/" + percent_encoded(options.id);
  TRY(const ordered_json done, ask(options.asking, {target, "", here, true}));
  if (options.json) print_json(done);
  else print(fmt::format("{} revoked\n", done.value("revoked", 0)));
  return {};
}

}  // namespace

Act define_token_list(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("PERSON", options->person, "whose; else everybody's, for the operator");
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return list(*options); };
}

Act define_token_revoke(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("ID", options->id, "the token's public id, as token list prints it");
  app.add_option("--all-of", options->person, "all tokens of this person instead")->type_name("PERSON");
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return revoke(*options); };
}

}  // namespace comity::cli
