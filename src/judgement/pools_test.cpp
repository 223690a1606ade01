#include "judgement/pools.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <rapidcheck/gtest.h>

#include "judgement/cooke.hpp"
#include "judgement/dissent.hpp"
#include "judgement/effective.hpp"
#include "judgement/scores.hpp"

namespace comity::judgement {
namespace {

// From 2 to 12 judgements in whole percent, 1 to 99.
std::vector<double> some_judgements() {
  auto percents = *rc::gen::resize(10, rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 100)));
  percents.push_back(*rc::gen::inRange(1, 100));
  percents.push_back(*rc::gen::inRange(1, 100));
  std::vector<double> out;
  for (const int percent : percents) out.push_back(percent / 100.0);
  return out;
}

std::vector<Forecast> some_forecasts() {
  std::vector<Forecast> out;
  for (const int n : *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 202)))) out.push_back({.p = (n % 101) / 100.0, .happened = n >= 101});
  return out;
}

RC_GTEST_PROP(Pools, TheOrderOfJudgementsChangesNoBit, ()) {
  const auto p = some_judgements();
  auto other = p;
  std::reverse(other.begin(), other.end());
  std::rotate(other.begin(), other.begin() + *rc::gen::inRange<std::ptrdiff_t>(0, static_cast<std::ptrdiff_t>(p.size())), other.end());
  const auto a = *pools_of(p, Origins{2, 4}), b = *pools_of(other, Origins{2, 4});
  for (std::size_t i = 0; i < a.size(); ++i) RC_ASSERT(a[i].value == b[i].value && a[i].low == b[i].low && a[i].high == b[i].high);
  RC_ASSERT(jensen_shannon_bits(p) == jensen_shannon_bits(other));
  RC_ASSERT(log_odds_deviation(p) == log_odds_deviation(other));
}

RC_GTEST_PROP(Pools, MeanMedianAndGeometricMeanLieAmongTheJudgements, ()) {
  const auto p = some_judgements();
  const auto [low, high] = std::minmax_element(p.begin(), p.end());
  for (const double pool : {mean(p), median(p), geometric_odds(p)}) RC_ASSERT(pool >= *low - 1e-12 && pool <= *high + 1e-12);
}

RC_GTEST_PROP(Pools, ExtremisingMovesAwayFromOneHalf, ()) {
  const auto p = some_judgements();
  const double pool = geometric_odds(p);
  double before = std::abs(pool - 0.5);
  for (const double n : {1.0, 2.0, 3.0, 10.0}) {
    const double at = extremised(p, extremising_factor(n));
    RC_ASSERT(std::abs(at - 0.5) >= before - 1e-12);
    if (std::abs(pool - 0.5) > 1e-9) RC_ASSERT((at > 0.5) == (pool > 0.5));
    before = std::abs(at - 0.5);
  }
}

RC_GTEST_PROP(Pools, EqualWeightsAreNoWeights, ()) {
  const auto p = some_judgements();
  const std::vector<double> weights(p.size(), 0.25);
  RC_ASSERT(std::abs(mean(p, weights) - mean(p)) < 1e-12);
  RC_ASSERT(std::abs(geometric_odds(p, weights) - geometric_odds(p)) < 1e-12);
}

RC_GTEST_PROP(Scores, MurphysPartsAddUp, ()) {
  const auto all = some_forecasts();
  const auto parts = *murphy(all);
  RC_ASSERT(std::abs(parts.brier - (parts.reliability - parts.resolution + parts.uncertainty)) < 1e-9);
  std::size_t n = 0;
  for (const auto& row : calibration(all)) {
    n += row.n;
    RC_ASSERT(row.interval.low <= row.share + 1e-12 && row.share <= row.interval.high + 1e-12);
    RC_ASSERT(row.forecast >= row.from - 1e-9 && row.forecast <= row.to + 1e-9);
  }
  RC_ASSERT(n == all.size());
}

RC_GTEST_PROP(Dissent, PerfectAgreementHasAlphaOne, ()) {
  const auto values = *rc::gen::container<std::vector<int>>(5, rc::gen::inRange(0, 6));
  RC_PRE(std::adjacent_find(values.begin(), values.end(), std::not_equal_to<>()) != values.end());
  std::vector<std::optional<double>> judge(values.begin(), values.end());
  for (const auto level : {Level::nominal, Level::ordinal, Level::interval}) RC_ASSERT(std::abs(*krippendorff_alpha({judge, judge, judge}, level) - 1) < 1e-12);
}

RC_GTEST_PROP(Dissent, WhatRemovingOneDoesIsThePoolOfTheOthers, ()) {
  const auto p = some_judgements();
  const auto stands = stands_of(p);
  const auto most = farthest(p);
  for (const auto& one : stands) {
    auto others = p;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(one.index));
    RC_ASSERT(one.pool_without == geometric_odds(others));
    RC_ASSERT(one.apart <= most->apart);
  }
}

