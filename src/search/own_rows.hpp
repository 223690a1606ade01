// The text of those rows of one reader that labels alone do not decide, as that reader gets them: a small index beside the large one.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "release/bits.hpp"
#include "search/gather.hpp"
#include "search/matching.hpp"
#include "shelf/view.hpp"

namespace comity::search {

// Used under the lock of the reader's view.
class OwnRows {
 public:
  struct Missing {
    std::uint32_t row = 0;
    shelf::Variant variant;
  };
  // What of the view is not here as it is now, at most so many; what is here and is no longer so goes. `particular` says which rows count.
  std::vector<Missing> missing(const shelf::View& view, std::size_t erasures, std::size_t most,
                               const std::function<bool(std::uint32_t row)>& tangled);
  void add(Missing one, Gathered text);

  const release::Bits& rows() const { return rows_; }
  void match(const PhraseTerms& phrase, const release::Bits& within, const std::function<void(std::uint32_t row)>& hit) const;

 private:
  struct Kept {
    std::uint32_t slot = 0;
    shelf::Variant variant;
  };
  void drop(std::uint32_t row);

  std::unique_ptr<Partition> text_ = std::make_unique<Partition>();  // by slot
  std::vector<std::uint32_t> row_of_;    // by slot; kNoRow: no longer so
  std::unordered_map<std::uint32_t, Kept> kept_;
  release::Bits rows_;
  std::size_t erasures_ = 0;
  std::optional<shelf::View::State> complete_;  // nothing is missing as of that state
};

}  // namespace comity::search
