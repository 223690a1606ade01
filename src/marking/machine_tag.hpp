// Machine tags, namespace:predicate="value", as MISP taxonomies write them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace comity::marking {

struct MachineTag {
  std::string name_space;  // lower case: "admiralty-scale"
  std::string predicate;   // lower case: "source-reliability"; for tlp:ex:chr "ex:chr"
  std::string value;       // as written, without its quotes; "" if there is none
};

// machine-tag = namespace ":" predicate [ "=" DQUOTE value DQUOTE ]; nothing for other text. Longer than 256 bytes is
// no tag.
std::optional<MachineTag> machine_tag(std::string_view text);

// Do the tags of that namespace (in lower case) say who may have the information, or what may be done with it? Such a
// tag denies where no language reads it. Source: MISP taxonomies' MANIFEST.json.
bool marking_namespace(std::string_view name_space);

}  // namespace comity::marking
