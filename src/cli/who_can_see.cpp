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
  std::string object, directory;
  bool json = false;
};

Result<ordered_json> ask(const Options& options) {
  TRY(const std::string token, operator_token(options.directory));
  if (const auto by = serving(options.directory)) {
    TRY(Remote remote, Remote::connect(by->url, token));
    TRY(const std::string reply,
        remote.get("/api/v1/objects/" + percent_encoded(options.object) + "/readers", "application/json"));
    ordered_json out = ordered_json::parse(reply, nullptr, false);
    if (!out.is_object() || !out.contains("objects"))
      return fail(Code::internal, "the node's answer is not a list of readers", by->url);
    return out;
  }
  TRY(const auto opened, open_node(options.directory));
  TRY(const operations::Caller caller, caller_of(*opened, token, ""));
  TRY(const auto readers, operations::who_can_see(*opened->node, caller, options.object));
  return to_json(readers);
}

Result<void> run(const Options& options) {
  TRY(const ordered_json readers, ask(options));
  if (options.json)
    print_json(readers);
  else
    print(readers_text(readers));
  return {};
}

}  // namespace

Act define_who_can_see(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("OBJECT", options->object, "a STIX id")->required();
  add_dir_option(app, options->directory);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
