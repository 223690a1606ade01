// comity audit, comity clearance list.
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
  std::uint64_t before = 0;
  int limit = 100, expiring = 0;
  bool json = false;
};

Result<void> audit(const Options& options) {
  const auto here = [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
    TRY(const auto page, operations::audit(*opened.node, caller, options.before, static_cast<std::size_t>(options.limit)));
    return operations::to_json(page);
  };
  std::string target = fmt::format("/api/v1/audit?limit={}", options.limit);
  if (options.before > 0) target += fmt::format("&before={}", options.before);
  TRY(const ordered_json page, ask(options.asking, {target, "", here}));
  if (options.json) {
    print_json(page);
    return {};
  }
  std::string out;
  for (const ordered_json& one : page.value("audit", ordered_json::array())) {
    out += fmt::format("{}  {}{}{}", word_of(one, "time"), word_of(one, "what"), one.value("done", true) ? "" : " refused",
                       one.value("count", 1) > 1 ? fmt::format(" {} times", one.value("count", 1)) : "");
    for (const auto& [key, before] : {std::pair("on", " of "), std::pair("by", " by "), std::pair("address", " from "), std::pair("detail", ": ")})
      if (const std::string word = word_of(one, key); !word.empty()) out += before + word;
    out += "\n";
  }
  if (page.contains("next")) out += fmt::format("older ones: --before {}\n", word_of(page, "next"));
  print(out.empty() ? "nothing\n" : out);
  return {};
}

Result<void> clearances(const Options& options) {
  const std::optional<int> within = options.expiring > 0 ? std::optional(options.expiring) : std::nullopt;
  const auto here = [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
    TRY(const auto all, operations::clearances(*opened.node, caller, within));
    return operations::to_json(all);
  };
  TRY(const ordered_json all, ask(options.asking, {within ? fmt::format("/api/v1/clearances?expiring={}", *within) : "/api/v1/clearances", "", here}));
  if (options.json) print_json(all);
  else print(listing(all, "clearances", {"person", "state", "from", "until", "purposes"}, "no clearances"));
  return {};
}

}  // namespace

Act define_audit(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("--limit", options->limit, "at most so many")->check(CLI::Range(1, 1000))->capture_default_str()->type_name("N");
  app.add_option("--before", options->before, "older than this record")->type_name("SEQ");
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return audit(*options); };
}

Act define_clearance_list(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("--expiring", options->expiring, "only valid ones that end within so many days")->check(CLI::Range(1, 3650))->type_name("DAYS");
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return clearances(*options); };
}

}  // namespace comity::cli
