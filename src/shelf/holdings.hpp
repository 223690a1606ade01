// What each party has received, from leases and extents. A lease says what a reader may have received; an extent what was handed over.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "journal/policy.hpp"
#include "shelf/leases.hpp"
#include "shelf/shelf.hpp"

namespace comity::shelf {

// A fold that comes after the three it is made from. Readers hold Journal::state() shared; spans are valid while they do.
class Holdings final : public journal::Fold {
 public:
  Holdings(const journal::Policy& policy, const Shelf& shelf, const Leases& leases)
      : policy_(policy), shelf_(shelf), leases_(leases) {}
  void apply(const journal::Entry& entry) override;

  // One way in which a party received things: which of its people, with what purpose and action, under which policy event.
  struct Delivery {
    std::size_t event = 0;  // index into Policy::events()
    Reader reader;
    auto operator<=>(const Delivery&) const = default;
  };
  using DeliveryIx = std::uint32_t;
  const Delivery& delivery(DeliveryIx ix) const { return deliveries_.at(ix); }

  // The deliveries by which this party received a row, as an interned set: equal sets have equal numbers, and 0 is the empty one. By row,
  // and perhaps shorter than the shelf: nothing was received past its end. An extent counts only if it was journalled while its lease's policy was still
  // in force, so that what was received under an event is complete before the next.
  using SetIx = std::uint32_t;
  std::span<const SetIx> received(std::string_view party) const;
  std::span<const DeliveryIx> set(SetIx ix) const;  // ascending

  // Who may hold this row: every lease over it, in the order of the journal, and whether it was handed over: by any extent, late ones
  // too. Looks at every lease.
  struct Holder {
    Reader reader;
    Seq lease = 0;
    Time leased;
    bool delivered = false;
    auto operator<=>(const Holder&) const = default;
  };
  std::vector<Holder> holders(std::uint32_t row) const;
  // What of a lease was handed over, by any extent; nullptr: nothing that is journalled.
  const Stretches* delivered(Seq lease) const {
    const auto found = delivered_.find(lease);
    return found == delivered_.end() ? nullptr : &found->second;
  }

 private:
  // Deliveries are numbered as they come, so that most sets are another with one more at its end: these share their memory.
  struct Set {
    std::uint32_t memory = 0;  // index into memory_
    std::uint32_t size = 0;
    std::uint64_t hash = 0;    // the sum over its members
  };
  DeliveryIx intern(Delivery delivery);
  SetIx with(SetIx set, DeliveryIx added);
  bool is(SetIx candidate, SetIx set, DeliveryIx added) const;
  void receive(std::vector<SetIx>& rows, const RowRun& run, DeliveryIx delivery);

  const journal::Policy& policy_;
  const Shelf& shelf_;
  const Leases& leases_;
  std::vector<Delivery> deliveries_;
  std::map<Delivery, DeliveryIx> known_deliveries_;
  std::vector<std::vector<DeliveryIx>> memory_{1};
  std::vector<Set> sets_{1};                                   // the first is the empty set
  std::unordered_multimap<std::uint64_t, SetIx> known_sets_;   // by hash
  std::unordered_map<std::uint64_t, SetIx> with_;              // by set and delivery
  std::map<std::string, std::vector<SetIx>, std::less<>> received_;  // by party, then by row
  std::unordered_map<Seq, Stretches> delivered_;               // by lease
};

}  // namespace comity::shelf
