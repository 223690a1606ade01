// Cutting an object: removing values from its bytes so that what stays is byte for byte what was submitted.
#pragma once

#include <string>
#include <vector>

#include "base/json.hpp"
#include "stix/selector.hpp"

namespace comity::stix {

// The object's bytes without the values at `removed` and all below them, and without: granular-marking selectors that
// name a removed value or lie below one, granular markings left without selectors, lists and dictionaries that became
// empty (repeatedly; the object itself stays). Selectors that point at later members of a list that lost members are
// renumbered. Paths that lead nowhere are ignored. `emptied`, if not null, gets the
// selectors (as they were before) of values that were removed because they became empty, in document order, without
// those in granular_markings. With nothing to remove, the bytes are those of the document.
std::string cut(const json::Document& document, const std::vector<Path>& removed, std::vector<std::string>* emptied);

}  // namespace comity::stix
