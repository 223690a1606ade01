#include "insight/votes.hpp"

#include <gtest/gtest.h>

#include "insight/statement_votes.hpp"
#include "insight/states.hpp"
#include "insight/votes_read.hpp"

namespace comity::insight {
namespace {

constexpr std::string_view kCalls = "rcid,session,date,unres,importantvote,amend,para,issues,short\n"
                                    "3,1,1990-01-01,R/1,1,0,0,di;nu,\"A, B\"\n"
                                    "4,1,1991-01-02,R/2,0,0,0,,\"he said \"\"no\"\"\nand left\"\n"
                                    "9,2,1989-05-05,R/3,0,0,0,me,C\n";

std::string where_of(std::string_view votes, std::optional<std::string_view> calls) {
  const auto set = read_votes(votes, calls);
  return set ? "read" : set.error().where;
}

TEST(VotesFile, NumbersByAnyOrderOfColumns) {
  for (const std::string_view votes : {"rcid,session,ccode,vote\n3,1,2,1\n3,1,20,3\n4,1,2,2\n9,2,20,8\n", "vote,extra,ccode,rcid\r\n1,\"x,y\",2,3\r\n3,,20,3\r\n2,z,2,4\r\n9,z,20,9\r\n"}) {
    const auto set = read_votes(votes, kCalls);
    ASSERT_TRUE(set.has_value()) << to_string(set.error());
    ASSERT_EQ(set->members().size(), 2u);
    EXPECT_EQ(set->calls()[0].id, "9");  // by day
    EXPECT_EQ(set->calls()[1].issues, "di|nu");
    EXPECT_TRUE(set->calls()[1].important);
    EXPECT_EQ(set->calls()[2].title, "he said \"no\"\nand left");
    const auto usa = set->named("USA"), canada = set->named("20");
    ASSERT_TRUE(usa.size() == 1 && canada.size() == 1);
    EXPECT_EQ(set->vote(usa[0], 1), Vote::yes);
    EXPECT_EQ(set->vote(canada[0], 1), Vote::no);
    EXPECT_EQ(set->vote(usa[0], 2), Vote::abstain);
    EXPECT_EQ(set->vote(canada[0], 0), Vote::absent);
  }
}

TEST(VotesFile, ErrorsNameTheirLine) {
  const std::string head = "rcid,session,ccode,vote\n3,1,2,1\n";
  EXPECT_EQ(where_of(head + "3,1,20,4\n", kCalls), "line 3");
  EXPECT_EQ(where_of(head + "77,1,20,1\n", kCalls), "line 3");
  EXPECT_EQ(where_of(head + "3,1,20,1\n3,1,x,1\n", kCalls), "line 4");
  EXPECT_EQ(where_of(head + "3,1,20\n", kCalls), "line 3");
  EXPECT_EQ(where_of(head + "3,1,2,3\n", kCalls), "line 3");
  EXPECT_EQ(where_of(head + "3,1,99999999,3\n", kCalls), "line 3");
  EXPECT_EQ(where_of(head + "3,1,\"20,1\n", kCalls), "line 3");
  EXPECT_EQ(where_of(head, "rcid,date\n1,1990-02-30\n"), "roll calls, line 2");
  EXPECT_EQ(where_of(head, "rcid,date\n1,1990-02-03\n1,1990-02-03\n"), "roll calls, line 3");
  EXPECT_EQ(where_of("a,b\n", kCalls), "line 1");
  EXPECT_EQ(read_votes(head, std::nullopt).error().code, Code::precondition);
  EXPECT_EQ(where_of(head + "3,1,2,1\n", kCalls), "read");  // the same again says nothing new
}

TEST(VotesFile, TheDigitalLibrary) {
  const auto set = read_votes(
      "undl_id,ms_code,ms_name,ms_vote,date,session,resolution,draft,committee_report,meeting,title,agenda_title,subjects,vote_note,total_yes,total_no,total_abstentions,total_non_voting,total_ms,undl_link\n"
      "1,USA,UNITED STATES,N,2020-12-07,75,A/RES/75/1,,,,\"A, title\",,,,,,,,,\n1,SUN,USSR,Y,2020-12-07,75,A/RES/75/1,,,,\"A, title\",,,,,,,,,\n"
      "2,RUS,RUSSIA,A,2021-12-07,ES-10,A/RES/76/1,,,,T,,,,,,,,,\n2,USA,UNITED STATES,X,2021-12-07,ES-10,A/RES/76/1,,,,T,,,,,,,,,\n2,CHN,CHINA,,2021-12-07,ES-10,,,,,T,,,,,,,,,\n",
      std::nullopt);
  ASSERT_TRUE(set.has_value()) << to_string(set.error());
  EXPECT_EQ(set->calls()[0].resolution, "A/RES/75/1");
  EXPECT_EQ(set->calls()[1].session, "ES-10");
  EXPECT_EQ(set->vote(set->named("USA")[0], 0), Vote::no);
  EXPECT_EQ(set->vote(set->named("USA")[0], 1), Vote::absent);
  EXPECT_EQ(set->vote(set->named("SUN")[0], 0), Vote::yes);
  const RollCallSet joined = succeeded(*set);
  EXPECT_TRUE(joined.named("SUN").empty());
  EXPECT_EQ(joined.vote(joined.named("RUS")[0], 0), Vote::yes);
  EXPECT_EQ(joined.vote(joined.named("RUS")[0], 1), Vote::abstain);
  EXPECT_EQ(where_of("undl_id,ms_code,ms_vote,date\n1,USA,Q,2020-12-07\n", std::nullopt), "line 2");
  EXPECT_EQ(where_of("undl_id,ms_code,ms_vote,date\n1,USA,Y,2020-12-07\n1,NZL,Y,2020-12-08\n", std::nullopt), "line 3");
}

TEST(Succession, GermanyIsTwoRowsUntilItIsAskedToBeOne) {
  const auto set = read_votes("rcid,session,ccode,vote\n3,1,260,1\n4,1,255,3\n3,1,265,2\n", kCalls);
  ASSERT_TRUE(set.has_value());
  EXPECT_EQ(set->named("DEU").size(), 2u);
  const RollCallSet one = succeeded(*set);
  ASSERT_EQ(one.named("DEU").size(), 1u);
  EXPECT_EQ(one.members()[one.named("DEU")[0]].cow, 255u);
  EXPECT_EQ(one.vote(one.named("DEU")[0], 1), Vote::yes);
  EXPECT_EQ(one.vote(one.named("DEU")[0], 2), Vote::no);
  EXPECT_EQ(one.vote(one.named("DDR")[0], 1), Vote::abstain);
}

TEST(Succession, TablesEndAndAscend) {
  for (std::size_t i = 1; i < state_codes().size(); ++i) EXPECT_LT(state_codes()[i - 1].cow, state_codes()[i].cow);
  for (const Succession& one : successions()) {
    EXPECT_TRUE(parse_day(one.since).has_value()) << one.why;
    if (one.before_cow != 0) {
      EXPECT_NE(iso_of_cow(one.after_cow), std::to_string(one.after_cow));
    }
  }
  EXPECT_EQ(successor_of_cow(260), 255u);
  EXPECT_EQ(successor_of_iso("ZAR"), "COD");
}

TEST(Gzip, WholeAndCutShort) {
  EXPECT_EQ(unpacked("plain").value(), "plain");
  EXPECT_EQ(unpacked(std::string("\x1f\x8b\x08\x00\x00", 5)).error().code, Code::invalid);
  EXPECT_EQ(unpacked("plain", 3).error().code, Code::too_large);
}

TEST(Statements, NotInvitedIsNeverDeclined) {
  const auto positions = read_positions("statement,date,party,position,topics\nS1,2024-05-01,NZL,signed,cyber|seabed\nS1,2024-05-01,JPN,reserved,\nS1,2024-05-01,AUS,not-invited,\nS1,2024-05-01,USA,declined,\n"
                                        "S2,2024-06-01,NZL,abstained,\nS2,2024-06-01,JPN,no answer,\n");
  ASSERT_TRUE(positions.has_value()) << to_string(positions.error());
  const auto set = votes_of(*positions, {});
  ASSERT_TRUE(set.has_value());
  const auto vote = [&](std::string_view party, std::size_t call) { return set->vote(set->named(party)[0], call); };
  EXPECT_EQ(vote("NZL", 0), Vote::yes);
  EXPECT_EQ(vote("JPN", 0), Vote::yes);
  EXPECT_EQ(vote("AUS", 0), Vote::absent);
  EXPECT_EQ(vote("USA", 0), Vote::no);
  EXPECT_EQ(vote("NZL", 1), Vote::abstain);
  EXPECT_EQ(vote("JPN", 1), Vote::absent);
  const auto careful = votes_of(*positions, {.reserved_is_middle = true});
  EXPECT_EQ(careful->vote(careful->named("JPN")[0], 0), Vote::abstain);
  EXPECT_EQ(read_positions("statement,date,party,position\nS1,2024-05-01,NZL,maybe\n").error().where, "line 2");
}

TEST(Statements, AnImportWithTheIdOfALiveOneStandsInNobodysWay) {
  auto positions = read_positions("statement,date,party,position\nS1,2024-05-01,NZL,signed\nS1,2020-01-01,NZL,declined\nS2,2024-06-01,JPN,signed\nS2,2020-01-01,JPN,declined\nS3,2024-07-01,JPN,signed\n").value();
  using Word = StatementPosition::Word;
  positions[1].word = positions[2].word = Word::own;
  positions[3].word = positions[4].word = Word::others;
  EXPECT_FALSE(votes_of(positions, {}).has_value());
  EXPECT_EQ(keep_one_word(positions), (std::vector<std::string>{"S1", "S2"}));
  const auto set = votes_of(positions, {});
  ASSERT_TRUE(set.has_value()) << to_string(set.error());
  ASSERT_EQ(set->calls().size(), 3u);
  EXPECT_EQ(set->vote(set->named("NZL")[0], 0), Vote::yes);
  EXPECT_EQ(set->vote(set->named("JPN")[0], 1), Vote::yes);
}

}  // namespace
}  // namespace comity::insight
