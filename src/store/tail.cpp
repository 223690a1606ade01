#include "store/tail.hpp"

#include <limits>

namespace comity::store {

void Tail::add(const Frame& frame) {
  const std::unique_lock lock(mutex_);
  Seq seq = frame.first;
  for (const FramedRecord& record : frame.records) {
    const Seq own = seq++;
    if (own < first_) continue;
    CHECK(own == first_ + records_.size());
    records_.push_back({record, frame.bytes});
  }
  bytes_ += frame.bytes->size();
}

std::shared_lock<std::shared_mutex> Tail::ordered(Seq last) const {
  for (;;) {
    std::shared_lock reading(mutex_);
    if (last < first_ || ordered_ == records_.size() || ordered_ > last - first_) return reading;
    reading.unlock();
    const std::unique_lock writing(mutex_);
    for (; ordered_ < records_.size(); ++ordered_) {
      each_put(records_[ordered_].puts, [&](std::string_view key, std::string_view value) {
        versions_.insert_or_assign(Version(key, first_ + ordered_), value);
      });
    }
  }
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
  const auto lock = ordered(last);
  auto it = versions_.upper_bound(Version(key, last));
  if (it == versions_.begin()) return std::nullopt;
  --it;
  if (it->first.first != key) return std::nullopt;
  return it->second;
}

std::vector<Tail::Entry> Tail::entries(std::string_view prefix, std::string_view from, bool after, Seq last,
                                       std::size_t limit) const {
  std::vector<Entry> found;
  const auto lock = ordered(last);
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
