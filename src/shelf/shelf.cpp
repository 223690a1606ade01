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
  auto read = decode_object(entry.body);
  CHECK(read.has_value());  // plans encode it; the store's checksums caught damage before
  last_ = std::move(*read);
  const auto ix = size();
  Row row;
  row.seq = entry.seq;
  row.added = {entry.time.us + static_cast<std::int64_t>(entry.span) - 1};
  row.version_us = last_.version_us;
  row.label = last_.label;
  row.thing = last_.thing;
  row.owner = static_cast<std::uint16_t>(owners_.intern(last_.owner));
  row.type = static_cast<std::uint16_t>(types_.intern(last_.type));
  row.spec_20 = last_.spec_version == "2.0";
  row.span = static_cast<std::uint32_t>(entry.span);  // at most one more than there are rows
  std::uint32_t highest = row.thing.value;
  for (const auto& reference : last_.references)
    if (!reference.bound.none()) highest = std::max(highest, reference.bound.value);
  if (things_.size() <= highest) things_.resize(highest + 1);
  row.older = things_[row.thing.value].newest;
  row.sole = row.older == kNoRow;
  if (!row.sole) rows_[row.older].sole = false;
  things_[row.thing.value].newest = ix;
  row.fields = static_cast<std::uint32_t>(fields_.size());
  row.field_count = static_cast<std::uint16_t>(last_.fields.size());
  fields_.insert(fields_.end(), last_.fields.begin(), last_.fields.end());
  row.references = static_cast<std::uint32_t>(edges_.size());
  row.reference_count = static_cast<std::uint32_t>(last_.references.size());
  for (const auto& reference : last_.references) {
    edges_.push_back({Thing{}, ix, kNoRow, reference.kind});
    if (!reference.bound.none()) bind(static_cast<std::uint32_t>(edges_.size() - 1), reference.bound);
    else open_.insert(std::hash<std::string_view>{}(reference.target));
  }
  rows_.push_back(row);
  labels_.push_back(row.label);
  if (row.field_count > 0) granular_rows_.push_back(ix);
  if (last_.remark) {
    auto& labels = remarks_[row.thing.value].labels;
    if (std::find(labels.begin(), labels.end(), row.label) == labels.end()) labels.push_back(row.label);
  }
  for (const Carried& one : last_.remarks) {
    remarks_[one.definition.value].carriers.push_back({one.label, ix});
    carried_[ix].push_back(one.definition);
  }
  for (const LateBinding& late : last_.late) {
    const std::uint32_t edge = rows_[late.row].references + late.reference;
    if (!edges_[edge].bound.none()) continue;  // the first binding holds
    bind(edge, row.thing);
    edges_[edge].late = true;
    late_.emplace(edge, ix);
  }
}

bool Shelf::carries(Thing definition, marking::LabelIx label) const {
  const auto remark = remarks_.find(definition.value);
  return remark != remarks_.end() && std::any_of(remark->second.carriers.begin(), remark->second.carriers.end(),
                                                 [&](const Carrier& one) { return one.label == label; });
}

std::span<const Thing> Shelf::carried_by(std::uint32_t row) const {
  const auto found = carried_.find(row);
  return found == carried_.end() ? std::span<const Thing>{} : std::span<const Thing>(found->second);
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

// Adds to `rows` whatever refers to `todo`. The marks are kept between calls and taken back after each, so that a call costs
// what it finds and not what there is.
void Shelf::close_over(std::vector<std::uint32_t>& rows, std::vector<Thing> todo, std::uint32_t below) const {
  thread_local std::vector<char> seen;
  if (seen.size() < rows_.size()) seen.resize(rows_.size() + rows_.size() / 2, 0);
  const struct TakenBack {
    const std::vector<std::uint32_t>& rows;
    ~TakenBack() {
      for (const std::uint32_t row : rows) seen[row] = 0;
    }
  } taken_back{rows};
  for (const std::uint32_t row : rows) seen[row] = 1;
  while (!todo.empty()) {
    const Thing next = todo.back();
    todo.pop_back();
    each_referrer(next, [&](std::uint32_t row) {
      if (row >= below || seen[row]) return;
      rows.push_back(row);
      seen[row] = 1;
      todo.push_back(rows_[row].thing);
    });
  }
  std::sort(rows.begin(), rows.end());
}

std::vector<std::uint32_t> Shelf::referrers_closure(Thing thing, std::uint32_t below) const {
  std::vector<std::uint32_t> out;
  if (thing.value >= things_.size() || things_[thing.value].edges == kNoRow) return out;
  close_over(out, {thing}, below);
  return out;
}

std::vector<std::uint32_t> Shelf::with_referrers(std::span<const std::uint32_t> rows, std::uint32_t below) const {
  std::vector<std::uint32_t> out(rows.begin(), rows.end());
  std::vector<Thing> todo;
  todo.reserve(rows.size());
  for (const std::uint32_t row : rows) todo.push_back(rows_[row].thing);
  close_over(out, std::move(todo), below);
  return out;
}

std::vector<std::uint32_t> Shelf::affected_by(std::span<const std::uint32_t> rows) const {
  std::vector<std::uint32_t> out = with_referrers(rows, size());
  const std::size_t found = out.size();
  for (std::size_t i = 0; i < found; ++i)
    if (!rows_[out[i]].sole) each_version(rows_[out[i]].thing, [&](std::uint32_t row) { out.push_back(row); });
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace comity::shelf
