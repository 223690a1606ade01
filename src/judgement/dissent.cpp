#include "judgement/dissent.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace comity::judgement {
namespace {
double entropy_bits(double p) {
  const auto part = [](double x) { return x > 0 ? -x * std::log2(x) : 0.0; };
  return part(p) + part(1 - p);
}

// Of two values whose marginal counts are given in ascending order.
double distance(const std::vector<std::pair<double, double>>& values, std::size_t a, std::size_t b, Level level) {
  if (a == b) return 0;
  if (level == Level::nominal) return 1;
  if (level == Level::interval) return (values[a].first - values[b].first) * (values[a].first - values[b].first);
  double sum = 0;
  for (std::size_t g = std::min(a, b); g <= std::max(a, b); ++g) sum += values[g].second;
  sum -= (values[a].second + values[b].second) / 2;
  return sum * sum;
}

// Of bands that are all empty or full.
double agreement_of_layer(const std::vector<bool>& full) {
  const auto k = static_cast<double>(full.size());
  double conforming = 0, against = 0, filled = 0;
  for (std::size_t i = 0; i < full.size(); ++i) {
    filled += full[i] ? 1 : 0;
    for (std::size_t j = i + 1; j < full.size(); ++j)
      for (std::size_t m = j + 1; m < full.size(); ++m) {
        if (full[i] + full[j] + full[m] != 2) continue;
        (full[j] ? conforming : against) += 1;
      }
  }
  if (filled == k) return 0;
  if (filled == 1) return 1;
  const double unimodal = ((k - 2) * conforming - (k - 1) * against) / ((k - 2) * (conforming + against));
  return unimodal * (1 - (filled - 1) / (k - 1));
}
}  // namespace

double jensen_shannon_bits(Probabilities p) {
  std::vector<double> sorted(p.begin(), p.end());
  std::sort(sorted.begin(), sorted.end());
  double sum = 0, entropies = 0;
  for (const double one : sorted) sum += one, entropies += entropy_bits(one);
  const auto n = static_cast<double>(p.size());
  return std::max(0.0, entropy_bits(sum / n) - entropies / n);
}

std::optional<double> log_odds_deviation(Probabilities p) {
  if (p.size() < 2) return std::nullopt;
  std::vector<double> odds;
  for (const double one : p) odds.push_back(log_odds(one));
  std::sort(odds.begin(), odds.end());
  double sum = 0, squares = 0;
  for (const double x : odds) sum += x;
  const double middle = sum / static_cast<double>(odds.size());
  for (const double x : odds) squares += (x - middle) * (x - middle);
  return std::sqrt(squares / static_cast<double>(odds.size() - 1));
}

Convergence convergence(Probabilities before, Probabilities after) {
  Convergence out{.jsd_before = jensen_shannon_bits(before), .jsd_after = jensen_shannon_bits(after), .deviation_before = log_odds_deviation(before), .deviation_after = log_odds_deviation(after), .closer = false};
  out.closer = out.jsd_after < out.jsd_before;
  return out;
}

std::optional<double> krippendorff_alpha(const std::vector<std::vector<std::optional<double>>>& ratings, Level level) {
  std::size_t units = 0;
  for (const auto& judge : ratings) units = std::max(units, judge.size());
  std::vector<std::vector<double>> pairable;
  std::map<double, double> counts;
  for (std::size_t u = 0; u < units; ++u) {
    std::vector<double> said;
    for (const auto& judge : ratings)
      if (u < judge.size() && judge[u]) said.push_back(*judge[u]);
    if (said.size() < 2) continue;
    for (const double v : said) counts[v] += 1;
    pairable.push_back(std::move(said));
  }
  const std::vector<std::pair<double, double>> values(counts.begin(), counts.end());
  const auto index = [&](double v) { return static_cast<std::size_t>(std::distance(counts.begin(), counts.find(v))); };
  double n = 0, observed = 0, expected = 0;
  for (const auto& said : pairable) {
    n += static_cast<double>(said.size());
    double apart = 0;
    for (const double a : said)
      for (const double b : said) apart += distance(values, index(a), index(b), level);
    observed += apart / static_cast<double>(said.size() - 1);
  }
  for (std::size_t a = 0; a < values.size(); ++a)
    for (std::size_t b = 0; b < values.size(); ++b) expected += values[a].second * values[b].second * distance(values, a, b, level);
  if (!(n > 1) || !(expected > 0)) return std::nullopt;
  return 1 - (n - 1) * observed / expected;
}

std::optional<double> agreement_a(std::span<const std::int64_t> counts) {
  std::int64_t total = 0;
  for (const auto n : counts) {
    if (n < 0) return std::nullopt;
    total += n;
  }
  if (counts.size() < 3 || total == 0) return std::nullopt;
  std::vector<std::int64_t> left(counts.begin(), counts.end());
  double out = 0;
  while (std::any_of(left.begin(), left.end(), [](auto n) { return n > 0; })) {
    std::vector<bool> full;
    std::int64_t least = total, filled = 0;
    for (const auto n : left) {
      full.push_back(n > 0);
      if (n > 0) least = std::min(least, n), ++filled;
    }
    out += agreement_of_layer(full) * static_cast<double>(least * filled) / static_cast<double>(total);
    for (auto& n : left)
      if (n > 0) n -= least;
  }
  return out;
}

std::optional<double> polarisation(std::span<const double> shares, std::span<const double> places, double alpha) {
  if (shares.empty() || shares.size() != places.size()) return std::nullopt;
  double total = 0;
  for (const double share : shares) total += share;
  const auto [low, high] = std::minmax_element(places.begin(), places.end());
  if (!(total > 0) || !(*high > *low)) return std::nullopt;
  double sum = 0;
  for (std::size_t i = 0; i < shares.size(); ++i)
    for (std::size_t j = 0; j < shares.size(); ++j) sum += std::pow(shares[i] / total, 1 + alpha) * shares[j] / total * std::abs(places[i] - places[j]) / (*high - *low);
  return sum / (2 * std::pow(0.5, 2 + alpha));
}

std::vector<Stand> stands_of(Probabilities p, double odds) {
  std::vector<Stand> out;
  if (p.size() < 2) return out;
  for (std::size_t i = 0; i < p.size(); ++i) {
    std::vector<double> others(p.begin(), p.end());
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    const double without = geometric_odds(others);
    const double apart = std::abs(log_odds(p[i]) - log_odds(without));
    out.push_back({.index = i, .apart = apart, .pool_without = without, .dissents = apart >= std::log(odds) - 1e-12});
  }
  return out;
}

std::optional<Stand> farthest(Probabilities p) {
  const auto all = stands_of(p);
  const auto found = std::max_element(all.begin(), all.end(), [](const Stand& a, const Stand& b) { return a.apart < b.apart; });
  return found == all.end() ? std::nullopt : std::optional(*found);
}

}  // namespace comity::judgement
