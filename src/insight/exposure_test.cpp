#include "insight/exposure.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <set>

namespace comity::insight {
namespace {

using Rng = std::mt19937_64;

// Every order in which the grants may come: who makes the class released gets its weight.
std::vector<double> by_orders(const std::vector<ExposureClass>& classes, std::size_t grants) {
  std::vector<GrantIx> order(grants);
  std::iota(order.begin(), order.end(), 0);
  std::vector<std::int64_t> got(grants, 0);
  std::int64_t orders = 0;
  do {
    ++orders;
    std::vector<bool> there(grants, false);
    std::int64_t before = 0;
    for (const GrantIx grant : order) {
      there[grant] = true;
      std::int64_t now = 0;
      for (const auto& one : classes)
        if (!one.ways.empty() && released(one.ways, there) && !released(one.ways, std::vector<bool>(grants, false))) now += one.weight;
      got[grant] += now - before;
      before = now;
    }
  } while (std::next_permutation(order.begin(), order.end()));
  std::vector<double> out;
  for (const auto one : got) out.push_back(static_cast<double>(one) / static_cast<double>(orders));
  return out;
}

std::vector<ExposureClass> some_classes(Rng& rng, std::size_t count, std::size_t grants, bool own = true) {
  std::vector<ExposureClass> out;
  while (out.size() < count) {
    ExposureClass one;
    one.weight = static_cast<std::int64_t>(rng() % 50);
    one.count = static_cast<std::uint64_t>(one.weight);
    for (std::size_t w = rng() % 3 + (own ? 0 : 1); w-- > 0;) {
      Way way;
      for (std::size_t o = rng() % 3 + (own ? 0 : 1); o-- > 0;) {
        way.emplace_back();
        for (std::size_t g = rng() % 4; g-- > 0;) way.back().push_back(static_cast<GrantIx>(rng() % grants));
      }
      one.ways.push_back(std::move(way));
    }
    out.push_back(std::move(one));
  }
  return out;
}

TEST(Exposure, a_class_of_k_grants_gives_each_w_over_k) {
  const std::vector<ExposureClass> classes{{12, 12, {{{0, 1, 2}}}}, {5, 5, {{{1}}}}, {7, 7, {{}}}, {9, 9, {}}};
  const Shares shares = shapley(classes, 4);
  EXPECT_EQ(shares.share, (std::vector<double>{4, 9, 4, 0}));
  EXPECT_EQ(shares.only, (std::vector<std::int64_t>{0, 5, 0, 0}));
  EXPECT_EQ(shares.total, 17);  // what needs no grant, and what none releases, is not shared out
}

// The glove market (L. S. Shapley and M. Shubik): one left glove, two right ones; the left is worth 2/3.
TEST(Exposure, the_left_glove_is_worth_two_thirds) {
  const Shares shares = shapley(std::vector<ExposureClass>{{6, 6, {{{0}, {1, 2}}}}}, 3);
  EXPECT_DOUBLE_EQ(shares.share[0], 4);
  EXPECT_DOUBLE_EQ(shares.share[1], 1);
  EXPECT_DOUBLE_EQ(shares.share[2], 1);
  EXPECT_EQ(shares.only, (std::vector<std::int64_t>{6, 0, 0}));
}

TEST(Exposure, shares_are_those_of_all_orders) {
  Rng rng(1);
  for (int round = 0; round < 120; ++round) {
    const std::size_t grants = rng() % 6 + 1;
    const auto classes = some_classes(rng, 6, grants);
    const Shares shares = shapley(classes, grants);
    const auto expected = by_orders(classes, grants);
    double sum = 0;
    for (std::size_t g = 0; g < grants; ++g) {
      EXPECT_NEAR(shares.share[g], expected[g], 1e-9);
      sum += shares.share[g];
      std::int64_t with = 0, without = 0;
      std::vector<bool> there(grants, true);
      for (const auto& one : classes) with += released(one.ways, there) ? one.weight : 0;
      there[g] = false;
      for (const auto& one : classes) without += released(one.ways, there) ? one.weight : 0;
      EXPECT_EQ(shares.only[g], with - without);
    }
    EXPECT_NEAR(sum, static_cast<double>(shares.total), 1e-9);
    EXPECT_EQ(shares.left_out, 0u);
  }
}

// The two exact methods agree where both can be used; past the bound only the one that can is.
TEST(Exposure, products_equal_coalitions_and_what_neither_can_do_is_left_out) {
  const Way apart{{0, 1, 2}, {3, 4}, {5, 6, 7, 8}};
  const Way overlapping{{0, 1, 2, 9}, {3, 4, 9}, {5, 6, 7, 8}};
  const Shares products = shapley(std::vector<ExposureClass>{{1000, 1, {apart}}}, 10, 3);
  const auto expected = [&] {
    // Ways that only a coalition can tell: the same class said twice, once with a way that adds nothing.
    return shapley(std::vector<ExposureClass>{{1000, 1, {apart, {{0, 1}, {3}, {5, 6}, {9}}}}}, 10, 20);
  }();
  for (std::size_t g = 0; g < 9; ++g) EXPECT_NEAR(products.share[g], expected.share[g], 1e-9);
  EXPECT_EQ(products.left_out, 0u);
  const Shares none = shapley(std::vector<ExposureClass>{{1000, 1, {overlapping}}, {3, 1, {{{0}}}}}, 10, 3);
  EXPECT_EQ(none.left_out, 1u);
  EXPECT_EQ(none.left_out_weight, 1000);
  EXPECT_EQ(none.total, 3);
  EXPECT_DOUBLE_EQ(none.share[0], 3);
  // Thirty grants of one originator and thirty of another: no enumeration would end.
  Way wide(2);
  for (GrantIx g = 0; g < 60; ++g) wide[g / 30].push_back(g);
  const Shares many = shapley(std::vector<ExposureClass>{{60, 1, {wide}}}, 60);
  for (const double share : many.share) EXPECT_NEAR(share, 1, 1e-9);
}

// Past the coalitions of all classes together the larger ones are left out; one that is worked out serves all of its form.
TEST(Exposure, coalitions_are_spent_on_the_smallest_classes_first) {
  const auto overlapping = [](GrantIx from) { return Way{{from, from + 1}, {from + 1, from + 2}}; };
  const auto larger = [](GrantIx from) { return Way{{from, from + 1, from + 2}, {from + 2, from + 3}}; };
  const std::vector<ExposureClass> classes{{100, 1, {larger(0)}}, {6, 1, {overlapping(4)}}, {9, 1, {overlapping(7)}}};
  const Shares some = shapley(classes, 10, 20, 8);
  EXPECT_EQ(some.coalitions, 8u);
  EXPECT_EQ(some.total, 15);
  EXPECT_EQ(some.left_out, 1u);
  EXPECT_EQ(some.left_out_weight, 100);
  EXPECT_NEAR(some.share[5], 4, 1e-9);  // one grant meets both: 2/3, 1/6, 1/6
  EXPECT_DOUBLE_EQ(some.share[2], 0);
  const Shares all = shapley(classes, 10, 20, 24);
  EXPECT_EQ(all.left_out, 0u);
  EXPECT_EQ(all.coalitions, 24u);
}

TEST(Exposure, the_simplest_form_says_the_same) {
  Rng rng(2);
  for (int round = 0; round < 400; ++round) {
    const auto ways = some_classes(rng, 1, 5).front().ways;
    const auto simple = simplest(ways);
    for (unsigned set = 0; set < 32; ++set) {
      std::vector<bool> there(5);
      for (unsigned g = 0; g < 5; ++g) there[g] = set >> g & 1;
      EXPECT_EQ(released(ways, there), released(simple, there));
    }
    EXPECT_EQ(simplest(simple), simple);
  }
}

// More grants never expose less.
TEST(Exposure, is_monotone_in_grants) {
  Rng rng(3);
  for (int round = 0; round < 200; ++round) {
    const auto classes = some_classes(rng, 8, 6);
    std::vector<bool> some(6);
    for (std::size_t g = 0; g < 6; ++g) some[g] = rng() % 2;
    auto more = some;
    more[rng() % 6] = true;
    for (const auto& one : classes) EXPECT_LE(released(one.ways, some), released(one.ways, more));
  }
}

TEST(Exposure, members_share_what_each_of_them_reaches) {
  Rng rng(4);
  for (int round = 0; round < 50; ++round) {
    const std::size_t members = rng() % 4 + 1, rows = 200;
    std::vector<marking::LabelIx> classes;
    for (std::size_t r = 0; r < rows; ++r) classes.emplace_back(static_cast<std::uint32_t>(rng() % 5));
    const std::vector<std::int64_t> weights{1, 2, 4, 8, 16};
    std::vector<release::Bits> reached(members, release::Bits((rows + 63) / 64, 0));
    std::vector<ExposureClass> games(rows);
    for (std::size_t r = 0; r < rows; ++r) {
      games[r] = {weights[classes[r].value], 1, {Way(1)}};
      for (std::size_t m = 0; m < members; ++m)
        if (rng() % 3 == 0) {
          release::set(reached[m], r);
          games[r].ways[0][0].push_back(static_cast<GrantIx>(m));
        }
    }
    const MemberShares shares = share_among(reached, classes, weights);
    const auto expected = by_orders(games, members);
    const Shares same = shapley(games, members);
    EXPECT_EQ(shares.only, same.only);
    EXPECT_EQ(shares.total, same.total);
    for (std::size_t m = 0; m < members; ++m) EXPECT_NEAR(shares.share[m], expected[m], 1e-9);
  }
}

TEST(Exposure, a_census_is_a_count_of_rows) {
  Rng rng(5);
  std::vector<marking::LabelIx> classes;
  for (int r = 0; r < 1003; ++r) classes.emplace_back(static_cast<std::uint32_t>(rng() % 130));
  std::vector<std::int64_t> weights(130);
  for (auto& one : weights) one = static_cast<std::int64_t>(rng() % 9);
  const Census census(classes, 130);
  release::Bits bits{rng(), rng(), rng() & 3}, rows;
  std::int64_t weight = 0, count = 0;
  for (std::size_t r = 0; r < classes.size(); ++r)
    if (release::test(bits, classes[r].value)) {
      ++count;
      weight += weights[classes[r].value];
      release::set(rows, r);
    }
  EXPECT_EQ(census.weight(bits), count);
  EXPECT_EQ(census.weight(bits, weights), weight);
  const auto counts = counts_of(rows, classes, 130);
  for (std::size_t c = 0; c < 130; ++c) EXPECT_EQ(counts[c], release::test(bits, c) ? census.counts()[c] : 0);
}

}  // namespace
}  // namespace comity::insight
