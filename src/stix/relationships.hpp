// Which relationships STIX defines between which types (§3.7, §4, §6; the summary is appendix B).
#pragma once

#include <string>
#include <string_view>

namespace comity::stix {

enum class RelationshipKind {
  defined,      // for these two types
  other_ends,   // STIX defines this relationship, between other types
  user_defined  // STIX does not define it
};
RelationshipKind relationship_kind(std::string_view source, std::string_view relationship, std::string_view target);
// What STIX lets a source of this type do to a target of that type, like "uses, targets"; "" if nothing.
std::string defined_between(std::string_view source, std::string_view target);

}  // namespace comity::stix
