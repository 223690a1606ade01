#include "judgement/record.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace comity::judgement {
namespace {

constexpr const char* kJudged = "round,question,who,p\r\n1,q,A,0.6\r\n1,q,B,0.7\r\n1,\"q, two\",A,0.2\r\n2,q,A,0.8\r\n";

TEST(Record, ScoresByRound) {
  const auto judged = read_judgements(kJudged);
  ASSERT_TRUE(judged) << to_string(judged.error());
  const auto outcomes = read_outcomes("question,outcome\nq,yes\n\"q, two\",0\n");
  ASSERT_TRUE(outcomes);
  const auto rounds = scores_of(*judged, *outcomes);
  ASSERT_EQ(rounds.size(), 2u);
  EXPECT_EQ(rounds[0].questions, 2u);
  EXPECT_EQ(rounds[0].judgements, 3u);
  EXPECT_EQ(rounds[0].methods[0].method, "individual");
  EXPECT_NEAR(*rounds[0].methods[0].brier, (0.16 + 0.09 + 0.04) / 3, 1e-12);
  EXPECT_EQ(rounds[0].methods[1].method, "geometric_odds");
  EXPECT_EQ(rounds[0].methods[1].n, 2u);
  ASSERT_EQ(rounds[0].who.size(), 2u);
  EXPECT_EQ(rounds[0].who[0].n, 2u);
  EXPECT_NEAR(*rounds[1].methods[2].brier, 0.04, 1e-12);
}

TEST(Record, AQuestionWithoutAnOutcomeHasNoScore) {
  const auto rounds = scores_of(*read_judgements(kJudged), *read_outcomes("question,outcome\nother,1\n"));
  EXPECT_EQ(rounds[0].questions, 2u);
  EXPECT_EQ(rounds[0].resolved, 0u);
  ASSERT_EQ(rounds[0].methods.size(), 1u);
  EXPECT_FALSE(rounds[0].methods[0].brier);
  EXPECT_TRUE(rounds[0].who.empty());
}

TEST(Record, PartsOfAScoreNeedGroups) {
  std::vector<Judged> alike, different;
  std::map<std::string, bool> outcomes;
  for (int i = 0; i < 6; ++i) {
    const auto question = "q" + std::to_string(i);
    outcomes[question] = i % 2 == 0;
    alike.push_back({"", question, "A", i < 3 ? 0.2 : 0.8});
    different.push_back({"", question, "A", 0.1 + 0.1 * i});
  }
  EXPECT_TRUE(scores_of(alike, outcomes)[0].methods[0].parts);
  EXPECT_FALSE(scores_of(different, outcomes)[0].methods[0].parts);
  // The same of an agency's record.
  EXPECT_TRUE(scores_of(alike, outcomes)[0].who[0].parts);
  EXPECT_FALSE(scores_of(different, outcomes)[0].who[0].parts);
}

TEST(Record, PercentagesByTheNameOfTheirColumn) {
  EXPECT_DOUBLE_EQ(read_judgements("question,who,percent\nq,A,60\n")->front().p, 0.6);
  EXPECT_DOUBLE_EQ(read_judgements("round,paper_id,user_name,group,lower,best,upper\nround_1,100,x,g,30,40,45\n")->front().p, 0.4);
}

TEST(Record, AMistakeNamesItsLine) {
  const std::vector<std::pair<std::string, std::string>> wrong{
      {"", "line 1"},
      {"question,who\nq,A\n", "line 1"},
      {"question,who,p\nq,A,1.1\n", "line 2"},
      {"question,who,p\nq,A,x\n", "line 2"},
      {"question,who,p\nq,A,\n", "line 2"},
      {"question,who,p\nq,A,nan\n", "line 2"},
      {"question,who,p\nq,A,0.5\nq,A,0.6\n", "line 3"},
      {"question,who,p\nq,A\n", "line 2"},
      {"question,who,p\nq,\"A,0.5\n", "line 2"},
  };
  for (const auto& [csv, where] : wrong) {
    const auto read = read_judgements(csv);
    ASSERT_FALSE(read) << csv;
    EXPECT_EQ(read.error().where, where) << csv;
  }
  EXPECT_FALSE(read_outcomes("question,outcome\nq,perhaps\n"));
  EXPECT_FALSE(read_outcomes("question,outcome\nq,1\nq,0\n"));
}
}  // namespace
}  // namespace comity::judgement
