#include "insight/frontier.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace comity::insight {
namespace {

using Rng = std::mt19937_64;

struct Case {
  std::vector<ExposureClass> classes;
  std::vector<std::int64_t> cost;
};

Case some_case(Rng& rng, std::size_t grants, bool choices, bool stays) {
  Case out;
  for (std::size_t c = rng() % 8 + 1; c-- > 0;) {
    ExposureClass one;
    one.weight = static_cast<std::int64_t>(rng() % 40 + 1);
    for (std::size_t w = choices ? rng() % 2 + 1 : 1; w-- > 0;) {
      Way way(choices ? rng() % 3 + 1 : 1);
      for (auto& any : way)
        for (std::size_t g = rng() % 3 + 1; g-- > 0;) any.push_back(static_cast<GrantIx>(rng() % grants));
      one.ways.push_back(std::move(way));
    }
    out.classes.push_back(std::move(one));
  }
  for (std::size_t g = 0; g < grants; ++g) out.cost.push_back(stays && rng() % 5 == 0 ? kStays : static_cast<std::int64_t>(rng() % 30 + 1));
  return out;
}

std::int64_t removed_by(const Case& one, const std::vector<bool>& kept) {
  std::int64_t out = 0;
  const std::vector<bool> all(kept.size(), true);
  for (const auto& c : one.classes)
    if (released(c.ways, all) && !released(c.ways, kept)) out += c.weight;
  return out;
}

// Every choice of grants; for each, what it loses and removes.
std::vector<std::pair<std::int64_t, std::int64_t>> every_choice(const Case& one) {
  std::vector<std::pair<std::int64_t, std::int64_t>> out;
  for (std::uint32_t set = 0; set < (1U << one.cost.size()); ++set) {
    std::int64_t lost = 0;
    bool may = true;
    std::vector<bool> kept(one.cost.size(), true);
    for (std::size_t g = 0; g < one.cost.size(); ++g)
      if (set >> g & 1) {
        may = may && one.cost[g] != kStays;
        lost += one.cost[g];
        kept[g] = false;
      }
    if (may) out.emplace_back(lost, removed_by(one, kept));
  }
  return out;
}

void check_points(const Case& one, const Frontier& found) {
  ASSERT_FALSE(found.points.empty());
  EXPECT_EQ(found.points.front().lost, 0);
  EXPECT_EQ(found.points.front().removed, 0);
  for (std::size_t i = 0; i < found.points.size(); ++i) {
    const auto& point = found.points[i];
    std::vector<bool> kept(one.cost.size(), true);
    std::int64_t lost = 0;
    for (const GrantIx grant : point.cut) {
      ASSERT_NE(one.cost[grant], kStays);
      kept[grant] = false;
      lost += one.cost[grant];
    }
    EXPECT_EQ(lost, point.lost);
    EXPECT_EQ(removed_by(one, kept), point.removed);
    if (i > 0) {
      EXPECT_GT(point.lost, found.points[i - 1].lost);
      EXPECT_GT(point.removed, found.points[i - 1].removed);
    }
  }
}

// No choice lies above the frontier, and its points are the vertices of the hull of all choices.
void check_against_every_choice(const Case& one, const Frontier& found) {
  std::int64_t most = 0;
  for (const auto& [lost, removed] : every_choice(one)) {
    most = std::max(most, removed);
    for (std::size_t i = 1; i < found.points.size(); ++i) {
      const auto &a = found.points[i - 1], &b = found.points[i];
      const auto dl = b.lost - a.lost, dr = b.removed - a.removed;
      EXPECT_LE(dl * removed - dr * lost, dl * a.removed - dr * a.lost) << "a choice of " << lost << " removes " << removed;
    }
  }
  EXPECT_EQ(found.points.back().removed, most);
  EXPECT_EQ(found.removable, most);
}

TEST(Frontier, is_the_hull_of_every_choice) {
  Rng rng(1);
  for (int round = 0; round < 400 && !testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE(round);
    const Case one = some_case(rng, rng() % 8 + 1, false, round % 2);
    const auto found = frontier(one.classes, one.cost);
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->exact);
    check_points(one, *found);
    check_against_every_choice(one, *found);
  }
}

