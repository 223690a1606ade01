// Rounds of judgements between agencies of the sample alliance: sealed, revealed, released like any object.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "stix/object.hpp"
#include "tests/scenario/consent_node.hpp"
#include "tests/scenario/round_play.hpp"

namespace comity::scenario {
namespace {

using operations::RoundSeen;

const std::vector<std::string> kThree{"AUS.ONI", "JPN.CIRO", "NZL.NAB"};

class Rounds : public testing::Test {
 protected:
  static const RoundSeen::Entry& entry(const RoundSeen& seen, int stage, const std::string& agency) {
    const auto& entries = seen.stages[static_cast<std::size_t>(stage - 1)].entries;
    const auto found = std::find_if(entries.begin(), entries.end(), [&](const auto& one) { return one.agency == agency; });
    if (found == entries.end()) throw std::runtime_error(agency + " is not among the entries");
    return *found;
  }
  void take(const Result<operations::CommitOutcome>& done, bool late = false) {
    ASSERT_TRUE(done) << to_string(done.error());
    EXPECT_EQ(done->late, late);
  }
  void take(const Result<operations::Shared>& done) { ASSERT_TRUE(done) << to_string(done.error()); }
  template <class T>
  void refused(const Result<T>& done, Code code) {
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, code) << done.error().message;
  }
  static operations::Caller caller(const std::string& person) { return fault::SampleAlliance::caller(person); }

