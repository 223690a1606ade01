// Positions in a lease's list, as stretches that neither overlap nor touch.
#pragma once

#include <cstdint>
#include <vector>

namespace comity::shelf {

struct Stretch {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
  std::uint32_t end() const { return first + count; }
  bool operator==(const Stretch&) const = default;
};

// Ascending. A stretch ends before 2^32.
class Stretches {
 public:
  void add(Stretch stretch);
  void remove(Stretch stretch);
  bool contains(std::uint32_t position) const;
  bool empty() const { return stretches_.empty(); }
  const std::vector<Stretch>& all() const { return stretches_; }

 private:
  std::vector<Stretch> stretches_;
};

}  // namespace comity::shelf
