#include "judgement/lint.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "judgement/sentences.hpp"

namespace comity::judgement {
namespace {

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> out;
  for (const auto& one : sentences_of(text)) {
    EXPECT_EQ(text.substr(one.at, one.words.size()), one.words);
    out.emplace_back(one.words);
  }
  return out;
}

using Said = std::vector<std::pair<std::string, std::string>>;

Said said(std::string_view text, std::string_view yardstick = "icd203") {
  Said out;
  const auto found = lint(text, shipped(), shipped().find(yardstick));
  EXPECT_TRUE(found);
  for (const auto& one : *found) {
    EXPECT_EQ(text.substr(one.at, one.length), one.quote);
    // The advice that every bare term gets is tested on its own.
    if (one.rule->id != "term-without-number") out.emplace_back(std::string(one.rule->id), one.quote);
  }
  return out;
}

TEST(Sentences, AbbreviationsAndNumbersEndNothing) {
  EXPECT_THAT(split("The U.S. Navy moved 3.5 km. Dr. J. Smith saw it, e.g. from No. 4 pier. It was approx. 40 percent."),
              testing::ElementsAre("The U.S. Navy moved 3.5 km.", "Dr. J. Smith saw it, e.g. from No. 4 pier.", "It was approx. 40 percent."));
  EXPECT_THAT(split("It came from the U.S. The rest did not."), testing::ElementsAre("It came from the U.S.", "The rest did not."));
  EXPECT_THAT(split("Is it so? Yes! \"It is.\" Then…"), testing::SizeIs(4));
  EXPECT_THAT(split("The answer is no. We stay."), testing::SizeIs(2));
}

TEST(Sentences, JapaneseEndsWithoutSpace) {
  EXPECT_THAT(split("攻撃の可能性が高い。確信度は中程度である。"), testing::ElementsAre("攻撃の可能性が高い。", "確信度は中程度である。"));
  EXPECT_THAT(split("本当?はい!"), testing::SizeIs(2));
}

TEST(Sentences, AnEmptyLineAndAnItemEndOneAndALineBreakDoesNot) {
  EXPECT_THAT(split("A heading\n\nOne line\ngoes on. Next:\n- an item\n- another\n2. a third"), testing::ElementsAre("A heading", "One line\ngoes on.", "Next:", "- an item", "- another", "2. a third"));
  EXPECT_THAT(split(""), testing::IsEmpty());
  EXPECT_THAT(split(" \n\n . "), testing::SizeIs(1));
}

TEST(Lint, LikelihoodAndConfidenceInOneSentence) {
  EXPECT_THAT(said("We assess with high confidence that an attack is likely (60-80 percent)."),
              testing::ElementsAre(testing::Pair("likelihood-with-confidence", "We assess with high confidence that an attack is likely (60-80 percent).")));
  EXPECT_THAT(said("An attack is likely (60-80 percent). We have moderate confidence in this, for our sources saw it."), testing::IsEmpty());
  EXPECT_THAT(said("攻撃の可能性が高いが、確信度が低い。", "ipcc-ar5"), testing::Contains(testing::Pair("likelihood-with-confidence", testing::_)));
}

TEST(Lint, WhatIsOnNoYardstick) {
  EXPECT_THAT(said("They could attack. It is possible. We cannot rule out a strike."),
              testing::ElementsAre(testing::Pair("vague-likelihood", "could"), testing::Pair("vague-likelihood", "possible"), testing::Pair("vague-likelihood", "cannot rule out")));
  EXPECT_THAT(said("They moved on 4 May 2026. In May they rested. May was cold."), testing::IsEmpty()) << "a month";
  EXPECT_THAT(said("They may attack."), testing::ElementsAre(testing::Pair("vague-likelihood", "may")));
  EXPECT_THAT(said("攻撃の可能性がある。"), testing::ElementsAre(testing::Pair("vague-likelihood", "可能性がある")));
  EXPECT_THAT(said("An impossible-looking, impossibly long mayfly."), testing::IsEmpty()) << "parts of words";
}

TEST(Lint, ATermOfAnotherYardstick) {
  const auto found = *lint("There is a realistic possibility (40-50%) of delay.", shipped(), shipped().find("icd203"));
  const auto other = std::find_if(found.begin(), found.end(), [](const auto& one) { return one.rule->id == "other-yardstick"; });
  ASSERT_NE(other, found.end());
  EXPECT_EQ(other->quote, "realistic possibility");
  EXPECT_THAT(other->detail, testing::HasSubstr("40 to 50 percent on UK PHIA"));
  EXPECT_THAT(said("There is a realistic possibility (40-50%) of delay.", "uk-phia"), testing::IsEmpty());
  EXPECT_THAT(said("Delay is very unlikely (10%).", "uk-phia"), testing::Contains(testing::Pair("other-yardstick", "very unlikely")));
  EXPECT_THAT(said("There is a realistic possibility of delay.", "no such"), testing::IsEmpty()) << "nobody's own: nothing to hold it against";
}

TEST(Lint, BothRowsInOneText) {
  EXPECT_THAT(said("An attack is likely (60%). A second one is likely (70%). A third is probable (60%)."), testing::ElementsAre(testing::Pair("mixed-rows", "probable")));
  EXPECT_THAT(said("An attack is probable (60%). A second one is probably lost (60%)."), testing::IsEmpty());
  EXPECT_THAT(said("An attack is likely (60%). A second one is probable (60%).", "uk-phia"), testing::IsEmpty()) << "PHIA gives both";
}

TEST(Lint, ADeniedUnlikelihood) {
  EXPECT_THAT(said("It is not unlikely that they come."), testing::ElementsAre(testing::Pair("double-negative", "not unlikely")));
  EXPECT_THAT(said("攻撃の可能性は低くない。"), testing::ElementsAre(testing::Pair("double-negative", "可能性は低くない")));
}

TEST(Lint, NumbersAndTerms) {
  EXPECT_THAT(said("There is a 70 per cent chance that they come."), testing::ElementsAre(testing::Pair("number-without-term", "70 per cent")));
  EXPECT_THAT(said("Output fell by 40 percent."), testing::IsEmpty()) << "not said of a likelihood";
  EXPECT_THAT(said("An attack is likely (40%)."), testing::ElementsAre(testing::Pair("number-outside-term", "40%")));
  EXPECT_THAT(said("An attack is likely, between 55 and 80 percent."), testing::IsEmpty());
  const auto bare = *lint("An attack is likely.", shipped(), shipped().find("icd203"));
  ASSERT_EQ(bare.size(), 1u);
  EXPECT_EQ(bare[0].rule->id, "term-without-number");
  EXPECT_EQ(bare[0].detail, "likely is 55 to 80 percent on ICD 203");
}

TEST(Lint, HedgeUponHedge) {
  EXPECT_THAT(said("They may possibly attack."), testing::Contains(testing::Pair("stacked-hedges", "may possibly")));
  EXPECT_THAT(said("They could potentially attack."), testing::Contains(testing::Pair("stacked-hedges", "could potentially")));
  EXPECT_THAT(said("It is likely (60%), and if they come in force by night they may win."), testing::Not(testing::Contains(testing::Pair("stacked-hedges", testing::_))));
}

TEST(Lint, ALongerTermIsNotItsPart) {
  // "very unlikely" is not "unlikely", "almost certainly not" is not "almost certainly".
  EXPECT_THAT(said("Delay is very unlikely (10%)."), testing::IsEmpty());
  EXPECT_THAT(said("It is almost certainly not a ship (5%).", "kent1964"), testing::IsEmpty());
}

TEST(Lint, PlacesAreLinesAndCharacters) {
  const auto found = *lint("序文。\n\nGrüße, they could come.", shipped(), nullptr);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].line, 3u);
  EXPECT_EQ(found[0].column, 13u);
}

TEST(Lint, EveryRuleSaysWhatToWriteAndWhereItIsFrom) {
  std::set<std::string_view> ids;
  for (const auto& rule : lint_rules()) {
    EXPECT_TRUE(ids.insert(rule.id).second);
    EXPECT_FALSE(rule.says.empty() || rule.write.empty() || rule.source.empty()) << rule.id;
  }
}

TEST(Lint, TextThatIsNoTextIsReadAllTheSame) {
  for (const std::string& text : {std::string("\xff\xfe%%% 99999999999999999999999999% likely \x80\xe3"), std::string(5000, '!'), std::string(5000, '.'), std::string(3000, '\n'), std::string("1.") + std::string(400, '9') + "% chance"})
    EXPECT_TRUE(lint(text, shipped(), shipped().find("icd203")));
  EXPECT_FALSE(lint(std::string(kLintMost + 1, 'a'), shipped(), nullptr));
}
}  // namespace
}  // namespace comity::judgement
