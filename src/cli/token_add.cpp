#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/calling.hpp"
#include "cli/command.hpp"
#include "cli/output.hpp"
#include "operations/credentials_json.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  Asking asking;
  std::string person, note;
  std::vector<std::string> scopes, from;
  int days = 90;
  bool json = false;
};

// {"id","person","until","scopes",…,"token"}, as the REST API answers it.
Result<ordered_json> make(const Options& options) {
  ordered_json body{{"person", options.person}, {"days", options.days}};
  if (!options.scopes.empty()) body["scopes"] = options.scopes;
  if (!options.note.empty()) body["note"] = options.note;
  if (!options.from.empty()) body["from"] = options.from;
  const auto here = [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
    TRY(const auto wish, operations::parse_token_wish(body, opened.clock->now()));
    TRY(const access::FreshToken fresh, operations::add_token(*opened.node, caller, wish));
    return operations::to_json(fresh);
  };
  return ask(options.asking, {"/api/v1/tokens", body.dump(), here});
}

Result<void> run(const Options& options) {
  TRY(const ordered_json made, make(options));
  if (options.json) {
    print_json(made);
    return {};
  }
  print(made.value("token", "") + "\n");
  warn(fmt::format("A log-in of {} until {}. It is not kept: this is the only time it is shown.", options.person,
                   made.value("until", "").substr(0, 10)));
  return {};
}

}  // namespace

Act define_token_add(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("PERSON", options->person, "a person of the directory, or operator")->required();
  app.add_option("--scope", options->scopes, "what it may be used for: read, share, act, admin; else all")->type_name("S");
  app.add_option("--from", options->from, "where it may be used: an address or a range; else anywhere")->type_name("CIDR");
  app.add_option("--note", options->note, "what it is for")->type_name("TEXT");
  add_caller_options(app, options->asking);
  app.add_option("--days", options->days, "how long it is valid")
      ->check(CLI::Range(1, 3650))
      ->capture_default_str()
      ->type_name("N");
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
