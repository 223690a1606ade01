// Which values of an object are text: docs/format/search.md §1 has the table.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "stix/object.hpp"

namespace comity::search {

// Members that hold no text, at any depth.
inline constexpr std::array<std::string_view, 21> kNoText{
    "id", "type", "spec_version", "created", "modified", "granular_markings", "extension_type", "lang", "first_seen", "last_seen", "first_observed",
    "last_observed", "start_time", "stop_time", "valid_from", "valid_until", "published", "payload_bin", "definition_type", "pattern_type",
    "pattern_version"};

inline bool names_reference(std::string_view member) { return member.ends_with("_ref") || member.ends_with("_refs"); }

inline bool holds_text(std::string_view member) {
  return !names_reference(member) && std::find(kNoText.begin(), kNoText.end(), member) == kNoText.end() &&
         member != stix::kLabelExtension;
}

// visit(member, value) for each string that is text, in document order: the name of the member that it is, or is in a list of. The answer: some
// of the text lies beside a reference in a dictionary that is an element of a list, and may go with it.
template <class F>
bool each_text(const json::Value& value, std::string_view member, bool in_element, F& visit) {
  bool beside = false;
  switch (value.kind()) {
    case json::Kind::string:
      visit(member, value);
      break;
    case json::Kind::array:
      value.each_element([&](const json::Value& element) {
        beside = each_text(element, member, in_element || element.is(json::Kind::object), visit) || beside;
      });
      break;
    case json::Kind::object:
      value.each_member([&](const json::Value& key, const json::Value& inner) {
        std::string unescaped;
        std::string_view name;
        if (const auto plain = key.plain()) name = *plain;
        else name = unescaped = key.string();
        if (in_element && names_reference(name)) beside = true;
        if (holds_text(name)) beside = each_text(inner, name, in_element, visit) || beside;
      });
      break;
    default:
      break;
  }
  return beside;
}

template <class F>
bool each_text(const json::Document& document, F&& visit) {
  return each_text(document.root(), {}, false, visit);
}

}  // namespace comity::search
