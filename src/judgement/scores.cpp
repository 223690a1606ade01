#include "judgement/scores.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/result.hpp"
#include "judgement/pools.hpp"

namespace comity::judgement {
namespace {
template <class Of>
std::optional<double> mean_of(std::span<const Forecast> all, Of of) {
  if (all.empty()) return std::nullopt;
  double sum = 0;
  for (const auto& one : all) sum += of(one);
  return sum / static_cast<double>(all.size());
}
}  // namespace

double brier(const Forecast& one) {
  const double off = one.p - (one.happened ? 1 : 0);
  return off * off;
}

double brier_two_class(const Forecast& one) { return 2 * brier(one); }

double log_nats(const Forecast& one) {
  const double p = within_odds(one.p);
  return -std::log(one.happened ? p : 1 - p);
}

std::optional<double> mean_brier(std::span<const Forecast> all) { return mean_of(all, brier); }
std::optional<double> mean_log(std::span<const Forecast> all) { return mean_of(all, log_nats); }

std::optional<Murphy> murphy(std::span<const Forecast> all) {
  if (all.empty()) return std::nullopt;
  std::map<double, std::pair<std::size_t, std::size_t>> groups;  // n and hits by forecast
  std::size_t hits = 0;
  for (const auto& one : all) {
    auto& [n, hit] = groups[one.p];
    ++n, hit += one.happened ? 1 : 0, hits += one.happened ? 1 : 0;
  }
  const auto n = static_cast<double>(all.size());
  const double base = static_cast<double>(hits) / n;
  Murphy out{.n = all.size(), .brier = *mean_brier(all), .reliability = 0, .resolution = 0, .uncertainty = base * (1 - base)};
  for (const auto& [p, group] : groups) {
    const auto size = static_cast<double>(group.first);
    const double share = static_cast<double>(group.second) / size;
    out.reliability += size * (p - share) * (p - share) / n;
    out.resolution += size * (share - base) * (share - base) / n;
  }
  return out;
}

bool has_groups(std::span<const Forecast> all) {
  std::set<double> different;
  for (const auto& one : all) different.insert(one.p);
  return 2 * different.size() <= all.size();
}

Interval wilson(std::size_t hits, std::size_t n) {
  CHECK(n >= 1 && hits <= n);
  constexpr double z = 1.959963984540054;
  const auto size = static_cast<double>(n);
  const double share = static_cast<double>(hits) / size, below = 1 + z * z / size;
  const double middle = (share + z * z / (2 * size)) / below;
  const double half = z / below * std::sqrt(share * (1 - share) / size + z * z / (4 * size * size));
  return {std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

std::vector<CalibrationRow> calibration(std::span<const Forecast> all, int bins) {
  CHECK(bins >= 1);
  std::vector<CalibrationRow> rows(static_cast<std::size_t>(bins));
  for (const auto& one : all) {
    // A tenth like 0.3 lies a hair below its own edge in binary.
    auto& row = rows[static_cast<std::size_t>(std::clamp(std::floor(one.p * bins + 1e-9), 0.0, bins - 1.0))];
    ++row.n, row.hits += one.happened ? 1 : 0, row.forecast += one.p;
  }
  for (int b = 0; b < bins; ++b) {
    auto& row = rows[static_cast<std::size_t>(b)];
    row.from = static_cast<double>(b) / bins, row.to = static_cast<double>(b + 1) / bins;
    if (row.n == 0) continue;
    row.forecast /= static_cast<double>(row.n);
    row.share = static_cast<double>(row.hits) / static_cast<double>(row.n);
    row.interval = wilson(row.hits, row.n);
  }
  std::erase_if(rows, [](const auto& row) { return row.n == 0; });
  return rows;
}

Track track_of(std::string who, std::span<const Forecast> all) {
  return {.who = std::move(who), .n = all.size(), .brier = mean_brier(all), .log = mean_log(all), .parts = has_groups(all) ? murphy(all) : std::nullopt, .calibration = calibration(all)};
}

}  // namespace comity::judgement
