// What each remote address did lately, in a table of fixed size, and what it may do next.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/time.hpp"
#include "http/loopback.hpp"
#include "http/options.hpp"

namespace comity::http {

// An IPv4 address, or the /64 of an IPv6 one: whoever has one address of that has all.
struct AddressKey {
  std::array<std::uint8_t, 9> bytes{};  // the family, then the address
  bool operator==(const AddressKey&) const = default;
};
AddressKey key_of(const SocketAddress& address);

// Any thread.
//
// A row is forgotten, the oldest first, only when that gives its address nothing: no connection is open, and both
// allowances are full again. Where no such row is near, a stranger's doings count on one row that all further strangers
// share, so that a flood from many addresses neither costs memory nor clears anybody's record; who is known goes on.
class Addresses {
 public:
  Addresses(const AddressLimits& limits, Clock& clock);

  // One more connection: not allowed, or counted on the address's own row or on that of all strangers, until
  // disconnect() with the same.
  enum class Place : std::uint8_t { refused, own, shared };
  Place connect(const AddressKey& address);
  void disconnect(const AddressKey& address, Place place);

  enum class Why { requests, failures };
  struct Refusal {
    Why why = Why::requests;
    std::chrono::seconds retry_after{1};
  };
  // Before a request is handled; counts it, unless it is refused. `known`: failures are not held against it.
  std::optional<Refusal> ask(const AddressKey& address, bool known = false);
  void failed(const AddressKey& address);  // its credential was wrong

 private:
  // What is left of an allowance that fills up again steadily.
  struct Bucket {
    double left = 0;
    Time at;
  };
  struct Row {
    AddressKey address;
    std::size_t connections = 0;
    Bucket requests;
    Bucket failures;
  };
  struct Hash {
    std::size_t operator()(const AddressKey& key) const;
  };

  Row& row(const AddressKey& address, Time now);
  bool forget_one(Time now);
  bool forgettable(Row& row, Time now) const;
  void start(Row& row, Time now) const;
  double failures_per_second() const;
  static void fill(Bucket& bucket, double rate, double most, Time now);

  const AddressLimits limits_;
  Clock& clock_;
  std::mutex mutex_;
  std::list<Row> rows_;  // the one that was last asked about first
  std::unordered_map<AddressKey, std::list<Row>::iterator, Hash> by_address_;
  Row strangers_;
};

// One connection's place in the count, given back at its end. Default: not counted, and never refused.
class CountedPlace {
 public:
  CountedPlace() = default;
  CountedPlace(Addresses& addresses, const AddressKey& address)
      : addresses_(&addresses), address_(address), place_(addresses.connect(address)) {}
  CountedPlace(CountedPlace&& other) noexcept
      : addresses_(std::exchange(other.addresses_, nullptr)), address_(other.address_), place_(other.place_) {}
  CountedPlace& operator=(CountedPlace&&) = delete;
  ~CountedPlace() {
    if (addresses_ != nullptr) addresses_->disconnect(address_, place_);
  }
  bool counted() const { return addresses_ != nullptr; }
  bool refused() const { return addresses_ != nullptr && place_ == Addresses::Place::refused; }
  const AddressKey& address() const { return address_; }

 private:
  Addresses* addresses_ = nullptr;
  AddressKey address_;
  Addresses::Place place_ = Addresses::Place::refused;
};

}  // namespace comity::http
