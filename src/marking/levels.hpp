// Level schemes as data: ordered words per scheme. A party uses one or more schemes.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace comity::marking {

inline constexpr std::string_view kNoLevelScheme = "TLP";
inline constexpr std::string_view kNoLevelWord = "NONE";

struct Level {
  std::string word;      // "SECRET", "極秘"
  int rank = 0;          // greater is higher; equal ranks are equally protected (極秘 and 特定秘密)
  std::string portion;   // "S"; may be empty
  bool operator==(const Level&) const = default;
};

struct Scheme {
  std::string id;        // "NZL", "NZL-POLICY", "FRA-2021"
  std::string title;
  std::string source;
  std::vector<Level> levels;  // ascending rank
  // Its words are applied in [from, until); what was marked then stays marked. It tells which scheme of a party a bare "SECRET" is of.
  Time from = Time::min(), until = Time::max();
  bool operator==(const Scheme&) const = default;
};

// A word as it is compared, one spelling for all ways to write it: upper case, without accents (TRÈS is TRES, FÜR is FUER), one space for
// any white space and none beside ":", "-" and "/", one hyphen for all dashes. Bytes that are not UTF-8 stay, and equal no word.
std::string fold_word(std::string_view text);

class Schemes {
 public:
  // Errors: invalid on a repeated scheme or word (two spellings of one word are a repetition), or the reserved scheme TLP.
  Result<void> add(Scheme scheme);
  const Scheme* find(std::string_view scheme) const;
  // By the exact spelling, which is what labels, clearances and rows of equivalence hold.
  std::optional<int> rank(std::string_view scheme, std::string_view word) const;
  // By any spelling of the word; `word` of the level is the one to keep. nullptr: no such scheme or word.
  const Level* level(std::string_view scheme, std::string_view word) const;
  const std::map<std::string, Scheme, std::less<>>& all() const { return schemes_; }

 private:
  std::map<std::string, Scheme, std::less<>> schemes_;
};

}  // namespace comity::marking
