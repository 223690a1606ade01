#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "taxii/answers.hpp"
#include "taxii/media.hpp"
#include "taxii/objects.hpp"

namespace comity::taxii {
namespace {

// Definitions come first, then what labels say; a cursor says where it is of both.
constexpr std::string_view kDefinitions = "definitions.", kLabels = "labels.";

struct Asked {
  operations::PageRequest range;
  bool definitions = true;
};

Result<Asked> read(const InCollection& asked) {
  Asked out;
  TRY(out.range, range_request(asked.request, asked.limits));
  out.range.endpoint = "markings";
  out.range.collection = asked.collection.id;
  if (out.range.next.empty()) return out;
  out.definitions = out.range.next.starts_with(kDefinitions);
  const std::string_view prefix = out.definitions ? kDefinitions : kLabels;
  if (!out.range.next.starts_with(prefix))
    return fail(Code::invalid, "'next' is not a cursor of this query; start again without it", "next");
  out.range.next.erase(0, prefix.size());
  return out;
}

std::string with_commas(const operations::Listing& listing) {
  std::string out;
  std::set<std::string> said;  // two labels may say the same to whoever is told of fewer communities
  for (const auto& one : listing.objects)
    if (said.insert(one.marking).second) out += (out.empty() ? "" : ",") + one.marking;
  return out;
}

}  // namespace

Result<http::Response> get_markings(const InCollection& asked) {
  TRY(Asked wanted, read(asked));
  TRY_VOID(take_matches(asked.request, {}, wanted.range.filter));
  http::about_to_block();
  operations::Page page;
  const std::size_t limit = wanted.range.limit;
  if (wanted.definitions) {
    wanted.range.filter = asked.collection.filter;
    wanted.range.filter.types = {"marking-definition"};
    wanted.range.filter.versions.among_matching = true;
    TRY(page, operations::page(asked.node, asked.caller, wanted.range));
    wanted.range.next.clear();
  }
  operations::Listing labels;
  if (page.more) {
    page.next.insert(0, kDefinitions);
  } else if (page.count == limit) {
    page.more = true;
    page.next = kLabels;
  } else {
    wanted.range.limit = limit - page.count;
    wanted.range.filter = asked.collection.filter;
    wanted.range.filter.versions.all = true;
    wanted.range.filter.label_each = true;
    TRY(labels, operations::list_page(asked.node, asked.caller, wanted.range));
    page.more = labels.more;
    page.next = labels.more ? std::string(kLabels) + labels.next : std::string();
  }
  const std::string said = with_commas(labels);
  if (page.count == 0 && !said.empty()) {
    std::string body = page.more ? "{\"more\":true,\"next\":" + nlohmann::json(page.next).dump() : "{\"more\":false";
    http::Response response = http::Response::text(200, kMediaType, body + ",\"objects\":[" + said + "]}");
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
  }
  http::Response response = envelope(asked.node, std::move(page));
  // Two feeds one after the other have no dates that grow.
  std::erase_if(response.headers, [](const auto& header) { return header.first.starts_with("X-TAXII-"); });
  if (!said.empty()) response.tail = "," + said + "]}";
  return response;
}

}  // namespace comity::taxii
