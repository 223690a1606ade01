// "comity consent refuse" and "comity consent revoke": acts that say no more than which request or consent they are about.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/act_file.hpp"
#include "cli/command.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"

namespace comity::cli {
namespace {

struct Options {
  std::string id, by, signer, key, reason, out;
  bool json = false;
};

template <class Body>
Result<void> run(const Options& options) {
  SystemClock clock;
  const std::string& by = options.by.empty() ? options.signer : options.by;
  const agreement::Act draft{by, clock.now(), options.reason, Body{options.id}};
  // Read back: a file is written only of an act that can be recorded.
  TRY(const agreement::Act act, agreement::parse_act(agreement::to_json(draft)));
  agreement::SignedAct made{act, {}};
  TRY_VOID(sign_act(made, options.signer, options.key));
  TRY_VOID(write_act(options.out, made));
  if (options.json)
    print_json({{"file", options.out}, {"kind", agreement::kind_of(act)}});
  else
    print(fmt::format("{} signed {}\n  {}: tell the node with comity act add\n", options.signer, plain(summary_of(act)), options.out));
  return {};
}

template <class Body>
Act define(CLI::App& app, const char* what, const char* help) {
  auto options = std::make_shared<Options>();
  app.add_option(what, options->id, help)->required();
  app.add_option("--key", options->key, "the signer's key file (comity key new)")->required()->type_name("KEYFILE");
  app.add_option("--as", options->signer, "the party, for its authority, or the designated person that signs")->required()->type_name("SIGNER");
  app.add_option("--by", options->by, "the party or agency whose act it is; else the signer's own")->type_name("BY");
  app.add_option("--reason", options->reason, "why; told to the other side")->type_name("TEXT");
  app.add_option("-o,--out", options->out, "where to write the signed act")->required()->type_name("OUT");
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run<Body>(*options); };
}

}  // namespace

Act define_consent_refuse(CLI::App& app) { return define<agreement::RefuseConsent>(app, "REQUEST", "the id of the request"); }
Act define_consent_revoke(CLI::App& app) { return define<agreement::RevokeConsent>(app, "CONSENT", "the id of the consent"); }

}  // namespace comity::cli
