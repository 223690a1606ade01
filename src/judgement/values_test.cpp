// The check values of vectors/judgement/values.json and the real judgements of data/judgements. Every key of the file has a check here or an owner elsewhere; a key that nobody knows fails.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "judgement/cooke.hpp"
#include "judgement/dissent.hpp"
#include "judgement/effective.hpp"
#include "judgement/pools.hpp"
#include "judgement/scores.hpp"
#include "judgement/yardstick.hpp"

namespace comity::judgement {
namespace {
using nlohmann::json;
constexpr double kClose = 1e-6;

std::filesystem::path shared() {
  const char* folder = std::getenv("COMITY_SHARED");
  return folder != nullptr ? std::filesystem::path(folder) : std::filesystem::path(COMITY_SOURCE_DIR) / ".." / "shared";
}

// Half a unit of the last digit that stands in the file.
double half_digit(double value) {
  std::ostringstream text;
  text << json(value);
  const auto point = text.str().find('.');
  const auto e = text.str().find('e');
  if (e != std::string::npos) return std::abs(value) * 1e-2;
  const auto digits = point == std::string::npos ? 0 : text.str().size() - point - 1;
  return std::max(kClose, 0.5000001 * std::pow(10, -static_cast<double>(digits)));
}

std::vector<double> numbers(const json& array) { return array.get<std::vector<double>>(); }

using Check = std::function<void(const json&)>;

void pools(const json& rows) {
  for (const auto& row : rows) {
    const auto p = numbers(row["p"]);
    const auto weights = row.contains("weights") ? numbers(row["weights"]) : std::vector<double>{};
    const std::map<std::string, std::function<double()>> known{
        {"mean", [&] { return mean(p, weights); }},
        {"linear", [&] { return mean(p, weights); }},
        {"median", [&] { return median(p); }},
        {"geometric_odds", [&] { return geometric_odds(p, weights); }},
        {"extremised_1.5", [&] { return extremised(p, 1.5); }},
        {"extremised_2.5", [&] { return extremised(p, 2.5); }},
        {"beta_6_6", [&] { return beta_transformed(p, 6, 6); }},
    };
    for (const auto& [key, value] : row.items()) {
      if (key == "p" || key == "weights") continue;
      ASSERT_TRUE(known.contains(key)) << key;
      EXPECT_NEAR(known.at(key)(), value.get<double>(), kClose) << key;
    }
  }
}

void factor(const json& rows) {
  for (const auto& [n, d] : rows.items()) EXPECT_NEAR(extremising_factor(std::stod(n)), d.get<double>(), half_digit(d)) << n;
  // The two forms of the formula.
  for (const double n : {2.0, 3.0, 7.0, 40.0}) EXPECT_NEAR(extremising_factor(n), n * (std::sqrt(3 * n * n - 3 * n + 1) - 2) / (n * n - n - 1), 1e-12);
}

void pool_with_d3(const json& row) { EXPECT_NEAR(extremised(numbers(row["p"]), extremising_factor(3)), row["value"].get<double>(), kClose); }

void scores(const json& row) {
  const Forecast one{.p = row["p"], .happened = row["outcome"] == 1};
  EXPECT_NEAR(brier(one), row["brier"].get<double>(), kClose);
  EXPECT_NEAR(brier_two_class(one), row["brier_two_class"].get<double>(), kClose);
  EXPECT_NEAR(log_nats(one), row["log_nats"].get<double>(), kClose);
}

void murphys(const json& row) {
  std::vector<Forecast> all;
  for (const auto& group : row["forecasts"])
    for (int i = 0; i < group["n"].get<int>(); ++i) all.push_back({.p = group["p"], .happened = i < group["hits"].get<int>()});
  const auto parts = *murphy(all);
  EXPECT_NEAR(parts.brier, row["brier"].get<double>(), kClose);
  EXPECT_NEAR(parts.reliability, row["reliability"].get<double>(), kClose);
  EXPECT_NEAR(parts.resolution, row["resolution"].get<double>(), kClose);
  EXPECT_NEAR(parts.uncertainty, row["uncertainty"].get<double>(), kClose);
}

void jensen_shannon(const json& rows) {
  for (const auto& row : rows) EXPECT_NEAR(jensen_shannon_bits(numbers(row["p"])), row["value"].get<double>(), kClose);
}

void converging(const json& row) {
  const auto got = convergence(numbers(row["before"]), numbers(row["after"]));
  EXPECT_NEAR(got.jsd_before, row["jsd_before"].get<double>(), half_digit(row["jsd_before"]));
  EXPECT_NEAR(got.jsd_after, row["jsd_after"].get<double>(), half_digit(row["jsd_after"]));
  EXPECT_NEAR(*got.deviation_before, row["logit_sd_before"].get<double>(), half_digit(row["logit_sd_before"]));
  EXPECT_NEAR(*got.deviation_after, row["logit_sd_after"].get<double>(), half_digit(row["logit_sd_after"]));
  EXPECT_TRUE(got.closer);
}

void krippendorff(const json& row) {
  // The table of four observers and twelve units of Krippendorff 2011, section D; 0 stands for a missing rating.
  const std::vector<std::vector<int>> canonical{
      {1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0}, {1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3}, {0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0}, {1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0}};
  std::vector<std::vector<std::optional<double>>> ratings;
  for (const auto& judge : canonical) {
    ratings.emplace_back();
    for (const int rating : judge) ratings.back().push_back(rating == 0 ? std::nullopt : std::optional<double>(rating));
  }
  EXPECT_NEAR(*krippendorff_alpha(ratings, Level::nominal), row["nominal"].get<double>(), kClose);
  EXPECT_NEAR(*krippendorff_alpha(ratings, Level::ordinal), row["ordinal"].get<double>(), kClose);
  EXPECT_NEAR(*krippendorff_alpha(ratings, Level::interval), row["interval"].get<double>(), kClose);
}

void esteban_ray(const json& row) {
  EXPECT_NEAR(*polarisation(std::vector<double>{0.5, 0.5}, std::vector<double>{0, 1}), row["two_camps"].get<double>(), kClose);
  EXPECT_NEAR(*polarisation(std::vector<double>{0.8, 0.2}, std::vector<double>{0, 1}), row["80_20"].get<double>(), kClose);
  EXPECT_NEAR(*polarisation(std::vector<double>(5, 0.2), std::vector<double>{0, 1, 2, 3, 4}), row["uniform_5"].get<double>(), kClose);
}

void van_der_eijk(const json& rows) {
  for (const auto& row : rows) EXPECT_NEAR(*agreement_a(row["counts"].get<std::vector<std::int64_t>>()), row["value"].get<double>(), kClose) << row;
}

void cooke_bins(const json& rows) {
  for (const auto& row : rows) EXPECT_NEAR(calibration_score(row["bins"].get<std::vector<int>>()), row["value"].get<double>(), std::min(kClose, row["value"].get<double>() * 1e-2)) << row;
}

void yardsticks(const json& rows) {
  for (const auto& row : rows) {
    EXPECT_EQ(term_of(*shipped().find("icd203"), row["percent"]), row["icd203"]) << row;
    EXPECT_EQ(term_of(*shipped().find("uk-phia"), row["percent"]), row["phia"]) << row;
  }
}

void kish(const json& rows) {
  for (const auto& row : rows) EXPECT_NEAR(*effective_number(row["n"].get<double>(), row["rho"].get<double>()), row["value"].get<double>(), half_digit(row["value"]));
}

void matrix(const json& row) {
  EXPECT_NEAR(*effective_number({{1, .9, .9, 0}, {.9, 1, .9, 0}, {.9, .9, 1, 0}, {0, 0, 0, 1}}), row["value"].get<double>(), half_digit(row["value"]));
}

void posteriors(const json& row) {
  const double prior = row["prior"], ratio = row["likelihood_ratio"];
  EXPECT_NEAR(*posterior(prior, ratio, 1), row["one_origin"].get<double>(), kClose);
  EXPECT_NEAR(*posterior(prior, ratio, 3), row["three_independent"].get<double>(), half_digit(row["three_independent"]));
  EXPECT_NEAR(*posterior(prior, ratio, *effective_number(3, .9)), row["n_eff_1.0714"].get<double>(), half_digit(row["n_eff_1.0714"]));
}

// ---- the real judgements

std::vector<std::vector<std::string>> csv(const std::string& name) {
  std::ifstream in(shared() / "data" / "judgements" / name);
  std::vector<std::vector<std::string>> out;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    std::vector<std::string> fields(1);
    for (const char c : line) {
      if (c == ',')
        fields.emplace_back();
      else
        fields.back() += c;
    }
    out.push_back(fields);
  }
  if (!out.empty()) out.erase(out.begin());
  return out;
}

struct Claim {
  std::vector<double> low, best, high;
};

std::map<std::string, Claim> claims(const std::string& round) {
  std::map<std::string, Claim> out;
  for (const auto& row : csv("replicats_ratings.csv")) {
    if (row.at(0) != round) continue;
    auto& claim = out[row.at(1)];
    claim.low.push_back(std::stod(row.at(4)) / 100), claim.best.push_back(std::stod(row.at(5)) / 100), claim.high.push_back(std::stod(row.at(6)) / 100);
  }
  return out;
}

std::map<std::string, bool> outcomes() {
  std::map<std::string, bool> out;
  for (const auto& row : csv("replicats_outcomes.csv")) out[row.at(0)] = row.at(1) == "1";
  return out;
}

double brier_of(const std::map<std::string, Claim>& all, const std::function<double(const Claim&)>& pool) {
  const auto happened = outcomes();
  std::vector<Forecast> forecasts;
  for (const auto& [id, claim] : all) forecasts.push_back({.p = pool(claim), .happened = happened.at(id)});
  return *mean_brier(forecasts);
}

void replicats(const json& rounds) {
  for (const auto& [round, row] : rounds.items()) {
    const auto all = claims(round);
    ASSERT_EQ(all.size(), 25u) << round;
    const auto happened = outcomes();
    std::vector<Forecast> individual;
    for (const auto& [id, claim] : all)
      for (const double p : claim.best) individual.push_back({.p = p, .happened = happened.at(id)});
    ASSERT_EQ(individual.size(), 625u);
    const std::map<std::string, double> known{
        {"individual", *mean_brier(individual)},
        {"mean", brier_of(all, [](const Claim& c) { return mean(c.best); })},
        {"median", brier_of(all, [](const Claim& c) { return median(c.best); })},
        {"geometric_odds", brier_of(all, [](const Claim& c) { return geometric_odds(c.best); })},
        {"beta_6_6", brier_of(all, [](const Claim& c) { return beta_transformed(c.best); })},
    };
    for (const auto& [key, value] : row.items()) {
      ASSERT_TRUE(known.contains(key)) << key;
      EXPECT_NEAR(known.at(key), value.get<double>(), half_digit(value)) << round << " " << key;
    }
  }
}

TEST(JudgementValues, EveryKeyOfTheFileIsChecked) {
  const auto path = shared() / "vectors" / "judgement" / "values.json";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no " << path << ": set COMITY_SHARED";
  const std::map<std::string, Check> checks{
      {"pools", pools},
      {"extremising_factor_d", factor},
      {"pool_with_d3", pool_with_d3},
      {"scores", scores},
      {"murphy", murphys},
      {"jensen_shannon_bits", jensen_shannon},
      {"convergence", converging},
      {"krippendorff_canonical_4x12", krippendorff},
      {"esteban_ray_1.6", esteban_ray},
      {"van_der_eijk", van_der_eijk},
      {"cooke_calibration_bins", cooke_bins},
      {"yardsticks", yardsticks},
      {"kish_n_eff", kish},
      {"n_eff_matrix", matrix},
      {"posterior", posteriors},
      {"replicats_brier", replicats},
  };
  // Checked where their methods are: rounds (judgement), corroboration and alignment (insight).
  const std::set<std::string> elsewhere{"_about", "commitment", "corroboration", "agreement_published"};
  const auto values = json::parse(std::ifstream(path));
  for (const auto& [key, rows] : values.items()) {
    SCOPED_TRACE(key);
    if (elsewhere.contains(key)) continue;
    ASSERT_TRUE(checks.contains(key)) << "nobody checks this key";
    checks.at(key)(rows);
  }
  for (const auto& [key, check] : checks) EXPECT_TRUE(values.contains(key)) << key << " is gone from the file";
}

// The aggregate scores that the package itself publishes for round 2, by the methods that are ours as well.
TEST(JudgementValues, TheAggregatesOfThePackageAreReproduced) {
  if (!std::filesystem::exists(shared() / "data" / "judgements")) GTEST_SKIP() << "no " << shared() << ": set COMITY_SHARED";
  const auto weighted = [](const Claim& c, const std::function<double(double low, double best, double high)>& weight) {
    std::vector<double> weights;
    for (std::size_t i = 0; i < c.best.size(); ++i) weights.push_back(weight(c.low[i], c.best[i], c.high[i]));
    return mean(c.best, weights);
  };
  const std::map<std::string, std::function<double(const Claim&)>> ours{
      {"ArMean", [](const Claim& c) { return mean(c.best); }},
      {"Median", [](const Claim& c) { return median(c.best); }},
      {"LOArMean", [](const Claim& c) { return geometric_odds(c.best); }},
      {"BetaArMean", [](const Claim& c) { return beta_transformed(c.best); }},
      {"IntWAgg", [&](const Claim& c) { return weighted(c, [](double low, double, double high) { return 1 / (high - low); }); }},
  };
  const auto all = claims("round_2");
  std::map<std::string, int> agree;
  std::map<std::string, double> worst;
  for (const auto& row : csv("replicats_aggrecat_scores.csv")) {
    const auto found = ours.find(row.at(0));
    if (found == ours.end()) continue;
    const double off = std::abs(found->second(all.at(row.at(1))) - std::stod(row.at(2)));
    worst[row.at(0)] = std::max(worst[row.at(0)], off);
    ++agree[row.at(0)];
  }
  for (const auto& [method, pool] : ours) {
    EXPECT_EQ(agree[method], 25) << method;
    EXPECT_LT(worst[method], 1e-12) << method;
  }
}
}  // namespace
}  // namespace comity::judgement
