#include "taxii/query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

namespace comity::taxii {
namespace {

// The one value of a parameter, or nothing. TAXII gives no meaning to a second.
Result<std::optional<std::string>> one(const http::Request& request, const std::string& name) {
  const auto [begin, end] = request.query.equal_range(name);
  if (begin == end) return std::nullopt;
  if (std::next(begin) != end) return fail(Code::invalid, fmt::format("give {} once", name), name);
  return begin->second;
}

Result<std::set<std::string>> list(const http::Request& request, const std::string& name) {
  TRY(const std::optional<std::string> text, one(request, name));
  std::set<std::string> out;
  if (!text) return out;
  std::string_view rest = *text;
  while (true) {
    const std::size_t comma = rest.find(',');
    const std::string_view item = rest.substr(0, comma);
    if (item.empty())
      return fail(Code::invalid, fmt::format("{} is a list of values with commas between them, none empty", name),
                  name);
    out.emplace(item);
    if (comma == std::string_view::npos) return out;
    rest.remove_prefix(comma + 1);
  }
}

Result<std::size_t> limit_of(const std::string& text, const Limits& limits) {
  const bool digits =
      !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  const std::size_t first = text.find_first_not_of('0');
  if (!digits || first == std::string::npos) return fail(Code::invalid, "limit is a whole number from 1 up", "limit");
  // More digits than the cap has: no need to know how many.
  if (text.size() - first > 9) return limits.most;
  return std::min<std::size_t>(std::stoul(text.substr(first)), limits.most);
}

}  // namespace

Result<operations::PageRequest> range_request(const http::Request& request, const Limits& limits) {
  operations::PageRequest out;
  out.limit = limits.usual;
  TRY(const std::optional<std::string> limit, one(request, "limit"));
  if (limit) {
    TRY(out.limit, limit_of(*limit, limits));
  }
  TRY(const std::optional<std::string> after, one(request, "added_after"));
  if (after) {
    const auto time = parse_time(*after);
    if (!time)
      return fail(Code::invalid, "added_after is a timestamp such as 2026-01-31T12:00:00.000000Z", "added_after");
    out.added_after = *time;
  }
  TRY(std::optional<std::string> next, one(request, "next"));
  if (next) {
    if (next->empty()) return fail(Code::invalid, "next is what the page before gave; leave it out to start", "next");
    out.next = *std::move(next);
  }
  return out;
}

Result<operations::PageRequest> page_request(const http::Request& request, const Limits& limits) {
  TRY(operations::PageRequest out, range_request(request, limits));
  for (const auto& [name, value] : request.query) {
    if (name.starts_with("match[") && name != "match[type]" && name != "match[id]" && name != "match[version]")
      return fail(Code::invalid, "this node matches type, id and version; leave other matches out", name);
  }
  TRY(out.filter.types, list(request, "match[type]"));
  TRY(out.filter.ids, list(request, "match[id]"));
  TRY(const std::set<std::string> versions, list(request, "match[version]"));
  for (const std::string& version : versions) {
    if (version != "last" && version != "all")
      return fail(Code::invalid, "match[version] is \"last\" or \"all\" on this node", "match[version]");
  }
  out.filter.versions.all = versions.contains("all");
  return out;
}

}  // namespace comity::taxii
