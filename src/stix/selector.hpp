// Selectors of granular markings (STIX 2.1 §7.2.3.1): paths, not string prefixes.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"

namespace comity::stix {

// One step: a property name, or a list index written [n].
struct Step {
  std::string name;  // when index is negative
  std::int64_t index = -1;
  bool operator==(const Step&) const = default;
};
using Path = std::vector<Step>;

// Errors: invalid (empty, empty step, index that is not [0] or [1-9][0-9]*).
Result<Path> parse_selector(std::string_view selector);
std::string to_selector(const Path& path);
// The node the path leads to in this object; nothing if it leads nowhere.
std::optional<json::Value> resolve(const json::Value& object, const Path& path);
// The same for many paths into one document: a list or dictionary of many is looked through once, not once for each path.
// Valid while the document lives. Not thread-safe.
class PathFinder {
 public:
  explicit PathFinder(const json::Document& document) : document_(document) {}
  std::optional<json::Value> child(const json::Value& value, const Step& step);
  std::optional<json::Value> resolve(const Path& path);
  // Where the elements of a list lie: node indices.
  const std::vector<std::uint32_t>& elements(const json::Value& list);

 private:
  const json::Document& document_;
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> elements_;
  std::unordered_map<std::uint32_t, std::unordered_map<std::string_view, std::uint32_t>> members_;
  std::deque<std::string> unescaped_;  // names that are written with escapes
};
// `path` is `prefix` or lies below it.
bool starts_with(const Path& path, const Path& prefix);

// The marking_refs that apply at a selector: those of granular markings that select it, with `inherited` also those
// that select something above it, with `descendants` also those below it. In document order, each once. Errors: invalid
// when the selector does not lead to a value of this object.
Result<std::vector<std::string>> markings_at(const json::Value& object, std::string_view selector, bool inherited,
                                             bool descendants);

}  // namespace comity::stix
