// How often somebody may ask: rates of who is known, and delays after log-ins that failed. Both take the time from their caller, and
// keep a bounded number of names.
#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "access/settings.hpp"
#include "base/time.hpp"

namespace comity::access {

// Buckets by person and by party. Thread-safe.
class Rates {
 public:
  explicit Rates(const Settings& settings) : person_{settings.per_person}, party_{settings.per_party} {}
  // 0: go on. Else the seconds to wait, at least 1; nothing was taken then. `party` "" is of the operator, whom only the first rate binds.
  int take(std::string_view person, std::string_view party, Time now);
  void set(Rate per_person, Rate per_party);  // from now on
  std::size_t size() const;

  static constexpr std::size_t kMost = 16 << 10;  // of each; past that the full ones are let go, which loses nothing

 private:
  struct Bucket {
    double held = 0;
    Time at;
  };
  struct Table {
    Rate rate;
    std::unordered_map<std::string, Bucket> buckets{};
  };
  static Bucket& filled(Table& table, std::string_view name, Time now);
  mutable std::mutex mutex_;
  Table person_, party_;
};

// After three failures with the password of one person from one address, each log-in with it from there waits twice as long as the one before,
// up to 15 minutes; after fifty from anywhere, those from everywhere wait, up to 30 seconds. Sessions and tokens are not held up, so that
// whoever is in stays in. A name that nobody has is counted like any other. Thread-safe.
class Failures {
 public:
  int wait(std::string_view person, std::string_view address, Time now);  // seconds; 0: try
  // 0: try; it counts as failed until undo(), so that of many at once no more get through than one after the other. Else as wait().
  int begin(std::string_view person, std::string_view address, Time now);
  void undo(std::string_view person, std::string_view address);  // it was right, or nothing was judged
  void failed(std::string_view person, std::string_view address, Time now);
  void succeeded(std::string_view person, std::string_view address);  // forgets those from there
  std::size_t size() const;

  static constexpr std::size_t kMost = 16 << 10;  // names; past that the one that failed longest ago is forgotten
  static constexpr std::int64_t kForgetUs = 3600ll * 1'000'000;

 private:
  struct Held {
    std::string key;
    std::uint64_t count = 0;
    Time last, open;  // the next try is at `open`
  };
  Held* find(const std::string& key, Time now);
  void count(const std::string& key, std::uint64_t free, std::int64_t most_s, Time now);
  int waiting(std::string_view person, std::string_view address, Time now);
  void take_back(const std::string& key);

  mutable std::mutex mutex_;
  std::list<Held> held_;  // the latest failure first
  std::unordered_map<std::string, std::list<Held>::iterator> by_key_;
};

}  // namespace comity::access
