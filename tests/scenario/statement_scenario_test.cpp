// Statements and concerns in a node whose clock a test sets: who is told when, silence, embargo, readings that are recorded first, keys that are revoked.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <shared_mutex>

#include "base/bytes.hpp"
#include "ledger/note.hpp"
#include "operations/concerns.hpp"
#include "operations/statements.hpp"
#include "tests/scenario/consent_node.hpp"

namespace comity::scenario {
namespace {

using nlohmann::json;
using statement::Deed;
using statement::Stand;
using statement::State;

// Japan and Australia get officials as well.
class Statements : public testing::Test {
 protected:
  Statements() {
    alliance::Directory directory = of_.alliance().directory();
    for (const char* person : {"JPN.CIRO.analyst", "AUS.ONI.analyst"}) directory.people.at(person).roles.insert("official");
    const auto done = operations::set_directory(node(), directory);
    if (!done) throw std::runtime_error(to_string(done.error()));
  }
  operations::Node& node() { return of_.node(); }
  static operations::Caller as(const std::string& person) { return fault::SampleAlliance::caller(person); }

  json document(int version = 1) const {
    return {{"id", "NZL-x"}, {"version", version}, {"convenor", "NZL"}, {"title", "EXERCISE"}, {"language", "en"}, {"invited", {"AUS", "JPN", "NZL"}},
            {"paragraphs", {{{"id", "p1"}, {"text", fmt::format("EXERCISE {}", version)}}}}};
  }
  void propose(const json& one) {
    const auto done = operations::propose_statement(node(), as("NZL.GCSB.official"), one.dump());
    ASSERT_TRUE(done) << to_string(done.error());
    text_ = statement::parse_document(one.dump()).value();
  }
  std::string paper(const std::string& party, Deed deed) {
    of_.later(1);
    const std::string text = statement::to_json(statement::Position{text_.document.id, text_.document.version, text_.sha256, party, deed, {}, "", of_.clock().now()});
    return agreement::to_json(statement::kPosition, {text, {agreement::sign(statement::kPosition, text, party, of_.alliance().authority(party))}});
  }
  Result<Seq> take(const std::string& party, Deed deed) { return operations::record_position(node(), operations::local_operator(), text_.document.id, paper(party, deed)); }
  bool knows(const std::string& person) { return operations::statement_of(node(), as(person), text_.document.id).has_value(); }
  operations::StatementSeen seen() { return operations::statement_of(node(), operations::local_operator(), text_.document.id).value(); }

