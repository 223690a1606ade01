#include "insight/bootstrap.hpp"

#include <algorithm>
#include <cmath>

#include "insight/random.hpp"

namespace comity::insight {
namespace {

double quantile(const std::vector<double>& sorted, double share) {
  const double at = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(at));
  if (below + 1 >= sorted.size()) return sorted.back();
  const double part = at - static_cast<double>(below);
  return sorted[below] + part * (sorted[below + 1] - sorted[below]);
}

}  // namespace

std::optional<Interval> percentile_interval(std::vector<double> values, double level) {
  if (values.empty()) return std::nullopt;
  std::sort(values.begin(), values.end());
  return Interval{quantile(values, (1 - level) / 2), quantile(values, (1 + level) / 2), values.size()};
}

std::array<std::optional<Interval>, kIndices> intervals_of(const Cells& cells, const Resampling& how) {
  std::array<std::optional<Interval>, kIndices> out;
  const std::uint32_t n = cells.n();
  if (n == 0 || how.times == 0) return out;
  std::vector<std::uint8_t> cell_of(n);  // of each roll call
  auto at = cell_of.begin();
  for (std::uint8_t cell = 0; cell < 9; ++cell) at = std::fill_n(at, cells.t[cell], cell);
  std::array<std::vector<double>, kIndices> values;
  for (auto& one : values) one.reserve(how.times);
  Generator generator(how.seed);
  for (std::size_t time = 0; time < how.times; ++time) {
    Cells drawn;
    for (std::uint32_t i = 0; i < n; ++i) ++drawn.t[cell_of[generator.below(n)]];
    const Indices indices = indices_of(drawn);
    for (std::size_t i = 0; i < kIndices; ++i)
      if (indices[i]) values[i].push_back(*indices[i]);
  }
  for (std::size_t i = 0; i < kIndices; ++i) out[i] = percentile_interval(std::move(values[i]), how.level);
  return out;
}

std::optional<Interval> resampled(std::size_t n, const Resampling& how, const std::function<std::optional<double>(std::span<const std::uint32_t>)>& statistic) {
  if (n == 0 || how.times == 0) return std::nullopt;
  std::vector<double> values;
  std::vector<std::uint32_t> drawn(n);
  Generator generator(how.seed);
  for (std::size_t time = 0; time < how.times; ++time) {
    for (std::uint32_t& one : drawn) one = generator.below(n);
    if (const auto value = statistic(drawn)) values.push_back(*value);
  }
  return percentile_interval(std::move(values), how.level);
}

}  // namespace comity::insight
