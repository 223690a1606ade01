// Intervals by resampling what was observed, with replacement: the percentile method (Efron 1979; Efron and Tibshirani 1993, chapter 13). Deterministic: the same seed gives the same interval everywhere. Pure; any
// thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "insight/indices.hpp"

namespace comity::insight {

struct Resampling {
  std::size_t times = 1000;  // from 1 to kMostTimes; 0: none
  double level = 0.95;
  std::uint64_t seed = 1;    // printed beside every interval
};
inline constexpr std::size_t kMostTimes = 100'000;

struct Interval {
  double low = 0, high = 0;
  std::size_t defined = 0;   // of how many resamples the value was defined: those alone are in it
};

// Quantiles of the values, by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996). Nothing of no values.
std::optional<Interval> percentile_interval(std::vector<double> values, double level);

// Of every index of a table: its roll calls are drawn n times with replacement, which is an exact multinomial draw of the nine cells.
std::array<std::optional<Interval>, kIndices> intervals_of(const Cells& cells, const Resampling& how);

// Of any number made from `n` things: `statistic` gets the places that were drawn, n of them.
std::optional<Interval> resampled(std::size_t n, const Resampling& how, const std::function<std::optional<double>(std::span<const std::uint32_t>)>& statistic);

}  // namespace comity::insight
