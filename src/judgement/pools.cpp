#include "judgement/pools.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace comity::judgement {
namespace {
double weight_at(std::span<const double> weights, std::size_t i) { return weights.empty() ? 1.0 : weights[i]; }

// In a fixed order of the values, so that the order of the judgements changes no bit of the pool.
template <class Of>
double weighted(Probabilities p, std::span<const double> weights, Of of) {
  std::vector<std::pair<double, double>> terms;
  for (std::size_t i = 0; i < p.size(); ++i) terms.emplace_back(of(p[i]), weight_at(weights, i));
  std::sort(terms.begin(), terms.end());
  double sum = 0, total = 0;
  for (const auto& [value, weight] : terms) sum += weight * value, total += weight;
  return std::clamp(sum / total, terms.front().first, terms.back().first);
}

std::string number(double n) { return n == std::floor(n) ? fmt::format("{:.0f}", n) : fmt::format("{:.2f}", n); }

Pooled extremised_by(Probabilities p, const Origins& origins, bool weighed) {
  const std::string_view no_weights = weighed ? "; takes no weights" : "";
  const double few = extremising_factor(origins.low), many = extremising_factor(origins.high);
  Pooled out{.method = "extremised", .heading = "extremised", .value = extremised(p, few), .low = {}, .high = {}, .headline = false, .note = {}};
  if (origins.low == origins.high) {
    out.note = fmt::format("d = {:.2f}, {} independent origin{}{}", few, number(origins.low), origins.low == 1 ? "" : "s", no_weights);
    return out;
  }
  const double other = extremised(p, many);
  out.low = std::min(out.value, other), out.high = std::max(out.value, other);
  out.note = fmt::format("d = {:.2f} to {:.2f}, {} to {} independent origins; the value is of the fewer{}", few, many, number(origins.low), number(origins.high), no_weights);
  return out;
}
}  // namespace

double within_odds(double p) { return std::clamp(p, kLeast, 1 - kLeast); }

double log_odds(double p) {
  const double q = within_odds(p);
  return std::log(q / (1 - q));
}

double from_log_odds(double x) { return 1 / (1 + std::exp(-x)); }

Result<void> sound(Probabilities p, std::span<const double> weights) {
  if (p.empty()) return fail(Code::invalid, "give at least one probability");
  for (const double one : p)
    if (!(one >= 0 && one <= 1)) return fail(Code::invalid, "a probability lies between 0 and 1");
  if (weights.empty()) return {};
  if (weights.size() != p.size()) return fail(Code::invalid, "give as many weights as probabilities");
  double total = 0;
  for (const double one : weights) {
    if (!(one >= 0 && std::isfinite(one))) return fail(Code::invalid, "a weight is 0 or more");
    total += one;
  }
  if (!(total > 0 && std::isfinite(total))) return fail(Code::invalid, "the weights must not all be 0");
  return {};
}

double mean(Probabilities p, std::span<const double> weights) {
  return weighted(p, weights, [](double one) { return one; });
}

double median(Probabilities p) {
  std::vector<double> sorted(p.begin(), p.end());
  std::sort(sorted.begin(), sorted.end());
  const auto middle = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

double geometric_odds(Probabilities p, std::span<const double> weights) { return from_log_odds(weighted(p, weights, log_odds)); }

double extremised(Probabilities p, double d) { return from_log_odds(d * weighted(p, {}, log_odds)); }

double extremising_factor(double n) {
  CHECK(n >= 1);
  // The form without the zero over zero at the golden ratio. As n grows, the root must not overflow.
  return 3 / (std::sqrt(3 - 3 / n + 1 / (n * n)) + 2 / n);
}

double beta_transformed(Probabilities p, int a, int b) {
  CHECK(a >= 1 && b >= 1);
  // For whole a and b the regularised incomplete beta function is the upper tail of a binomial of a + b - 1 draws (DLMF 8.17.5).
  const double x = mean(p);
  const int n = a + b - 1;
  double sum = 0, choose = 1;
  for (int j = 0; j <= n; ++j) {
    if (j >= a) sum += choose * std::pow(x, j) * std::pow(1 - x, n - j);
    choose = choose * (n - j) / (j + 1);
  }
  return std::clamp(sum, 0.0, 1.0);
}

Result<std::vector<Pooled>> pools_of(Probabilities p, std::optional<Origins> origins, std::span<const double> weights) {
  TRY_VOID(sound(p, weights));
  if (origins && !(origins->low >= 1 && origins->high >= origins->low && std::isfinite(origins->high)))
    return fail(Code::invalid, "origins are 1 or more, and an interval of them goes from the fewer to the more");
  const std::string weighed = weights.empty() ? "equal weights" : "weights as given";
  std::vector<Pooled> out;
  const auto add = [&](std::string_view method, std::string_view heading, double value, std::string note) {
    out.push_back({.method = method, .heading = heading, .value = value, .low = {}, .high = {}, .headline = out.empty(), .note = std::move(note)});
  };
  add("geometric_odds", "geometric mean of odds", geometric_odds(p, weights), weighed);
  add("mean", "mean", mean(p, weights), weighed);
  add("median", "median", median(p), weights.empty() ? "" : "takes no weights");
  if (origins) out.push_back(extremised_by(p, *origins, !weights.empty()));
  add("beta_6_6", "beta (6, 6) of the mean", beta_transformed(p), weights.empty() ? "" : "takes no weights");
  return out;
}

std::size_t moved_by_bounds(Probabilities p) {
  return static_cast<std::size_t>(std::count_if(p.begin(), p.end(), [](double one) { return within_odds(one) != one; }));
}

}  // namespace comity::judgement
