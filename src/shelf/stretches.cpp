#include "shelf/stretches.hpp"

#include <algorithm>

namespace comity::shelf {
namespace {

// The first that ends at or after the position.
template <class All>
auto reaching(All& all, std::uint32_t position) {
  return std::lower_bound(all.begin(), all.end(), position, [](const Stretch& one, std::uint32_t at) { return one.end() < at; });
}

}  // namespace

void Stretches::add(Stretch stretch) {
  if (stretch.count == 0) return;
  const auto from = reaching(stretches_, stretch.first);
  auto to = from;
  std::uint32_t first = stretch.first, end = stretch.end();
  for (; to != stretches_.end() && to->first <= end; ++to) {
    first = std::min(first, to->first);
    end = std::max(end, to->end());
  }
  if (from == to) {
    stretches_.insert(from, stretch);
    return;
  }
  *from = {first, end - first};
  stretches_.erase(std::next(from), to);
}

void Stretches::remove(Stretch stretch) {
  if (stretch.count == 0) return;
  std::vector<Stretch> left;
  for (const Stretch& one : stretches_) {
    if (one.end() <= stretch.first || one.first >= stretch.end()) {
      left.push_back(one);
      continue;
    }
    if (one.first < stretch.first) left.push_back({one.first, stretch.first - one.first});
    if (one.end() > stretch.end()) left.push_back({stretch.end(), one.end() - stretch.end()});
  }
  stretches_ = std::move(left);
}

bool Stretches::contains(std::uint32_t position) const {
  const auto at = reaching(stretches_, position + 1);
  return at != stretches_.end() && at->first <= position;
}

}  // namespace comity::shelf
