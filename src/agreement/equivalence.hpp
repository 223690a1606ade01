// Which rows of equivalence hold for a word. Release decides by these functions and translation shows by them, so the
// two cannot differ.
#pragma once

#include <string>
#include <string_view>

#include "agreement/terms.hpp"
#include "marking/label.hpp"

namespace comity::agreement {

// The row is from that word of that party to that receiver, whatever its dates and conditions.
bool concerns(const Equivalence& row, std::string_view from, const marking::LevelWord& word, std::string_view to);

// Its dates hold at that time, and its conditions for that word: [valid_from, valid_until), the word's creation date in
// [created_from, created_before), all of with_warnings, none of without_warnings (docs/format/release.md §2a [level]).
bool applies(const Equivalence& row, const marking::LevelWord& word, Time at);

// The first of its conditions that does not hold, as the rest of a sentence: "it is valid from 2014-04-02 on"; "" if it
// applies.
std::string why_not(const Equivalence& row, const marking::LevelWord& word, Time at);

}  // namespace comity::agreement
