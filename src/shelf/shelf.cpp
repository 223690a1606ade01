#include "shelf/shelf.hpp"

#include <algorithm>

namespace comity::shelf {

void Shelf::bind(std::uint32_t edge, Thing thing) {
  edges_[edge].bound = thing;
  edges_[edge].next_of_thing = things_[thing.value].edges;
  things_[thing.value].edges = edge;
}

void Shelf::apply(const journal::Entry& entry) {
  if (entry.kind != journal::Kind::object) return;
  auto record = decode_object(entry.body);
  CHECK(record.has_value());  // plans encode it; the store's checksums caught damage before
  const auto ix = size();
  Row row;
  row.seq = entry.seq;
  row.added = {entry.time.us + static_cast<std::int64_t>(entry.span) - 1};
  row.version_us = record->version_us;
  row.label = record->label;
  row.thing = record->thing;
  row.owner = static_cast<std::uint16_t>(owners_.intern(record->owner));
  row.type = static_cast<std::uint16_t>(types_.intern(record->type));
  row.spec_20 = record->spec_version == "2.0";
  if (entry.span > 1) start_.emplace(ix, entry.time);
  std::uint32_t highest = row.thing.value;
  for (const auto& reference : record->references)
    if (!reference.bound.none()) highest = std::max(highest, reference.bound.value);
  if (things_.size() <= highest) things_.resize(highest + 1);
  row.older = things_[row.thing.value].newest;
  things_[row.thing.value].newest = ix;
  row.fields = static_cast<std::uint32_t>(fields_.size());
  row.field_count = static_cast<std::uint16_t>(record->fields.size());
  fields_.insert(fields_.end(), record->fields.begin(), record->fields.end());
  row.references = static_cast<std::uint32_t>(edges_.size());
  row.reference_count = static_cast<std::uint32_t>(record->references.size());
  for (const auto& reference : record->references) {
    edges_.push_back({Thing{}, ix, kNoRow, reference.kind});
    if (!reference.bound.none()) bind(static_cast<std::uint32_t>(edges_.size() - 1), reference.bound);
    else open_.insert(std::hash<std::string_view>{}(reference.target));
  }
  rows_.push_back(row);
  for (const LateBinding& late : record->late) {
    const std::uint32_t edge = rows_[late.row].references + late.reference;
    if (!edges_[edge].bound.none()) continue;  // the first binding holds
    bind(edge, row.thing);
    edges_[edge].late = true;
    late_.emplace(edge, ix);
  }
}

std::uint32_t Shelf::first_after(Seq seq) const {
  const auto at = std::upper_bound(rows_.begin(), rows_.end(), seq, [](Seq s, const Row& row) { return s < row.seq; });
  return static_cast<std::uint32_t>(at - rows_.begin());
}

std::uint32_t Shelf::row_of(Seq seq) const {
  if (seq == 0) return kNoRow;
  const auto ix = first_after(seq - 1);
  return ix < size() && rows_[ix].seq == seq ? ix : kNoRow;
}

Time Shelf::start(std::uint32_t row) const {
  const auto found = start_.find(row);
  return found == start_.end() ? rows_[row].added : found->second;
}

std::vector<std::uint32_t> Shelf::referrers_closure(Thing thing, std::uint32_t bound) const {
  std::vector<std::uint32_t> out;
  if (thing.value >= things_.size() || things_[thing.value].edges == kNoRow) return out;
  std::unordered_set<std::uint32_t> seen;
  std::vector<Thing> todo{thing};
  while (!todo.empty()) {
    const Thing next = todo.back();
    todo.pop_back();
    each_referrer(next, [&](std::uint32_t row) {
      if (row >= bound || !seen.insert(row).second) return;
      out.push_back(row);
      todo.push_back(rows_[row].thing);
    });
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace comity::shelf