RC_GTEST_PROP(Effective, IndependentSourcesCountWhole, ()) {
  const auto n = *rc::gen::inRange<std::size_t>(1, 8);
  std::vector<std::vector<double>> identity(n, std::vector<double>(n, 0));
  for (std::size_t i = 0; i < n; ++i) identity[i][i] = 1;
  RC_ASSERT(std::abs(*effective_number(identity) - static_cast<double>(n)) < 1e-9);
  const double rho = *rc::gen::inRange(0, 100) / 100.0;
  auto even = identity;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      if (i != j) even[i][j] = rho;
  RC_ASSERT(std::abs(*effective_number(even) - *effective_number(static_cast<double>(n), rho)) < 1e-6);
}

TEST(Pools, CertaintyIsTakenAsHalfAPercent) {
  const std::vector<double> p{0.0, 1.0};
  EXPECT_DOUBLE_EQ(geometric_odds(p), 0.5);
  EXPECT_NEAR(geometric_odds(std::vector<double>{0.0}), kLeast, 1e-12);
  EXPECT_EQ(moved_by_bounds(p), 2u);
  EXPECT_DOUBLE_EQ(mean(p), 0.5) << "and is left as it is where no odds are taken";
}

TEST(Pools, WhatTakesNoWeightsSaysSo) {
  const std::vector<double> p{0.6, 0.7, 0.9}, weights{1, 2, 3};
  for (const auto& origins : {Origins{2, 2}, Origins{1, 3}}) {
    const auto pools = *pools_of(p, origins, weights);
    const auto found = std::find_if(pools.begin(), pools.end(), [](const auto& one) { return one.method == "extremised"; });
    EXPECT_TRUE(found->note.ends_with("; takes no weights")) << found->note;
    EXPECT_EQ((*pools_of(p, origins))[3].note.find("weights"), std::string::npos);
  }
}

TEST(Pools, AnIntervalOfOriginsGivesAnInterval) {
  const auto pools = *pools_of(std::vector<double>{0.6, 0.7, 0.9}, Origins{1, 3});
  const auto found = std::find_if(pools.begin(), pools.end(), [](const auto& one) { return one.method == "extremised"; });
  ASSERT_NE(found, pools.end());
  EXPECT_NEAR(*found->low, 0.7595102, 1e-6);
  EXPECT_NEAR(*found->high, 0.8358453, 1e-6);
  EXPECT_TRUE(pools.front().headline);
  EXPECT_EQ(pools.front().method, "geometric_odds");
}

TEST(Pools, WhatIsNoProbabilityIsRefused) {
  for (const double wrong : {-0.01, 1.01, std::nan("")}) EXPECT_FALSE(pools_of(std::vector<double>{0.5, wrong}));
  EXPECT_FALSE(pools_of(std::vector<double>{}));
  EXPECT_FALSE(pools_of(std::vector<double>{0.5}, Origins{0.5, 1}));
  EXPECT_FALSE(pools_of(std::vector<double>{0.5}, Origins{3, 2}));
  EXPECT_FALSE(pools_of(std::vector<double>{0.5, 0.6}, {}, std::vector<double>{1.0}));
  EXPECT_FALSE(pools_of(std::vector<double>{0.5, 0.6}, {}, std::vector<double>{0.0, 0.0}));
  EXPECT_FALSE(pools_of(std::vector<double>{0.5, 0.6}, {}, std::vector<double>{2.0, -1.0}));
}

TEST(Cooke, TenResolvedQuestionsAreTheLeast) {
  std::vector<Resolved> experts{{.who = "A", .forecasts = std::vector<Forecast>(9, Forecast{.p = 0.8, .happened = true})}};
  const auto refused = cooke_weights(experts);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::precondition);
  EXPECT_THAT(refused.error().message, testing::HasSubstr("there are 9"));
  experts[0].forecasts.push_back({.p = 0.8, .happened = false});
  EXPECT_TRUE(cooke_weights(experts));
}

TEST(Cooke, TheCalibratedAndInformativeWeighMost) {
  // Both said 80 percent of ten events; eight came true for one, two for the other. A third said one half throughout, which informs nobody.
  const auto said = [](double p, int hits) {
    std::vector<Forecast> out;
    for (int i = 0; i < 10; ++i) out.push_back({.p = p, .happened = i < hits});
    return out;
  };
  const auto weights = cooke_weights(std::vector<Resolved>{{"good", said(0.8, 8)}, {"bad", said(0.8, 2)}, {"idle", said(0.5, 5)}});
  ASSERT_TRUE(weights);
  EXPECT_NEAR((*weights)[0].calibration, 1, 1e-6);
  EXPECT_GT((*weights)[0].weight, 0.99);
  EXPECT_EQ((*weights)[2].weight, 0);
  EXPECT_NEAR((*weights)[0].weight + (*weights)[1].weight, 1, 1e-12);
  const auto nobody = cooke_weights(std::vector<Resolved>{{"idle", said(0.5, 5)}});
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error().code, Code::precondition);
}

