// What a receiver must treat a label as, under the agreements that bind it, and the label in its own words. A view: it
// is never stored, and decides nothing. On the way back the original word decides. docs/format/translation.md.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agreement/terms.hpp"
#include "alliance/directory.hpp"
#include "marking/label.hpp"

namespace comity::agreement {

// A word of the receiver's, as one row asks for it.
struct Demand {
  std::string agreement;
  int version = 0;
  std::string article;  // of the row; may be ""
  std::string scheme, word;
  bool operator==(const Demand&) const = default;
};

// One level word of one originating party.
struct WordView {
  std::string from;
  marking::LevelWord original;
  bool own = false;                // of the receiver itself: nothing is translated
  std::vector<Demand> demands;     // every row that applies; under one agreement all of its rows must be reached
  std::vector<std::string> notes;  // why there is none, or what does not apply
};

struct ShownLevel {
  std::string scheme, word;
  bool operator==(const ShownLevel&) const = default;
};

struct Translation {
  std::vector<WordView> words;  // by originating party, then word
  // For each originating party one agreement alone has a row for each of its words. Else it may not be released by
  // agreement.
  bool whole = false;
  // The highest of each of the receiver's schemes that any row asks for, in the order of its schemes. Where several
  // agreements translate differently this is the highest of all. TLP NONE where rows ask for nothing else. Empty unless
  // whole.
  std::vector<ShownLevel> shown;
  std::vector<std::string> notes;
};

// `agreements` are those whose signatures verify; which of them hold at that time between the parties is found here,
// party suspensions included. To ask one agreement, give it alone. Any thread.
Translation translate(const marking::Label& label, std::string_view to, std::span<const Terms* const> agreements,
                      const alliance::Directory& directory, Time at);
// The same for one word of a party.
Translation translate(std::string_view from, const marking::LevelWord& word, std::string_view to,
                      std::span<const Terms* const> agreements, const alliance::Directory& directory, Time at);

// A marking beside what it means for one party's readers.
struct ReaderView {
  std::string original;            // as it was written
  std::vector<ShownLevel> levels;  // as translate() shows them
  std::string banner;  // a line of the reader's own scheme; "" if it may not be released to that party by agreement
  std::vector<std::string> notes;  // what the line has no words for, and where each level comes from
};
ReaderView render_for(const marking::Label& label, std::string_view original, std::string_view to,
                      std::span<const Terms* const> agreements, const alliance::Directory& directory, Time at);

}  // namespace comity::agreement
