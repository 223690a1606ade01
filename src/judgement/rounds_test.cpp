#include "judgement/rounds.hpp"

#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "crypto/sign.hpp"

namespace comity::judgement {
namespace {

constexpr std::int64_t kDay = 86'400'000'000;
const Time kStart = *parse_time("2026-06-01T00:00:00Z");
Time day(int number) { return {kStart.us + number * kDay}; }
const std::string kId = "grouping--00000000-0000-4000-8000-000000000001";

class RoundsTest : public testing::Test {
 protected:
  void record(Time at, decltype(Step::what) what) {
    const std::string body = encode(Step{kId, "NZL.NAB.submitter", at, std::move(what)});
    rounds_.apply({++seq_, at, 1, journal::Kind::round, body, 0});
  }
  void open(std::vector<std::string> invited = {"AUS.ONI", "JPN.CIRO", "NZL.NAB"}) {
    record(day(0), Open{7, std::move(invited), {day(1), day(2), day(3), day(4), day(5)}, day(30)});
  }
  std::string paper(const std::string& agency, int stage, char digest = '0') {
    agreement::Paper out{to_json(Commitment{agency, kId, stage, std::string(64, digest), day(0)}), {}};
    out.signatures.push_back(agreement::sign(kCommitment, out.text, "NZL", key_));
    return agreement::to_json(kCommitment, out);
  }
  void commit(const std::string& agency, int stage, Time at, bool late = false, char digest = '0') {
    record(at, Commit{paper(agency, stage, digest), late});
  }
  void reveal(const std::string& agency, int stage, Time at) { record(at, Reveal{agency, stage, 9}); }
  const Round& round() { return *rounds_.find(kId); }

