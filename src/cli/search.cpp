#include "operations/search.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/asking.hpp"
#include "cli/command.hpp"
#include "cli/node_folder.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"
#include "operations/search_json.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kPage = 100;         // results asked for at once: no more than the door gives
constexpr std::size_t kMostFacetLines = 8;  // values of a facet that a person is shown

struct Options {
  Asking asking;
  std::string query;
  std::size_t limit = 20;
  bool facets = false, oldest = false, json = false;
};

Result<ordered_json> answer_of(const std::string& reply) {
  ordered_json out = ordered_json::parse(reply, nullptr, false);
  if (!out.is_object() || !out.contains("found")) return fail(Code::internal, "the node's answer is no list of results");
  return out;
}

// One page of a node that is being served.
Result<ordered_json> page_there(const Options& options, Remote& remote, std::size_t limit, const std::string& next) {
  std::string target = fmt::format("/api/v1/search?limit={}", limit);
  if (!options.query.empty()) target += "&q=" + percent_encoded(options.query);
  if (options.oldest) target += "&order=feed";
  if (options.facets && next.empty()) target += "&facets=all";
  if (!next.empty()) target += "&next=" + percent_encoded(next);
  TRY(const std::string reply, remote.get(target, "application/json"));
  return answer_of(reply);
}

Result<ordered_json> page_here(const Options& options, server::Opened& opened, const operations::Caller& caller, std::size_t limit,
                               const std::string& next) {
  operations::SearchRequest request;
  request.filter.text = options.query;
  request.limit = limit;
  request.next = next;
  request.newest = !options.oldest;
  if (options.facets && next.empty()) {
    TRY(request.facets, operations::parse_facets({"all"}));
  }
  TRY(const auto found, operations::search(*opened.node, caller, request));
  return operations::to_json(found);
}

// Pages joined into one answer.
template <class Page>
Result<ordered_json> gather(const Options& options, Page&& page) {
  ordered_json out;
  std::string next;
  while (true) {
    const std::size_t have = out.is_null() ? 0 : out["found"].size();
    TRY(ordered_json one, page(std::min(options.limit - have, kPage), next));
    next = one.value("next", "");
    if (out.is_null()) {
      out = std::move(one);
    } else {
      for (auto& result : one["found"]) out["found"].push_back(std::move(result));
    }
    out.erase("next");
    if (!next.empty() && out["found"].size() >= options.limit) out["next"] = next;
    if (next.empty() || out["found"].size() >= options.limit) return out;
  }
}

Result<ordered_json> ask(const Options& options) {
  TRY(const std::string token, token_of(options.asking));
  if (const auto url = url_of(options.asking)) {
    TRY(Remote remote, Remote::connect(*url, token, options.asking.purpose));
    return gather(options, [&](std::size_t limit, const std::string& next) { return page_there(options, remote, limit, next); });
  }
  TRY(const auto opened, open_node(options.asking.directory));
  TRY(const operations::Caller caller, caller_of(*opened, token, options.asking.purpose));
  operations::index_words(*opened->node);
  TRY(ordered_json out,
      gather(options, [&](std::size_t limit, const std::string& next) { return page_here(options, *opened, caller, limit, next); }));
  TRY_VOID(operations::due(*opened->node));
  return out;
}

std::string snippet_of(const ordered_json& result) {
  std::string out;
  for (const ordered_json& part : result.value("snippet", ordered_json::array())) {
    const std::string text = plain(part.value("text", ""));
    out += part.value("match", false) ? paint(Paint::good, colours() ? text : "[" + text + "]") : text;
  }
  return out;
}

void print_results(const ordered_json& answer) {
  for (const ordered_json& result : answer.at("found")) {
    const std::string marking = result.value("marking", "");
    std::string levels;
    for (const ordered_json& level : result.at("levels")) levels += (levels.empty() ? "" : ", ") + level.get<std::string>();
    if (const std::string tlp = result.value("tlp", ""); !tlp.empty()) levels += (levels.empty() ? "TLP:" : ", TLP:") + tlp;
    if (!marking.empty() && marking != levels) levels += " (" + marking + ")";
    std::string from;
    for (const ordered_json& agency : result.at("originators")) from += (from.empty() ? "" : ", ") + agency.get<std::string>();
    print(fmt::format("{}  {}\n", paint(Paint::strong, plain(result.value("title", ""))), plain(result.value("type", ""))));
    print(fmt::format("  {}\n", paint(Paint::faint, fmt::format("{}  {}  {}  {}", plain(result.value("date_added", "")).substr(0, 10),
                                                                plain(result.value("id", "")), plain(from), plain(levels)))));
    if (const std::string snippet = snippet_of(result); !snippet.empty())
      print(fmt::format("  {}: {}\n", plain(result.value("member", "")), snippet));
  }
}

void print_facets(const ordered_json& facets) {
  for (const auto& [name, counts] : facets.items()) {
    if (counts.empty()) continue;
    std::vector<std::vector<Cell>> rows;
    for (const ordered_json& count : counts) {
      if (rows.size() == kMostFacetLines) break;
      rows.push_back({{"  " + plain(count.value("value", ""))}, {fmt::format("{}", count.value("objects", std::uint64_t{0}))}});
    }
    print(fmt::format("\n{}\n{}", paint(Paint::strong, name), table(rows)));
    if (counts.size() > kMostFacetLines) print(fmt::format("  and {} more\n", counts.size() - kMostFacetLines));
  }
}

Result<void> run(const Options& options) {
  TRY(const ordered_json answer, ask(options));
  if (options.json) {
    print_json(answer);
    return {};
  }
  print_results(answer);
  if (answer.contains("facets")) print_facets(answer["facets"]);
  const auto total = answer.value("total", std::uint64_t{0});
  const std::size_t shown = answer.at("found").size();
  print(paint(Paint::faint, total == shown ? fmt::format("{} found\n", total) : fmt::format("{} found, {} shown: --limit shows more\n", total, shown)));
  return {};
}

}  // namespace

Act define_search(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("QUERY", options->query, "words, \"phrases\", beginnings*, -not, OR, and type: from: level: topic: before: after: refs: and others")
      ->required();
  add_caller_options(app, options->asking);
  app.add_option("--limit", options->limit, "at most so many results")->capture_default_str()->type_name("N")->check(CLI::Range(1, 100000));
  app.add_flag("--oldest-first", options->oldest, "in the order of the feed; else the newest first");
  app.add_flag("--facets", options->facets, "also how many there are by type, originator, level, topic, agreement and month");
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
