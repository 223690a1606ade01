// An object up to the last newline; each pair of bytes after it names a value to cut out.
#include "stix/cut.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "stix/object.hpp"
#include "targets.hpp"

namespace comity::fuzz {
namespace {

constexpr std::size_t kMostCuts = 8;

// The path to each node that is a value, by the index of the node; empty for keys and the root.
void paths(const json::Value& value, stix::Path& path, std::vector<stix::Path>& out) {
  out[value.index()] = path;
  std::int64_t index = 0;
  const auto visit = [&](const json::Value& next, stix::Step step) {
    path.push_back(std::move(step));
    paths(next, path, out);
    path.pop_back();
  };
  value.each_element([&](json::Value element) { visit(element, {"", index++}); });
  value.each_member([&](json::Value key, json::Value member) { visit(member, {key.string(), -1}); });
}

bool in_markings(const stix::Path& path) { return !path.empty() && path[0].name == "granular_markings" && path[0].index < 0; }

// Name and text of each value that holds no other, in order, without granular_markings and without what lies at or below `cut`.
void leaves(const json::Value& value, std::string_view name, stix::Path& path, const std::vector<stix::Path>& cut,
            std::vector<std::string>& out) {
  if (in_markings(path)) return;
  if (std::any_of(cut.begin(), cut.end(), [&](const stix::Path& one) { return stix::starts_with(path, one); })) return;
  if (value.size() == 0) {
    if (!path.empty()) out.push_back(std::string(name) + ":" + std::string(value.text()));
    return;
  }
  std::int64_t index = 0;
  const auto visit = [&](const json::Value& next, std::string_view key, stix::Step step) {
    path.push_back(std::move(step));
    leaves(next, key, path, cut, out);
    path.pop_back();
  };
  value.each_element([&](json::Value element) { visit(element, name, {"", index++}); });
  value.each_member([&](json::Value key, json::Value member) { visit(member, key.text(), {key.string(), -1}); });
}

// Whether every granular marking's selector leads to a value.
bool selectors_lead(const json::Value& root) {
  bool good = true;
  const auto markings = root.get("granular_markings");
  if (!markings) return true;
  markings->each_element([&](json::Value marking) {
    const auto selectors = marking.get("selectors");
    if (!selectors) return;
    selectors->each_element([&](json::Value selector) {
      if (!selector.is(json::Kind::string)) return;
      const auto path = stix::parse_selector(selector.string());
      good = good && path && stix::resolve(root, *path);
    });
  });
  return good;
}

}  // namespace

void fuzz_cut(std::string_view input) {
  const std::size_t end = input.rfind('\n');
  const std::string_view choice = end == std::string_view::npos ? std::string_view() : input.substr(end + 1);
  const auto text = json::minify(input.substr(0, end));
  if (!text) return;
  const auto document = json::Document::parse(*text);
  if (!document || !document->root().is(json::Kind::object)) return;
  std::vector<stix::Path> all(document->nodes().size());
  stix::Path path;
  paths(document->root(), path, all);
  std::vector<stix::Path> removed;
  for (std::size_t i = 0; i + 1 < choice.size() && removed.size() < kMostCuts; i += 2) {
    const std::size_t wanted = static_cast<unsigned char>(choice[i]) * 256U + static_cast<unsigned char>(choice[i + 1]);
    const stix::Path& one = all[wanted % all.size()];
    if (!one.empty()) removed.push_back(one);
  }

  std::vector<std::string> emptied;
  const std::string result = stix::cut(*document, removed, &emptied);
  if (removed.empty()) CHECK(result == *text && emptied.empty());
  const auto after = json::Document::parse(result);
  CHECK(after && after->root().is(json::Kind::object));
  CHECK(json::minify(result) == result && result.size() <= text->size());

  // What stays is what was not named, in its order, byte for byte.
  std::vector<std::string> expected, found;
  leaves(document->root(), {}, path, removed, expected);
  leaves(after->root(), {}, path, {}, found);
  CHECK(found == expected);

  // The order of cuts does not matter, twice is once, and what went because it was empty may as well be named.
  std::vector<stix::Path> more(removed.rbegin(), removed.rend());
  more.insert(more.end(), removed.begin(), removed.end());
  CHECK(stix::cut(*document, more, nullptr) == result);
  for (const std::string& selector : emptied)
    if (auto named = stix::parse_selector(selector); named && stix::to_selector(*named) == selector)
      if (stix::resolve(document->root(), *named)) more.push_back(*std::move(named));
  CHECK(stix::cut(*document, more, nullptr) == result);
  CHECK(stix::cut(*after, {}, nullptr) == result);

  if (selectors_lead(document->root())) CHECK(selectors_lead(after->root()));
}

}  // namespace comity::fuzz
