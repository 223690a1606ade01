#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/explained.hpp"
#include "cli/node_folder.hpp"
#include "cli/output.hpp"
#include "cli/remote.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  std::string object, person, purpose, directory;
  bool json = false;
};

Result<ordered_json> ask(const Options& options) {
  TRY(const std::string token, operator_token(options.directory));
  if (const auto by = serving(options.directory)) {
    TRY(Remote remote, Remote::connect(by->url, token));
    std::string target =
        "/api/v1/objects/" + percent_encoded(options.object) + "/explanation?as=" + percent_encoded(options.person);
    if (!options.purpose.empty()) target += "&purpose=" + percent_encoded(options.purpose);
    TRY(const std::string reply, remote.get(target, "application/json"));
    ordered_json out = ordered_json::parse(reply, nullptr, false);
    if (!out.is_object() || !out.contains("objects"))
      return fail(Code::internal, "the node's answer is not an explanation", by->url);
    return out;
  }
  TRY(const auto opened, open_node(options.directory));
  TRY(const operations::Caller caller, caller_of(*opened, token, ""));
  TRY(const auto explained,
      operations::explain_object(*opened->node, caller, options.object, options.person, options.purpose));
  return to_json(explained);
}

Result<void> run(const Options& options) {
  TRY(const ordered_json explained, ask(options));
  if (options.json)
    print_json(explained);
  else
    print(explained_text(explained, options.person));
  return {};
}

}  // namespace

Act define_explain(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("OBJECT", options->object, "a STIX id; its latest version is explained, once for each owner")
      ->required();
  app.add_option("--as", options->person, "the person whose view is explained")->required()->type_name("PERSON");
  app.add_option("--purpose", options->purpose, "the purpose that the person declares; else its default")
      ->type_name("P");
  add_dir_option(app, options->directory);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