TEST(Cooke, NarrowQuantilesInformMoreAndMustStillHold) {
  std::vector<std::vector<Quantiles>> experts(2);
  for (int i = 0; i < 20; ++i) {
    const double truth = i % 2 == 0 ? 0.4 : 0.6;
    const double placed = i == 0 ? -3.0 : i == 1 ? 3.0 : truth - 0.5;  // one in twenty outside at each end
    experts[0].push_back({.q05 = -1, .q50 = 0, .q95 = 1, .realised = placed});
    experts[1].push_back({.q05 = -0.01, .q50 = 0, .q95 = 0.01, .realised = placed});
  }
  const auto information = information_scores(experts);
  EXPECT_GT(information[1], information[0]);
  const auto weights = cooke_weights({"wide", "narrow"}, experts);
  ASSERT_TRUE(weights);
  EXPECT_NEAR((*weights)[0].calibration, 1, 1e-9);
  EXPECT_LT((*weights)[1].calibration, 1e-6);
  EXPECT_GT((*weights)[0].weight, 0.99);
  EXPECT_FALSE(cooke_weights({"one"}, experts));
  experts[0][3].q50 = 2;
  EXPECT_FALSE(cooke_weights({"wide", "narrow"}, experts));
}

TEST(Cooke, ChiSquaredOfTheTables) {
  // Critical values of any table: 5 percent at 3.841 (1), 7.815 (3), 18.307 (10); 1 percent at 11.345 (3).
  EXPECT_NEAR(chi_squared_above(3.841459, 1), 0.05, 1e-6);
  EXPECT_NEAR(chi_squared_above(7.814728, 3), 0.05, 1e-6);
  EXPECT_NEAR(chi_squared_above(18.307038, 10), 0.05, 1e-6);
  EXPECT_NEAR(chi_squared_above(11.344867, 3), 0.01, 1e-6);
  EXPECT_EQ(chi_squared_above(0, 4), 1);
}

TEST(Scores, NothingResolvedIsNothingAndNotZero) {
  EXPECT_FALSE(mean_brier({}));
  EXPECT_FALSE(mean_log({}));
  EXPECT_FALSE(murphy({}));
  EXPECT_TRUE(calibration({}).empty());
  EXPECT_EQ(track_of("A", {}).n, 0u);
}

TEST(Scores, WilsonAsPublished) {
  // Newcombe 1998, table I, method 3: 81 of 263 and 0 of 20.
  EXPECT_NEAR(wilson(81, 263).low, 0.2553, 5e-5);
  EXPECT_NEAR(wilson(81, 263).high, 0.3662, 5e-5);
  EXPECT_NEAR(wilson(0, 20).low, 0, 1e-12);
  EXPECT_NEAR(wilson(0, 20).high, 0.1611, 5e-5);
}

TEST(Scores, TenthsHoldTheirLowerEdge) {
  const auto rows = calibration(std::vector<Forecast>{{0.3, true}, {0.39, false}, {1.0, true}, {0.0, false}});
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_DOUBLE_EQ(rows[1].from, 0.3);
  EXPECT_EQ(rows[1].n, 2u);
  EXPECT_DOUBLE_EQ(rows[2].to, 1.0);
}

TEST(Dissent, OneWhoStandsAloneIsFlaggedAndTheOthersAreNot) {
  const std::vector<double> p{0.74, 0.70, 0.68, 0.66, 0.62, 0.52, 0.28};
  const auto stands = stands_of(p);
  for (const auto& one : stands) EXPECT_EQ(one.dissents, one.index == 6) << one.index;
  EXPECT_EQ(farthest(p)->index, 6u);
  EXPECT_NEAR(farthest(p)->pool_without, 0.66, 0.01);
  EXPECT_TRUE(stands_of(std::vector<double>{0.5}).empty());
  EXPECT_FALSE(farthest(std::vector<double>{0.5}));
}

TEST(Dissent, WhatCannotBeSaidIsNothing) {
  EXPECT_FALSE(krippendorff_alpha({{1.0, std::nullopt}, {std::nullopt, 2.0}}, Level::nominal)) << "no unit has two ratings";
  EXPECT_FALSE(krippendorff_alpha({{1.0, 1.0}, {1.0, 1.0}}, Level::nominal)) << "nothing varies";
  EXPECT_FALSE(agreement_a(std::vector<std::int64_t>{0, 0, 0}));
  EXPECT_FALSE(agreement_a(std::vector<std::int64_t>{3, 1}));
  EXPECT_FALSE(polarisation(std::vector<double>{1, 1}, std::vector<double>{3, 3}));
  EXPECT_FALSE(log_odds_deviation(std::vector<double>{0.5}));
}

TEST(Effective, WhatIsNoCorrelationMatrixIsRefused) {
  EXPECT_FALSE(effective_number(std::vector<std::vector<double>>{}));
  EXPECT_FALSE(effective_number({{1, 0.5}, {0.4, 1}}));
  EXPECT_FALSE(effective_number({{1, 0.5}}));
  EXPECT_FALSE(effective_number({{1, 1}, {1, 1}}));
  EXPECT_FALSE(effective_number({{2, 0}, {0, 1}}));
  EXPECT_FALSE(effective_number(3, -0.5));
  EXPECT_FALSE(posterior(0, 4, 1));
  EXPECT_FALSE(posterior(0.2, 0, 1));
}
}  // namespace
}  // namespace comity::judgement
