#include "insight/window.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <numeric>
#include <set>

#include "insight/bootstrap.hpp"

namespace comity::insight {
namespace {

constexpr std::size_t kMostYears = 30, kMostDates = 20;

enum Sentence : std::size_t { change, comparison, rank, holds, fails, no_trend, nothing, what_it_is };
constexpr std::array<std::string_view, 8> kSentences{
    "{index} of {pair}: {after} years after less {before} before is {pair_change}; the mean of {donors} donor pairs moved by {donors_change}.",
    "The difference is {comparison}.",
    "By size that is {k} of {n} with the donor pairs put in its place.",
    "The pre-trend holds: before the date no difference of trend between pair and donors is seen, slope {slope} a year, {level}% interval {low} to {high}; that 0 lies in it is no proof of likeness.",
    "The pre-trend fails: before the date pair and donors already moved apart, slope {slope} a year, {level}% interval {low} to {high}. No comparison is claimed.",
    "Too few years before the date have a value to see whether the pair and the donors moved alike. No comparison is claimed.",
    "Too few years, or no donor pair, have a value on both sides of the date. No comparison is claimed.",
    "This is a difference in time and an association; other things changed in these years too.",
};

Day years_from(Day date, int years) {
  const std::chrono::year_month_day day{std::chrono::sys_days{std::chrono::days{date.days}}};
  std::chrono::year_month_day moved{day.year() + std::chrono::years{years}, day.month(), day.day()};
  if (!moved.ok()) moved = std::chrono::year_month_day{moved.year(), std::chrono::February, std::chrono::day{28}};
  return Day{static_cast<std::int32_t>(std::chrono::sys_days{moved}.time_since_epoch().count())};
}

struct Years {
  std::vector<int> numbers;         // −before … after − 1
  std::vector<VoteRows> rows;
};

Years cut(const RollCallSet& set, const WindowRequest& request, Day date) {
  Years out;
  for (int year = -static_cast<int>(request.before); year < static_cast<int>(request.after); ++year) {
    VoteOptions options = request.options;
    options.from = years_from(date, year);
    options.to = Day{years_from(date, year + 1).days - 1};
    out.numbers.push_back(year);
    out.rows.emplace_back(set, select(set, options), options);
  }
  return out;
}

using Values = std::vector<std::optional<double>>;

Values values_of(const Years& years, std::size_t a, std::size_t b, Index index) {
  Values out;
  for (const VoteRows& rows : years.rows) out.push_back(index_of(rows.cells(a, b), index));
  return out;
}

std::optional<double> mean_of(const Values& values, std::size_t from, std::size_t to, std::size_t at_least) {
  double sum = 0;
  std::size_t n = 0;
  for (std::size_t i = from; i < to; ++i)
    if (values[i]) sum += *values[i], ++n;
  if (n < at_least) return std::nullopt;
  return sum / static_cast<double>(n);
}

// At least half of the years of each side have a value.
std::optional<double> change_of(const Values& values, std::size_t before) {
  const auto first = mean_of(values, 0, before, (before + 1) / 2), second = mean_of(values, before, values.size(), (values.size() - before + 1) / 2);
  if (!first || !second) return std::nullopt;
  return *second - *first;
}

struct DonorPair {
  std::size_t a = 0, b = 0;
  Values values;
  double change = 0;
};

std::vector<DonorPair> donor_pairs(const Years& years, const std::vector<std::size_t>& donors, const WindowRequest& request) {
  std::vector<DonorPair> out;
  for (std::size_t i = 0; i < donors.size(); ++i)
    for (std::size_t j = i + 1; j < donors.size(); ++j) {
      DonorPair one{donors[i], donors[j], values_of(years, donors[i], donors[j], request.index), 0};
      const auto change = change_of(one.values, request.before);
      if (!change) continue;
      one.change = *change;
      out.push_back(std::move(one));
    }
  return out;
}

std::vector<std::size_t> donors_of(const RollCallSet& set, const WindowRequest& request, const Years& years) {
  std::vector<std::size_t> out = request.donors;
  if (out.empty())
    for (std::size_t member = 0; member < set.members().size(); ++member)
      if (std::all_of(years.rows.begin(), years.rows.end(), [&](const VoteRows& rows) { return rows.any(member); })) out.push_back(member);
  // Members that share letters with one of the pair are its past or future, not donors.
  std::erase_if(out, [&](std::size_t member) {
    const std::string& name = set.members()[member].name;
    return member == request.a || member == request.b || name == set.members()[request.a].name || name == set.members()[request.b].name;
  });
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

double mean_change(const std::vector<DonorPair>& pairs) {
  double sum = 0;
  for (const DonorPair& one : pairs) sum += one.change;
  return sum / static_cast<double>(pairs.size());
}

std::optional<double> comparison_at(const RollCallSet& set, const WindowRequest& request, Day date) {
  const Years years = cut(set, request, date);
  const auto own = change_of(values_of(years, request.a, request.b, request.index), request.before);
  const auto pairs = donor_pairs(years, donors_of(set, request, years), request);
  if (!own || pairs.empty()) return std::nullopt;
  return *own - mean_change(pairs);
}

std::optional<WindowResult::Slope> slope_before(const std::vector<WindowYear>& years, double level) {
  std::vector<double> x, y;
  for (const WindowYear& one : years)
    if (one.year < 0 && one.pair && one.donors) {
      x.push_back(one.year);
      y.push_back(*one.pair - *one.donors);
    }
  if (x.size() < 3) return std::nullopt;
  const double n = static_cast<double>(x.size());
  const double mean_x = std::accumulate(x.begin(), x.end(), 0.0) / n, mean_y = std::accumulate(y.begin(), y.end(), 0.0) / n;
  double xx = 0, xy = 0, left = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mean_x) * (x[i] - mean_x);
    xy += (x[i] - mean_x) * (y[i] - mean_y);
  }
  const double slope = xy / xx;
  for (std::size_t i = 0; i < x.size(); ++i) left += std::pow(y[i] - mean_y - slope * (x[i] - mean_x), 2);
  // Differences that never move leave no more than what rounding makes of them.
  constexpr double kRounding = 1e-12;
  const double wide = std::max(kRounding, student_t(level, x.size() - 2) * std::sqrt(left / (n - 2) / xx));
  return WindowResult::Slope{slope, slope - wide, slope + wide, x.size(), slope - wide <= 0 && slope + wide >= 0};
}

std::string signed_number(double value) {
  std::string out = fmt::format("{:+.3f}", value);
  return out == "-0.000" ? "+0.000" : out;
}

std::vector<std::string> words_for(const RollCallSet& set, const WindowRequest& request, const WindowResult& result) {
  const auto level = static_cast<int>(std::lround(request.level * 100));
  std::vector<std::string> out;
  if (!result.pair_change || !result.donors_change) return {std::string(kSentences[nothing])};
  out.push_back(fmt::format(fmt::runtime(kSentences[change]), fmt::arg("index", name_of(request.index)),
                            fmt::arg("pair", set.members()[request.a].name + "–" + set.members()[request.b].name), fmt::arg("after", request.after), fmt::arg("before", request.before),
                            fmt::arg("pair_change", signed_number(*result.pair_change)), fmt::arg("donors", result.donor_pairs),
                            fmt::arg("donors_change", signed_number(*result.donors_change))));
  if (!result.before)
    out.emplace_back(kSentences[no_trend]);
  else
    out.push_back(fmt::format(fmt::runtime(kSentences[result.before->holds ? holds : fails]), fmt::arg("slope", signed_number(result.before->value)), fmt::arg("level", level),
                              fmt::arg("low", signed_number(result.before->low)), fmt::arg("high", signed_number(result.before->high))));
  if (result.comparison) out.push_back(fmt::format(fmt::runtime(kSentences[comparison]), fmt::arg("comparison", signed_number(*result.comparison))));
  if (result.rank)
    out.push_back(fmt::format(fmt::runtime(kSentences[rank]), fmt::arg("k", result.rank->k), fmt::arg("n", result.rank->n)));
  out.emplace_back(kSentences[what_it_is]);
  return out;
}

}  // namespace

