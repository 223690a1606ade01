#include "store/tail.hpp"

#include <limits>
#include <mutex>

namespace comity::store {

void Tail::add(const Frame& frame) {
  const std::unique_lock lock(mutex_);
  Seq seq = frame.first;
  for (const FramedRecord& record : frame.records) {
    const Seq own = seq++;
    if (own < first_) continue;
    CHECK(own == first_ + records_.size());
    records_.push_back({record, frame.bytes});
    each_put(record.puts, [&](std::string_view key, std::string_view value) {
      versions_.insert_or_assign(Version(key, own), value);
    });
  }
  bytes_ += frame.bytes->size();
}

std::uint64_t Tail::bytes() const {
  const std::shared_lock lock(mutex_);
  return bytes_;
}

std::size_t Tail::size() const {
  const std::shared_lock lock(mutex_);
  return records_.size();
}

std::optional<TailRecord> Tail::record(Seq seq) const {
  const std::shared_lock lock(mutex_);
  if (seq < first_ || seq - first_ >= records_.size()) return std::nullopt;
  return records_[seq - first_];
}

std::optional<std::string_view> Tail::get(std::string_view key, Seq last) const {
  const std::shared_lock lock(mutex_);
  auto it = versions_.upper_bound(Version(key, last));
  if (it == versions_.begin()) return std::nullopt;
  --it;
  if (it->first.first != key) return std::nullopt;
  return it->second;
}

std::vector<Tail::Entry> Tail::entries(std::string_view prefix, std::string_view from, bool after, Seq last,
                                       std::size_t limit) const {
  std::vector<Entry> found;
  const std::shared_lock lock(mutex_);
  constexpr Seq never = std::numeric_limits<Seq>::max();
  auto it = after ? versions_.upper_bound(Version(from, never)) : versions_.lower_bound(Version(from, 0));
  while (it != versions_.end() && it->first.first.starts_with(prefix) && found.size() < limit) {
    const std::string_view key = it->first.first;
    std::optional<std::string_view> value;
    for (; it != versions_.end() && it->first.first == key; ++it) {
      if (it->first.second <= last) value = it->second;
    }
    if (value) found.emplace_back(key, *value);
  }
  return found;
}

}  // namespace comity::store
