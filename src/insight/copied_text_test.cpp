#include "insight/copied_text.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>

namespace comity::insight {
namespace {

std::string words(std::mt19937& random, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) {
    for (auto letters = 3 + random() % 6; letters-- > 0;) out += static_cast<char>('a' + random() % 26);
    out += ' ';
  }
  return out;
}

TEST(CopiedText, what_differs_in_form_alone_is_alike) {
  const std::string text = "The unit left the harbour at 0400 on Tuesday and was seen again two days later off the coast, without its escort.";
  std::string shouted = "  THE UNIT left the harbour -- at 0400, on Tuesday; and was seen again (two days later) off the coast without its escort!\n";
  ASSERT_TRUE(sketch(text));
  EXPECT_EQ(sketch(text), sketch(shouted));
  const std::string kana = "部隊は火曜日の四時に港を出て、二日後に護衛なしで沖合で再び目撃された。カタカナの名前も同じである。以上の報告は演習のためのものである。";
  std::string narrow = kana;
  narrow.replace(narrow.find("カタカナ"), std::string("カタカナ").size(), "ｶﾀｶﾅ");  // half width, by NFKC the same
  ASSERT_TRUE(sketch(kana));
  EXPECT_EQ(sketch(kana), sketch(narrow));
}

TEST(CopiedText, a_short_text_is_a_copy_of_nothing) {
  EXPECT_FALSE(sketch(""));
  EXPECT_FALSE(sketch("EXERCISE EXERCISE EXERCISE"));
}

// Two texts that share a part: the estimate lies within four standard errors of the index.
TEST(CopiedText, the_estimate_is_of_the_jaccard_index) {
  std::mt19937 random(9);
  for (const double wanted : {0.2, 0.5, 0.8}) {
    // Random texts of equal length l with a common part c: J = c / (2l − c).
    const double share = 2 * wanted / (1 + wanted);
    const int common = static_cast<int>(2000 * share);
    const std::string both = words(random, common);
    const auto a = sketch(both + words(random, 2000 - common)), b = sketch(both + words(random, 2000 - common));
    ASSERT_TRUE(a && b);
    EXPECT_NEAR(resemblance(*a, *b), wanted, 4 * std::sqrt(wanted * (1 - wanted) / kHashes) + 0.02);
  }
}

TEST(CopiedText, pairs_are_found_among_many_and_only_those) {
  std::mt19937 random(99);
  std::vector<std::optional<Sketch>> texts;
  for (int i = 0; i < 300; ++i) texts.push_back(sketch(words(random, 120)));
  const std::string original = words(random, 120);
  texts.push_back(sketch(original));
  texts.push_back(std::nullopt);
  texts.push_back(sketch(original + words(random, 12)));
  const auto found = resembling(texts, 10);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().a, 300U);
  EXPECT_EQ(found.front().b, 302U);
  EXPECT_GT(found.front().estimate, 0.75);
  const std::vector<std::optional<Sketch>> same(2000, texts[0]);
  EXPECT_EQ(resembling(same, 50).size(), 50U);
  EXPECT_EQ(resembling(same, 1U << 20).front().estimate, 1.0);
}

}  // namespace
}  // namespace comity::insight
