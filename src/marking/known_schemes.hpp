// Level schemes that every node knows: those of the states and organisations whose markings the languages read. A
// directory may have more, and its own words win. To add one, add its rows in known_schemes.cpp
// (docs/how-to/add-a-marking-scheme.md).
#pragma once

#include <span>

#include "marking/levels.hpp"

namespace comity::marking {

const Schemes& known_schemes();  // made at first use; any thread

// The party whose scheme this is: "FRA" for "FRA-2021"; "" if the scheme is not a known one. Any thread.
std::string_view party_of_known_scheme(std::string_view scheme);

// The rung that a word of a known scheme is shown at beside words of other schemes, 0 (unclassified) to 4 (top secret); nothing: it is on no such
// ladder. Decides nothing. Any thread.
std::optional<int> rung_of(std::string_view scheme, std::string_view word);

// Another way to write a word of a known scheme, beyond what fold_word makes alike.
struct WordAlias {
  std::string_view scheme, alias, word;
  std::string_view compartment;  // of the scheme's party, which the alias names as well; ""
  std::string_view source;
};
std::span<const WordAlias> word_aliases();

}  // namespace comity::marking
