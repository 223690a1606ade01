// What a language has no words for, as phrases: every writer ends with it, so that nothing is left out in silence.
#pragma once

#include <string>
#include <vector>

#include "marking/label.hpp"

namespace comity::marking {

// Phrases for each restriction and remark that is in `label` and not in `said`, the label that the written text means.
std::vector<std::string> lost_between(const Label& label, const Label& said);

// Is what `text` means for nobody more than `label`? Where a label states no reader set for a party, the party's stated
// default holds; then a text may only state readers of that very party.
bool not_wider(const Label& text, const Label& label);

}  // namespace comity::marking
