#include "taxii/query.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

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

// `given`, unless it is nullptr: how many values there are, some of them perhaps the same.
Result<std::set<std::string>> list(const http::Request& request, const std::string& name, std::size_t* given = nullptr) {
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
    if (given) ++*given;
    if (comma == std::string_view::npos) return out;
    rest.remove_prefix(comma + 1);
  }
}

// §3.4.1: keywords and versions, none twice, "all" by itself.
Result<shelf::Versions> versions_of(const http::Request& request) {
  constexpr const char* kName = "match[version]";
  shelf::Versions out;
  out.among_matching = true;
  std::size_t given = 0;
  TRY(const std::set<std::string> values, list(request, kName, &given));
  for (const std::string& value : values) {
    if (value == "first") {
      out.first = true;
    } else if (value == "last") {
      out.last = true;
    } else if (value == "all") {
      out.all = true;
    } else if (const auto at = parse_time(value)) {
      out.at.insert(at->us);
    } else {
      return fail(Code::invalid, "match[version] is a list of first, last and versions such as 2026-01-31T12:00:00.000Z, or all", kName);
    }
  }
  if (given > values.size()) return fail(Code::invalid, "match[version] names each version once", kName);
  if (out.all && values.size() > 1) return fail(Code::invalid, "match[version]=all stands by itself", kName);
  return out;
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

Result<void> take_matches(const http::Request& request, Matches matches, shelf::Filter& filter) {
  for (const auto& [name, value] : request.query) {
    if (!name.starts_with("match[")) continue;
    const auto known = std::any_of(matches.begin(), matches.end(), [&](std::string_view field) { return name == fmt::format("match[{}]", field); });
    if (!known)
      return fail(Code::invalid, fmt::format("this endpoint matches {}; leave other matches out", fmt::join(matches, ", ")), name);
  }
  TRY(filter.types, list(request, "match[type]"));
  TRY(filter.ids, list(request, "match[id]"));
  TRY(filter.spec_versions, list(request, "match[spec_version]"));
  TRY(filter.versions, versions_of(request));
  return {};
}

Result<operations::PageRequest> page_request(const http::Request& request, const Limits& limits, Matches matches, shelf::Filter filter) {
  TRY(operations::PageRequest out, range_request(request, limits));
  out.filter = std::move(filter);
  TRY_VOID(take_matches(request, matches, out.filter));
  return out;
}

}  // namespace comity::taxii
