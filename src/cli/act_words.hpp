// Acts in words, for people.
#pragma once

#include <string>
#include <vector>

#include "agreement/act.hpp"

namespace comity::cli {

// "2026-01-31", or "2026-01-31T12:00:00Z" where it is no midnight.
std::string when(Time time);
// What it does, from its recording on: "USA stops release from USA to NZL under ANZUS, from 2026-12-01". Not yet made plain for a terminal.
std::string words_of(const agreement::Act& act);
// Who has yet to sign, as far as the act alone tells; empty when nobody.
std::vector<std::string> still_to_sign(const agreement::SignedAct& act);

}  // namespace comity::cli
