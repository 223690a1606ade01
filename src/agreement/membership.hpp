// What a document of kind "community" makes of the community's membership. docs/format/act.md (Versions). Pure; any thread.
#pragma once

#include <vector>

#include "agreement/terms.hpp"
#include "alliance/directory.hpp"

namespace comity::agreement {

// Adds a spell, or prolongs the one that it goes on from.
void add_spell(std::vector<alliance::Spell>& spells, alliance::Spell next);
// The community once this document takes the place of what made it so: the spells before end where the document begins, and its own begin there.
alliance::Community succeeded(const alliance::Community& before, const Terms& terms);

}  // namespace comity::agreement
