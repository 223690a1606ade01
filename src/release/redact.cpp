#include "release/redact.hpp"

#include <algorithm>
#include <array>

#include "stix/cut.hpp"
#include "stix/selector.hpp"

namespace comity::release {
namespace {

// Members of lists of dictionaries that STIX 2.1 requires (external-reference and kill-chain-phase among the common data types): an element that
// loses one of them goes whole, so that what stays is valid.
struct RequiredInElement {
  std::string_view list;
  std::string_view member;
};
constexpr std::array kRequiredInElement = {RequiredInElement{"external_references", "source_name"},
                                           RequiredInElement{"kill_chain_phases", "kill_chain_name"},
                                           RequiredInElement{"kill_chain_phases", "phase_name"}};

stix::Path widen(stix::Path path) {
  if (path.size() < 3) return path;
  for (const auto& [list, member] : kRequiredInElement)
    if (path[0].name == list && path[1].index >= 0 && path[2].name == member) {
      path.resize(2);
      return path;
    }
  return path;
}

}  // namespace

Redaction redact(const json::Document& document, const stix::Object& object, const std::vector<bool>& field_readable,
                 const std::vector<bool>& released) {
  std::vector<stix::Path> removed;
  for (std::size_t i = 0; i < object.granular.size(); ++i) {
    if (field_readable[i]) continue;
    for (const std::string& selector : object.granular[i].selectors)
      if (auto path = stix::parse_selector(selector)) removed.push_back(widen(std::move(*path)));
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
    removed.push_back(widen(std::move(*path)));
  }
  if (removed.empty()) return {};
  const bool computed_id = stix::has_deterministic_id(object.id);
  for (const stix::Path& path : removed) {
    if (path.size() == 1 && stix::is_required(object.type, path[0].name)) return {Outcome::withheld, {}};
    if (computed_id && stix::is_id_contributing(object.type, path[0].name)) return {Outcome::withheld, {}};
  }
  std::vector<std::string> emptied;
  std::string bytes = stix::cut(document, removed, &emptied);
  for (const std::string& selector : emptied)
    if (selector.find('.') == std::string::npos && stix::is_required(object.type, selector)) return {Outcome::withheld, {}};
  return {Outcome::cut, std::move(bytes)};
}

}  // namespace comity::release
