// One reader's view: a fold over the journal of what this reader gets, in what order, and what it lost.
// Bits of the matrix decide per label; what references and granular markings change lies beside them, per object.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "journal/policy.hpp"
#include "release/bits.hpp"
#include "release/redact.hpp"
#include "shelf/exceptions.hpp"
#include "shelf/holdings.hpp"
#include "shelf/leases.hpp"
#include "shelf/shelf.hpp"

namespace comity::shelf {

// One matrix per policy event, made when a view needs it. Thread-safe; callers hold Journal::state() shared.
class Matrices {
 public:
  explicit Matrices(const journal::Policy& policy) : policy_(policy) {}
  // Bits of all labels known now, for this audience in the world of that event.
  std::vector<std::uint64_t> bits(std::size_t event, const release::Audience& audience);

 private:
  const journal::Policy& policy_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<release::Matrix>> matrices_;
};

// What redaction comes to for a row when something of it is to be removed: it takes the object's bytes.
using RedactRow = std::function<release::Outcome(std::uint32_t row, const std::vector<bool>& fields, const std::vector<bool>& released)>;

// What a reader gets of an object: which marked fields and references are cut. Both empty: the object whole. Or, of a recalled object that the
// reader had fetched, nothing but the news, as a revoked version, which names its creator unless that reference is among the dropped.
struct Variant {
  std::vector<std::uint32_t> hidden_fields;      // indices into the selectors of its granular markings, in order
  std::vector<std::uint32_t> dropped_references;  // indices into its references
  bool revoked = false;
  bool whole() const { return hidden_fields.empty() && dropped_references.empty() && !revoked; }
  bool operator==(const Variant&) const = default;
};

struct Item {
  Cursor at;
  std::uint32_t row = 0;
  Time added;              // date_added in this reader's view: strictly increasing along the feed
  const Variant* variant;  // nullptr: whole; else valid until the view next catches up
};

struct Tombstone {
  Cursor at;
  std::uint32_t row = 0;
  Time added;
  bool recalled = false;  // by an originator, who wants it gone everywhere; else this reader may no longer read it
};

class Supposed;

// Not thread-safe; Views gives it out under a lock.
class View {
 public:
  struct Folds {
    const Shelf& shelf;
    const journal::Policy& policy;
    const Exceptions& exceptions;
    const Leases& leases;
    const Holdings& holdings;
  };
  View(Reader reader, const Folds& folds, Matrices& matrices, RedactRow redact);

  // Folds everything up to the shelf's present state.
  void catch_up();

  const Reader& reader() const { return reader_; }
  const release::Audience& audience() const { return audience_; }
  Seq policy() const;  // the policy version this view is at
  const release::World& world() const { return *policy_.events()[event_].world; }

  bool visible(std::uint32_t row) const;
  bool released(Thing thing) const;  // some version is visible
  const Variant* variant(std::uint32_t row) const;  // nullptr: whole
  // What is said of the row beside its label, to this reader's party: what decides with the label.
  release::Grants grants(std::uint32_t row);
  // It is visible, and the sieve leaves it.
  bool gives(std::uint32_t row, const Sieve& sieve) const { return visible(row) && passes(row, sieve); }
  // Of each label that a visible row has, the first such row; not of remarks, which have none of their own. `standing` as in Filter.
  std::vector<std::uint64_t> first_of_each_label(bool standing) const;
  // At most `limit` items after `after`; `more` says whether others follow.
  std::vector<Item> page(Cursor after, std::size_t limit, const Sieve& sieve, bool& more) const;
  // The labels that a filter's originators, agreements, levels and topics leave; kept until the policy changes. Nothing: it has none of these.
  std::optional<std::vector<std::uint64_t>> labels_of(const Filter& filter) const;
  // Objects fetched once, and no longer readable.
  std::vector<Tombstone> tombstones(Cursor after, std::size_t limit, bool& more) const;
  // The last place in the feed whose date is not after `time`.
  Cursor at_time(Time time) const;
  std::uint64_t visible_count() const;

