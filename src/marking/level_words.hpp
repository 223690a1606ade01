// Whose word is it? Finds level words in what partners write, by party and date.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "marking/levels.hpp"

namespace comity::marking {

// A level word that stands in a text.
struct FoundWord {
  std::string party;               // whose scheme it is of
  const Scheme* scheme = nullptr;  // lives as long as the schemes it was looked for in
  const Level* level = nullptr;
  std::string_view compartment;  // of that party, named by the same word (CTS-B); ""
  std::size_t end = 0;           // past the word, in the folded text
  bool portion = false;          // it was its abbreviation
  bool timely = true;            // the word was in use at that time
};

// The schemes of a party among these and the known ones: by their table, else those named after it ("FRA", "FRA-2021").
// Those in use at that time come first.
std::vector<const Scheme*> schemes_of(const Schemes& schemes, std::string_view party, Time at);

// When the words of a scheme were in use: its own dates, or those of the known scheme of the same id where it states
// none.
bool in_use(const Scheme& scheme, Time at);

// The longest level word, abbreviation or alias that begins at `place` of a folded text (folding.hpp): of `owner`, else
// of the one party of the known schemes whose word it is ("NATO SECRET", "GEHEIM"). Words of the United States are
// never found: CAPCO has them.
std::optional<FoundWord> find_word(std::string_view folded, std::size_t place, std::string_view owner, Time at,
                                   const Schemes& schemes);

// The word that `text` as a whole is for that party, the United States included. `prefixed`: also NATO SECRET for
// "SECRET" and COSMIC TOP SECRET for "TOP SECRET", as policies name them that say whose they are elsewhere.
std::optional<FoundWord> word_of(std::string_view text, std::string_view party, Time at, const Schemes& schemes,
                                 bool prefixed);

}  // namespace comity::marking
