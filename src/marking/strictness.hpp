// Whether one label may stand in another's place without anybody's consent being asked.
#pragma once

#include "marking/label.hpp"
#include "marking/levels.hpp"

namespace comity::marking {

// Whoever reads by `after` reads by `before` too, and no duty, caveat or unknown is gone. Where the two labels alone do not tell, the answer is no: a topic where
// there was none opens agreements that name it. A word of higher rank is taken to be stricter, ranks being those of `schemes`; an agreement that has a row
// for it and none for the lower one is not known here.
bool at_least_as_strict(const Label& after, const Label& before, const Schemes& schemes);

}  // namespace comity::marking
