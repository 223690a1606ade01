// A label in words, for people: one phrase for each thing that it says, and what that does to release.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "marking/label.hpp"

namespace comity::marking {

struct Phrase {
  std::string_view member;  // "level", "compartment", "control", … : which part of the label
  std::string says;         // "USA SECRET"
  std::string means;        // what it does to release (docs/format/release.md)
};

// In the order in which a reader asks: whose, how high, for whom, what else must hold, what is shown. Empty for an empty label.
// Names are as the label has them; control characters are the caller's to make visible.
std::vector<Phrase> describe(const Label& label);

}  // namespace comity::marking