  const std::unique_ptr<crypto::Random> random_ = crypto::test_random(3);
  const crypto::SigningKey key_ = crypto::SigningKey::generate(*random_);
  Rounds rounds_;
  Seq seq_ = 0;
};

TEST_F(RoundsTest, PartsEndAtTheirTimes) {
  open();
  commit("NZL.NAB", 1, day(0));
  EXPECT_EQ(part_of(round(), day(0)), Part::commit);
  EXPECT_EQ(part_of(round(), {day(1).us - 1}), Part::commit);
  EXPECT_EQ(part_of(round(), day(1)), Part::reveal);
  EXPECT_EQ(part_of(round(), day(2)), Part::discussion);
  EXPECT_EQ(part_of(round(), day(3)), Part::second_commit);
  EXPECT_EQ(part_of(round(), day(4)), Part::over);  // nobody committed: there is nothing to reveal
  commit("NZL.NAB", 2, day(3));
  EXPECT_EQ(part_of(round(), day(4)), Part::second_reveal);
  EXPECT_EQ(part_of(round(), day(5)), Part::over);
}

TEST_F(RoundsTest, PartsEndEarlierOnceAllHaveDoneTheirs) {
  open();
  commit("NZL.NAB", 1, day(0));
  commit("AUS.ONI", 1, day(0));
  EXPECT_EQ(part_of(round(), day(0)), Part::commit);
  EXPECT_FALSE(opened_up(round(), 1, day(0)));
  commit("JPN.CIRO", 1, day(0));
  EXPECT_EQ(part_of(round(), day(0)), Part::reveal);
  EXPECT_TRUE(opened_up(round(), 1, day(0)));
  EXPECT_FALSE(opened_up(round(), 2, day(0)));
  reveal("NZL.NAB", 1, day(0));
  reveal("AUS.ONI", 1, day(0));
  EXPECT_EQ(part_of(round(), day(0)), Part::reveal);
  record(day(0), Withhold{"JPN.CIRO", 1});
  EXPECT_EQ(part_of(round(), day(0)), Part::discussion);
  record(day(0), Close{});
  EXPECT_EQ(part_of(round(), day(0)), Part::second_commit);
  EXPECT_EQ(commits_in(Part::second_commit), 2);
  EXPECT_EQ(reveals_in(Part::second_commit), 0);
}

TEST_F(RoundsTest, WhoWithholdsBeforeCommittingHoldsNobodyUp) {
  open({"AUS.ONI", "NZL.NAB"});
  record(day(0), Withhold{"AUS.ONI", 1});
  commit("NZL.NAB", 1, day(0));
  EXPECT_EQ(part_of(round(), day(0)), Part::reveal);
  reveal("NZL.NAB", 1, day(0));
  EXPECT_EQ(part_of(round(), day(0)), Part::discussion);
}

TEST_F(RoundsTest, AClockSetBackOpensNothingAgain) {
  open();
  commit("NZL.NAB", 1, day(0));
  reveal("NZL.NAB", 1, day(1));
  EXPECT_NE(part_of(round(), day(0)), Part::commit);
  EXPECT_EQ(part_of(round(), day(0)), Part::discussion);
}

TEST_F(RoundsTest, VoidOnesHoldNobodyUp) {
  open();
  for (const char* agency : {"AUS.ONI", "JPN.CIRO", "NZL.NAB"}) commit(agency, 1, day(0));
  reveal("NZL.NAB", 1, day(0));
  reveal("JPN.CIRO", 1, day(0));
  EXPECT_EQ(part_of(round(), day(0)), Part::reveal);
  Round counting = round();
  counting.stages[0].committed.at("AUS.ONI").is_void = true;
  EXPECT_EQ(part_of(counting, day(0)), Part::discussion);
}

TEST_F(RoundsTest, TheOutcomeIsToldFromTheFirstYesOrNoOn) {
  open();
  record(day(2), Resolve{"void", "EXERCISE", ""});
  EXPECT_FALSE(round().outcome_told);
  record(day(2), Resolve{"no", "EXERCISE", ""});
  const auto told = round().outcome_told;
  EXPECT_EQ(told, seq_);
  record(day(2), Resolve{"yes", "EXERCISE corrected", ""});
  EXPECT_EQ(round().outcome_told, told);
}

TEST_F(RoundsTest, LateOnesHoldNobodyUp) {
  open();
  commit("NZL.NAB", 1, day(0));
  commit("AUS.ONI", 1, day(1), true);
  EXPECT_EQ(part_of(round(), day(1)), Part::reveal);
  reveal("NZL.NAB", 1, day(1));
  EXPECT_EQ(part_of(round(), day(1)), Part::discussion);
  EXPECT_TRUE(round().stages[0].committed.at("AUS.ONI").late);
}

TEST_F(RoundsTest, AReplacedCommitmentIsCounted) {
  open();
  commit("NZL.NAB", 1, day(0), false, '0');
  commit("NZL.NAB", 1, day(0), false, '1');
  EXPECT_EQ(round().stages[0].committed.at("NZL.NAB").replaced, 1);
  EXPECT_EQ(round().stages[0].committed.at("NZL.NAB").commitment.sha256, std::string(64, '1'));
  EXPECT_EQ(round().stages[0].committed.size(), 1u);
}

TEST_F(RoundsTest, TheLastResolutionCounts) {
  open();
  record(day(6), Resolve{"no", "EXERCISE", ""});
  record(day(7), Resolve{"yes", "EXERCISE corrected", "a paper"});
  EXPECT_EQ(round().resolution->what.outcome, "yes");
  EXPECT_EQ(round().last, day(7));
}

TEST_F(RoundsTest, StepsAreReadAsTheyAreWritten) {
  const std::vector<decltype(Step::what)> all = {
      Open{7, {"AUS.ONI", "JPN"}, {day(1), day(2), day(3), day(4), day(5)}, day(30)}, Commit{paper("JPN", 1), true}, Withhold{"JPN", 2},
      Reveal{"AUS.ONI", 1, 12}, Discuss{13}, Close{}, Resolve{"void", "EXERCISE", "x"}};
  for (const auto& what : all) {
    const Step step{kId, "NZL.NAB.submitter", day(1), what};
    const auto read = decode_step(encode(step));
    ASSERT_TRUE(read) << to_string(read.error());
    EXPECT_EQ(*read, step);
  }
}

TEST_F(RoundsTest, DamagedStepsAreCorrupt) {
  const std::string open = encode({kId, "a", day(0), Open{7, {"AUS.ONI"}, {day(1), day(2), day(3), day(4), day(5)}, day(30)}});
  const auto with = [&](std::string_view from, std::string_view to) {
    std::string out = open;
    const auto at = out.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return out.replace(at, from.size(), to);
  };
  for (const std::string& text : {std::string(), std::string("[]"), std::string("{}"), with("\"open\"", "\"opened\""), with("\"object\":7", "\"object\":0"),
                                  with("AUS.ONI", "AUS.ONI.x"), with("2026-06-03", "2026-06-02"), with("\"by\":\"a\"", "\"by\":\"a\",\"p\":\"0.5\""),
                                  with("[\"AUS.ONI\"]", "[]")}) {
    const auto read = decode_step(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, Code::corrupt);
  }
}

}  // namespace
}  // namespace comity::judgement
