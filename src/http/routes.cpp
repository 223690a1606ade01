#include "http/routes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "http/target.hpp"

namespace comity::http {
namespace {

constexpr std::string_view kRest = "/{...}";

// "/a/b/" is the segments a, b and a trailing slash; "/" has no segment and a trailing slash.
bool split(std::string_view path, std::vector<std::string_view>& segments) {
  path.remove_prefix(1);
  if (path.empty()) return true;
  while (true) {
    const std::size_t slash = path.find('/');
    segments.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return false;
    path.remove_prefix(slash + 1);
    if (path.empty()) return true;
  }
}

}  // namespace

Result<Routes> Routes::from(std::vector<Route> table) {
  Routes routes;
  std::set<std::string> seen;
  for (Route& route : table) {
    const auto is_method = [](char c) { return (c >= 'A' && c <= 'Z') || c == '-'; };
    if (route.method.empty() || !std::all_of(route.method.begin(), route.method.end(), is_method)) {
      return fail(Code::invalid, "a route's method is an upper-case token", route.pattern);
    }
    if (route.pattern.empty() || route.pattern[0] != '/') {
      return fail(Code::invalid, "a route's pattern starts with '/'", route.pattern);
    }
    if (!route.handler) return fail(Code::invalid, "a route needs a handler", route.pattern);
    if ((route.pattern == kRest) != static_cast<bool>(route.takes))
      return fail(Code::invalid, "a route of /{...} says which paths it takes, and no other does", route.pattern);
    if (route.takes) {
      if (!seen.insert(route.method + std::string(kRest)).second)
        return fail(Code::invalid, "a route is in the table twice", fmt::format("{} {}", route.method, route.pattern));
      routes.of_the_rest_.push_back(std::move(route));
      continue;
    }
    Row row;
    row.method = route.method;
    row.any_slash = route.any_slash;
    row.handler = std::move(route.handler);
    row.pattern = route.pattern;
    std::vector<std::string_view> parts;
    row.slash = split(route.pattern, parts);
    std::string shape = row.method;
    for (const std::string_view part : parts) {
      const bool any = part.size() >= 2 && part.front() == '{' && part.back() == '}';
      row.segments.push_back({.any = any, .literal = any ? std::string() : std::string(part)});
      shape += any ? "/{}" : fmt::format("/{}", part);
    }
    // Two rows clash when some path would match both: with and without the slash, unless both insist on theirs.
    for (const bool slash : {false, true}) {
      if (!row.any_slash && slash != row.slash) continue;
      if (!seen.insert(shape + (slash ? "/" : "")).second) {
        return fail(Code::invalid, "a route is in the table twice", fmt::format("{} {}", route.method, route.pattern));
      }
    }
    if (routes.by_length_.size() <= row.segments.size()) routes.by_length_.resize(row.segments.size() + 1);
    routes.by_length_[row.segments.size()].push_back(std::move(row));
  }
  for (auto& rows : routes.by_length_) {
    std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
      return std::lexicographical_compare(a.segments.begin(), a.segments.end(), b.segments.begin(), b.segments.end(),
                                          [](const Segment& x, const Segment& y) { return x.any < y.any; });
    });
  }
  return routes;
}

Routes::Match Routes::match(std::string_view method, std::string_view raw_path) const {
  Match result;
  if (raw_path.empty() || raw_path[0] != '/') return result;
  std::vector<std::string_view> raw;
  const bool slash = split(raw_path, raw);
  std::vector<std::string> segments;
  segments.reserve(raw.size());
  for (const std::string_view segment : raw) {
    auto decoded = percent_decoded(segment);
    if (!decoded) return result;
    segments.push_back(*std::move(decoded));
  }

  std::set<std::string> allowed;
  static const std::vector<Row> none;
  for (const Row& row : raw.size() < by_length_.size() ? by_length_[raw.size()] : none) {
    if (!row.any_slash && row.slash != slash) continue;
    bool same = true;
    for (std::size_t i = 0; i < segments.size() && same; ++i) {
      same = row.segments[i].any ? !segments[i].empty() : row.segments[i].literal == segments[i];
    }
    if (!same) continue;
    // GET implies HEAD (RFC 9110 §9.3.2).
    if (row.method == method || (method == "HEAD" && row.method == "GET")) {
      result.handler = &row.handler;
      result.pattern = &row.pattern;
      for (std::size_t i = 0; i < segments.size(); ++i) {
        if (row.segments[i].any) result.args.push_back(std::move(segments[i]));
      }
      return result;
    }
    allowed.insert(row.method);
    if (row.method == "GET") allowed.insert("HEAD");
  }
  if (allowed.empty() && !of_the_rest_.empty()) {
    if (slash) segments.emplace_back();
    for (const Route& route : of_the_rest_) {
      if (!route.takes(segments)) continue;
      if (route.method == method || (method == "HEAD" && route.method == "GET")) {
        result.handler = &route.handler;
        result.pattern = &route.pattern;
        result.args = std::move(segments);
        return result;
      }
      allowed.insert(route.method);
      if (route.method == "GET") allowed.insert("HEAD");
    }
  }
  for (const std::string& name : allowed) result.allow += (result.allow.empty() ? "" : ", ") + name;
  return result;
}

}  // namespace comity::http
