// How clauses are named in sentences: what diff and lint have in common. Private to agreement/.
#pragma once

#include <string>

#include "agreement/terms.hpp"

namespace comity::agreement {

// "/equivalence/2/from" -> "equivalence 3"; "/topics/any" -> "topics"; "" -> "".
std::string clause_of(std::string_view pointer);

// "NZL SECRET"; "NZL SENSITIVE (NZL-POLICY)" where the scheme is not the party's own name; "NZL no level".
std::string level_of(const std::string& party, const std::string& scheme, const std::string& word);
std::string from_of(const Equivalence& row);
std::string to_of(const Equivalence& row);
// "NZL SECRET → JPN 極秘", without dates and conditions.
std::string row_words(const Equivalence& row);
// " (valid until 2030-01-01; with "…")"; "" when there are none.
std::string conditions_of(const Equivalence& row);
// "a, b and c"; "nothing" when empty.
template <class List>
std::string listed(const List& words) {
  std::string out;
  std::size_t i = 0;
  for (const auto& word : words) {
    out += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + std::string(word);
    ++i;
  }
  return out.empty() ? "nothing" : out;
}

// One row answers for a word at a date only where the other does too; and: no word at any date is answered by both.
bool within(const Equivalence& row, const Equivalence& other);
bool disjoint(const Equivalence& row, const Equivalence& other);

}  // namespace comity::agreement