  // For searching (search/). How far the view is: what is derived from it holds while this is the same.
  struct State {
    std::size_t event = 0;
    std::uint32_t rows = 0;
    auto operator<=>(const State&) const = default;
  };
  State state() const { return {event_, next_row_}; }
  // The visible rows that the sieve leaves; those of its own `rows`, if it has any, are visible. The news of a recall is none.
  release::Bits rows_of(const Sieve& sieve) const;
  // Of these rows, all visible, at most `limit` before that place, those placed last first; `more` says whether others are placed before them.
  std::vector<Item> newest(Cursor before, std::size_t limit, const release::Bits& rows, bool& more) const;
  // visit(row) for each visible row that is decided by itself, or of which a reference is cut: its label does not say what text of it is given.
  void each_particular(const std::function<void(std::uint32_t row)>& visit) const;
  bool ruled_by_itself(std::uint32_t row) const { return ruled(row); }
  // The agreements that a filter finds objects of this label by.
  std::set<std::string> agreements_of(marking::LabelIx label) const;

  // The labels' bits in the world that the view is at, and the rows that are visible: one bit each.
  const std::vector<std::uint64_t>& bits() const { return bits_; }
  // Of a label whose bit is set: the policy version from which it was permitted without a break; 0: ever since the label is there.
  Seq permitted_since(marking::LabelIx label) const { return since_[label.value]; }
  std::vector<std::uint64_t> visible_rows() const;
  // What this reader would get in that world if it were that audience and these were the labels' bits: exact, by the same fixpoint that a
  // policy event runs, on a copy. The view itself is not touched. `bits` covers all labels; the view is caught up.
  // In that world, with the labels' bits as they are, some row that is decided by itself would come out otherwise.
  bool rules_otherwise(const release::World& world);
  Supposed supposing(const release::World& world, release::Audience audience, std::vector<std::uint64_t> bits) const;

 private:
  static constexpr Seq kNever = UINT64_MAX;
  // A place in the feed that is not the row's plain one.
  struct Moved {
    Seq place;
    std::uint32_t row;
    std::uint32_t rank : 29;     // among those moved to the same place
    std::uint32_t current : 1;   // the row is still there
    std::uint32_t cut : 1;       // its variant is in variants_
    std::uint32_t revoked : 1;   // it is withheld; what stands here is the news of its recall
  };
  struct Standing {
    bool visible = false;
    const Variant* variant = nullptr;  // nullptr: whole
    Seq place = kNever;
  };
  // A row that is decided by itself, as something is said of it beside its label: in place of its label's bit and its fields'.
  struct Ruling {
    bool permit = false;
    std::vector<bool> fields;
    bool operator==(const Ruling&) const = default;
  };
  // Which rows are being decided anew, and how it stands with each, by row.
  enum class Candidate : char { none, released, withheld };
  using Candidates = std::vector<Candidate>;