  ConsentNode world_;
  RoundPlay play_{world_.node(), world_.alliance()};
};

TEST_F(Rounds, BothStagesFromOpeningToResolution) {
  const std::string round = play_.open(kThree);
  std::map<std::string, judgement::Judgement> first, second;
  const std::map<std::string, std::pair<std::string, std::string>> said{{"AUS.ONI", {"0.70", "0.65"}}, {"JPN.CIRO", {"0.25", "0.30"}}, {"NZL.NAB", {"0.60", "0.62"}}};
  for (const auto& [agency, p] : said) {
    first.emplace(agency, RoundPlay::judgement(agency, round, 1, p.first));
    second.emplace(agency, RoundPlay::judgement(agency, round, 2, p.second));
  }
  take(play_.commit(first.at("NZL.NAB")));
  take(play_.commit(first.at("AUS.ONI")));
  RoundSeen seen = play_.seen("JPN.CIRO.submitter", round);
  EXPECT_EQ(seen.part, judgement::Part::commit);
  EXPECT_EQ(seen.stages[0].committed, 2u);
  EXPECT_TRUE(seen.stages[0].entries.empty()) << "who committed is not told while it is sealed";
  EXPECT_EQ(seen.question.text, "EXERCISE Will PALE HERON interrupt service before 30 June 2027?");
  EXPECT_EQ(seen.yours, std::vector<std::string>{"JPN.CIRO"});
  refused(play_.reveal(first.at("NZL.NAB")), Code::precondition);

  take(play_.commit(first.at("JPN.CIRO")));  // the last: the reveal begins
  refused(play_.commit(RoundPlay::judgement("JPN.CIRO", round, 1, "0.70")), Code::precondition);
  take(play_.reveal(first.at("NZL.NAB")));
  refused(play_.reveal(first.at("NZL.NAB")), Code::conflict);
  auto other = first.at("AUS.ONI");
  other.p = "0.71";
  refused(play_.reveal(other), Code::invalid);  // after a look at the others
  take(play_.reveal(first.at("AUS.ONI")));
  refused(operations::discuss_round(world_.node(), caller("NZL.NAB.submitter"), round, "EXERCISE early", "", marking_of("NZL", {"FVEY"})), Code::precondition);
  take(play_.reveal(first.at("JPN.CIRO")));

  seen = play_.seen("NZL.GCSB.analyst", round);
  EXPECT_EQ(seen.part, judgement::Part::discussion);
  for (const auto& [agency, p] : said) {
    EXPECT_EQ(entry(seen, 1, agency).state, "revealed");
    EXPECT_EQ(entry(seen, 1, agency).judgement, first.at(agency));
    EXPECT_EQ(entry(seen, 1, agency).sha256, to_hex(crypto::view(judgement::commitment_to(judgement::to_json(first.at(agency))))));
  }
  const auto note = operations::discuss_round(world_.node(), caller("JPN.CIRO.submitter"), round, "EXERCISE our sources differ", "", marking_of("JPN", {"FVEY"}));
  take(note);
  const auto answer = operations::discuss_round(world_.node(), caller("NZL.NAB.submitter"), round, "EXERCISE how so?", note->id, marking_of("NZL", {"JPN", "FVEY"}));
  take(answer);
  refused(operations::discuss_round(world_.node(), caller("NZL.NAB.submitter"), round, "EXERCISE", "note--00000000-0000-4000-8000-000000000000", marking_of("NZL", {})), Code::not_found);
  refused(play_.commit(second.at("AUS.ONI")), Code::precondition);  // the discussion goes on
  refused(operations::close_discussion(world_.node(), caller("JPN.CIRO.submitter"), round), Code::forbidden);
  ASSERT_TRUE(operations::close_discussion(world_.node(), caller("NZL.GCSB.submitter"), round));

  for (const auto& [agency, one] : second) take(play_.commit(one));
  for (const auto& [agency, one] : second) take(play_.reveal(one));
  seen = play_.seen("JPN.CIRO.submitter", round);
  EXPECT_EQ(seen.part, judgement::Part::over);
  ASSERT_EQ(entry(seen, 2, "AUS.ONI").state, "revealed") << seen.objects.size() << " objects";
  EXPECT_EQ(entry(seen, 2, "AUS.ONI").judgement->p, "0.65");
  ASSERT_EQ(seen.discussion.size(), 2u);
  EXPECT_EQ(seen.discussion[1].answers, note->id);

  refused(operations::resolve_round(world_.node(), caller("AUS.ONI.submitter"), round, {"yes", "EXERCISE", ""}), Code::forbidden);
  refused(operations::resolve_round(world_.node(), caller("NZL.NAB.submitter"), round, {"perhaps", "EXERCISE", ""}), Code::invalid);
  ASSERT_TRUE(operations::resolve_round(world_.node(), caller("NZL.NAB.submitter"), round, {"yes", "EXERCISE an operator said so", "a paper"}));
  const auto track = operations::round_track(world_.node(), caller("JPN.CIRO.submitter"));
  ASSERT_TRUE(track && track->rounds.size() == 1);
  EXPECT_TRUE(track->rounds[0].outcome);
  ASSERT_EQ(track->rounds[0].judgements.size(), 3u);
  EXPECT_EQ(track->rounds[0].judgements[0].p, "0.65");  // the second of each

  // What was folded is what is folded again.
  world_.reopen();
  play_.use(world_.node());
  const RoundSeen again = play_.seen("JPN.CIRO.submitter", round);
  EXPECT_EQ(again.objects, seen.objects);
  EXPECT_EQ(again.resolution->what.outcome, "yes");
}

TEST_F(Rounds, AJudgementOfAnotherClientIsRevealedAsItWasWritten) {
  const std::string round = play_.open({"NZL.NAB"});
  nlohmann::json value = nlohmann::json::parse(judgement::to_json(RoundPlay::judgement("NZL.NAB", round, 1, "0.60")));
  value["sources"] = {"report--00000000-0000-4000-8000-000000000002", "report--00000000-0000-4000-8000-000000000001"};
  value["low"] = value["high"] = "";
  const std::string written = value.dump(), digest = to_hex(crypto::view(judgement::commitment_to(written)));
  agreement::Paper paper{judgement::to_json(judgement::Commitment{"NZL.NAB", round, 1, digest, world_.clock().now()}), {}};
  paper.signatures.push_back(agreement::sign(judgement::kCommitment, paper.text, "NZL", world_.alliance().authority("NZL")));
  take(operations::commit_judgement(world_.node(), caller("NZL.NAB.submitter"), round, agreement::to_json(judgement::kCommitment, paper)));
  const auto reveal = [&](const std::string& text) { return operations::reveal_judgement(world_.node(), caller("NZL.NAB.submitter"), round, text, marking_of("NZL", {"JPN"})); };
  refused(reveal(judgement::to_json(judgement::parse_judgement(written).value())), Code::invalid);
  take(reveal(value.dump(2)));
  const RoundSeen seen = play_.seen("JPN.CIRO.submitter", round);
  EXPECT_EQ(entry(seen, 1, "NZL.NAB").state, "revealed");
  const auto note = std::find_if(seen.objects.begin(), seen.objects.end(), [](const std::string& one) { return one.find("\"note--") != std::string::npos; });
  ASSERT_NE(note, seen.objects.end());
  const auto kept = nlohmann::json::parse(*note).at("extensions").at(stix::kRoundExtension).at("judgement").dump();
  EXPECT_EQ(to_hex(crypto::view(judgement::commitment_to(judgement::canonical_text(kept).value()))), digest) << "every reader can compute it";
}

TEST_F(Rounds, WhatIsRevealedAfterTheOutcomeIsShownAndNotPooled) {
  const std::string round = play_.open(kThree);
  for (const auto& agency : kThree) take(play_.commit(RoundPlay::judgement(agency, round, 1, "0.60")));
  take(play_.reveal(RoundPlay::judgement("NZL.NAB", round, 1, "0.60")));
  const auto resolve = [&](const std::string& outcome, const std::string& reason, const std::string& source) {
    return operations::resolve_round(world_.node(), caller("NZL.NAB.submitter"), round, {outcome, reason, source});
  };
  std::string long_reason;
  for (int i = 0; i < 300; ++i) long_reason += "é";
  refused(resolve("yes", long_reason + "x", ""), Code::invalid);
  refused(resolve("yes", "EXERCISE", long_reason + "x"), Code::invalid);
  ASSERT_TRUE(resolve("void", "EXERCISE", ""));
  take(play_.reveal(RoundPlay::judgement("JPN.CIRO", round, 1, "0.60")));  // nothing was told
  ASSERT_TRUE(resolve("yes", long_reason, "EXERCISE"));
  take(play_.reveal(RoundPlay::judgement("AUS.ONI", round, 1, "0.60")));
  const RoundSeen seen = play_.seen("NZL.NAB.submitter", round);
  EXPECT_TRUE(entry(seen, 1, "JPN.CIRO").pooled);
  EXPECT_EQ(entry(seen, 1, "AUS.ONI").state, "after-outcome");
  EXPECT_EQ(entry(seen, 1, "AUS.ONI").judgement.value().p, "0.60");
  EXPECT_FALSE(entry(seen, 1, "AUS.ONI").pooled);
  EXPECT_EQ(operations::round_track(world_.node(), caller("NZL.NAB.submitter")).value().rounds.at(0).judgements.size(), 2u);
}

TEST_F(Rounds, RemarksSayWhatTheLanguageLacks) {
  const std::string round = play_.open({"NZL.NAB"});
  auto one = RoundPlay::judgement("NZL.NAB", round, 1, "0.60");
  one.rationale = "EXERCISE It is likely with high confidence that they will.";
  take(play_.commit(one));
  const auto revealed = play_.reveal(one);
  take(revealed);
  EXPECT_NE(revealed->remark.find("likelihood-with-confidence"), std::string::npos) << revealed->remark;
  const auto discuss = [&](const char* text) { return operations::discuss_round(world_.node(), caller("NZL.NAB.submitter"), round, text, "", marking_of("NZL", {"JPN"})).value().remark; };
  EXPECT_NE(discuss("EXERCISE It is likely with high confidence that they will.").find("likelihood-with-confidence"), std::string::npos);
  EXPECT_EQ(discuss("EXERCISE On which sources does this rest?"), "");
}

TEST_F(Rounds, WithheldAndLateAreShownAndNotPooled) {
  const std::string round = play_.open(kThree);
  const auto aus = RoundPlay::judgement("AUS.ONI", round, 1, "0.70"), nzl = RoundPlay::judgement("NZL.NAB", round, 1, "0.60"), jpn = RoundPlay::judgement("JPN.CIRO", round, 1, "0.20");
  take(play_.commit(aus));
  take(play_.commit(nzl));
  world_.clock().advance_us(kHour);
  take(play_.commit(jpn), true);
  take(play_.reveal(jpn));
  take(play_.reveal(nzl));
  EXPECT_EQ(entry(play_.seen("NZL.NAB.submitter", round), 1, "AUS.ONI").state, "sealed");
  world_.clock().advance_us(kHour);
  refused(play_.reveal(aus), Code::precondition);
  const RoundSeen seen = play_.seen("NZL.NAB.submitter", round);
  EXPECT_EQ(entry(seen, 1, "AUS.ONI").state, "withheld");
  EXPECT_FALSE(entry(seen, 1, "AUS.ONI").judgement);
  EXPECT_EQ(entry(seen, 1, "JPN.CIRO").state, "late");
  EXPECT_EQ(entry(seen, 1, "JPN.CIRO").judgement.value().p, "0.20");
  EXPECT_FALSE(entry(seen, 1, "JPN.CIRO").pooled);
  EXPECT_TRUE(entry(seen, 1, "NZL.NAB").pooled);
  EXPECT_EQ(seen.stages[0].committed, 2u);
}

TEST_F(Rounds, WhoSaysThatItWithholdsHoldsNobodyUp) {
  const std::string round = play_.open(kThree);
  take(play_.commit(RoundPlay::judgement("AUS.ONI", round, 1, "0.70")));
  take(play_.commit(RoundPlay::judgement("NZL.NAB", round, 1, "0.60")));
  refused(operations::withhold_judgement(world_.node(), caller("NZL.NAB.submitter"), round, "JPN.CIRO"), Code::forbidden);
  ASSERT_TRUE(operations::withhold_judgement(world_.node(), caller("JPN.CIRO.submitter"), round, "JPN.CIRO"));
  EXPECT_EQ(play_.seen("NZL.NAB.submitter", round).part, judgement::Part::reveal);
  refused(play_.commit(RoundPlay::judgement("JPN.CIRO", round, 1, "0.20")), Code::conflict);
  ASSERT_TRUE(operations::withhold_judgement(world_.node(), caller("AUS.ONI.submitter"), round, "AUS.ONI"));
  take(play_.reveal(RoundPlay::judgement("NZL.NAB", round, 1, "0.60")));
  EXPECT_EQ(play_.seen("NZL.NAB.submitter", round).part, judgement::Part::discussion);
}

TEST_F(Rounds, ACommitmentIsReplacedUntilTheTimeAndNeverPlayedAgain) {
  const std::string round = play_.open(kThree);
  const auto first = RoundPlay::judgement("NZL.NAB", round, 1, "0.60"), better = RoundPlay::judgement("NZL.NAB", round, 1, "0.55");
  const std::string old = play_.paper(first, world_.clock().now());
  take(play_.commit(first));
  world_.clock().advance_us(1'000'000);
  refused(operations::commit_judgement(world_.node(), caller("NZL.NAB.submitter"), round, play_.paper(better, {world_.clock().now().us + 11 * kHour / 60})), Code::invalid);  // nothing could replace it
  const auto done = play_.commit(better);
  take(done);
  EXPECT_TRUE(done->replaced);
  refused(operations::commit_judgement(world_.node(), caller("NZL.GCSB.submitter"), round, old), Code::forbidden);  // another agency of the party
  refused(operations::commit_judgement(world_.node(), caller("NZL.NAB.submitter"), round, old), Code::conflict);
  world_.clock().advance_us(kHour);
  refused(play_.reveal(first), Code::invalid);
  take(play_.reveal(better));
}

TEST_F(Rounds, AJudgementIsReleasedLikeAnyObject) {
  const std::string round = play_.open(kThree);
  for (const auto& agency : kThree) take(play_.commit(RoundPlay::judgement(agency, round, 1, "0.60")));
  take(play_.reveal(RoundPlay::judgement("NZL.NAB", round, 1, "0.60")));
  take(play_.reveal(RoundPlay::judgement("JPN.CIRO", round, 1, "0.60")));
  take(play_.reveal(RoundPlay::judgement("AUS.ONI", round, 1, "0.60"), {"FVEY"}));  // Japan does not get it
  const RoundSeen theirs = play_.seen("JPN.CIRO.submitter", round), ours = play_.seen("NZL.NAB.submitter", round);
  EXPECT_EQ(entry(ours, 1, "AUS.ONI").state, "revealed");
  EXPECT_EQ(entry(theirs, 1, "AUS.ONI").state, "withheld") << "hidden and never revealed are alike";
  EXPECT_FALSE(entry(theirs, 1, "AUS.ONI").judgement);
  EXPECT_TRUE(entry(theirs, 1, "AUS.ONI").note.empty());
  for (const std::string& object : theirs.objects) EXPECT_EQ(object.find("AUS.ONI\"],\"object_refs"), std::string::npos);
  // The same objects that a page of the feed gives, and no others.
  Poller poller(world_, "JPN.CIRO.submitter");
  const auto ids = poller.news();
  for (const std::string& object : theirs.objects) {
    const std::string id = nlohmann::json::parse(object).at("id");
    EXPECT_TRUE(ids.contains(id));
    EXPECT_EQ(nlohmann::json::parse(poller.bytes(id)), nlohmann::json::parse(object));
  }
  EXPECT_FALSE(theirs.leases.all.empty());
}

TEST_F(Rounds, ARoundIsThereForWhoGetsItsQuestion) {
  const auto opened = operations::open_round(world_.node(), caller("NZL.NAB.submitter"), play_.wish({"AUS.ONI", "JPN.CIRO", "NZL.NAB"}, {"FVEY"}));
  ASSERT_TRUE(opened) << to_string(opened.error());
  EXPECT_EQ(opened->cannot_read, std::vector<std::string>{"JPN.CIRO"});
  const auto hidden = operations::round_of(world_.node(), caller("JPN.CIRO.submitter"), opened->id);
  const auto absent = operations::round_of(world_.node(), caller("JPN.CIRO.submitter"), "grouping--00000000-0000-4000-8000-000000000000");
  ASSERT_TRUE(!hidden && !absent);
  EXPECT_EQ(hidden.error().message, absent.error().message);
  EXPECT_EQ(hidden.error().code, Code::not_found);
  refused(play_.commit(RoundPlay::judgement("JPN.CIRO", opened->id, 1, "0.5")), Code::not_found);
  EXPECT_TRUE(operations::rounds_of(world_.node(), caller("JPN.CIRO.submitter"))->rounds.empty());
  EXPECT_EQ(operations::rounds_of(world_.node(), caller("AUS.ONI.submitter"))->rounds.size(), 1u);
}

TEST_F(Rounds, AnotherVersionOfTheQuestionMakesNoRoundThere) {
  const auto opened = operations::open_round(world_.node(), caller("NZL.NAB.submitter"), play_.wish({"AUS.ONI", "NZL.NAB"}, {"FVEY"}));
  ASSERT_TRUE(opened) << to_string(opened.error());
  nlohmann::ordered_json other;
  for (const std::string& object : play_.seen("NZL.NAB.submitter", opened->id).objects)
    if (auto one = nlohmann::ordered_json::parse(object); one.at("id") == opened->id) other = std::move(one);
  ASSERT_FALSE(other.is_null());
  other["description"] = "EXERCISE another question";
  world_.clock().advance_us(2'000'000);
  other["modified"] = "2026-06-01T00:00:01.500Z";
  other["extensions"][std::string(stix::kLabelExtension)]["label"] = nlohmann::ordered_json::parse(marking_of("NZL", {"FVEY", "JPN"})).at("label");
  // What it was about is not for Japan; what it is about now is.
  const std::string about = "tool--5b6c1c6e-41a0-4c1c-9d6c-1f7f0a4b3c03";
  world_.share({tool(about, {R"("levels":{"NZL":["RESTRICTED"]},"topics":[["cyber"]],"releasable":{"NZL":[["FVEY","JPN"]]})"})}, "NZL.GCSB.submitter");
  other["object_refs"] = {about};
  world_.share({other.dump()}, "NZL.NAB.submitter");
  Poller poller(world_, "JPN.CIRO.submitter");
  ASSERT_TRUE(poller.news().contains(opened->id));
  refused(operations::round_of(world_.node(), caller("JPN.CIRO.submitter"), opened->id), Code::not_found);
  EXPECT_TRUE(operations::rounds_of(world_.node(), caller("JPN.CIRO.submitter")).value().rounds.empty());
  EXPECT_EQ(play_.seen("AUS.ONI.submitter", opened->id).question.text, "EXERCISE Will PALE HERON interrupt service before 30 June 2027?");
}

TEST_F(Rounds, TheOperatorIsToldCountsAndNoBytes) {
  const std::string round = play_.open(kThree);
  for (const auto& agency : kThree) take(play_.commit(RoundPlay::judgement(agency, round, 1, "0.60")));
  take(play_.reveal(RoundPlay::judgement("NZL.NAB", round, 1, "0.60")));
  operations::Caller keeper{std::string(access::kOperator), "", "", ""};
  const auto seen = operations::round_of(world_.node(), keeper, round);
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->stages[0].committed, 3u);
  EXPECT_TRUE(seen->question.text.empty() && seen->question.title.empty());
  EXPECT_TRUE(seen->objects.empty() && seen->stages[0].entries.empty());
  refused(operations::round_track(world_.node(), keeper), Code::forbidden);
  EXPECT_EQ(operations::rounds_of(world_.node(), keeper)->rounds.size(), 1u);
}

