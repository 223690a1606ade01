// Which rows of a partition a phrase is in, and where in a text.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "release/bits.hpp"
#include "search/parts.hpp"
#include "search/postings.hpp"
#include "search/query.hpp"

namespace comity::search {

// What of a phrase is looked up: terms, and how far from its beginning.
struct Sought {
  std::string term;
  std::uint32_t offset = 0;
  bool tight = false;
};
class PhraseTerms {
 public:
  explicit PhraseTerms(const Phrase& phrase);
  // hit(row) for each row of `within` that has the phrase; perhaps more than once.
  void match(const Partition& partition, const release::Bits& within, const std::function<void(std::uint32_t row)>& hit) const;

 private:
  struct Begun {
    std::uint32_t row;
    std::vector<std::uint32_t> starts;
  };
  std::vector<Begun> begun(const Partition& partition, const release::Bits& within) const;
  std::vector<Sought> sought_;       // whole terms
  std::optional<Sought> beginning_;  // and one by its beginning, the last
};

// The parts [first, last] of a text that are the phrase, each time that it occurs.
std::vector<std::pair<std::size_t, std::size_t>> occurrences(const Phrase& phrase, const std::vector<Part>& parts);

}  // namespace comity::search
