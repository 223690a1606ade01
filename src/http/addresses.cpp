#include "http/addresses.hpp"

#include <netinet/in.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <random>

namespace comity::http {
namespace {

constexpr int looks = 8;  // rows that are looked at for one to forget

}  // namespace

AddressKey key_of(const SocketAddress& address) {
  AddressKey key;
  if (address.storage.ss_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address.storage, sizeof v4);
    key.bytes[0] = 4;
    std::memcpy(key.bytes.data() + 1, &v4.sin_addr, 4);
  } else if (address.storage.ss_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address.storage, sizeof v6);
    const bool mapped = IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr);
    key.bytes[0] = mapped ? 4 : 6;
    std::memcpy(key.bytes.data() + 1, v6.sin6_addr.s6_addr + (mapped ? 12 : 0), mapped ? 4 : 8);
  }
  return key;
}

// Seeded, so that nobody can choose addresses that meet in one bucket of the table.
std::size_t Addresses::Hash::operator()(const AddressKey& key) const {
  static const std::size_t seed = std::random_device{}() | (std::size_t{std::random_device{}()} << 32);
  std::size_t hash = seed;
  for (const std::uint8_t byte : key.bytes) {
    hash = (hash ^ byte) * 0x9E3779B97F4A7C15ull;
    hash ^= hash >> 29;
  }
  return hash;
}

Addresses::Addresses(const AddressLimits& limits, Clock& clock) : limits_(limits), clock_(clock) {
  start(strangers_, clock_.now());
}

void Addresses::start(Row& row, Time now) const {
  row.requests = {limits_.burst, now};
  row.failures = {limits_.failures, now};
}

double Addresses::failures_per_second() const {
  return limits_.failures / static_cast<double>(std::max<std::int64_t>(1, limits_.failure_window.count()));
}

void Addresses::fill(Bucket& bucket, double rate, double most, Time now) {
  if (now > bucket.at) bucket.left += rate * static_cast<double>(now.us - bucket.at.us) / 1e6;
  bucket.left = std::min(bucket.left, most);
  bucket.at = now;
}

bool Addresses::forgettable(Row& row, Time now) const {
  if (row.connections > 0) return false;
  fill(row.requests, limits_.requests_per_second, limits_.burst, now);
  fill(row.failures, failures_per_second(), limits_.failures, now);
  return (limits_.requests_per_second <= 0 || row.requests.left >= limits_.burst) &&
         (limits_.failures <= 0 || row.failures.left >= limits_.failures);
}

bool Addresses::forget_one(Time now) {
  for (int i = 0; i < looks && !rows_.empty(); ++i) {
    const auto oldest = std::prev(rows_.end());
    if (forgettable(*oldest, now)) {
      by_address_.erase(oldest->address);
      rows_.erase(oldest);
      return true;
    }
    rows_.splice(rows_.begin(), rows_, oldest);
  }
  return false;
}

Addresses::Row& Addresses::row(const AddressKey& address, Time now) {
  if (const auto found = by_address_.find(address); found != by_address_.end()) {
    rows_.splice(rows_.begin(), rows_, found->second);
    return *found->second;
  }
  if (rows_.size() >= limits_.remembered && !forget_one(now)) return strangers_;
  Row& fresh = rows_.emplace_front();
  fresh.address = address;
  start(fresh, now);
  by_address_.emplace(address, rows_.begin());
  return fresh;
}

Addresses::Place Addresses::connect(const AddressKey& address) {
  const std::lock_guard lock(mutex_);
  Row& its = row(address, clock_.now());
  if (limits_.connections > 0 && its.connections >= limits_.connections) return Place::refused;
  ++its.connections;
  return &its == &strangers_ ? Place::shared : Place::own;
}

void Addresses::disconnect(const AddressKey& address, Place place) {
  if (place == Place::refused) return;
  const std::lock_guard lock(mutex_);
  // A row with a connection is never forgotten, so it is there.
  Row& its = place == Place::shared ? strangers_ : *by_address_.at(address);
  --its.connections;
}

std::optional<Addresses::Refusal> Addresses::ask(const AddressKey& address, bool known) {
  const std::lock_guard lock(mutex_);
  const Time now = clock_.now();
  Row& its = row(address, now);
  const auto wait = [](const Bucket& bucket, double rate) {
    return std::chrono::seconds(std::max<std::int64_t>(1, std::llround(std::ceil((1 - bucket.left) / rate))));
  };
  fill(its.failures, failures_per_second(), limits_.failures, now);
  if (!known && limits_.failures > 0 && its.failures.left < 1) {
    return Refusal{Why::failures, wait(its.failures, failures_per_second())};
  }
  fill(its.requests, limits_.requests_per_second, limits_.burst, now);
  if (limits_.requests_per_second > 0) {
    if (its.requests.left < 1) return Refusal{Why::requests, wait(its.requests, limits_.requests_per_second)};
    its.requests.left -= 1;
  }
  return std::nullopt;
}

void Addresses::failed(const AddressKey& address) {
  const std::lock_guard lock(mutex_);
  const Time now = clock_.now();
  Row& its = row(address, now);
  fill(its.failures, failures_per_second(), limits_.failures, now);
  its.failures.left = std::max(0.0, its.failures.left - 1);
}

}  // namespace comity::http
