#include "shelf/holdings.hpp"

#include <algorithm>

namespace comity::shelf {
namespace {

// SplitMix64: members of a set are small numbers that follow one another.
std::uint64_t mix(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

}  // namespace

void Holdings::apply(const journal::Entry& entry) {
  if (entry.kind != journal::Kind::extent) return;
  const auto extents = decode_extents(entry.body);
  CHECK(extents.has_value());
  for (const Extent& extent : *extents) {
    const Leases::Taken* taken = leases_.find(extent.lease);
    // What names no object of a lease says nothing.
    if (!taken || taken->lease.names || extent.positions.first > taken->lease.objects.size() ||
        extent.positions.count > taken->lease.objects.size() - extent.positions.first)
      continue;
    delivered_[extent.lease].add(extent.positions);
    if (taken->lease.policy != policy_.version()) continue;
    const Reader& reader = taken->lease.reader;
    const DeliveryIx delivery = intern({policy_.events().size() - 1, reader});
    auto& rows = received_[std::string(marking::party_of(reader.person))];
    taken->lease.objects.each_run(extent.positions.first, extent.positions.count,
                                  [&](const RowRun& run) { receive(rows, run, delivery); });
  }
}

Holdings::DeliveryIx Holdings::intern(Delivery delivery) {
  const auto [known, fresh] = known_deliveries_.try_emplace(std::move(delivery), static_cast<DeliveryIx>(deliveries_.size()));
  if (fresh) deliveries_.push_back(known->first);
  return known->second;
}

void Holdings::receive(std::vector<SetIx>& rows, const RowRun& run, DeliveryIx delivery) {
  const std::uint32_t end = std::min(run.first + run.count, shelf_.size());
  if (rows.size() < end) rows.resize(end, 0);
  // Neighbours mostly came together before too.
  SetIx before = 0, after = with(0, delivery);
  for (std::uint32_t row = run.first; row < end; ++row) {
    if (rows[row] != before) {
      before = rows[row];
      after = with(before, delivery);
    }
    rows[row] = after;
  }
}

// Whether the candidate is the set with `added`.
bool Holdings::is(SetIx candidate, SetIx set, DeliveryIx added) const {
  const auto has = this->set(candidate), from = this->set(set);
  if (has.size() != from.size() + 1) return false;
  const auto at = static_cast<std::size_t>(std::lower_bound(from.begin(), from.end(), added) - from.begin());
  return has[at] == added && std::equal(from.begin(), from.begin() + static_cast<std::ptrdiff_t>(at), has.begin()) &&
         std::equal(from.begin() + static_cast<std::ptrdiff_t>(at), from.end(), has.begin() + static_cast<std::ptrdiff_t>(at) + 1);
}

Holdings::SetIx Holdings::with(SetIx set, DeliveryIx added) {
  const auto [known, fresh] = with_.try_emplace(std::uint64_t{set} << 32 | added, set);
  if (!fresh) return known->second;
  const auto members = this->set(set);
  const auto at = std::lower_bound(members.begin(), members.end(), added);
  if (at != members.end() && *at == added) return set;
  const std::uint64_t hash = sets_[set].hash + mix(added);
  const auto [first, last] = known_sets_.equal_range(hash);
  const auto equal = std::find_if(first, last, [&](const auto& one) { return is(one.second, set, added); });
  if (equal != last) return known->second = equal->second;

  Set out = sets_[set];
  if (at == members.end() && out.size > 0 && memory_[out.memory].size() == out.size) {
    memory_[out.memory].push_back(added);
  } else {
    std::vector<DeliveryIx> own(members.begin(), at);
    own.push_back(added);
    own.insert(own.end(), at, members.end());
    out.memory = static_cast<std::uint32_t>(memory_.size());
    memory_.push_back(std::move(own));
  }
  ++out.size;
  out.hash = hash;
  const auto ix = static_cast<SetIx>(sets_.size());
  sets_.push_back(out);
  known_sets_.emplace(hash, ix);
  return known->second = ix;
}

std::span<const Holdings::SetIx> Holdings::received(std::string_view party) const {
  const auto found = received_.find(party);
  return found == received_.end() ? std::span<const SetIx>{} : std::span<const SetIx>(found->second);
}

std::span<const Holdings::DeliveryIx> Holdings::set(SetIx ix) const {
  const Set& one = sets_.at(ix);
  return {memory_[one.memory].data(), one.size};
}

std::vector<Holdings::Holder> Holdings::holders(std::uint32_t row) const {
  std::vector<Holder> out;
  leases_.each([&](const Leases::Taken& taken) {
    if (taken.lease.names) return;
    const auto position = taken.lease.objects.position(row);
    if (!position) return;
    const auto delivered = delivered_.find(taken.seq);
    out.push_back({taken.lease.reader, taken.seq, taken.time, delivered != delivered_.end() && delivered->second.contains(*position)});
  });
  return out;
}

}  // namespace comity::shelf
