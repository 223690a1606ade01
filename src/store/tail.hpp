// What was appended and is not yet settled, in memory: records by sequence, and every version of every key.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string_view>
#include <utility>
#include <vector>

#include "store/frame.hpp"

namespace comity::store {

struct TailRecord : FramedRecord {
  std::shared_ptr<const std::string> frame;  // keeps the views alive
};

// One thread adds; any thread reads. Views given out live as long as the tail.
class Tail {
 public:
  explicit Tail(Seq first) : first_(first) {}

  // Records below the tail's first sequence (settled already, when a frame is replayed) are left out.
  void add(const Frame& frame);

  Seq first() const { return first_; }
  std::uint64_t bytes() const;  // of the frames held
  std::size_t size() const;     // records
  std::optional<TailRecord> record(Seq seq) const;
  // The newest value put by a record up to `last`.
  std::optional<std::string_view> get(std::string_view key, Seq last) const;

  using Entry = std::pair<std::string_view, std::string_view>;
  // Up to `limit` entries as of `last`, in key order, whose key starts with `prefix` and is `from` or (after) past it.
  std::vector<Entry> entries(std::string_view prefix, std::string_view from, bool after, Seq last,
                             std::size_t limit) const;

 private:
  using Version = std::pair<std::string_view, Seq>;
  // A shared lock under which the puts of all records up to `last` are in order.
  std::shared_lock<std::shared_mutex> ordered(Seq last) const;

  const Seq first_;
  mutable std::shared_mutex mutex_;
  std::vector<TailRecord> records_;
  // Filled by whoever looks first, mostly the settling thread: putting keys in order would be half the cost of an append.
  mutable std::map<Version, std::string_view> versions_;
  mutable std::size_t ordered_ = 0;  // records whose puts are in versions_
  std::uint64_t bytes_ = 0;
};

}  // namespace comity::store
