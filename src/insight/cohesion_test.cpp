#include "insight/cohesion.hpp"

#include <gtest/gtest.h>

#include "insight/association.hpp"
#include "insight/statement_votes.hpp"
#include "insight/votes_read.hpp"
#include "insight/window.hpp"

namespace comity::insight {
namespace {

// Members A to D; one roll call a string, one letter a member: y, a, n, or . for absent. The first in 2001, each the next year.
RollCallSet set_of(const std::vector<std::string>& calls) {
  std::vector<Member> members;
  std::vector<RollCall> listed;
  std::vector<RollCallSet::Cast> casts;
  for (std::size_t i = 0; i < calls[0].size(); ++i) members.push_back({0, std::string(1, static_cast<char>('A' + i))});
  for (std::size_t call = 0; call < calls.size(); ++call) {
    listed.push_back({.id = std::to_string(call), .day = Day{first_day(2001 + static_cast<std::int32_t>(call)).days + 100}});
    for (std::size_t i = 0; i < members.size(); ++i) {
      const char c = calls[call][i];
      const Vote vote = c == 'y' ? Vote::yes : c == 'a' ? Vote::abstain : c == 'n' ? Vote::no : Vote::absent;
      casts.push_back({static_cast<std::uint32_t>(call), static_cast<std::uint32_t>(i), vote, 0});
    }
  }
  return RollCallSet::make(std::move(members), std::move(listed), casts).value();
}

TEST(Rice, AbstentionsInTheMiddleLeftOutAndAsNo) {
  const RollCallSet set = set_of({"yyna", "yyyy", "y...", "aaaa"});
  const auto values = [&](VoteOptions options) {
    std::vector<std::optional<double>> out;
    for (const RiceCall& one : rice(set, options, By::whole, {}, {.times = 0}).calls) out.push_back(one.rice);
    return out;
  };
  using Values = std::vector<std::optional<double>>;
  EXPECT_EQ(values({}), (Values{0.25, 1.0, std::nullopt, 0.0}));
  EXPECT_EQ(values({.abstain = VoteOptions::Abstain::leave_out}), (Values{1.0 / 3, 1.0, std::nullopt, std::nullopt}));
  EXPECT_EQ(values({.abstain = VoteOptions::Abstain::as_no}), (Values{0.0, 1.0, std::nullopt, 1.0}));
  EXPECT_EQ(values({.drop_unanimous = true}), (Values{0.25}));
  const Rice by_year = rice(set, {}, By::year, {}, {.times = 100});
  ASSERT_EQ(by_year.periods.size(), 4u);
  EXPECT_EQ(by_year.periods[2].n, 0u);
  EXPECT_FALSE(by_year.periods[2].mean.has_value());
}

TEST(Lone, TheOnlyNoAndTheOnlyOneApart) {
  const RollCallSet set = set_of({"yyna", "yyyn", "nnny", "yn..", "yynn", "aaan"});
  std::vector<std::pair<std::size_t, std::string>> no, apart;
  for (const Lone& one : lone_dissenters(set, {}, {}, Alone::no)) no.emplace_back(one.call, set.members()[one.member].name);
  for (const Lone& one : lone_dissenters(set, {}, {}, Alone::apart)) apart.emplace_back(one.call, set.members()[one.member].name);
  EXPECT_EQ(no, (std::vector<std::pair<std::size_t, std::string>>{{0, "C"}, {1, "D"}, {5, "D"}}));
  EXPECT_EQ(apart, (std::vector<std::pair<std::size_t, std::string>>{{1, "D"}, {2, "D"}, {5, "D"}}));
}

TEST(Line, WhoLeftItAndWhoWasAway) {
  const RollCallSet set = set_of({"yyna", "yyyn", "yy.n", "yynn"});
  const Line out = line(set, {}, By::whole, {});
  ASSERT_EQ(out.periods.size(), 1u);
  EXPECT_EQ(out.periods[0].calls, 2u);  // two of four, and two of four, are no more than half
  EXPECT_EQ(out.periods[0].members[2].chose, 1u);
  EXPECT_EQ(out.periods[0].members[3].left, 2u);
  ASSERT_EQ(out.departures.size(), 2u);
  EXPECT_EQ(out.departures[0].line, Vote::yes);
}

TEST(Spearman, KnownValues) {
  // Nine equal steps and one exchange of neighbours: 1 − 6·2/(5·24) = .9.
  EXPECT_NEAR(*spearman(std::vector<double>{1, 2, 3, 4, 5}, std::vector<double>{10, 20, 40, 30, 50}), 0.9, 1e-12);
  EXPECT_EQ(ranks_of(std::vector<double>{5, 1, 5, 7}), (std::vector<double>{2.5, 1, 2.5, 4}));
  EXPECT_FALSE(spearman(std::vector<double>{1, 2, 3}, std::vector<double>{4, 4, 4}).has_value());
  EXPECT_FALSE(spearman(std::vector<double>{1, 2}, std::vector<double>{1, 2}).has_value());
}

TEST(Window, StudentT) {
  EXPECT_NEAR(student_t(0.95, 1), 12.7062, 1e-3);
  EXPECT_NEAR(student_t(0.95, 3), 3.18245, 1e-4);
  EXPECT_NEAR(student_t(0.95, 4), 2.77645, 1e-4);
  EXPECT_NEAR(student_t(0.99, 30), 2.74999, 1e-4);
}

// Ten years; A and B differ until 2006 and agree after; C to F always agree two and two.
TEST(Window, AStepIsFoundAndATrendRefusesTheComparison) {
  const auto make = [](auto&& agreeing_in) {
    std::vector<Member> members{{0, "A"}, {0, "B"}, {0, "C"}, {0, "D"}, {0, "E"}};
    std::vector<RollCall> listed;
    std::vector<RollCallSet::Cast> casts;
    for (std::int32_t year = 2001; year <= 2010; ++year)
      for (int k = 0; k < 10; ++k) {
        const auto call = static_cast<std::uint32_t>(listed.size());
        listed.push_back({.id = std::to_string(call), .day = Day{first_day(year).days + 10 + k}});
        casts.push_back({call, 0, Vote::yes, 0});
        casts.push_back({call, 1, k < agreeing_in(year) ? Vote::yes : Vote::no, 0});
        for (std::uint32_t member = 2; member < 5; ++member) casts.push_back({call, member, (k + year + static_cast<int>(member)) % 5 == 0 ? Vote::no : Vote::yes, 0});
      }
    return RollCallSet::make(std::move(members), std::move(listed), casts).value();
  };
  const RollCallSet stepped = make([](int year) { return year < 2006 ? 4 + year % 2 : 9; });
  WindowRequest request{.date = first_day(2006), .index = Index::agree2, .before = 5, .after = 5, .a = 0, .b = 1, .donors = {}, .options = {}};
  const auto found = window(stepped, request);
  ASSERT_TRUE(found.has_value()) << to_string(found.error());
  ASSERT_TRUE(found->comparison && found->before && found->rank);
  EXPECT_NEAR(*found->pair_change, 0.9 - 0.46, 1e-9);
  EXPECT_EQ(found->donor_pairs, 3u);
  EXPECT_TRUE(found->before->holds);
  EXPECT_EQ(found->rank->k, 1u);
  EXPECT_EQ(found->rank->n, 4u);
  const RollCallSet rising = make([](int year) { return year - 2001; });
  const auto refused = window(rising, request);
  ASSERT_TRUE(refused.has_value() && refused->before);
  EXPECT_FALSE(refused->before->holds);
  EXPECT_FALSE(refused->comparison.has_value());
  EXPECT_FALSE(refused->rank.has_value());
  EXPECT_EQ(refused->sentences[0].find("difference"), std::string::npos);
  // Too few years for a slope: nor is anything compared.
  request.before = 2;
  const auto unknown = window(stepped, request);
  ASSERT_TRUE(unknown.has_value() && unknown->pair_change);
  EXPECT_FALSE(unknown->before || unknown->comparison || unknown->rank);
  request.before = 5;
  // Nobody moved: the pair is as large as each donor pair, which is no reason to put it first.
  const RollCallSet still = make([](int) { return 5; });
  const auto tied = window(still, request);
  ASSERT_TRUE(tied.has_value() && tied->before && tied->rank);
  EXPECT_TRUE(tied->before->holds);
  EXPECT_EQ(tied->rank->k, 4u);
  EXPECT_NE(refused->sentences[1].find("No comparison is claimed"), std::string::npos);
  request.b = 0;
  EXPECT_EQ(window(stepped, request).error().where, "pair");
  request.b = 1;
  request.date = first_day(2020);
  EXPECT_EQ(window(stepped, request).error().where, "date");
}

TEST(Window, NoSentenceSaysThatAnythingCameOfAnything) {
  for (const std::string_view sentence : window_sentences()) {
    std::string lower;
    for (const char c : sentence) lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    for (const char* word : {"caus", "effect", "because", "led to", "lead to", "due to", "result", "impact", "thanks", "made ", "therefore", "influence", "consequence", "brought", "explains"})
      EXPECT_EQ(lower.find(word), std::string::npos) << word << ": " << sentence;
  }
}

}  // namespace
}  // namespace comity::insight
