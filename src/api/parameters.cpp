#include "api/parameters.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "api/door.hpp"

namespace comity::api {
namespace {

constexpr std::size_t kLongestPath = 1024;
constexpr std::size_t kMostWords = 100;  // of a parameter that may be a list

std::optional<std::int64_t> whole_of(std::string_view text) {
  std::int64_t out = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
  if (text.empty() || text[0] == '-' || read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return out;
}

std::vector<std::string> words_of(const http::Request& request, std::string_view name) {
  std::vector<std::string> out;
  const auto range = request.query.equal_range(std::string(name));
  for (auto one = range.first; one != range.second; ++one) {
    std::string_view rest = one->second;
    while (true) {
      const std::size_t comma = rest.find(',');
      out.emplace_back(rest.substr(0, comma));
      if (comma == std::string_view::npos) break;
      rest.remove_prefix(comma + 1);
    }
  }
  return out;
}

Result<void> check_value(const Parameter& is, std::string_view value) {
  const std::string where(is.name);
  switch (is.kind) {
    case Parameter::Kind::whole: {
      const auto number = whole_of(value);
      if (!number || *number < is.least || *number > is.most)
        return fail(Code::invalid, fmt::format("'{}' is a whole number from {} to {}", is.name, is.least, is.most), where);
      return {};
    }
    case Parameter::Kind::time:
      if (!parse_time(value)) return fail(Code::invalid, fmt::format("'{}' is a time, 2026-01-31T12:00:00Z, or a date", is.name), where);
      return {};
    case Parameter::Kind::flag:
      if (value != "true" && value != "false") return fail(Code::invalid, fmt::format("'{}' is true or false", is.name), where);
      return {};
    case Parameter::Kind::text:
      if (value.empty()) return fail(Code::invalid, fmt::format("'{}' is empty; leave it out instead", is.name), where);
      if (value.size() > static_cast<std::size_t>(is.most))
        return fail(Code::invalid, fmt::format("'{}' is longer than {} bytes", is.name, is.most), where);
      if (!is.one_of.empty() && std::find(is.one_of.begin(), is.one_of.end(), value) == is.one_of.end())
        return fail(Code::invalid, fmt::format("'{}' is one of {}", is.name, fmt::join(is.one_of, ", ")), where);
      return {};
  }
  return {};
}

Result<void> check_values(const Parameter& is, const http::Request& request) {
  if (is.many) {
    const auto words = words_of(request, is.name);
    if (words.size() > kMostWords) return fail(Code::invalid, fmt::format("'{}' lists more than {} words", is.name, kMostWords), std::string(is.name));
    for (const std::string& word : words) TRY_VOID(check_value(is, word));
    if (is.required && words.empty()) return fail(Code::invalid, fmt::format("'{}' is missing", is.name), std::string(is.name));
    return {};
  }
  const std::size_t count = request.query.count(std::string(is.name));
  if (count > 1) return fail(Code::invalid, fmt::format("'{}' stands twice", is.name), std::string(is.name));
  if (count == 1) return check_value(is, *request.query_value(is.name));
  if (is.required) return fail(Code::invalid, fmt::format("'{}' is missing", is.name), std::string(is.name));
  return {};
}

std::string names_of(const Endpoint& row) {
  std::vector<std::string_view> names;
  for (const Parameter& one : row.parameters)
    if (one.in == Parameter::In::query) names.push_back(one.name);
  return names.empty() ? "this call has none" : fmt::format("this call has {}", fmt::join(names, ", "));
}

}  // namespace

operations::Node& Call::node() const { return door.node; }
std::string Call::text(std::string_view name) const { return request.query_value(name).value_or(""); }
std::vector<std::string> Call::texts(std::string_view name) const { return words_of(request, name); }
std::optional<std::int64_t> Call::whole(std::string_view name) const {
  const auto value = request.query_value(name);
  return value ? whole_of(*value) : std::nullopt;
}
std::optional<Time> Call::time(std::string_view name) const {
  const auto value = request.query_value(name);
  if (!value) return std::nullopt;
  const auto time = parse_time(*value);
  return time ? std::optional<Time>(*time) : std::nullopt;
}
bool Call::flag(std::string_view name) const { return text(name) == "true"; }

std::vector<std::string_view> path_names(std::string_view pattern) {
  std::vector<std::string_view> out;
  for (std::size_t open = pattern.find('{'); open != std::string_view::npos; open = pattern.find('{', open + 1))
    out.push_back(pattern.substr(open + 1, pattern.find('}', open) - open - 1));
  return out;
}

const std::vector<Parameter>& common_headers(const Endpoint& row) {
  using enum Parameter::In;
  static const std::vector<Parameter> none, reading{
      {.name = "Comity-Purpose", .in = header, .text = "The purpose for which is asked, one of the agreements'; without it the caller's default.", .most = 128},
      {.name = "If-None-Match", .in = header, .text = "The ETag of an earlier answer: 304 if this one would be the same."}},
      writing{{.name = "Comity-Purpose", .in = header, .text = "The purpose for which is asked, one of the agreements'; without it the caller's default.", .most = 128},
              {.name = "Idempotency-Key", .in = header, .text = "A name of this very request, kept for 24 hours: sent again, it is answered again and not done again.", .most = 255}},
      other{reading[0]};
  if (row.scope == Scope::open) return none;
  return row.method == "GET" ? (row.tagged ? reading : other) : row.method == "POST" ? writing : other;
}

Result<void> check_parameters(const Endpoint& row, const http::Request& request) {
  for (const auto& arg : request.args)
    if (arg.size() > kLongestPath) return fail(Code::invalid, "a name in the path is too long");
  for (const auto& [name, value] : request.query) {
    const auto known = std::find_if(row.parameters.begin(), row.parameters.end(),
                                    [&](const Parameter& one) { return one.in == Parameter::In::query && one.name == name; });
    if (known == row.parameters.end())
      return fail(Code::invalid, fmt::format("there is no such query parameter; {}", names_of(row)), name.substr(0, 100));
  }
  for (const Parameter& one : row.parameters)
    if (one.in == Parameter::In::query) TRY_VOID(check_values(one, request));
  return {};
}

}  // namespace comity::api
