#include "search/index.hpp"

#include <algorithm>
#include <optional>
#include <span>

namespace comity::search {

std::string bytes_of(const store::Engine& engine, Seq seq) {
  std::string out;
  const auto slices = engine.blobs(std::span<const Seq>(&seq, 1));
  if (!slices) return out;
  for (const store::Slice& slice : *slices) out.append(slice.bytes);
  if (!out.empty()) out.erase(0, 1);  // the comma that blobs begin with
  return out;
}

bool Index::step(std::shared_mutex* state) {
  std::optional<std::shared_lock<std::shared_mutex>> held;
  if (state) held.emplace(*state);
  std::lock_guard building(building_);
  const std::uint32_t first = rows();
  const std::uint32_t end = std::min(shelf_.size(), first + kStep);
  const bool more = end < shelf_.size();
  std::vector<Wanted> wanted;
  for (std::uint32_t row = first; row < end; ++row) {
    const shelf::Row& one = shelf_.row(row);
    const auto fields = shelf_.fields(row);
    const bool erased = exceptions_.erased(row, UINT64_MAX);  // its bytes may be there still
    wanted.push_back({erased ? 0 : one.seq, one.label, {fields.begin(), fields.end()}});
  }
  const auto& erasures = exceptions_.erasures();
  std::vector<std::uint32_t> erased;
  for (; erasures_ < erasures.size(); ++erasures_)
    if (const std::uint32_t row = shelf_.row_of(erasures[erasures_]); row != shelf::kNoRow) erased.push_back(row);
  // No lock but building_ while bytes are read: whoever waits for that one may hold the state.
  held.reset();
  std::vector<GatheredObject> gathered;
  gathered.reserve(wanted.size());
  for (const Wanted& one : wanted) {
    const std::string bytes = one.seq == 0 ? std::string() : bytes_of(engine_, one.seq);
    gathered.push_back(bytes.empty() ? GatheredObject{} : gather(bytes, one.label, one.fields, splitter_));
  }
  std::unique_lock lock(partitions_mutex_);
  for (std::uint32_t row = first; row < end; ++row) {
    GatheredObject& object = gathered[row - first];
    if (object.tangled) release::set(tangled_, row);
    for (auto& [cover, text] : object.texts) {
      if (text.empty()) continue;
      auto& partition = partitions_[cover];
      if (!partition) partition = std::make_unique<Partition>();
      partition->add(row, text);
    }
  }
  forget_erased(erased);
  rows_.store(end, std::memory_order_release);
  return more;
}

// Words of what was erased do not stay in memory. Partitions are kept: another row of the label may come.
void Index::forget_erased(const std::vector<std::uint32_t>& rows) {
  if (rows.empty()) return;
  release::Bits gone;
  for (const std::uint32_t row : rows) release::set(gone, row);
  for (auto& [cover, partition] : partitions_) partition->remove([&](std::uint32_t row) { return release::test(gone, row); });
}

bool Index::tangled(std::uint32_t row) const {
  std::shared_lock lock(partitions_mutex_);
  return release::test(tangled_, row);
}

Index::Size Index::size() const {
  std::shared_lock lock(partitions_mutex_);
  Size out;
  for (const auto& [cover, partition] : partitions_) {
    ++out.partitions;
    out.terms += partition->terms();
    out.bytes += partition->memory() + sizeof(Partition) + cover.capacity() * sizeof(std::uint32_t) + 64;
  }
  return out;
}

}  // namespace comity::search
