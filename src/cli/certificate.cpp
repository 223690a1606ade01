// comity certificate add, list, remove.
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
  std::string person, fingerprint, note, id;
  std::vector<std::string> scopes;
  int days = 365;
  bool json = false;
};

Result<void> add(const Options& options) {
  ordered_json body{{"person", options.person}, {"fingerprint", options.fingerprint}, {"days", options.days}};
  if (!options.scopes.empty()) body["scopes"] = options.scopes;
  if (!options.note.empty()) body["note"] = options.note;
  const auto here = [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
    TRY(const auto wish, operations::parse_certificate_wish(body, opened.clock->now()));
    TRY(const std::string id, operations::bind_certificate(*opened.node, caller, wish));
    return ordered_json{{"id", id}};
  };
  TRY(const ordered_json made, ask(options.asking, {"/api/v1/certificates", body.dump(), here}));
  if (options.json) print_json(made);
  else print(word_of(made, "id") + "\n");
  return {};
}

Result<void> list(const Options& options) {
  const auto here = [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
    TRY(const auto all, operations::certificates(*opened.node, caller));
    return operations::to_json(all, opened.clock->now());
  };
  TRY(const ordered_json all, ask(options.asking, {"/api/v1/certificates", "", here}));
  if (options.json) print_json(all);
  else print(listing(all, "certificates", {"id", "person", "state", "scopes", "until", "fingerprint", "note"}, "no certificates"));
  return {};
}

Result<void> remove(const Options& options) {
  const auto here = [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
    TRY_VOID(operations::unbind_certificate(*opened.node, caller, options.id));
    return ordered_json{{"removed", 1}};
  };
  TRY(const ordered_json done, ask(options.asking, {"/api/v1/certificates/" + percent_encoded(options.id), "", here, true}));
  if (options.json) print_json(done);
  else print("It opens nothing from now on\n");
  return {};
}

}  // namespace

Act define_certificate_add(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("PERSON", options->person, "a person of the directory, or operator")->required();
  app.add_option("FINGERPRINT", options->fingerprint, "SHA-256 of its DER, in hex")->required();
  app.add_option("--days", options->days, "how long it is valid")->check(CLI::Range(1, 3650))->capture_default_str()->type_name("N");
  app.add_option("--scope", options->scopes, "what it may be used for: read, share, act, admin; else the first three")->type_name("S");
  app.add_option("--note", options->note, "what it is for")->type_name("TEXT");
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return add(*options); };
}

Act define_certificate_list(CLI::App& app) {
  auto options = std::make_shared<Options>();
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return list(*options); };
}

Act define_certificate_remove(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("ID", options->id, "its id, as certificate list prints it")->required();
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return remove(*options); };
}

}  // namespace comity::cli