TEST(Frontier, of_classes_with_several_originators_is_exact_as_well) {
  Rng rng(2);
  std::size_t choices = 0;
  for (int round = 0; round < 300 && !testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE(round);
    const Case one = some_case(rng, rng() % 7 + 1, true, round % 3 == 0);
    const auto found = frontier(one.classes, one.cost, {1 << 16, 4096});
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->exact);
    choices += found->chosen_classes;
    check_points(one, *found);
    check_against_every_choice(one, *found);
  }
  EXPECT_GT(choices, 200u);
}

TEST(Frontier, says_what_it_may_miss_where_choices_are_too_many) {
  Rng rng(3);
  std::size_t bounded = 0;
  for (int round = 0; round < 200 && !testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE(round);
    const Case one = some_case(rng, rng() % 7 + 1, true, false);
    const auto found = frontier(one.classes, one.cost, {1, 4096});
    ASSERT_TRUE(found);
    check_points(one, *found);
    if (found->exact) continue;
    ++bounded;
    EXPECT_GT(found->chosen_weight, 0);
    for (const auto& point : found->points) {
      ASSERT_TRUE(point.at_most);
      for (const auto& [lost, removed] : every_choice(one))
        if (lost <= point.lost) {
          EXPECT_LE(removed, *point.at_most);
        }
    }
  }
  EXPECT_GT(bounded, 50u);
}

TEST(Frontier, says_what_it_may_miss_where_cuts_run_out) {
  Rng rng(5);
  std::size_t bounded = 0;
  for (int round = 0; round < 200 && !testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE(round);
    const Case one = some_case(rng, rng() % 7 + 1, true, false);
    const auto found = frontier(one.classes, one.cost, {.most_combinations = 256, .most_points = 4096, .most_cuts = 3});
    ASSERT_TRUE(found);
    check_points(one, *found);
    if (found->exact) {
      check_against_every_choice(one, *found);
      continue;
    }
    ++bounded;
    for (const auto& point : found->points) {
      ASSERT_TRUE(point.at_most);
      for (const auto& [lost, removed] : every_choice(one))
        if (lost <= point.lost) {
          EXPECT_LE(removed, *point.at_most);
        }
    }
  }
  EXPECT_GT(bounded, 50u);
}

TEST(Frontier, a_weight_s_best_choice_lies_on_it) {
  Rng rng(4);
  for (int round = 0; round < 200; ++round) {
    const Case one = some_case(rng, 7, false, false);
    std::vector<std::vector<GrantIx>> grants;
    std::vector<std::int64_t> weights;
    for (const auto& c : one.classes) {
      grants.push_back(simplest(c.ways).front().front());
      weights.push_back(c.weight);
    }
    const std::int64_t exposure = static_cast<std::int64_t>(rng() % 20 + 1), sharing = static_cast<std::int64_t>(rng() % 20 + 1);
    const auto best = best_closure(grants, weights, one.cost, exposure, sharing);
    ASSERT_TRUE(best);
    std::int64_t value = 0, most = 0;
    for (const std::size_t c : best->removed) value += exposure * weights[c];
    for (const GrantIx grant : best->cut) value -= sharing * one.cost[grant];
    for (const auto& [lost, removed] : every_choice(one)) most = std::max(most, exposure * removed - sharing * lost);
    EXPECT_EQ(value, most);
  }
}

TEST(Frontier, weights_past_whole_numbers_are_refused) {
  const std::vector<ExposureClass> classes{{std::int64_t{1} << 40, 1, {{{0}}}}};
  const auto found = frontier(classes, std::vector<std::int64_t>{std::int64_t{1} << 30});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, Code::too_large);
}

}  // namespace
}  // namespace comity::insight
