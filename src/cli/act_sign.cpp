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
  std::string file, key, signer, out;
  bool json = false;
};

Result<void> run(const Options& options) {
  TRY(agreement::SignedAct act, read_act(options.file));
  TRY_VOID(sign_act(act, options.signer, options.key));
  const std::string& out = options.out.empty() ? options.file : options.out;
  TRY_VOID(write_act(out, act));
  if (options.json) {
    std::vector<std::string> signers;
    for (const auto& signature : act.signatures) signers.push_back(signature.signer);
    print_json({{"file", out}, {"kind", agreement::kind_of(act.act)}, {"signed_by", signers}});
  } else {
    print(fmt::format("{} signed {}\n  {}\n", options.signer, plain(summary_of(act.act)), out));
  }
  return {};
}

}  // namespace

Act define_act_sign(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("FILE", options->file, "an act, signed by nobody or by others")->required();
  app.add_option("--key", options->key, "the signer's key file (comity key new)")->required()->type_name("KEYFILE");
  app.add_option("--as", options->signer, "the party, for its authority, or the designated person that signs")->required()->type_name("SIGNER");
  app.add_option("-o,--out", options->out, "where to write; else FILE itself")->type_name("OUT");
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