  bool bit(const std::vector<std::uint64_t>& bits, marking::LabelIx label) const {
    return bits[label.value >> 6] >> (label.value & 63) & 1;
  }
  bool special(std::uint32_t row) const {
    return row >> 6 < special_bits_.size() && (special_bits_[row >> 6] >> (row & 63) & 1);
  }
  bool withheld(std::uint32_t row) const {
    return row >> 6 < withheld_bits_.size() && (withheld_bits_[row >> 6] >> (row & 63) & 1);
  }
  bool ruled(std::uint32_t row) const {
    return row >> 6 < ruled_bits_.size() && (ruled_bits_[row >> 6] >> (row & 63) & 1);
  }
  // Label or ruling permit the row; references are another matter.
  bool permitted(std::uint32_t row) const { return ruled(row) ? rulings_.at(row).permit : since_[shelf_.row(row).label.value] != kNever; }
  // As which policy version a row is decided, and which deliveries count: those of events before that one.
  struct AsOf {
    Seq seq = 0;
    std::size_t event = 0;
  };
  Ruling rule(std::uint32_t row, const release::World& world, AsOf as_of);
  bool take_ruling(std::uint32_t row, Ruling ruling);  // true: it is another than before, or the first
  std::vector<release::Held> held(std::uint32_t row, marking::LabelIx label, AsOf as_of);
  std::vector<std::uint32_t> kept_copies(const release::World& world, AsOf as_of);
  bool field_readable(std::uint32_t row, std::uint32_t field) const {
    return ruled(row) ? rulings_.at(row).fields[field] : bit(bits_, shelf_.fields(row)[field]);
  }
  // It is withheld, and the news of its recall stands in the feed.
  bool told_recalled(std::uint32_t row) const { return special(row) && withheld(row) && variants_.contains(row); }
  static void set(std::vector<std::uint64_t>& bits, std::uint32_t row, bool on);
  void make_plain(std::uint32_t row);
  void withhold(std::uint32_t row);
  void move(std::uint32_t row, Seq place, std::uint32_t rank, Variant variant);
  void forget_place(std::uint32_t row);
  void pin(std::vector<Moved> pins);
  void drop_stale();
  Cursor at(const Moved& moved) const { return {moved.place, shelf_.row(moved.row).seq}; }
  Seq plain_place(std::uint32_t row) const;
  Seq place_of(std::uint32_t row) const;
  Standing standing_of(std::uint32_t row) const;
  bool released_among(Thing thing, const Candidates& candidates) const;
  release::Outcome outcome(std::uint32_t row, const Candidates& candidates, Variant* variant) const;
  // Decides these rows anew (ascending), at `place`; `before` gives a row's state before the change, and is asked before
  // that row is changed.
  template <class Before>
  void settle(const std::vector<std::uint32_t>& rows, Seq place, const Before& before);
  void arrive(std::uint32_t row);
  void change_policy(std::size_t event);
  struct Change {
    std::vector<std::uint32_t> seen;  // touched rows that were visible before
    std::size_t first_moved = 0;      // where in moved_ the change's own begin
  };
  // Takes on another world, audience and bits at that place; what is said of single rows, as of `as_of`. Nothing: nothing differs.
  std::optional<Change> take_on(Seq place, AsOf as_of, const release::World& world, release::Audience audience,
                                std::vector<std::uint64_t> bits);
  void change_single(const Exceptions::Event& event, const release::World& world);
  Change change_rows(Seq place, std::vector<std::uint32_t> touched, const std::vector<Seq>& since_before);
  void conclude(Seq place, const Change& change, const Exceptions::Event* recall);
  bool wanted_back(std::uint32_t row, Seq as_of) const;
  void tell_revoked(const std::vector<std::uint32_t>& gone, Seq place);
  const Exceptions::Event* single_event(std::vector<journal::PolicyEvent>::const_iterator event) const;
  void show_older_versions(Seq place, const std::vector<std::uint32_t>& lost, std::size_t first_moved);
  void know_labels();
  void open_carried(std::vector<std::uint64_t>& bits) const;
  std::vector<std::uint32_t> open_remarks(std::uint32_t row);
  void lose(std::uint32_t row, Seq place, bool recalled);
  void fetched(const Lease& lease);
  Time date(Cursor at, std::uint32_t row, std::uint32_t rank) const;
  const release::Bits& latest_rows() const;
  bool latest_visible(std::uint32_t row) const;
  bool first_visible(std::uint32_t row) const;
  bool of_versions(std::uint32_t row, const Versions& versions) const;
  bool refers_to(std::uint32_t row, const std::unordered_set<std::uint32_t>& things) const;
  bool matches(std::uint32_t row, const Sieve& sieve) const;  // but for its version
  bool chosen(std::uint32_t row, const Sieve& sieve) const;
  bool passes(std::uint32_t row, const Sieve& sieve) const;
  release::Audience audience_at(std::size_t event) const;

