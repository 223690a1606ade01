// Counts of a measured quantity by size, as monitoring reads them. Any thread adds, without a lock.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <utility>
#include <vector>

namespace comity {

class Histogram {
 public:
  // Upper bounds, ascending; what is over the last is counted in the total alone.
  explicit Histogram(std::initializer_list<double> bounds)
      : bounds_(bounds), counts_(std::make_unique<std::atomic<std::uint64_t>[]>(bounds.size() + 1)) {}

  void add(double value) {
    const auto at = std::lower_bound(bounds_.begin(), bounds_.end(), value) - bounds_.begin();
    counts_[static_cast<std::size_t>(at)].fetch_add(1, std::memory_order_relaxed);
    sum_.fetch_add(value, std::memory_order_relaxed);
  }

  struct Counts {
    std::vector<std::pair<double, std::uint64_t>> up_to;  // bound, and how many were not over it
    std::uint64_t count = 0;
    double sum = 0;
  };
  Counts counts() const {
    Counts out;
    for (std::size_t i = 0; i < bounds_.size(); ++i) {
      out.count += counts_[i].load(std::memory_order_relaxed);
      out.up_to.emplace_back(bounds_[i], out.count);
    }
    out.count += counts_[bounds_.size()].load(std::memory_order_relaxed);
    out.sum = sum_.load(std::memory_order_relaxed);
    return out;
  }

 private:
  const std::vector<double> bounds_;
  const std::unique_ptr<std::atomic<std::uint64_t>[]> counts_;
  std::atomic<double> sum_{0};
};

}  // namespace comity