  ConsentNode of_;
  statement::Written text_;
};

TEST_F(Statements, the_invited_are_told_and_each_of_them_is_recorded_before_it_is_given_a_word) {
  propose(document());
  EXPECT_FALSE(knows("USA.NSA.analyst")) << "not invited";
  EXPECT_FALSE(knows("JPN.NISC.analyst")) << "invited, and neither official nor registrar";
  EXPECT_FALSE(node().statements.was_read(kJapan, "statement NZL-x 1"));
  const Seq before = node().journal().last();
  EXPECT_TRUE(knows(kJapan));
  EXPECT_TRUE(node().statements.was_read(kJapan, "statement NZL-x 1"));
  EXPECT_EQ(node().journal().last(), before + 1);
  EXPECT_TRUE(knows(kJapan));
  EXPECT_EQ(node().journal().last(), before + 1) << "once for each person and version";
  of_.reopen();
  EXPECT_TRUE(node().statements.was_read(kJapan, "statement NZL-x 1"));
  propose(document(2));
  // The list gives titles: it is a reading too.
  ASSERT_EQ(operations::statements(node(), as(kJapan)).value().size(), 1u);
  EXPECT_TRUE(node().statements.was_read(kJapan, "statement NZL-x 2"));
  EXPECT_FALSE(node().statements.was_read("AUS.ONI.analyst", "statement NZL-x 2"));
  of_.suspend("NZL", "JPN", true);
  EXPECT_FALSE(knows(kJapan));
  of_.later(10);
  of_.suspend("NZL", "JPN", false);
  EXPECT_TRUE(knows(kJapan));
}

TEST_F(Statements, silence_that_is_kept_agrees_and_the_embargo_holds_until_its_time) {
  json one = document();
  one["silence"] = "2026-06-02";
  one["embargo"] = "2026-06-03";
  one["afterwards"] = "everybody";
  propose(one);
  ASSERT_TRUE(take("NZL", Deed::sign));
  for (const auto& person : {std::string(kJapan), std::string("AUS.ONI.analyst")}) ASSERT_TRUE(knows(person));
  EXPECT_EQ(seen().outcome.state, State::silence);
  of_.clock().set(parse_time("2026-06-02T12:00:00Z").value());
  EXPECT_EQ(seen().outcome.state, State::adopted);
  EXPECT_EQ(seen().outcome.parties.at("JPN").stand, Stand::silent);
  EXPECT_EQ(take("JPN", Deed::break_silence).error().code, Code::precondition);
  EXPECT_FALSE(knows("USA.NSA.analyst")) << "under embargo";
  EXPECT_TRUE(knows(kJapan));
  of_.clock().set(parse_time("2026-06-03T00:00:01Z").value());
  EXPECT_TRUE(knows("USA.NSA.analyst"));
  EXPECT_FALSE(node().statements.was_read("USA.NSA.analyst", "statement NZL-x 1")) << "it is for everybody";
}

TEST_F(Statements, who_was_not_given_the_text_has_not_kept_silent_and_who_was_may_break_it) {
  json one = document();
  one["silence"] = "2026-05-01";
  const auto past = operations::propose_statement(node(), as("NZL.GCSB.official"), one.dump());
  ASSERT_FALSE(past);
  EXPECT_EQ(past.error().where, "/silence") << "everybody would have agreed at once";
  one["silence"] = "2026-06-03";
  propose(one);
  ASSERT_TRUE(knows(kJapan));
  of_.suspend("NZL", "AUS", true);
  of_.later(10);
  EXPECT_FALSE(knows("AUS.ONI.analyst"));
  of_.suspend("NZL", "JPN", true);
  of_.later(10);
  EXPECT_FALSE(knows(kJapan));
  const auto bring = [&](const std::string& person, const std::string& party, Deed deed) { return operations::record_position(node(), as(person), "NZL-x", paper(party, deed)); };
  EXPECT_EQ(bring("AUS.ONI.analyst", "AUS", Deed::break_silence).error().code, Code::not_found);
  ASSERT_TRUE(bring(kJapan, "JPN", Deed::break_silence)) << "it was given the text before the convenor stopped sharing with it";
  ASSERT_TRUE(bring(kJapan, "JPN", Deed::withdraw));
  of_.clock().set(parse_time("2026-06-03T12:00:00Z").value());
  EXPECT_EQ(seen().outcome.state, State::open);
  EXPECT_EQ(seen().outcome.parties.at("AUS").stand, Stand::none);
  EXPECT_EQ(seen().outcome.parties.at("JPN").stand, Stand::silent);
}

TEST_F(Statements, a_next_version_has_the_same_convenor_and_earlier_ones_are_read_by_name) {
  json one = document();
  one["afterwards"] = "everybody";
  propose(one);
  one["version"] = 2;
  one["convenor"] = "JPN";
  EXPECT_FALSE(operations::propose_statement(node(), as(kJapan), one.dump()));
  one["convenor"] = "NZL";
  propose(one);
  for (const char* party : {"NZL", "AUS", "JPN"}) ASSERT_TRUE(take(party, Deed::sign));
  EXPECT_EQ(operations::statement_of(node(), as("USA.NSA.analyst"), "NZL-x").value().held.versions.size(), 1u);
  EXPECT_EQ(operations::statement_of(node(), as(kJapan), "NZL-x").value().held.versions.size(), 2u);
  EXPECT_TRUE(node().statements.was_read(kJapan, "statement NZL-x 1")) << "the first is for nobody but the invited";
  EXPECT_FALSE(node().statements.was_read(kJapan, "statement NZL-x 2"));
  of_.suspend("NZL", "JPN", true);
  of_.later(10);
  EXPECT_EQ(operations::statement_of(node(), as(kJapan), "NZL-x").value().held.versions.size(), 1u);
}

TEST_F(Statements, the_operator_learns_nothing_by_asking_for_one_after_another) {
  propose(document());
  EXPECT_EQ(operations::statements(node(), operations::local_operator(), {"", "JPN", ""}).error().code, Code::invalid);
  EXPECT_EQ(operations::statements(node(), operations::local_operator(), {"NZL-y", "", ""}).error().code, Code::invalid);
  EXPECT_EQ(operations::statements(node(), operations::local_operator(), {"", "", "open"}).value().size(), 1u);
  EXPECT_EQ(operations::concerns(node(), operations::local_operator(), {"AUS", {}, "", false}).error().code, Code::invalid);
  EXPECT_EQ(operations::concerns(node(), operations::local_operator(), {"", {}, "tool--x", false}).error().code, Code::invalid);
  EXPECT_TRUE(operations::concerns(node(), operations::local_operator()));
}

TEST_F(Statements, each_meeting_and_past_statement_is_found_by_its_own_id) {
  for (const char* id : {"NZL-a", "NZL-b"}) {
    const json meeting = {{"id", id}, {"convenor", "NZL"}, {"kind", "summit"}, {"title", "EXERCISE"}, {"from", "2026-05-20"}, {"parties", {"NZL", "JPN"}}};
    ASSERT_TRUE(operations::record_meeting(node(), as("NZL.GCSB.official"), meeting.dump()));
  }
  EXPECT_EQ(operations::meetings(node(), as(kJapan)).value().size(), 2u);
  const auto one = operations::meeting_of(node(), as(kJapan), "NZL-b");
  ASSERT_TRUE(one) << to_string(one.error());
  EXPECT_EQ(one->meeting.id, "NZL-b");
  EXPECT_FALSE(operations::meeting_of(node(), as("USA.NSA.analyst"), "NZL-b"));

  // One account of each statement: the node's own before a claim, and one's party's claim before the operator's.
  propose(document());
  const std::string header = "statement,title,date,party,invited,position,source\n";
  ASSERT_TRUE(operations::import_past(node(), operations::local_operator(), header + "s1,T,2020-01-02,NZL,yes,signed,a\ns2,T,2020-01-02,NZL,yes,signed,a\nNZL-x,T,2020-01-02,NZL,yes,signed,a\n", "past.csv"));
  ASSERT_TRUE(operations::import_past(node(), as(kJapan), header + "s1,T,2020-01-02,NZL,yes,declined,b\n", "past.csv"));
  const auto rows = operations::statement_positions(node(), as(kJapan)).value();
  EXPECT_EQ(rows.size(), 5u);
  for (const auto& row : rows) {
    if (row.statement == "s1") {
      EXPECT_EQ(row.source, "b");
    }
    if (row.statement == "NZL-x") {
      EXPECT_FALSE(row.imported);
    }
  }
  EXPECT_EQ(operations::statement_positions(node(), as("USA.NSA.analyst")).value().size(), 3u);
}

TEST_F(Statements, silence_that_is_broken_leaves_it_to_signatures) {
  json one = document();
  one["silence"] = "2026-06-02";
  one["closes"] = "2026-06-04";
  propose(one);
  ASSERT_TRUE(take("JPN", Deed::break_silence));
  of_.clock().set(parse_time("2026-06-02T12:00:00Z").value());
  EXPECT_TRUE(seen().outcome.silence_broken);
  EXPECT_EQ(seen().outcome.parties.at("AUS").stand, Stand::none);
  for (const char* party : {"NZL", "AUS"}) ASSERT_TRUE(take(party, Deed::sign));
  EXPECT_EQ(seen().outcome.state, State::open);
  of_.clock().set(parse_time("2026-06-04T12:00:00Z").value());
  EXPECT_EQ(seen().outcome.state, State::failed);
  EXPECT_EQ(take("JPN", Deed::sign).error().code, Code::precondition);
  EXPECT_FALSE(knows("USA.NSA.analyst"));
}

TEST_F(Statements, a_draft_is_its_convenors_until_it_opens) {
  json one = document();
  one["opens"] = "2026-06-05";
  propose(one);
  EXPECT_TRUE(knows("NZL.GCSB.official"));
  EXPECT_FALSE(knows(kJapan));
  EXPECT_EQ(take("JPN", Deed::sign).error().code, Code::precondition);
  of_.clock().set(parse_time("2026-06-05T00:00:01Z").value());
  EXPECT_TRUE(knows(kJapan));
  EXPECT_TRUE(take("JPN", Deed::sign));
}

TEST_F(Statements, what_a_revoked_key_signed_is_void) {
  propose(document());
  for (const char* party : {"NZL", "AUS", "JPN"}) ASSERT_TRUE(take(party, Deed::sign));
  EXPECT_EQ(seen().outcome.state, State::adopted);
  const Time since = of_.clock().now();
  of_.later(60);
  const std::string stolen = to_base64(of_.alliance().authority("JPN").public_key());
  // The authority revokes its own key, as far back as its signature's record.
  const auto successor = crypto::SigningKey::from_seed(std::string(32, 'z')).value();
  const agreement::Act act{"JPN", of_.clock().now(), "EXERCISE", agreement::RevokeKey{stolen, since, to_base64(successor.public_key())}};
  agreement::SignedAct both = of_.alliance().sign(act, "JPN");
  both.signatures.push_back(agreement::sign(act, "JPN", successor));
  const auto revoked = of_.bring(both);
  ASSERT_TRUE(revoked) << to_string(revoked.error());
  EXPECT_EQ(seen().outcome.state, State::open);
  EXPECT_EQ(seen().outcome.parties.at("JPN").stand, Stand::none);
  EXPECT_EQ(seen().voids.size(), 1u);
}

TEST_F(Statements, a_file_from_a_node_verifies_and_rows_leave_out_whom_one_may_not_know) {
  propose(document());
  for (const char* party : {"NZL", "JPN"}) ASSERT_TRUE(take(party, Deed::sign));
  ASSERT_TRUE(take("AUS", Deed::decline));
  const auto person = as(kJapan);
  ASSERT_TRUE(operations::statement_of(node(), person, "NZL-x"));
  const auto key = crypto::SigningKey::from_seed(std::string(32, 'k')).value();
  const std::string note = ledger::sign_note(ledger::to_text(node().journal().checkpoint("trial")), "trial", key);
  const auto file = operations::statement_file(node(), person, "NZL-x", note, ledger::to_string(ledger::verifier_key("trial", key)), 1 << 20);
  ASSERT_TRUE(file) << to_string(file.error());
  const auto read = statement::parse_file(statement::to_json(*file));
  ASSERT_TRUE(read);
  statement::Trusted trusted;
  for (const char* party : {"AUS", "JPN", "NZL"}) trusted.keys[party] = {to_base64(of_.alliance().authority(party).public_key())};
  const auto verified = statement::verify(*read, trusted, of_.clock().now());
  ASSERT_TRUE(verified) << to_string(verified.error());
  EXPECT_EQ(verified->positions.size(), 3u);
  EXPECT_EQ(verified->outcome.parties.at("AUS").stand, Stand::declined);
  EXPECT_FALSE(operations::statement_file(node(), operations::local_operator(), "NZL-x", note, ledger::to_string(ledger::verifier_key("trial", key)), 1 << 20));

  EXPECT_EQ(operations::statement_positions(node(), person).value().size(), 3u);
  EXPECT_TRUE(operations::statement_positions(node(), as("USA.NSA.analyst")).value().empty());
  const std::string csv = "statement,title,date,party,invited,position,source\ns1,T,2020-01-02,NZL,yes,signed,a\ns1,T,2020-01-02,FRA,no,,a\n";
  ASSERT_TRUE(operations::import_past(node(), as(kJapan), csv, "past.csv"));
  EXPECT_EQ(operations::import_past(node(), as("USA.NSA.analyst"), csv, "past.csv").error().code, Code::forbidden);
  EXPECT_EQ(operations::statement_positions(node(), as("JPN.NISC.analyst")).value().size(), 1u) << "its party's claims";
  EXPECT_TRUE(operations::statement_positions(node(), as("USA.NSA.analyst")).value().empty());
  ASSERT_TRUE(operations::import_past(node(), operations::local_operator(), csv, "past.csv"));
  EXPECT_EQ(operations::statement_positions(node(), as("USA.NSA.analyst")).value().size(), 1u) << "the operator's are for everybody";
}

TEST_F(Statements, a_concern_is_told_to_the_two_and_to_who_was_told) {
  statement::Step raise;
  raise.id = "JPN-1";
  raise.by = "JPN";
  raise.about = "AUS.ASD";
  raise.category = statement::Category::disclosure;
  raise.text = "EXERCISE";
  raise.issued = of_.clock().now();
  raise.answer_by = parse_time("2026-06-02").value();
  const auto bring = [&](const statement::Step& step, const std::string& person) {
    const std::string text = statement::to_json(step);
    return operations::record_concern(node(), as(person), agreement::to_json(statement::kConcern, {text, {agreement::sign(statement::kConcern, text, step.by, of_.alliance().authority(step.by))}}));
  };
  EXPECT_EQ(bring(raise, "AUS.ONI.analyst").error().code, Code::forbidden);
  raise.told = {"FVEY"};
  EXPECT_EQ(bring(raise, kJapan).error().code, Code::invalid) << "a community that Japan is not in is none to it";
  raise.told.clear();
  const auto answer_by = raise.answer_by;
  raise.answer_by = raise.issued;
  EXPECT_EQ(bring(raise, kJapan).error().code, Code::invalid) << "that is over";
  raise.answer_by = answer_by;
  ASSERT_TRUE(bring(raise, kJapan));
  EXPECT_EQ(bring(raise, kJapan).error().code, Code::conflict);
  EXPECT_EQ(operations::concern_of(node(), operations::local_operator(), "JPN-1").error().code, Code::not_found);
  const auto count = [&](const std::string& person) { return operations::concerns(node(), as(person), {"AUS", {}, "", true}).value().size(); };
  EXPECT_EQ(count(kJapan), 1u);
  EXPECT_EQ(count("AUS.ONI.analyst"), 1u);
  EXPECT_EQ(count("NZL.GCSB.official"), 0u) << "not told";
  EXPECT_EQ(count("JPN.NISC.analyst"), 0u) << "of the party, and no official";
  EXPECT_TRUE(node().concerns.was_read("AUS.ONI.analyst", "concern JPN-1 1"));
  {
    std::shared_lock state(node().journal().state());
    EXPECT_EQ(operations::open_concerns(node(), as(kJapan), "AUS", of_.clock().now()).at(statement::ConcernState::open), 1u);
    EXPECT_TRUE(operations::open_concerns(node(), as("NZL.GCSB.official"), "AUS", of_.clock().now()).empty());
  }
  of_.clock().set(parse_time("2026-06-03").value());
  EXPECT_EQ(operations::concern_of(node(), as(kJapan), "JPN-1").value().course.state, statement::ConcernState::answer_overdue);
  EXPECT_EQ(operations::concern_of(node(), as("NZL.GCSB.official"), "JPN-1").error().message, operations::concern_of(node(), as("NZL.GCSB.official"), "JPN-9").error().message);
  statement::Step answer;
  answer.move = statement::Move::answer;
  answer.id = "JPN-1";
  answer.by = "AUS";
  answer.text = "EXERCISE";
  answer.issued = of_.clock().now();
  ASSERT_TRUE(bring(answer, "AUS.ONI.analyst"));
  of_.reopen();
  EXPECT_EQ(operations::concern_of(node(), as(kJapan), "JPN-1").value().course.state, statement::ConcernState::answered);
}

}  // namespace
}  // namespace comity::scenario