std::span<const std::string_view> window_sentences() { return kSentences; }

// By bisection of the distribution's integral, which Simpson's rule gives: a handful of calls for each window.
double student_t(double level, std::size_t degrees) {
  CHECK(degrees >= 1 && level > 0 && level < 1);
  const double v = static_cast<double>(degrees);
  const double scale = std::exp(std::lgamma((v + 1) / 2) - std::lgamma(v / 2)) / std::sqrt(v * 3.14159265358979323846);
  // With t = √v tan θ the density becomes cos^(v−1) θ, on a range that ends.
  const auto below = [&](double t) {
    const double end = std::atan(t / std::sqrt(v));
    constexpr int kSteps = 400;
    double sum = 0;
    for (int i = 0; i <= kSteps; ++i) {
      const double weight = i == 0 || i == kSteps ? 1 : i % 2 == 1 ? 4 : 2;
      sum += weight * std::pow(std::cos(end * i / kSteps), v - 1);
    }
    return 2 * scale * std::sqrt(v) * sum * end / kSteps / 3;  // the share from −t to t
  };
  double low = 0, high = 1e4;
  for (int i = 0; i < 100; ++i) {
    const double middle = (low + high) / 2;
    (below(middle) < level ? low : high) = middle;
  }
  return (low + high) / 2;
}

