#include "release/redact.hpp"

#include <algorithm>

#include "stix/cut.hpp"
#include "stix/selector.hpp"

namespace comity::release {
namespace {

// For objects that came with something missing: whatever is required and was there must still be there.
bool keeps_what_is_required(std::string_view type, const json::Value& before, const std::string& bytes) {
  const auto after = json::Document::parse(bytes);
  if (!after) return false;
  bool keeps = true;
  before.each_member([&](const json::Value& key, const json::Value&) {
    const std::string name = key.string();
    if (stix::is_required(type, name) && !after->root().get(name)) keeps = false;
  });
  return keeps;
}

}  // namespace

Redaction redact(const json::Document& document, const stix::Object& object, const std::vector<bool>& field_readable,
                 const std::vector<bool>& released) {
  std::vector<stix::Path> removed;
  std::size_t field = 0;
  for (const stix::GranularMarking& granular : object.granular)
    for (const std::string& selector : granular.selectors) {
      if (field_readable[field++]) continue;
      if (auto path = stix::parse_selector(selector)) removed.push_back(std::move(*path));
      else return {Outcome::withheld, {}};
    }
  for (std::size_t i = 0; i < object.references.size(); ++i) {
    if (released[i]) continue;
    const stix::Reference& reference = object.references[i];
    auto at = stix::parse_selector(reference.path);
    if (!at) return {Outcome::withheld, {}};
    // A reference that goes with a field the reader may not see need not be released.
    if (std::any_of(removed.begin(), removed.end(), [&](const stix::Path& path) { return stix::starts_with(*at, path); }))
      continue;
    if (reference.kind == stix::Reference::Kind::mandatory) return {Outcome::withheld, {}};
    auto path = stix::parse_selector(reference.removal);
    if (!path) return {Outcome::withheld, {}};
    removed.push_back(std::move(*path));
  }
  if (removed.empty()) return {};
  const bool computed_id = stix::has_deterministic_id(object.id);
  for (const stix::Path& path : removed)
    if (computed_id && stix::is_id_contributing(object.type, path[0].name)) return {Outcome::withheld, {}};
  std::string bytes = stix::cut(document, removed, nullptr);
  if (stix::missing(document.root()).empty()) {
    const auto left = json::Document::parse(bytes);
    if (!left || !stix::missing(left->root()).empty()) return {Outcome::withheld, {}};
  } else if (!keeps_what_is_required(object.type, document.root(), bytes)) {
    return {Outcome::withheld, {}};
  }
  return {Outcome::cut, std::move(bytes)};
}

}  // namespace comity::release
