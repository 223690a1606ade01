// What is held: one row per object version, in journal order, and how rows refer to each other.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "journal/journal.hpp"
#include "shelf/object_record.hpp"

namespace comity::shelf {

inline constexpr std::uint32_t kNoRow = UINT32_MAX;

struct Row {
  Seq seq = 0;
  Time added;                    // the row's own date_added
  std::int64_t version_us = 0;
  marking::LabelIx label;
  Thing thing;
  std::uint32_t older = kNoRow;  // the version of the same thing that arrived before this one
  std::uint32_t references = 0;  // first of its references
  std::uint32_t reference_count = 0;
  std::uint32_t fields = 0;      // first of its marked fields
  std::uint32_t span = 1;        // microseconds: `added` is the last of them
  std::uint16_t field_count = 0;
  std::uint16_t owner = 0;       // index into owners()
  std::uint16_t type = 0;        // index into types()
  bool spec_20 = false;
  bool sole = true;              // no other version of its thing has arrived
  bool complex() const { return reference_count > 0 || field_count > 0; }
};

struct Edge {
  Thing bound;
  std::uint32_t row;             // of the referring object
  std::uint32_t next_of_thing;   // next edge that is bound to the same thing
  stix::Reference::Kind kind{};
  bool late = false;             // bound by a row that arrived after the referring one
};

// A place in a reader's feed: the place of the change, then the object's own place.
struct Cursor {
  Seq place = 0;
  Seq own = 0;
  auto operator<=>(const Cursor&) const = default;
};

// Folds object records. Readers hold Journal::state() shared.
class Shelf final : public journal::Fold {
 public:
  void apply(const journal::Entry& entry) override;

  std::uint32_t size() const { return static_cast<std::uint32_t>(rows_.size()); }
  const Row& row(std::uint32_t ix) const { return rows_[ix]; }
  // The labels of all rows side by side, and the rows with granular markings, for looks over all rows.
  std::span<const marking::LabelIx> labels() const { return labels_; }
  std::span<const std::uint32_t> granular_rows() const { return granular_rows_; }
  std::span<const Edge> references(std::uint32_t row) const {
    return {edges_.data() + rows_[row].references, rows_[row].reference_count};
  }
  std::span<const marking::LabelIx> fields(std::uint32_t row) const {
    return {fields_.data() + rows_[row].fields, rows_[row].field_count};
  }
  // What an edge is bound to once the first `rows` rows have arrived: a view that catches up must not know a binding before its time.
  Thing bound_within(const Edge& edge, std::uint32_t rows) const {
    return edge.late && late_.at(static_cast<std::uint32_t>(&edge - edges_.data())) >= rows ? Thing{} : edge.bound;
  }
  // Rows of one thing, latest arrival first.
  template <class F>
  void each_version(Thing thing, F&& visit) const {
    for (std::uint32_t row = things_[thing.value].newest; row != kNoRow; row = rows_[row].older) visit(row);
  }
  // Rows that refer to a thing, each once per reference.
  template <class F>
  void each_referrer(Thing thing, F&& visit) const {
    for (std::uint32_t edge = things_[thing.value].edges; edge != kNoRow; edge = edges_[edge].next_of_thing)
      visit(edges_[edge].row);
  }
  // Remarks (object_record.hpp). The labels whose readers may read the definition, each from the row that first carried it there.
  struct Carrier {
    marking::LabelIx label;
    std::uint32_t row;
  };
  struct Remark {
    std::vector<marking::LabelIx> labels;  // of its versions: a view opens these
    std::vector<Carrier> carriers;         // rows ascending
  };
  const std::unordered_map<std::uint32_t, Remark>& remarks() const { return remarks_; }  // by thing
  bool carries(Thing definition, marking::LabelIx label) const;
  // The definitions that this row was the first to carry to a label.
  std::span<const Thing> carried_by(std::uint32_t row) const;

  std::uint32_t things() const { return static_cast<std::uint32_t>(things_.size()); }
  // For an identifier that nobody holds: some thing, always the same one, so that what looks it up can do the same work as for one that is
  // held, before it refuses. None if there is nothing.
  Thing stand_in(std::string_view id) const {
    return things_.empty() ? Thing{} : Thing{static_cast<std::uint32_t>(std::hash<std::string_view>{}(id) % things_.size())};
  }
  const std::string& owner(std::uint16_t ix) const { return owners_.text(ix); }
  const std::string& type(std::uint16_t ix) const { return types_.text(ix); }
  std::uint32_t find_type(std::string_view type) const { return types_.find(type); }
  // The first row whose seq is greater than `seq`; size() if there is none.
  std::uint32_t first_after(Seq seq) const;
  std::uint32_t row_of(Seq seq) const;  // kNoRow when no object has this seq
  // The record of the row that arrived last, for folds that come after this one.
  const ObjectRecord& last_record() const { return last_; }
  // First microsecond of the record's span: where what it moved is placed. The row's own date is the span's last.
  Time start(std::uint32_t row) const { return {rows_[row].added.us - rows_[row].span + 1}; }
  // Some reference to this identifier was open when its object arrived (it may have been bound since).
  bool may_have_open(std::string_view target) const { return open_.contains(std::hash<std::string_view>{}(target)); }
  // Rows before `below` that refer to any version of this thing, and those that refer to these, and so on; ascending.
  std::vector<std::uint32_t> referrers_closure(Thing thing, std::uint32_t below = kNoRow) const;
  // The same for several rows at once: they themselves and what refers to them.
  std::vector<std::uint32_t> with_referrers(std::span<const std::uint32_t> rows, std::uint32_t below) const;
  // Which rows may get a new place when something is said of these: they, what refers to them, and the other versions of all these, as where a
  // latest version is lost the one beneath is given again. Ascending.
  std::vector<std::uint32_t> affected_by(std::span<const std::uint32_t> rows) const;

 private:
  struct ThingRow {
    std::uint32_t newest = kNoRow;
    std::uint32_t edges = kNoRow;
  };
  void bind(std::uint32_t edge, Thing thing);  // no more than once
  void close_over(std::vector<std::uint32_t>& rows, std::vector<Thing> todo, std::uint32_t below) const;

  ObjectRecord last_;
  std::vector<Row> rows_;
  std::vector<marking::LabelIx> labels_;
  std::vector<std::uint32_t> granular_rows_;
  std::vector<ThingRow> things_;
  std::vector<Edge> edges_;
  std::vector<marking::LabelIx> fields_;
  Names owners_, types_;
  std::unordered_map<std::uint32_t, std::uint32_t> late_;  // edge -> the row that bound it
  std::unordered_set<std::size_t> open_;
  std::unordered_map<std::uint32_t, Remark> remarks_;
  std::unordered_map<std::uint32_t, std::vector<Thing>> carried_;  // by row
};

}  // namespace comity::shelf
