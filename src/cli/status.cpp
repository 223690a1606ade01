// comity status: what a node has, and what it still lacks.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/node_folder.hpp"
#include "cli/node_standing.hpp"
#include "cli/output.hpp"
#include "cli/remote.hpp"
#include "cli/terminal.hpp"
#include "server/node_status.hpp"

namespace comity::cli {

using nlohmann::ordered_json;

namespace {

std::string mib(const ordered_json& bytes) { return fmt::format("{} MiB", bytes.get<std::uint64_t>() >> 20); }

std::string names(const ordered_json& list, std::size_t most = 8) {
  std::string out;
  for (std::size_t i = 0; i < std::min(list.size(), most); ++i) out += (i ? ", " : "") + list[i].get<std::string>();
  return list.size() > most ? fmt::format("{} and {} more", out, list.size() - most) : out;
}

struct Options {
  std::string directory;
  bool json = false;
};

}  // namespace

Result<ordered_json> standing_of_node(const std::string& directory) {
  if (const auto by = serving(directory)) {
    TRY(const std::string token, operator_token(directory));
    TRY(Remote remote, Remote::connect(by->url, token));
    TRY(const std::string reply, remote.get("/api/v1/status", "application/json"));
    ordered_json out = ordered_json::parse(reply, nullptr, false);
    if (!out.is_object()) return fail(Code::internal, "the node's answer is not JSON", by->url);
    out["serving"] = by->url;
    return out;
  }
  TRY(const auto opened, open_node(directory));
  return server::node_status(*opened);
}

std::string standing_in_words(const ordered_json& status) {
  const std::string checkpoint = status.value("checkpoint", "");
  std::string out = fmt::format("{}{}\n", plain(status.value("node", "")), status.value("exercise", false) ? ", an exercise" : "");
  out += fmt::format("  {}\n", status.contains("serving") ? "served at " + status["serving"].get<std::string>() : "not being served");
  out += fmt::format("  records      {}, policy version {}\n", status.value("records", 0), status.value("policy", 0));
  out += fmt::format("  key          {}\n", status.value("key", ""));
  if (status.contains("next_transition")) out += fmt::format("  next change  {}\n", status["next_transition"].get<std::string>());
  out += fmt::format("  directory    {} parties, {} agencies, {} people\n", status.value("parties", 0), status.value("agencies", 0),
                     status.value("people", 0));
  out += fmt::format("  clearances   {} valid, {} people without\n", status["clearances"].value("valid", 0), status["clearances"]["without"].size());
  for (const auto& one : status["clearances"]["expiring"])
    out += fmt::format("    {} ends {}\n", plain(one.value("person", "")), one.value("until", "").substr(0, 10));
  out += fmt::format("  agreements   {} in force{}\n", status["agreements"]["in_force"].size(),
                     status["agreements"]["in_force"].empty() ? "" : ": " + plain(names(status["agreements"]["in_force"])));
  for (const auto& one : status["agreements"]["expiring"])
    out += fmt::format("    {} ends {}\n", plain(one.value("id", "")), one.value("until", "").substr(0, 10));
  out += fmt::format("  log-ins      {} made\n", status.value("log_ins", 0));
  if (status.value("erasures_pending", 0) > 0) out += fmt::format("  erasures     {} wait for the disk\n", status["erasures_pending"].get<int>());
  if (status.contains("disk")) out += fmt::format("  disk         {} used, {} free\n", mib(status["disk"]["used"]), mib(status["disk"]["free"]));
  if (status["missing"].empty()) return out + "Nothing is missing.\n";
  out += "Missing:\n";
  for (const auto& one : status["missing"]) out += fmt::format("  {}\n    {}\n", plain(one.value("what", "")), plain(one.value("how", "")));
  return out;
}

namespace {

Result<void> run(const Options& options) {
  TRY(const ordered_json status, standing_of_node(options.directory));
  if (options.json) print_json(status);
  else print(standing_in_words(status));
  return {};
}

}  // namespace

Act define_status(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("DIR", options->directory, "the node's folder")->required();
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