TEST_F(Rounds, WhoMayNot) {
  refused(operations::open_round(world_.node(), caller("NZL.NAB.analyst"), play_.wish(kThree)), Code::forbidden);
  auto wish = play_.wish(kThree);
  wish.question.asked.schedule.discuss_until = wish.question.asked.schedule.reveal_until;
  refused(operations::open_round(world_.node(), caller("NZL.NAB.submitter"), wish), Code::invalid);
  wish = play_.wish({"NZL.NOBODY"});
  refused(operations::open_round(world_.node(), caller("NZL.NAB.submitter"), wish), Code::invalid);
  const std::string round = play_.open({"AUS.ONI", "NZL.NAB"});
  refused(play_.commit(RoundPlay::judgement("JPN.CIRO", round, 1, "0.5")), Code::invalid);  // reads it, and is not invited
  // Signed with another party's key.
  const auto one = RoundPlay::judgement("NZL.NAB", round, 1, "0.5");
  auto paper = agreement::parse_paper(judgement::kCommitment, play_.paper(one, world_.clock().now())).value();
  paper.signatures = {agreement::sign(judgement::kCommitment, paper.text, "NZL", world_.alliance().authority("AUS"))};
  refused(operations::commit_judgement(world_.node(), caller("NZL.NAB.submitter"), round, agreement::to_json(judgement::kCommitment, paper)), Code::precondition);
}