  Reader reader_;
  const Shelf& shelf_;
  const journal::Policy& policy_;
  const Exceptions& exceptions_;
  const Leases& leases_;
  const Holdings& holdings_;
  Matrices& matrices_;
  RedactRow redact_;

  release::Audience audience_;
  std::size_t event_ = 0;        // index of the policy event in force
  std::uint32_t next_row_ = 0;
  std::uint32_t bindings_ = 0;   // rows whose bindings of references count: those that arrived, the arriving one included
  std::size_t next_lease_ = 0;
  std::uint32_t labels_ = 0;     // labels whose bit is known
  std::vector<std::uint64_t> bits_;
  std::vector<Seq> since_;       // per label: the place from which it is permitted; kNever
  std::vector<Seq> gains_;       // policy events at which some label was gained
  // Rows that are not where their label alone would place them: withheld, or moved.
  std::vector<std::uint64_t> special_bits_, withheld_bits_;
  std::vector<Moved> moved_;     // ascending
  std::size_t stale_ = 0;        // of moved_, no longer current
  std::vector<std::uint32_t> moved_at_;  // by row: where in moved_ its place is; only for special rows not withheld
  std::unordered_map<std::uint32_t, Variant> variants_;  // of rows that are cut
  std::vector<std::uint64_t> ruled_bits_;
  std::unordered_map<std::uint32_t, Ruling> rulings_;
  std::unordered_map<std::uint64_t, std::vector<release::Held>> held_under_;  // by label and delivery: the agreements by which it was received
  std::vector<Tombstone> lost_;  // ascending
  std::unordered_map<std::uint32_t, std::size_t> lost_at_;  // by row: the last of them
  std::vector<bool> fetched_;
  // By what a filter says of labels: how many labels were looked at, under which event, and which pass.
  struct LabelsOf {
    std::size_t event = 0;
    std::uint32_t labels = 0;
    std::vector<std::uint64_t> bits;
  };
  mutable std::map<Filter, LabelsOf> labels_of_;
  // What a filter without versions leaves of what is visible, as of that state.
  mutable State latest_as_of_;
  mutable release::Bits latest_rows_;
};

// A view of a world that is not the node's: what would be seen, without places, dates and tombstones. Valid while the journal's state is held.
class Supposed {
 public:
  bool visible(std::uint32_t row) const { return view_.visible(row); }
  const Variant* variant(std::uint32_t row) const { return view_.variant(row); }
  std::vector<std::uint64_t> visible_rows() const { return view_.visible_rows(); }

 private:
  friend class View;
  explicit Supposed(View view) : view_(std::move(view)) {}
  View view_;
};

// Views by reader, each behind its own lock. Thread-safe; callers hold Journal::state() shared (the writer needs no lock).
class Views {
 public:
  Views(const View::Folds& folds, const store::Engine& engine);
  // Runs `use` on the reader's view, caught up.
  template <class F>
  auto with(const Reader& reader, F&& use) {
    const std::shared_ptr<Slot> slot = find(reader);
    std::lock_guard lock(slot->mutex);
    slot->view.catch_up();
    return use(slot->view);
  }
  // The filter for this reader, but for its text. Callers are in with().
  Sieve sieve(const Filter& filter, const View& view) const;

 private:
  struct Slot {
    explicit Slot(View v) : view(std::move(v)) {}
    std::mutex mutex;
    View view;
  };
  std::shared_ptr<Slot> find(const Reader& reader);
  std::unordered_set<std::uint32_t> things(const std::set<std::string>& ids) const;

  const View::Folds folds_;
  const store::Engine& engine_;
  Matrices matrices_;
  std::mutex mutex_;
  std::map<Reader, std::shared_ptr<Slot>> slots_;
};

// The bytes a reader gets of a row, without the leading comma. Errors: corrupt, not_found (erased).
Result<std::string> render(const store::Engine& engine, const Shelf& shelf, std::uint32_t row, const Variant& variant);

}  // namespace comity::shelf
