// The first line is a selector, the rest an object.
#include <algorithm>
#include <string>

#include "samples.hpp"
#include "stix/selector.hpp"
#include "targets.hpp"

namespace comity::fuzz {
namespace {

bool holds_all(const std::vector<std::string>& all, const std::vector<std::string>& some) {
  return std::all_of(some.begin(), some.end(),
                     [&](const std::string& one) { return std::find(all.begin(), all.end(), one) != all.end(); });
}

}  // namespace

void fuzz_selector(std::string_view input) {
  const auto [selector, text] = first_line(input);
  const auto path = stix::parse_selector(selector);
  if (path) {
    CHECK(!path->empty() && stix::to_selector(*path) == selector);
    CHECK(stix::starts_with(*path, *path) && stix::starts_with(*path, {}));
    stix::Path above = *path;
    above.pop_back();
    CHECK(stix::starts_with(*path, above) && !stix::starts_with(above, *path));
  } else {
    CHECK(path.error().code == Code::invalid);
  }
  const auto document = json::Document::parse(text);
  if (!document) return;
  const json::Value root = document->root();
  const bool leads = path && stix::resolve(root, *path);
  const auto exact = stix::markings_at(root, selector, false, false);
  const auto inherited = stix::markings_at(root, selector, true, false);
  const auto below = stix::markings_at(root, selector, false, true);
  const auto all = stix::markings_at(root, selector, true, true);
  CHECK(exact.has_value() == leads && inherited.has_value() == leads && below.has_value() == leads && all.has_value() == leads);
  if (!leads) return;
  CHECK(holds_all(*inherited, *exact) && holds_all(*below, *exact) && holds_all(*all, *inherited) && holds_all(*all, *below));
  CHECK(all->size() <= inherited->size() + below->size());
}

}  // namespace comity::fuzz