Result<WindowResult> window(const RollCallSet& set, const WindowRequest& request) {
  if (request.a >= set.members().size() || request.b >= set.members().size() || request.a == request.b) return fail(Code::invalid, "a pair is two different members", "pair");
  if (request.before < 2 || request.before > kMostYears) return fail(Code::invalid, fmt::format("from 2 to {} years before", kMostYears), "before");
  if (request.after < 1 || request.after > kMostYears) return fail(Code::invalid, fmt::format("from 1 to {} years after", kMostYears), "after");
  if (set.calls().empty() || request.date <= set.calls().front().day || request.date > set.calls().back().day)
    return fail(Code::invalid, "the date lies outside the roll calls", "date");
  const Years years = cut(set, request, request.date);
  const std::vector<std::size_t> donors = donors_of(set, request, years);
  const std::vector<DonorPair> pairs = donor_pairs(years, donors, request);
  const Values own = values_of(years, request.a, request.b, request.index);
  WindowResult out;
  out.donor_pairs = pairs.size();
  for (std::size_t i = 0; i < years.numbers.size(); ++i) {
    WindowYear one;
    one.year = years.numbers[i];
    one.from = years_from(request.date, one.year);
    one.to = Day{years_from(request.date, one.year + 1).days - 1};
    one.pair = own[i];
    const Cells cells = years.rows[i].cells(request.a, request.b);
    one.n = cells.n();
    if (const auto interval = intervals_of(cells, {.level = request.level})[static_cast<std::size_t>(request.index)]) {
      one.low = interval->low;
      one.high = interval->high;
    }
    double sum = 0;
    for (const DonorPair& pair : pairs)
      if (pair.values[i]) sum += *pair.values[i], ++one.donor_pairs;
    if (one.donor_pairs > 0) one.donors = sum / static_cast<double>(one.donor_pairs);
    out.years.push_back(one);
  }
  out.pair_change = change_of(own, request.before);
  if (!pairs.empty()) out.donors_change = mean_change(pairs);
  out.before = slope_before(out.years, request.level);
  // Who moved apart before, or may have, is compared with nobody: then there is no number that could be read as if it were.
  if (out.pair_change && out.donors_change && out.before && out.before->holds) out.comparison = *out.pair_change - *out.donors_change;
  const double n = static_cast<double>(pairs.size()), mean = pairs.empty() ? 0 : mean_change(pairs);
  for (const DonorPair& pair : pairs) {
    WindowResult::Donor one{pair.a, pair.b, std::nullopt};
    if (pairs.size() > 1) one.comparison = pair.change - (mean * n - pair.change) / (n - 1);  // against the other donors
    out.donors.push_back(one);
  }
  if (out.comparison && pairs.size() > 1) {
    const auto as_large = [&](const WindowResult::Donor& one) { return std::abs(*one.comparison) >= std::abs(*out.comparison); };  // ties do not favour the pair
    out.rank = WindowResult::Rank{1 + static_cast<std::size_t>(std::count_if(out.donors.begin(), out.donors.end(), as_large)), pairs.size() + 1};
  }
  for (int back = static_cast<int>(request.after); out.dates.size() < kMostDates; ++back) {
    const Day date = years_from(request.date, -back);
    if (years_from(date, -static_cast<int>(request.before)) < set.calls().front().day) break;
    out.dates.push_back({date, comparison_at(set, request, date)});
  }
  out.sentences = words_for(set, request, out);
  return out;
}

}  // namespace comity::insight
