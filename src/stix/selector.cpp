#include "stix/selector.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace comity::stix {
namespace {

// "[n]" with n written as JSON writes a natural number. Ten digits and more are no index of anything we hold.
std::optional<std::int64_t> parse_index(std::string_view step) {
  if (step.size() < 3 || step.size() > 11 || step.back() != ']') return std::nullopt;
  const std::string_view digits = step.substr(1, step.size() - 2);
  if (digits.size() > 1 && digits[0] == '0') return std::nullopt;
  if (!std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  std::int64_t index = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), index);
  return index;
}

std::optional<json::Value> child(const json::Value& value, const Step& step) {
  if (step.index < 0) return value.get(step.name);
  return value.at(static_cast<std::uint64_t>(step.index));
}

}  // namespace

Result<Path> parse_selector(std::string_view selector) {
  const auto bad = [selector](std::string_view why) {
    return fail(Code::invalid, fmt::format("'{}' is not a selector: {}", selector.substr(0, 80), why));
  };
  Path path;
  for (std::size_t at = 0;;) {
    const std::size_t dot = std::min(selector.find('.', at), selector.size());
    const std::string_view step = selector.substr(at, dot - at);
    if (step.empty()) return bad("a step is empty");
    if (step[0] == '[') {
      const auto index = parse_index(step);
      if (!index) return bad("an index is written [0], [1], [2] and so on");
      path.push_back({"", *index});
    } else {
      path.push_back({std::string(step), -1});
    }
    if (dot == selector.size()) return path;
    at = dot + 1;
  }
}

std::string to_selector(const Path& path) {
  std::string out;
  for (const Step& step : path) {
    if (!out.empty()) out.push_back('.');
    if (step.index < 0) {
      out += step.name;
    } else {
      fmt::format_to(std::back_inserter(out), "[{}]", step.index);
    }
  }
  return out;
}

std::optional<json::Value> resolve(const json::Value& object, const Path& path) {
  std::optional<json::Value> value = object;
  for (const Step& step : path) {
    value = child(*value, step);
    if (!value) return std::nullopt;
  }
  return value;
}

const std::vector<std::uint32_t>& PathFinder::elements(const json::Value& list) {
  std::vector<std::uint32_t>& found = elements_[list.index()];
  if (found.empty()) {
    found.reserve(list.size());
    list.each_element([&found](json::Value element) { found.push_back(element.index()); });
  }
  return found;
}

std::optional<json::Value> PathFinder::child(const json::Value& value, const Step& step) {
  constexpr std::uint32_t kFew = 16;
  if (value.size() <= kFew) return stix::child(value, step);
  if (step.index >= 0) {
    if (!value.is(json::Kind::array) || step.index >= value.size()) return std::nullopt;
    return json::Value(&document_, elements(value)[static_cast<std::size_t>(step.index)]);
  }
  if (!value.is(json::Kind::object)) return std::nullopt;
  auto& members = members_[value.index()];
  if (members.empty()) {
    members.reserve(value.size());
    value.each_member([&](json::Value key, json::Value member) {
      const auto plain = key.plain();
      members.emplace(plain ? *plain : std::string_view(unescaped_.emplace_back(key.string())), member.index());
    });
  }
  const auto found = members.find(step.name);
  if (found == members.end()) return std::nullopt;
  return json::Value(&document_, found->second);
}

std::optional<json::Value> PathFinder::resolve(const Path& path) {
  std::optional<json::Value> value = document_.root();
  for (const Step& step : path) {
    value = child(*value, step);
    if (!value) return std::nullopt;
  }
  return value;
}

bool starts_with(const Path& path, const Path& prefix) {
  return path.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), path.begin());
}

Result<std::vector<std::string>> markings_at(const json::Value& object, std::string_view selector, bool inherited,
                                             bool descendants) {
  TRY(const Path path, parse_selector(selector));
  if (!resolve(object, path)) {
    return fail(Code::invalid, fmt::format("'{}' does not lead to a value of this object", selector.substr(0, 80)));
  }
  std::vector<std::string> found;
  const auto applies = [&](const json::Value& text) {
    if (!text.is(json::Kind::string)) return false;
    const auto marked = parse_selector(text.string());
    if (!marked) return false;
    return *marked == path || (inherited && starts_with(path, *marked)) || (descendants && starts_with(*marked, path));
  };
  const auto markings = object.get("granular_markings");
  if (!markings) return found;
  markings->each_element([&](json::Value marking) {
    const auto ref = marking.get("marking_ref");
    const auto selectors = marking.get("selectors");
    if (!ref || !ref->is(json::Kind::string) || !selectors) return;
    bool any = false;
    selectors->each_element([&](json::Value text) { any = any || applies(text); });
    if (!any) return;
    std::string name = ref->string();
    if (std::ranges::find(found, name) == found.end()) found.push_back(std::move(name));
  });
  return found;
}

}  // namespace comity::stix
