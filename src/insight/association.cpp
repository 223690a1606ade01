#include "insight/association.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/result.hpp"

namespace comity::insight {

std::vector<double> ranks_of(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> out(values.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin + 1;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    const double shared = static_cast<double>(begin + 1 + end) / 2;  // the mean of begin + 1 … end
    for (; begin < end; ++begin) out[order[begin]] = shared;
  }
  return out;
}

std::optional<double> spearman(std::span<const double> x, std::span<const double> y) {
  CHECK(x.size() == y.size());
  if (x.size() < 3) return std::nullopt;
  const auto a = ranks_of(x), b = ranks_of(y);
  const double mean = static_cast<double>(x.size() + 1) / 2;
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ab += (a[i] - mean) * (b[i] - mean);
    aa += (a[i] - mean) * (a[i] - mean);
    bb += (b[i] - mean) * (b[i] - mean);
  }
  if (aa == 0 || bb == 0) return std::nullopt;
  return std::clamp(ab / std::sqrt(aa * bb), -1.0, 1.0);
}

Association associate(std::span<const double> x, std::span<const double> y, const Resampling& how) {
  Association out{x.size(), spearman(x, y), std::nullopt};
  if (!out.rho) return out;
  std::vector<double> a(x.size()), b(x.size());
  out.interval = resampled(x.size(), how, [&](std::span<const std::uint32_t> drawn) {
    for (std::size_t i = 0; i < drawn.size(); ++i) {
      a[i] = x[drawn[i]];
      b[i] = y[drawn[i]];
    }
    return spearman(a, b);
  });
  return out;
}

}  // namespace comity::insight
