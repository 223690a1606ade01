// Whether two numbers of the same things go together, by rank. An association, never a cause. Pure; any thread.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "insight/bootstrap.hpp"

namespace comity::insight {

// Ranks from 1; equals share the mean of theirs.
std::vector<double> ranks_of(std::span<const double> values);

// Spearman 1904: Pearson's correlation of the ranks, which is right with equals too. Nothing of fewer than three pairs, or where one side does not vary.
std::optional<double> spearman(std::span<const double> x, std::span<const double> y);

struct Association {
  std::size_t n = 0;
  std::optional<double> rho;
  std::optional<Interval> interval;  // over pairs, percentile
};
Association associate(std::span<const double> x, std::span<const double> y, const Resampling& how);

}  // namespace comity::insight
