// Yardsticks of likelihood: which words an agency uses for which percentages. Data (alliances/yardsticks/yardsticks.tsv); values; any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace comity::judgement {

struct Term {
  std::string words;
  bool second_row = false;  // of ICD 203's two rows, which a text must not mix
};
struct Band {
  double from = 0, to = 0;  // percent
  std::string term;         // what is shown
  std::vector<Term> also;   // other forms and synonyms
};
enum class BandRule {
  edges,      // [from, to), the last band to its end
  nearest,    // bands with gaps: the nearest, half-way the upper one
  narrowest,  // bands that overlap: the narrowest that holds it
};
struct Yardstick {
  std::string id, title, source, date;
  BandRule rule = BandRule::edges;
  bool exclusive_rows = false;
  std::vector<Band> bands;  // ascending, except where they overlap
};

class Yardsticks {
 public:
  // invalid, with the line at fault: an unknown kind of line, bands that are empty or out of [0, 100], a term twice in one yardstick, a reader of an unknown one.
  static Result<Yardsticks> parse(std::string_view text);

  const std::vector<Yardstick>& all() const { return all_; }
  const Yardstick* find(std::string_view id) const;
  // Of "GBR.JIO", else of its party "GBR"; nothing where neither has one: then a number stays a number.
  const Yardstick* of(std::string_view agency) const;
  const std::map<std::string, std::string, std::less<>>& readers() const { return readers_; }

 private:
  std::vector<Yardstick> all_;
  std::map<std::string, std::string, std::less<>> readers_;
};

// The band that holds this percentage. Nothing for exactly 0 and 100, for what lies in no band and for what is no percentage.
const Band* band_of(const Yardstick& yardstick, double percent);
// The same in words: "likely", or "not on this yardstick".
std::string term_of(const Yardstick& yardstick, double percent);
// The band that this term (any of its forms, in any case) names.
const Band* band_named(const Yardstick& yardstick, std::string_view term);

// The text that is built in, and what it holds.
std::string_view shipped_yardsticks();
const Yardsticks& shipped();

}  // namespace comity::judgement
