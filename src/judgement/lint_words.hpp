// The words of estimative language in a sentence. Of the lint alone. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "judgement/yardstick.hpp"

namespace comity::judgement {

enum class WordKind {
  term,        // of a yardstick
  vague,       // on none: "possible", "may"
  confidence,  // "high confidence"
  denial,      // "not unlikely"
  number,      // a percentage said of a likelihood
};

struct Word {
  WordKind kind = WordKind::vague;
  std::size_t at = 0, length = 0;  // within the sentence
  std::string words;               // in small letters
  std::optional<double> low, high;  // of a number, percent
};

class WordFinder {
 public:
  explicit WordFinder(const Yardsticks& yardsticks);
  // In the order of the sentence; none overlaps another (the longest wins).
  std::vector<Word> find(std::string_view sentence) const;

 private:
  struct Entry {
    std::string words;
    WordKind kind;
  };
  std::vector<Entry> entries_;  // the longest first
};

}  // namespace comity::judgement
