// A disk that fails under a round: what was answered stands, and a reveal is there with its note, or neither is.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "operations/held.hpp"
#include "tests/fault/faulty_node.hpp"
#include "tests/scenario/round_play.hpp"

namespace comity::fault {
namespace {

using judgement::Part;

// Every step that names an object names one that is held, and is that round's.
void expect_whole(operations::Node& node, const std::string& round) {
  std::shared_lock state(node.journal().state());
  const judgement::Round* found = node.rounds.find(round);
  ASSERT_NE(found, nullptr);
  EXPECT_TRUE(operations::object_record(node.engine(), found->asked.object));
  for (const auto& stage : found->stages)
    for (const auto& [agency, one] : stage.revealed) {
      const auto object = operations::object_record(node.engine(), one.object);
      ASSERT_TRUE(object) << agency;
      EXPECT_EQ(object->type, "note");
      EXPECT_NE(node.shelf.row_of(one.object), shelf::kNoRow);
    }
}

// Notes that no step names.
std::size_t notes_held(operations::Node& node) {
  std::shared_lock state(node.journal().state());
  std::size_t out = 0;
  for (std::uint32_t row = 0; row < node.shelf.size(); ++row) out += node.shelf.type(node.shelf.row(row).type) == "note" ? 1 : 0;
  return out;
}

TEST(RoundsOnAFailingDisk, ARevealIsDurableWithItsNoteOrNeitherIs) {
  std::size_t refused = 0, taken = 0;
  for (const bool power_cut : {false, true})
    for (int syncs = 0; syncs < 2; ++syncs)
      for (int torn = -1; torn < 2; ++torn) {
        FaultyNode node;
        scenario::RoundPlay play(node.node(), node.alliance());
        const std::string round = play.open({"JPN.CIRO", "NZL.NAB"});
        const auto nzl = scenario::RoundPlay::judgement("NZL.NAB", round, 1, "0.6"), jpn = scenario::RoundPlay::judgement("JPN.CIRO", round, 1, "0.3");
        ASSERT_TRUE(play.commit(nzl) && play.commit(jpn));
        ASSERT_EQ(notes_held(node.node()), 0u);
        node.faults().lose_unsynced = power_cut;
        if (torn >= 0) node.faults().writes_until_torn = torn;
        else node.faults().syncs_until_error = syncs;
        const auto revealed = play.reveal(nzl);
        node.reopen(power_cut);
        play.use(node.node());
        expect_whole(node.node(), round);
        const bool there = !node.node().rounds.find(round)->stages[0].revealed.empty();
        EXPECT_EQ(notes_held(node.node()), there ? 1u : 0u) << "a note without its step, or a step without its note";
        EXPECT_TRUE(there || !revealed) << "what was answered stands";
        EXPECT_EQ(node.node().rounds.find(round)->stages[0].committed.size(), 2u);
        (revealed ? taken : refused) += 1;
        // And the round goes on.
        EXPECT_TRUE(there || play.reveal(nzl));
        EXPECT_TRUE(play.reveal(jpn));
        EXPECT_EQ(play.seen("NZL.NAB.submitter", round).part, Part::discussion);
      }
  EXPECT_GT(refused, 0u);
}

TEST(RoundsOnAFailingDisk, ACommitmentThatWasAnsweredIsThere) {
  FaultyNode node;
  scenario::RoundPlay play(node.node(), node.alliance());
  const std::string round = play.open({"JPN.CIRO", "NZL.NAB"});
  ASSERT_TRUE(play.commit(scenario::RoundPlay::judgement("NZL.NAB", round, 1, "0.6")));
  node.reopen(true);
  play.use(node.node());
  EXPECT_EQ(node.node().rounds.find(round)->stages[0].committed.size(), 1u);
  EXPECT_EQ(play.seen("NZL.NAB.submitter", round).stages[0].committed, 1u);
}

}  // namespace
}  // namespace comity::fault
