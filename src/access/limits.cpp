#include "access/limits.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <cmath>

#include "crypto/hash.hpp"

namespace comity::access {
namespace {

constexpr std::uint64_t kFreeFromOne = 3, kFreeFromAll = 50;
constexpr std::int64_t kMostFromOne = 15 * 60, kMostFromAll = 30;

// Whatever was typed as a name takes the same room.
std::string key_of(std::string_view person, std::string_view address) {
  std::string pair(person);
  pair += '\0';
  pair += address;
  return std::string(crypto::view(crypto::sha256(pair)).substr(0, 16));
}

// An IPv6 network is one place: whoever has an address of it has them all (RFC 4291 §2.5.4: the first 64 bits).
std::string place_of(std::string_view address) {
  if (address.empty()) return "local";
  in6_addr six{};
  const std::string text(address);
  if (::inet_pton(AF_INET6, text.c_str(), &six) != 1 || IN6_IS_ADDR_V4MAPPED(&six)) return text;
  return std::string(reinterpret_cast<const char*>(&six), 8);
}

int seconds(std::int64_t us) { return static_cast<int>(std::clamp<std::int64_t>((us + 999'999) / 1'000'000, 1, 86'400)); }

}  // namespace

Rates::Bucket& Rates::filled(Table& table, std::string_view name, Time now) {
  if (table.buckets.size() >= kMost && !table.buckets.contains(std::string(name)))
    std::erase_if(table.buckets, [&](const auto& one) {
      const double since = static_cast<double>(now.us - one.second.at.us) / 1e6;
      return one.second.held + since * table.rate.per_second >= table.rate.burst;
    });
  const auto [at, fresh] = table.buckets.try_emplace(std::string(name), Bucket{table.rate.burst, now});
  Bucket& bucket = at->second;
  if (now > bucket.at) {  // a clock that is set back fills nothing
    bucket.held = std::min(table.rate.burst, bucket.held + static_cast<double>(now.us - bucket.at.us) / 1e6 * table.rate.per_second);
    bucket.at = now;
  }
  return bucket;
}

int Rates::take(std::string_view person, std::string_view party, Time now) {
  std::lock_guard lock(mutex_);
  Bucket* mine = person_.rate.per_second > 0 ? &filled(person_, person, now) : nullptr;
  Bucket* ours = party_.rate.per_second > 0 && !party.empty() ? &filled(party_, party, now) : nullptr;
  const auto wait = [](const Bucket* bucket, const Rate& rate) {
    return !bucket || bucket->held >= 1 ? 0 : std::clamp(static_cast<int>(std::ceil((1 - bucket->held) / rate.per_second)), 1, 3600);
  };
  if (const int most = std::max(wait(mine, person_.rate), wait(ours, party_.rate)); most > 0) return most;
  if (mine) mine->held -= 1;
  if (ours) ours->held -= 1;
  return 0;
}

void Rates::set(Rate per_person, Rate per_party) {
  std::lock_guard lock(mutex_);
  person_ = {per_person};
  party_ = {per_party};
}

std::size_t Rates::size() const {
  std::lock_guard lock(mutex_);
  return person_.buckets.size() + party_.buckets.size();
}

Failures::Held* Failures::find(const std::string& key, Time now) {
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return nullptr;
  if (now.us - found->second->last.us >= kForgetUs) {
    held_.erase(found->second);
    by_key_.erase(found);
    return nullptr;
  }
  return &*found->second;
}

int Failures::wait(std::string_view person, std::string_view address, Time now) {
  std::lock_guard lock(mutex_);
  return waiting(person, address, now);
}

int Failures::begin(std::string_view person, std::string_view address, Time now) {
  std::lock_guard lock(mutex_);
  if (const int seconds = waiting(person, address, now); seconds > 0) return seconds;
  count(key_of(person, place_of(address)), kFreeFromOne, kMostFromOne, now);
  count(key_of(person, ""), kFreeFromAll, kMostFromAll, now);
  return 0;
}

void Failures::take_back(const std::string& key) {
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return;
  Held& held = *found->second;
  held.open = held.last;
  if (--held.count > 0) return;
  held_.erase(found->second);
  by_key_.erase(found);
}

void Failures::undo(std::string_view person, std::string_view address) {
  std::lock_guard lock(mutex_);
  take_back(key_of(person, place_of(address)));
  take_back(key_of(person, ""));
}

int Failures::waiting(std::string_view person, std::string_view address, Time now) {
  std::int64_t most = 0;
  for (const std::string& key : {key_of(person, place_of(address)), key_of(person, "")})
    if (const Held* held = find(key, now); held && now < held->open) most = std::max(most, held->open.us - now.us);
  return most == 0 ? 0 : seconds(most);
}

void Failures::count(const std::string& key, std::uint64_t free, std::int64_t most_s, Time now) {
  Held* held = find(key, now);
  if (!held) {
    if (held_.size() >= kMost) {
      by_key_.erase(held_.back().key);
      held_.pop_back();
    }
    held_.push_front({key, 0, now, now});
    by_key_[key] = held_.begin();
    held = &held_.front();
  } else {
    held_.splice(held_.begin(), held_, by_key_.at(key));
  }
  ++held->count;
  held->last = now;
  if (held->count < free) return;
  const std::uint64_t doublings = std::min<std::uint64_t>(held->count - free, 20);
  held->open.us = now.us + std::min<std::int64_t>(std::int64_t{1} << doublings, most_s) * 1'000'000;
}

void Failures::failed(std::string_view person, std::string_view address, Time now) {
  std::lock_guard lock(mutex_);
  count(key_of(person, place_of(address)), kFreeFromOne, kMostFromOne, now);
  count(key_of(person, ""), kFreeFromAll, kMostFromAll, now);
}

void Failures::succeeded(std::string_view person, std::string_view address) {
  std::lock_guard lock(mutex_);
  const auto found = by_key_.find(key_of(person, place_of(address)));
  if (found == by_key_.end()) return;
  held_.erase(found->second);
  by_key_.erase(found);
}

std::size_t Failures::size() const {
  std::lock_guard lock(mutex_);
  return held_.size();
}

}  // namespace comity::access
