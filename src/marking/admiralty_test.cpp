#include "marking/admiralty.hpp"

#include <gtest/gtest.h>

#include "marking/languages.hpp"

namespace comity::marking {
namespace {

TEST(Admiralty, NamesEveryGrade) {
  for (char reliability = 'A'; reliability <= 'F'; ++reliability)
    for (char credibility = '1'; credibility <= '6'; ++credibility) {
      const std::string text{reliability, credibility};
      EXPECT_EQ(grade_named(text), (Grade{reliability, credibility}));
      EXPECT_EQ(read_admiralty(text, {}).canonical, text);
      EXPECT_FALSE(reliability_words(reliability).empty());
      EXPECT_FALSE(credibility_words(credibility).empty());
    }
  EXPECT_EQ(grade_named("b-2"), (Grade{'B', '2'}));
  EXPECT_EQ(grade_named("B/2"), (Grade{'B', '2'}));
  EXPECT_EQ(grade_named("admiralty-scale:source-reliability=\"b\""), (Grade{'B', 0}));
  EXPECT_EQ(grade_named("admiralty-scale:source-reliability=\"g\""), (Grade{'G', 0}));
  EXPECT_EQ(grade_named("Admiralty-Scale:information-credibility=\"6\""), (Grade{0, '6'}));
  for (const char* text :
       {"", "B", "2", "B7", "B0", "G2", "2B", "B 2", "BB", "B22", "admiralty-scale:source-reliability",
        "admiralty-scale:source-reliability=\"2\"", "admiralty-scale:information-credibility=\"b\"",
        "admiralty-scale:other=\"b\"", "tlp:b=\"2\""})
    EXPECT_EQ(grade_named(text), std::nullopt) << text;
}

TEST(Admiralty, UnknownIsNotTheWorst) {
  EXPECT_EQ(sentence({'F', '6'}), "Admiralty F6: reliability cannot be judged; truth cannot be judged");
  EXPECT_EQ(sentence({'B', '2'}), "Admiralty B2: usually reliable; probably true");
  EXPECT_EQ(confidence_of('6'), std::nullopt);
  EXPECT_EQ(confidence_of('5'), 10);
}

// STIX 2.1 Appendix A, Admiralty Credibility.
TEST(Admiralty, CredibilityIsConfidence) {
  struct Row {
    char credibility;
    int value, from, to;
  };
  for (const Row& row :
       {Row{'5', 10, 0, 19}, Row{'4', 30, 20, 39}, Row{'3', 50, 40, 59}, Row{'2', 70, 60, 79}, Row{'1', 90, 80, 100}}) {
    EXPECT_EQ(confidence_of(row.credibility), row.value);
    for (int value = row.from; value <= row.to; ++value) EXPECT_EQ(credibility_of(value), row.credibility) << value;
  }
  EXPECT_EQ(credibility_of(std::nullopt), '6');
  EXPECT_EQ(credibility_of(101), std::nullopt);
  EXPECT_EQ(credibility_of(-1), std::nullopt);
  for (char reliability = 'A'; reliability <= 'G'; ++reliability) EXPECT_EQ(confidence_of(reliability), std::nullopt);
}

TEST(Admiralty, RestrictsNobody) {
  const Reading reading = read_admiralty("B2", {});
  Label caveat;
  caveat.caveats = {"Admiralty B2: usually reliable; probably true"};
  EXPECT_EQ(reading.label, caveat);
  EXPECT_FALSE(read_admiralty("B9", {}).ok());
}

}  // namespace
}  // namespace comity::marking
