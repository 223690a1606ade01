// Leases: the durable record that precedes delivered bytes. A lease means "may have received".
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "journal/journal.hpp"
#include "marking/label.hpp"
#include "shelf/filter.hpp"
#include "shelf/row_runs.hpp"
#include "shelf/shelf.hpp"
#include "shelf/stretches.hpp"

namespace comity::shelf {

// Whose feed: a person with the purpose it declares ("" for the default) and the action.
struct Reader {
  std::string person;
  std::string purpose;
  marking::Action action = marking::Action::copy;
  auto operator<=>(const Reader&) const = default;
};

struct Lease {
  Reader reader;
  Seq policy = 0;            // the policy version it was made under
  Seq as_of = 0;             // the feed was read as of this record; others of its batch may stand before the lease
  std::string collection;
  Filter filter;
  Cursor from, to;           // (from, to] of the reader's feed
  RowRuns objects;           // exactly what it covers, in the order of the feed; a row is an object record's rank among its kind
  crypto::Digest digest{};   // SHA-256 over the exact versions and variants, in order
  bool names = false;        // it covers which objects there are (id, version, type, date), not their bytes: nobody holds a copy by it
};
std::string encode(const Lease& lease);
Result<Lease> decode_lease(std::string_view body);

// Bytes of these objects were handed to the kernel.
struct Extent {
  Seq lease = 0;      // the lease record
  Stretch positions;  // in its list of objects
  bool operator==(const Extent&) const = default;
};
std::string encode(const std::vector<Extent>& extents);
Result<std::vector<Extent>> decode_extents(std::string_view body);

// Folds leases, by reader. Readers hold Journal::state() shared.
class Leases final : public journal::Fold {
 public:
  struct Taken {
    Seq seq;
    Time time;  // of the record
    Lease lease;
  };
  void apply(const journal::Entry& entry) override;
  const std::vector<Taken>& of(const Reader& reader) const;
  // Leases in which this person may have received something, whatever purpose or action it declared.
  std::vector<const Taken*> of_person(std::string_view person) const;
  // The lease of that record; nullptr if it is none. Valid until the next record is applied.
  const Taken* find(Seq seq) const;
  // All of them, in the order of the journal.
  template <class F>
  void each(F&& visit) const {
    for (const Place& place : order_) visit((*place.taken)[place.at]);
  }

 private:
  struct Place {
    Seq seq;
    const std::vector<Taken>* taken;  // of its reader
    std::size_t at;
  };
  std::map<Reader, std::vector<Taken>> by_reader_;
  std::vector<Place> order_;
};

}  // namespace comity::shelf
