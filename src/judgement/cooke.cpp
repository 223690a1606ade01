#include "judgement/cooke.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "judgement/pools.hpp"

namespace comity::judgement {
namespace {
constexpr std::array<double, 4> kBins{0.05, 0.45, 0.45, 0.05};

double term(double s, double p) { return s > 0 ? s * std::log(s / p) : 0; }

// Of a yes-or-no event.
double relative(double share, double p) {
  const double q = within_odds(p);
  return term(share, q) + term(1 - share, 1 - q);
}

Result<void> enough(std::size_t resolved) {
  if (resolved >= kResolvedLeast) return {};
  return fail(Code::precondition, fmt::format("Cooke weights need {} resolved questions, and there are {}: weigh all alike until then", kResolvedLeast, resolved));
}

Result<std::vector<Performance>> weighed(std::vector<Performance> all) {
  double total = 0;
  for (auto& one : all) {
    one.weight = one.calibration * one.information;
    total += one.weight;
  }
  if (!(total > 0)) return fail(Code::precondition, "nobody is both calibrated and informative on the resolved questions: weigh all alike");
  for (auto& one : all) one.weight /= total;
  return all;
}

std::size_t bin_of(const Quantiles& q) { return q.realised <= q.q05 ? 0 : q.realised <= q.q50 ? 1 : q.realised <= q.q95 ? 2 : 3; }

// Series below a + 1, Lentz's continued fraction above (DLMF 8.11.4, 8.9.2).
double gamma_upper(double a, double x) {
  if (x <= 0) return 1;
  const double scale = std::exp(-x + a * std::log(x) - std::lgamma(a));
  if (x < a + 1) {
    double sum = 1 / a, part = sum;
    for (double k = a + 1; part > sum * 1e-17; ++k) sum += part *= x / k;
    return 1 - sum * scale;
  }
  constexpr double kTiny = 1e-300;
  double b = x + 1 - a, c = 1 / kTiny, d = 1 / b, h = d;
  for (int i = 1; i < 10000; ++i) {
    const double an = -i * (i - a);
    b += 2;
    d = an * d + b;
    if (std::abs(d) < kTiny) d = kTiny;
    c = b + an / c;
    if (std::abs(c) < kTiny) c = kTiny;
    d = 1 / d;
    h *= d * c;
    if (std::abs(d * c - 1) < 1e-16) break;
  }
  return scale * h;
}

Performance of_events(const Resolved& expert) {
  struct Tenth {
    int n = 0, hits = 0;
    double sum = 0;
  };
  std::array<Tenth, 10> tenths{};
  for (const auto& one : expert.forecasts) {
    auto& tenth = tenths[static_cast<std::size_t>(std::min(9.0, std::floor(one.p * 10 + 1e-9)))];
    ++tenth.n, tenth.hits += one.happened ? 1 : 0, tenth.sum += one.p;
  }
  Performance out{.who = expert.who, .n = expert.forecasts.size(), .calibration = 0, .information = 0, .weight = 0};
  double statistic = 0;
  int held = 0;
  for (const auto& tenth : tenths) {
    if (tenth.n == 0) continue;
    const double p = tenth.sum / tenth.n;
    statistic += 2 * tenth.n * relative(static_cast<double>(tenth.hits) / tenth.n, p);
    out.information += tenth.n * relative(within_odds(p), 0.5);
    ++held;
  }
  out.information /= static_cast<double>(out.n);
  out.calibration = chi_squared_above(statistic, held);
  return out;
}
}  // namespace

double chi_squared_above(double x, int degrees) {
  CHECK(degrees >= 1);
  return std::clamp(gamma_upper(degrees / 2.0, x / 2), 0.0, 1.0);
}

double calibration_score(std::span<const int> bins, std::span<const double> expected) {
  if (expected.empty()) expected = kBins;
  CHECK(bins.size() == expected.size() && bins.size() >= 2);
  const int n = std::accumulate(bins.begin(), bins.end(), 0);
  CHECK(n > 0);
  double information = 0;
  for (std::size_t i = 0; i < bins.size(); ++i) information += term(static_cast<double>(bins[i]) / n, expected[i]);
  return chi_squared_above(2 * n * information, static_cast<int>(bins.size()) - 1);
}

std::vector<double> information_scores(const std::vector<std::vector<Quantiles>>& experts) {
  std::vector<double> out(experts.size(), 0);
  const std::size_t questions = experts.empty() ? 0 : experts.front().size();
  for (std::size_t q = 0; q < questions; ++q) {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const auto& expert : experts) low = std::min({low, expert[q].q05, expert[q].realised}), high = std::max({high, expert[q].q95, expert[q].realised});
    const double more = 0.1 * (high - low);
    low -= more, high += more;
    for (std::size_t e = 0; e < experts.size(); ++e) {
      const auto& x = experts[e][q];
      const std::array<double, 4> widths{x.q05 - low, x.q50 - x.q05, x.q95 - x.q50, high - x.q95};
      for (std::size_t b = 0; b < widths.size(); ++b) out[e] += kBins[b] * std::log(kBins[b] * (high - low) / widths[b]) / static_cast<double>(questions);
    }
  }
  return out;
}

Result<std::vector<Performance>> cooke_weights(const std::vector<std::string>& who, const std::vector<std::vector<Quantiles>>& experts) {
  if (experts.empty() || who.size() != experts.size()) return fail(Code::invalid, "give a name for each expert");
  const std::size_t questions = experts.front().size();
  for (const auto& expert : experts) {
    if (expert.size() != questions) return fail(Code::invalid, "every expert answers every question");
    for (const auto& q : expert)
      if (!(q.q05 < q.q50 && q.q50 < q.q95 && std::isfinite(q.q05) && std::isfinite(q.q95) && std::isfinite(q.realised))) return fail(Code::invalid, "the quantiles of 5, 50 and 95 percent ascend");
  }
  TRY_VOID(enough(questions));
  const auto information = information_scores(experts);
  std::vector<Performance> out;
  for (std::size_t e = 0; e < experts.size(); ++e) {
    std::array<int, 4> bins{};
    for (const auto& q : experts[e]) ++bins[bin_of(q)];
    out.push_back({.who = who[e], .n = questions, .calibration = calibration_score(bins), .information = information[e], .weight = 0});
  }
  return weighed(std::move(out));
}

Result<std::vector<Performance>> cooke_weights(const std::vector<Resolved>& experts) {
  if (experts.empty()) return fail(Code::invalid, "give at least one expert");
  std::size_t fewest = std::numeric_limits<std::size_t>::max();
  for (const auto& one : experts) {
    fewest = std::min(fewest, one.forecasts.size());
    for (const auto& forecast : one.forecasts)
      if (!(forecast.p >= 0 && forecast.p <= 1)) return fail(Code::invalid, "a probability lies between 0 and 1");
  }
  TRY_VOID(enough(fewest));
  std::vector<Performance> out;
  for (const auto& one : experts) out.push_back(of_events(one));
  return weighed(std::move(out));
}

}  // namespace comity::judgement
