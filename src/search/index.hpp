// The text of all that is held, as terms in partitions: one for each set of labels that text is released under. Derived from the shelf's rows and
// their bytes, in memory; made anew at each start.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <vector>

#include "release/bits.hpp"
#include "search/gather.hpp"
#include "shelf/exceptions.hpp"
#include "shelf/shelf.hpp"

namespace comity::search {

// Thread-safe. Lock order: the journal's state, then building, then the partitions.
class Index {
 public:
  static constexpr std::uint32_t kStep = 256;  // rows

  Index(const shelf::Shelf& shelf, const shelf::Exceptions& exceptions, const store::Engine& engine)
      : shelf_(shelf), exceptions_(exceptions), engine_(engine) {}

  // Takes up some rows, and lets go of what was erased; true: there is more. `state` is the journal's, held shared only for a moment; null where the
  // caller holds it, or is the writer thread.
  bool step(std::shared_mutex* state);
  std::uint32_t rows() const { return rows_.load(std::memory_order_acquire); }

  // Text of this row may go with a reference that is cut.
  bool tangled(std::uint32_t row) const;
  // The partitions that a reader with these labels is permitted, and no others. Terms of rows that have gone are none: callers keep to rows that
  // the reader's view has.
  template <class F>
  void each_permitted(const release::Bits& labels, F&& visit) const {
    std::shared_lock lock(partitions_mutex_);
    for (const auto& [cover, partition] : partitions_)
      if (std::all_of(cover.begin(), cover.end(), [&](std::uint32_t label) { return release::test(labels, label); })) visit(*partition);
  }

  struct Size {
    std::size_t partitions = 0, terms = 0, bytes = 0;
  };
  Size size() const;

 private:
  struct Wanted {
    Seq seq = 0;
    marking::LabelIx label;
    std::vector<marking::LabelIx> fields;
  };
  void forget_erased(const std::vector<std::uint32_t>& rows);

  const shelf::Shelf& shelf_;
  const shelf::Exceptions& exceptions_;
  const store::Engine& engine_;
  std::mutex building_;
  Splitter splitter_;           // under building_
  std::size_t erasures_ = 0;    // so many are done; under building_
  mutable std::shared_mutex partitions_mutex_;
  std::map<Cover, std::unique_ptr<Partition>> partitions_;
  release::Bits tangled_;
  std::atomic<std::uint32_t> rows_{0};
};

// The bytes of the object of that record; "" if they are gone, or cannot be read.
std::string bytes_of(const store::Engine& engine, Seq seq);

}  // namespace comity::search
