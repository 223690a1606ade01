// Pools: several probabilities of one event made into one. Pure; values; any thread. Sources stand beside each method; docs/methods/judgement.md shows them with check values.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace comity::judgement {

using Probabilities = std::span<const double>;  // each within [0, 1], at least one: sound() says

// A stated 0 or 1 has no odds. Judgements are given in whole percent, and 0 percent says "below half a percent": where odds are taken, that half is the least.
inline constexpr double kLeast = 0.005;
double within_odds(double p);  // into [kLeast, 1 - kLeast]
double log_odds(double p);     // ln(p / (1 - p)) of within_odds(p)
double from_log_odds(double x);

// invalid: none, one outside [0, 1] or not a number; weights that are not as many, negative, or all zero.
Result<void> sound(Probabilities p, std::span<const double> weights = {});

// All of these want what sound() accepts. Weights are of any sum above 0; without them all weigh alike.
double mean(Probabilities p, std::span<const double> weights = {});            // linear pool, Stone 1961
double median(Probabilities p);
double geometric_odds(Probabilities p, std::span<const double> weights = {});  // logarithmic pool; exp of the mean log odds, Bacharach 1972, Genest and Zidek 1986
double extremised(Probabilities p, double d);                                  // the odds of geometric_odds to the power d; Baron et al. 2014, Satopää et al. 2014
// d(n) = n(√(3n²−3n+1) − 2)/(n²−n−1) = 3n/(√(3n²−3n+1) + 2), Neyman and Roughgarden 2022: 1 for one independent origin, towards √3 for many. n at least 1.
double extremising_factor(double n);
// Distribution function of the beta (a, b) of the mean, whole a and b: Ranjan and Gneiting 2010; (6, 6) as Hanea et al. 2021.
double beta_transformed(Probabilities p, int a = 6, int b = 6);

// How many of the origins under the judgements are independent: a number where lineage is known, else from `low` to `high`.
struct Origins {
  double low = 1, high = 1;
};

struct Pooled {
  std::string_view method;   // "geometric_odds", of JSON
  std::string_view heading;  // "geometric mean of odds"
  double value = 0;
  std::optional<double> low, high;  // where the origins are an interval
  bool headline = false;
  std::string note;          // "d = 1.42 for 3 independent origins"
};

// All methods at once, the headline first. Without origins nothing is extremised, and with weights the linear and the logarithmic pool take them. Errors of sound(), and of origins below 1.
Result<std::vector<Pooled>> pools_of(Probabilities p, std::optional<Origins> origins = {}, std::span<const double> weights = {});

// How many were moved by within_odds(): to be said beside a pool.
std::size_t moved_by_bounds(Probabilities p);

}  // namespace comity::judgement