TEST_F(Rounds, CitedSourcesJoinTheLabel) {
  world_.share({tool("tool--5b6c1c6e-41a0-4c1c-9d6c-1f7f0a4b3c01", {R"("levels":{"NZL":["RESTRICTED"]},"topics":[["cyber"]],"releasable":{"NZL":[["NZL"]]})"})}, "NZL.GCSB.submitter");
  const std::string round = play_.open({"NZL.NAB"});
  auto one = RoundPlay::judgement("NZL.NAB", round, 1, "0.60");
  one.sources = {"tool--5b6c1c6e-41a0-4c1c-9d6c-1f7f0a4b3c01", "report--00000000-0000-4000-8000-000000000000"};
  take(play_.commit(one));
  take(play_.reveal(one));
  EXPECT_EQ(entry(play_.seen("NZL.GCSB.analyst", round), 1, "NZL.NAB").state, "revealed");
  EXPECT_EQ(entry(play_.seen("JPN.CIRO.submitter", round), 1, "NZL.NAB").state, "withheld") << "the source is New Zealand's alone, so is what is made from it";
}

TEST_F(Rounds, JudgementsOnOneSourceAreOneOriginAndOneThatNamesNoneIsUnknown) {
  world_.share({tool("tool--5b6c1c6e-41a0-4c1c-9d6c-1f7f0a4b3c02", {R"("levels":{"NZL":["RESTRICTED"]},"topics":[["cyber"]],"releasable":{"NZL":[["FVEY","JPN"]]})"})}, "NZL.GCSB.submitter");
  const std::string round = play_.open({"AUS.ONI", "JPN.CIRO", "NZL.NAB"});
  for (const char* agency : {"AUS.ONI", "JPN.CIRO", "NZL.NAB"}) {
    auto one = RoundPlay::judgement(agency, round, 1, "0.60");
    if (std::string(agency) != "AUS.ONI") one.sources = {"tool--5b6c1c6e-41a0-4c1c-9d6c-1f7f0a4b3c02"};
    take(play_.commit(one));
  }
  for (const char* agency : {"JPN.CIRO", "NZL.NAB"}) {
    auto one = RoundPlay::judgement(agency, round, 1, "0.60");
    one.sources = {"tool--5b6c1c6e-41a0-4c1c-9d6c-1f7f0a4b3c02"};
    take(play_.reveal(one));
  }
  const auto both = play_.seen("NZL.NAB.submitter", round).origins;
  ASSERT_TRUE(both);
  EXPECT_EQ(both->low, 1);
  EXPECT_EQ(both->high, 1);
  take(play_.reveal(RoundPlay::judgement("AUS.ONI", round, 1, "0.60")));
  const auto all = play_.seen("NZL.NAB.submitter", round).origins;
  ASSERT_TRUE(all);
  EXPECT_EQ(all->low, 1);
  EXPECT_EQ(all->high, 2);
}

