#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/asking.hpp"
#include "cli/command.hpp"
#include "cli/node_folder.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"
#include "operations/derivation_json.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  Asking asking;
  bool json = false;
};

Result<ordered_json> ask(const Options& options) {
  TRY(const std::string token, token_of(options.asking));
  if (const auto url = url_of(options.asking)) {
    TRY(Remote remote, Remote::connect(*url, token, options.asking.purpose));
    TRY(const std::string reply, remote.get("/api/v1/tearlines", "application/json"));
    ordered_json out = ordered_json::parse(reply, nullptr, false);
    if (!out.is_object() || !out.contains("tearlines") || !out["tearlines"].is_array())
      return fail(Code::internal, "the node's answer is not a list of tearlines", *url);
    return out;
  }
  TRY(const auto opened, open_node(options.asking.directory));
  TRY(const operations::Caller caller, caller_of(*opened, token, options.asking.purpose));
  TRY(const auto waiting, operations::tearlines(*opened->node, caller));
  return operations::to_json(waiting);
}

std::string text_of(const ordered_json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_string() ? plain(at->get<std::string>()) : "";
}

Result<void> run(const Options& options) {
  TRY(const ordered_json waiting, ask(options));
  if (options.json) {
    print_json(waiting);
    return {};
  }
  const auto& list = waiting["tearlines"];
  print(fmt::format("{} to approve\n", list.size() == 1 ? "1 tearline" : fmt::format("{} tearlines", list.size())));
  for (const auto& one : list) {
    print(fmt::format("{}  version {}  of {}\n  sha256 {}\n", text_of(one, "id"), text_of(one, "version"), text_of(one, "owner"),
                      text_of(one, "sha256")));
    if (one.contains("sources"))
      for (const auto& source : one["sources"]) print(fmt::format("  from {}  version {}\n", text_of(source, "id"), text_of(source, "version")));
    if (one.contains("others") && !one["others"].empty()) {
      std::string others;
      for (const auto& party : one["others"])
        if (party.is_string()) others += (others.empty() ? "" : ", ") + plain(party.get<std::string>());
      print(fmt::format("  also to approve: {}\n", others));
    }
  }
  return {};
}

}  // namespace

Act define_tearline_list(CLI::App& app) {
  auto options = std::make_shared<Options>();
  add_asking_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON; the labels are there");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
