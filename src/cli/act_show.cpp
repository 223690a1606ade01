#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/act_file.hpp"
#include "cli/act_words.hpp"
#include "cli/command.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  std::string file;
  bool json = false;
};

Result<void> run(const Options& options) {
  TRY(const agreement::SignedAct act, read_act(options.file));
  if (!act.signatures.empty())
    if (auto good = agreement::verify(act); !good) {
      Error error = std::move(good).error();
      error.where = options.file;
      return tl::make_unexpected(std::move(error));
    }
  const auto missing = still_to_sign(act);
  if (options.json) {
    ordered_json signatures = ordered_json::array();
    for (const auto& signature : act.signatures) signatures.push_back({{"signer", signature.signer}, {"key", signature.key}});
    print_json({{"act", ordered_json::parse(agreement::to_json(act.act))}, {"words", words_of(act.act)}, {"signatures", std::move(signatures)}, {"still_to_sign", missing}});
    return {};
  }
  print(plain(words_of(act.act)) + "\n");
  if (!act.act.reason.empty()) print(fmt::format("  reason: {}\n", plain(act.act.reason)));
  print(fmt::format("  issued on {} by {}\n", when(act.act.issued), plain(act.act.by)));
  for (const auto& signature : act.signatures) print(fmt::format("  signed by {} with {}\n", plain(signature.signer), signature.key));
  if (!missing.empty()) print(fmt::format("  still to sign: {}\n", plain(fmt::format("{}", fmt::join(missing, "; ")))));
  return {};
}

}  // namespace

Act define_act_show(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("FILE", options->file, "an act, signed by all, some or nobody")->required();
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
