#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/act_file.hpp"
#include "cli/calling.hpp"
#include "cli/command.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"
#include "operations/consents.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  Asking asking;
  std::string file;
  bool json = false;
};

Result<void> run(const Options& options) {
  TRY(const agreement::SignedAct act, read_act(options.file));
  const std::string text = agreement::to_json(act);
  TRY(const ordered_json done, ask(options.asking, {"/api/v1/acts", text, [&](server::Opened& opened, const operations::Caller&) -> Result<ordered_json> {
                                                      TRY(const Seq seq, operations::record_act(*opened.node, text));
                                                      return ordered_json{{"policy", seq}};
                                                    }}));
  if (options.json)
    print_json(done);
  else
    print(fmt::format("{}\n  recorded; the node decides by it from policy version {} on\n", plain(summary_of(act.act)), done.value("policy", Seq{0})));
  return {};
}

}  // namespace

Act define_act_add(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("FILE", options->file, "an act that everybody has signed who must")->required();
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
