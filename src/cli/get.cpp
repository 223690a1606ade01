#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>
#include <memory>

#include "base/json.hpp"
#include "base/time.hpp"
#include "cli/asking.hpp"
#include "cli/command.hpp"
#include "cli/node_folder.hpp"
#include "cli/output.hpp"
#include "operations/acts.hpp"

namespace comity::cli {
namespace {

constexpr std::size_t kPage = 1000;  // objects asked for at once

struct Options {
  Asking asking;
  std::size_t limit = 100;
  std::string added_after, type, id;
  bool all = false, json = false;
};

Result<void> print_object(std::string_view text) {
  TRY(const std::string line, json::minify(text));
  print(line);
  print("\n");
  return {};
}

Result<void> walk_taxii(const Options& options, const std::string& url, const std::string& token) {
  TRY(Remote remote, Remote::connect(url, token, options.asking.purpose));
  TRY(const std::string objects, find_collection(remote, options.asking.collection, false));
  std::string filter;
  if (!options.added_after.empty()) filter += "&added_after=" + percent_encoded(options.added_after);
  if (!options.type.empty()) filter += "&match[type]=" + percent_encoded(options.type);
  if (!options.id.empty()) filter += "&match[id]=" + percent_encoded(options.id);
  std::string next;
  std::size_t left = options.all ? SIZE_MAX : options.limit;
  while (left > 0) {
    std::string target = fmt::format("{}?limit={}{}", objects, std::min(left, kPage), filter);
    if (!next.empty()) target += "&next=" + percent_encoded(next);
    TRY(const std::string body, remote.get(target, kTaxii));
    TRY(const auto envelope, json::Document::parse(body));
    const json::Value root = envelope.root();
    std::size_t got = 0;
    Result<void> printed;
    if (const auto list = root.get("objects")) {
      list->each_element([&](json::Value object) {
        if (printed && got < left) printed = print_object(object.text());
        ++got;
      });
    }
    TRY_VOID(std::move(printed));
    left -= std::min(left, got);
    const auto more = root.get("more");
    const auto cursor = root.get("next");
    if (!more || !more->boolean() || !cursor || !cursor->is(json::Kind::string)) return {};
    next = cursor->string();
  }
  return {};
}

Result<void> walk_here(const Options& options, const std::string& token) {
  TRY(const auto opened, open_node(options.asking.directory));
  TRY(const operations::Caller caller, caller_of(*opened, token, options.asking.purpose));
  operations::PageRequest request;
  request.collection = options.asking.collection;
  if (!options.added_after.empty()) {
    TRY(request.added_after, parse_time(options.added_after));
  }
  if (!options.type.empty()) request.filter.types = {options.type};
  if (!options.id.empty()) request.filter.ids = {options.id};
  std::size_t left = options.all ? SIZE_MAX : options.limit;
  while (left > 0) {
    request.limit = std::min(left, kPage);
    TRY(const operations::Page page, operations::page(*opened->node, caller, request));
    std::string list = "[";
    for (const auto& piece : page.pieces) list.append(piece.bytes);
    list += ']';
    TRY(const auto document, json::Document::parse(list));
    Result<void> printed;
    document.root().each_element([&](json::Value object) {
      if (printed) printed = print_object(object.text());
    });
    TRY_VOID(std::move(printed));
    operations::page_sent(*opened->node, page);
    left -= std::min(left, page.count);
    if (!page.more) break;
    request.next = page.next;
  }
  return operations::due(*opened->node);
}

Result<void> run(const Options& options) {
  TRY(const std::string token, token_of(options.asking));
  if (const auto url = url_of(options.asking)) return walk_taxii(options, *url, token);
  return walk_here(options, token);
}

}  // namespace

Act define_get(CLI::App& app) {
  auto options = std::make_shared<Options>();
  add_asking_options(app, options->asking);
  auto* limit =
      app.add_option("--limit", options->limit, "at most so many objects")->capture_default_str()->type_name("N");
  app.add_flag("--all", options->all, "everything, page by page")->excludes(limit);
  app.add_option("--added-after", options->added_after, "only what entered this person's view later (RFC 3339)")
      ->type_name("TIME");
  app.add_option("--type", options->type, "only objects of this type")->type_name("TYPE");
  app.add_option("--id", options->id, "only the object of this id")->type_name("ID");
  app.add_flag("--json", options->json, "changes nothing: each line is an object as JSON already");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