TEST_F(Rounds, ARevokedKeyVoidsWhatItSigned) {
  const auto random = crypto::test_random(9);
  const crypto::SigningKey key = crypto::SigningKey::generate(*random);
  const auto designate = [&](std::set<std::string> powers) {
    world_.clock().advance_us(1'000'000);
    const auto done = world_.record({"AUS", world_.clock().now(), "EXERCISE", agreement::Designate{"AUS.ONI.submitter", to_base64(key.public_key()), std::move(powers), "AUS.ONI", {}}});
    EXPECT_TRUE(done) << to_string(done.error());
    return done.has_value();
  };
  ASSERT_TRUE(designate({"consent"}));
  const std::string round = play_.open(kThree);
  const auto one = RoundPlay::judgement("AUS.ONI", round, 1, "0.60");
  const auto by_official = [&] {
    auto paper = agreement::parse_paper(judgement::kCommitment, play_.paper(one, world_.clock().now())).value();
    paper.signatures = {agreement::sign(judgement::kCommitment, paper.text, "AUS.ONI.submitter", key)};
    return operations::commit_judgement(world_.node(), caller("AUS.ONI.submitter"), round, agreement::to_json(judgement::kCommitment, paper));
  };
  refused(by_official(), Code::forbidden);  // designated for something else
  ASSERT_TRUE(designate({"judgement"}));
  const Time since = world_.clock().now();
  world_.clock().advance_us(1'000'000);
  take(by_official());
  take(play_.commit(RoundPlay::judgement("NZL.NAB", round, 1, "0.60")));
  take(play_.commit(RoundPlay::judgement("JPN.CIRO", round, 1, "0.60")));
  take(play_.reveal(one));
  EXPECT_EQ(entry(play_.seen("NZL.NAB.submitter", round), 1, "AUS.ONI").state, "revealed");
  world_.clock().advance_us(1'000'000);
  ASSERT_TRUE(world_.record({"AUS", world_.clock().now(), "EXERCISE", agreement::RevokeKey{to_base64(key.public_key()), since, ""}}));
  const RoundSeen seen = play_.seen("NZL.NAB.submitter", round);
  EXPECT_EQ(entry(seen, 1, "AUS.ONI").state, "void");
  EXPECT_FALSE(entry(seen, 1, "AUS.ONI").pooled);
  EXPECT_EQ(seen.stages[0].committed, 2u);
  EXPECT_TRUE(play_.seen("AUS.ONI.submitter", round).stages[0].yours_committed.empty());
}

}  // namespace
}  // namespace comity::scenario
