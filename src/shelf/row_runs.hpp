// Rows in the order of a feed, kept as they are recorded: runs of rows that follow one another. A feed walked whole takes a few bytes,
// a sparse one a byte or two for each row.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/codec.hpp"
#include "base/result.hpp"

namespace comity::shelf {

// `count` rows from `first` on.
struct RowRun {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
};

// A position is the place of a row in the list, from 0. Encoding: docs/format/journal.md, "Rows of a lease".
class RowRuns {
 public:
  RowRuns() = default;
  explicit RowRuns(std::span<const std::uint32_t> rows);
  // Errors: corrupt.
  static Result<RowRuns> decode(std::string_view encoded);

  std::string_view encoded() const { return encoded_; }
  std::uint32_t size() const { return size_; }  // rows
  bool empty() const { return size_ == 0; }
  std::vector<std::uint32_t> rows() const;
  // Where the row stands; nothing if it does not. Reads the list, unless the row is outside its lowest and highest.
  std::optional<std::uint32_t> position(std::uint32_t row) const;

  template <class F>
  void each_run(F&& visit) const {
    Reading reading(encoded_);
    for (RowRun run; reading.next(run);) visit(run);
  }
  // The `count` positions from `first` on, as far as the list goes.
  template <class F>
  void each_run(std::uint32_t first, std::uint32_t count, F&& visit) const {
    Reading reading(encoded_);
    for (RowRun run; count > 0 && reading.next(run);) {
      if (first >= run.count) {
        first -= run.count;
        continue;
      }
      const std::uint32_t here = std::min(run.count - first, count);
      visit(RowRun{run.first + first, here});
      count -= here;
      first = 0;
    }
  }
  bool operator==(const RowRuns& other) const { return encoded_ == other.encoded_; }

 private:
  // Reads runs until the end, or until one that cannot be.
  class Reading {
   public:
    explicit Reading(std::string_view encoded) : in_(encoded) {}
    bool next(RowRun& run);
    bool sound() const { return sound_ && in_.ok(); }

   private:
    Decoder in_;
    std::int64_t after_ = 0;  // the row after the last run
    bool sound_ = true;
  };
  void count_in(const RowRun& run);

  std::string encoded_;
  std::uint32_t size_ = 0;
  std::uint32_t lowest_ = UINT32_MAX, highest_ = 0;
};

}  // namespace comity::shelf
