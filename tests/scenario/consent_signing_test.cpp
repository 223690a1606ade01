// Consents from asking to the record: who may ask, prepare, sign and know. docs/format/act.md (Consents).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "base/bytes.hpp"
#include "tests/scenario/consent_node.hpp"

namespace comity::scenario {
namespace {

using agreement::GiveConsent;
using operations::ConsentState;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::string kTool = "tool--00000001-0000-4000-8000-00000000000a";
const std::string kOther = "tool--00000002-0000-4000-8000-00000000000b";
const std::string kReport = "report--00000003-0000-4000-8000-00000000000c";
const std::string kAbsent = "tool--00000009-0000-4000-8000-000000000009";
constexpr const char* kOfficial = "NZL.GCSB.official";

GiveConsent& given(agreement::Act& act) { return std::get<GiveConsent>(act.body); }
operations::Caller caller(const std::string& person) { return fault::SampleAlliance::caller(person); }

struct Signing : testing::Test {
  ConsentNode world;
  operations::Node& node() { return world.node(); }
  Seq records() { return node().journal().last(); }

  std::string ask(const std::string& object, const std::string& person = kJapan) {
    const auto id = operations::request_consent(node(), caller(person), {"NZL", object, "assessment", "EXERCISE"});
    EXPECT_TRUE(id) << to_string(id.error());
    return id.value_or("");
  }
  std::vector<operations::ConsentRequests::Recorded> asked(const std::string& person) {
    return operations::requests(node(), caller(person))->requests;
  }
  std::vector<operations::ConsentShown> shown(const std::string& person) { return *operations::consents(node(), caller(person)); }
};

// ---- Requests ----

TEST_F(Signing, AskingTellsNothing) {
  world.share({tool(kTool, {orcon()})});
  const Seq before = records();
  const std::string hidden = ask(kTool), absent = ask(kAbsent);
  EXPECT_EQ(hidden.size(), absent.size());
  EXPECT_NE(hidden, absent);
  EXPECT_EQ(records(), before + 2) << "both are recorded";
  const auto mine = asked(kJapan);
  ASSERT_THAT(mine, SizeIs(2));
  EXPECT_EQ(mine[0].request.object, kAbsent) << "newest first";
  EXPECT_THAT(mine[0].answers, IsEmpty());
  EXPECT_THAT(mine[1].answers, IsEmpty());
}

TEST_F(Signing, RequestsAreForThoseAskedAndTheirAskers) {
  ask(kTool);
  EXPECT_THAT(asked("JPN.CIRO.submitter"), SizeIs(1)) << "of the same agency";
  EXPECT_THAT(asked("JPN.NISC.analyst"), IsEmpty());
  EXPECT_THAT(asked(kOfficial), SizeIs(1));
  EXPECT_THAT(asked("NZL.GCSB.clerk"), SizeIs(1)) << "a registrar";
  EXPECT_THAT(asked("NZL.GCSB.analyst"), IsEmpty());
  EXPECT_THAT(asked("AUS.ASD.analyst"), IsEmpty());
  operations::Caller keeper;
  keeper.person = access::kOperator;
  EXPECT_EQ(operations::request_consent(node(), keeper, {"NZL", kTool, "", ""}).error().code, Code::forbidden);
  EXPECT_THAT(operations::requests(node(), keeper)->requests, SizeIs(1));
}

TEST_F(Signing, RequestsAreBounded) {
  const auto refused = [&](const operations::Asked& wanted) {
    const auto id = operations::request_consent(node(), caller(kJapan), wanted);
    return id ? Code::internal : id.error().code;
  };
  EXPECT_EQ(refused({"JPN", kTool, "", ""}), Code::invalid);
  EXPECT_EQ(refused({"NOBODY", kTool, "", ""}), Code::invalid);
  EXPECT_EQ(refused({"NZL", "", "", ""}), Code::invalid);
  EXPECT_EQ(refused({"NZL", std::string(5000, 'x'), "", ""}), Code::invalid);
  EXPECT_EQ(refused({"NZL", kTool, std::string(5000, 'x'), ""}), Code::invalid);
  EXPECT_EQ(refused({"NZL", kTool, "", std::string(5000, 'x')}), Code::invalid);
  std::string first;
  for (std::uint32_t i = 0; i < operations::kMostOpenRequests; ++i) {
    const std::string id = ask(fmt::format("tool--{:08x}-0000-4000-8000-000000000000", i));
    if (i == 0) first = id;
  }
  EXPECT_EQ(refused({"NZL", kTool, "", ""}), Code::precondition);
  ask(kTool, "JPN.NISC.analyst");
  ASSERT_TRUE(world.record({"NZL", world.clock().now(), "", agreement::RefuseConsent{first}}));
  ask(kTool);
  // All of them, page by page.
  std::size_t all = 0;
  Seq before = 0;
  do {
    const auto page = *operations::requests(node(), caller(kOfficial), before, 300);
    all += page.requests.size();
    before = page.next;
  } while (before != 0);
  EXPECT_EQ(all, operations::kMostOpenRequests + 2u);
}

TEST_F(Signing, RequestsAreAnswered) {
  world.share({tool(kTool, {orcon()})});
  const std::string first = ask(kTool), second = ask(kTool);
  EXPECT_EQ(world.record({"AUS", world.clock().now(), "", agreement::RefuseConsent{first}}).error().code, Code::not_found);
  EXPECT_EQ(world.record({"AUS", world.clock().now(), "", agreement::RefuseConsent{"r-none"}}).error().message,
            world.record({"AUS", world.clock().now(), "", agreement::RefuseConsent{first}}).error().message);
  ASSERT_TRUE(world.record({"NZL", world.clock().now(), "not now", agreement::RefuseConsent{first}}));
  auto act = world.consent({kTool});
  given(act).request = second;
  given(act).to = "KOR";
  EXPECT_EQ(world.record(act).error().code, Code::not_found) << "Japan asked, not Korea";
  given(act).to = "JPN";
  ASSERT_TRUE(world.record(act));
  const auto mine = asked(kJapan);
  ASSERT_THAT(mine, SizeIs(2));
  ASSERT_THAT(mine[0].answers, SizeIs(1));
  EXPECT_EQ(mine[0].answers[0].consent, given(act).id);
  ASSERT_THAT(mine[1].answers, SizeIs(1));
  EXPECT_EQ(mine[1].answers[0].consent, "");
  EXPECT_EQ(mine[1].answers[0].reason, "not now");
  EXPECT_FALSE(world.record({"NZL", world.clock().now(), "", agreement::RefuseConsent{first}})) << "refused already";
}

// ---- Preparing ----

TEST_F(Signing, PreparesWhatTheOfficialSees) {
  world.share({tool(kTool, {orcon("SECRET")}), tool(kOther, {orcon()}), report(kReport, {kTool, kOther}, {orcon()})});
  operations::ConsentWish wish;
  wish.object = kReport;
  wish.to = "JPN";
  wish.with_references = true;
  const auto prepared = operations::prepare_consent(node(), caller(kOfficial), wish);
  ASSERT_TRUE(prepared) << to_string(prepared.error());
  const auto& give = std::get<GiveConsent>(prepared->act.body);
  ASSERT_THAT(give.objects, SizeIs(3));
  EXPECT_EQ(give.objects[0].id, kReport);
  EXPECT_EQ(give.objects[0].version, Marked{}.modified);
  EXPECT_EQ(give.scheme, "JPN");
  EXPECT_EQ(give.word, "極秘") << "the highest of them, as JPN-NZL says";
  EXPECT_TRUE(prepared->level_suggested);
  EXPECT_THAT(prepared->signers, ElementsAre("NZL"));
  ASSERT_TRUE(world.record(prepared->act));
  Poller analyst(world, kJapan), low(world, "JPN.NISC.analyst");
  EXPECT_THAT(analyst.news(), ElementsAre(kReport, kTool, kOther));
  EXPECT_THAT(low.news(), IsEmpty());
}

TEST_F(Signing, PreparesNothingThatIsNotTheCallersToGive) {
  world.share({tool(kTool, {orcon()}), tool(kOther, {orcon("SECRET") + R"(,"compartments":[{"party":"NZL","name":"TUI"}])"})});
  operations::ConsentWish wish;
  wish.object = kTool;
  wish.to = "JPN";
  EXPECT_EQ(operations::prepare_consent(node(), caller("NZL.GCSB.analyst"), wish).error().code, Code::forbidden);
  EXPECT_EQ(operations::prepare_consent(node(), caller(kJapan), wish).error().code, Code::forbidden);
  wish.by = "NZL.NAB";
  EXPECT_EQ(operations::prepare_consent(node(), caller(kOfficial), wish).error().code, Code::invalid);
  wish.by = "NZL.GCSB";
  EXPECT_TRUE(operations::prepare_consent(node(), caller(kOfficial), wish));
  wish.by = "";
  wish.object = kOther;
  const auto hidden = operations::prepare_consent(node(), caller(kOfficial), wish);
  wish.object = kAbsent;
  const auto absent = operations::prepare_consent(node(), caller(kOfficial), wish);
  EXPECT_EQ(hidden.error().code, Code::not_found);
  EXPECT_EQ(to_string(hidden.error()), to_string(absent.error()));
}

TEST_F(Signing, AsksForTheLevelWhereNoAgreementSaysIt) {
  world.share({tool(kTool, {orcon()})});
  operations::ConsentWish wish;
  wish.object = kTool;
  wish.to = "KOR";
  EXPECT_EQ(operations::prepare_consent(node(), caller(kOfficial), wish).error().code, Code::precondition);
  wish.level = agreement::ShownLevel{"KOR", "군사III급비밀"};
  const auto prepared = operations::prepare_consent(node(), caller(kOfficial), wish);
  ASSERT_TRUE(prepared) << to_string(prepared.error());
  EXPECT_FALSE(prepared->level_suggested);
  EXPECT_EQ(std::get<GiveConsent>(prepared->act.body).word, "군사III급비밀");
}

// ---- Recording ----

TEST_F(Signing, RefusesUnknownAndForeignObjectsAlike) {
  world.share({tool(kTool, {orcon()})});
  const Seq before = records();
  const auto outcome = [&](const std::string& by, const std::vector<std::string>& ids, const std::string& version) {
    auto act = world.consent(ids, version);
    act.by = by;
    const auto done = world.record(act);
    return done ? std::string("recorded") : to_string(done.error());
  };
  const std::string absent = outcome("AUS", {kAbsent}, Marked{}.modified);
  EXPECT_THAT(absent, HasSubstr("not every object named is held here"));
  EXPECT_EQ(outcome("AUS", {kTool}, Marked{}.modified), absent);
  EXPECT_EQ(outcome("AUS", {kTool}, "2020-01-01T00:00:00.000Z"), absent);
  EXPECT_EQ(outcome("NZL", {kTool}, "2020-01-01T00:00:00.000Z"), absent);
  EXPECT_EQ(outcome("NZL", {kTool, kAbsent}, Marked{}.modified), absent) << "as a whole";
  EXPECT_EQ(records(), before);
  Poller analyst(world, kJapan);
  EXPECT_THAT(analyst.news(), IsEmpty());
}

TEST_F(Signing, RefusesWhatIsNotSignedAsItMustBe) {
  world.share({tool(kTool, {orcon()})});
  const agreement::Act act = world.consent({kTool});
  EXPECT_EQ(world.bring(agreement::SignedAct{act, {}}).error().code, Code::precondition);
  EXPECT_EQ(world.bring(world.alliance().sign(act, "AUS")).error().code, Code::precondition) << "not of the party";
  agreement::SignedAct other{act, {agreement::sign(act, "NZL", world.alliance().authority("AUS"))}};
  EXPECT_EQ(world.bring(other).error().code, Code::precondition) << "not its key";
  agreement::SignedAct changed = world.alliance().sign(act, "NZL");
  given(changed.act).to = "KOR";
  EXPECT_EQ(world.bring(changed).error().code, Code::invalid);
  agreement::Act early = act;
  early.issued.us += 301'000'000;
  EXPECT_EQ(world.record(early).error().code, Code::invalid) << "from the future";
  agreement::Act foreign = act;
  given(foreign).scheme = "NZL";
  given(foreign).word = "SECRET";
  EXPECT_EQ(world.record(foreign).error().code, Code::invalid) << "not a level of the receiver";
  ASSERT_TRUE(world.record(act));
  EXPECT_EQ(world.record(act).error().code, Code::conflict) << "recorded already";
  EXPECT_EQ(world.revoke("c-0000000a", "AUS").error().message, world.revoke("c-none", "AUS").error().message);
}

// ---- Designated people ----

struct Designated : Signing {
  crypto::SigningKey key = crypto::SigningKey::generate(*crypto::test_random(5));
  agreement::Act designation(std::set<std::string> powers, const std::string& for_whom = "NZL") {
    agreement::Designate one;
    one.person = kOfficial;
    one.key = to_base64(key.public_key());
    one.powers = std::move(powers);
    one.for_whom = for_whom;
    world.later(1);
    return {"NZL", world.clock().now(), "", one};
  }
  Result<Seq> by_official(const agreement::Act& act) { return world.bring(agreement::SignedAct{act, {agreement::sign(act, kOfficial, key)}}); }
};

TEST_F(Designated, SignForThePartyUntilTheyAreDismissed) {
  world.share({tool(kTool, {orcon()}), tool(kOther, {orcon()})});
  EXPECT_EQ(by_official(world.consent({kTool})).error().code, Code::precondition) << "not designated";
  const agreement::Act designation = this->designation({"consent"});
  ASSERT_TRUE(world.record(designation));
  operations::ConsentWish wish;
  wish.object = kTool;
  wish.to = "JPN";
  EXPECT_THAT(operations::prepare_consent(node(), caller(kOfficial), wish)->signers, ElementsAre("NZL", kOfficial));
  ASSERT_TRUE(by_official(world.consent({kTool})));
  Poller analyst(world, kJapan);
  EXPECT_THAT(analyst.news(), ElementsAre(kTool));
  world.later(1);
  ASSERT_TRUE(world.record({"NZL", world.clock().now(), "", agreement::Dismiss{kOfficial}}));
  EXPECT_EQ(by_official(world.consent({kOther})).error().code, Code::precondition);
  EXPECT_EQ(world.record(designation).error().code, Code::conflict) << "a designation kept back cannot be played again";
  EXPECT_THAT(analyst.gone(), IsEmpty()) << "what was signed in time stands";
}

TEST_F(Designated, WithRelidoSignForWhatIsLeftToThemOnly) {
  const std::string relido = orcon() + R"(,"permitting":[{"party":"NZL","name":"RELIDO"}])";
  world.share({tool(kTool, {relido}), tool(kOther, {orcon()})});
  ASSERT_TRUE(world.record(designation({"relido"})));
  EXPECT_EQ(by_official(world.consent({kOther})).error().code, Code::forbidden);
  EXPECT_EQ(by_official(world.consent({kTool, kOther})).error().code, Code::forbidden) << "each of them must be";
  EXPECT_EQ(by_official(world.consent({kAbsent})).error().message, by_official(world.consent({kOther})).error().message);
  ASSERT_TRUE(by_official(world.consent({kTool})));
  Poller analyst(world, kJapan);
  EXPECT_THAT(analyst.news(), ElementsAre(kTool));
  const agreement::Act revocation{"NZL", world.clock().now(), "", agreement::RevokeConsent{"c-0000000a"}};
  ASSERT_TRUE(by_official(revocation));
  EXPECT_THAT(analyst.gone(), ElementsAre(kTool));
  // What was not left to them they do not take back either, and are not told whether there is such a consent.
  ASSERT_TRUE(world.record(world.consent({kOther})));
  const auto theirs = by_official({"NZL", world.clock().now(), "", agreement::RevokeConsent{"c-0000000b"}});
  const auto none = by_official({"NZL", world.clock().now(), "", agreement::RevokeConsent{"c-none"}});
  EXPECT_EQ(theirs.error().code, Code::forbidden);
  EXPECT_EQ(to_string(theirs.error()), to_string(none.error()));
}

TEST_F(Designated, ForAnAgencySignForThatAgencyOnly) {
  world.share({tool(kTool, {R"("originators":["NZL.GCSB","NZL.NAB"],)" + orcon()})});
  ASSERT_TRUE(world.record(designation({"consent"}, "NZL.NAB")));
  auto act = world.consent({kTool});
  EXPECT_EQ(by_official(act).error().code, Code::precondition);
  act.by = "NZL.GCSB";
  EXPECT_EQ(by_official(act).error().code, Code::precondition);
  act.by = "NZL.NAB";
  EXPECT_TRUE(by_official(act));
}

TEST_F(Designated, OutliveTheKeyThatDesignatedThem) {
  world.share({tool(kTool, {orcon()})});
  ASSERT_TRUE(world.record(designation({"consent"})));
  const auto next = crypto::SigningKey::generate(*crypto::test_random(6));
  world.later(1);
  const agreement::Act act{"NZL", world.clock().now(), "", agreement::ReplaceKey{to_base64(next.public_key())}};
  agreement::SignedAct replaced = world.alliance().sign(act, "NZL");
  replaced.signatures.push_back(agreement::sign(act, "NZL", next));
  ASSERT_TRUE(world.bring(replaced));
  EXPECT_EQ(world.record(world.consent({kTool})).error().code, Code::precondition) << "the key before signs no more";
  EXPECT_TRUE(by_official(world.consent({kTool}))) << "a key that is replaced did nothing wrong";
}

TEST_F(Designated, EndWithTheirDesignation) {
  world.share({tool(kTool, {orcon()})});
  agreement::Act act = designation({"consent"});
  std::get<agreement::Designate>(act.body).until = Time{world.clock().now().us + 60'000'000};
  ASSERT_TRUE(world.record(act));
  world.later(60);
  EXPECT_EQ(by_official(world.consent({kTool})).error().code, Code::precondition);
}

// ---- Keys that are revoked since ----

struct Revoked : Designated {
  // Made after the designation and before what is signed with the key.
  Time before() {
    world.later(1);
    const Time out = world.clock().now();
    world.later(1);
    return out;
  }
  Result<Seq> revoke_key(Time since) {
    world.later(1);
    return world.record({"NZL", world.clock().now(), "EXERCISE", agreement::RevokeKey{to_base64(key.public_key()), since, ""}});
  }
  // What the consent to the first object permitted at that policy version.
  bool permitted(Seq as_of) {
    const auto grants = node().exceptions.grants(0, as_of, "JPN");
    return grants.consents.size() == 1 && grants.consents[0].revoked == Time::max();
  }
};

TEST_F(Revoked, KeysTakeAlongTheConsentsThatTheySigned) {
  world.share({tool(kTool, {orcon()}), tool(kOther, {orcon()})});
  ASSERT_TRUE(world.record(designation({"consent"})));
  ASSERT_TRUE(by_official(world.consent({kOther})));
  const Time since = before();
  ASSERT_TRUE(by_official(world.consent({kTool})));
  const Seq at = records();
  Poller analyst(world, kJapan);
  EXPECT_THAT(analyst.news(), ElementsAre(kTool, kOther));
  const auto revoked = revoke_key(since);
  ASSERT_TRUE(revoked) << to_string(revoked.error());
  EXPECT_THAT(analyst.gone(), ElementsAre(kTool)) << "the other one was signed before";
  EXPECT_EQ(shown(kOfficial)[0].state, ConsentState::valid);
  EXPECT_EQ(shown(kOfficial)[1].state, ConsentState::revoked);
  EXPECT_EQ(shown(kOfficial)[1].revoked_at, node().policy.events().back().time);
  EXPECT_EQ(world.revoke("c-0000000a").error().code, Code::not_found);
  for (int turn = 0; turn < 2; ++turn) {
    EXPECT_FALSE(permitted(at - 1));
    EXPECT_TRUE(permitted(at)) << "what held can still be asked";
    EXPECT_FALSE(permitted(*revoked));
    EXPECT_FALSE(permitted(UINT64_MAX));
    world.reopen();
  }
  Poller fresh(world, kJapan);
  EXPECT_THAT(fresh.news(), ElementsAre(kOther));
  // The same act is not played again; a new one of the authority counts.
  EXPECT_EQ(world.record(world.consent({kTool})).error().code, Code::conflict);
  auto anew = world.consent({kTool});
  given(anew).id = "c-anew";
  ASSERT_TRUE(world.record(anew));
  EXPECT_THAT(fresh.news(), ElementsAre(kTool));
}

TEST_F(Revoked, KeysGiveBackTheConsentsThatTheyEnded) {
  world.share({tool(kTool, {orcon()})});
  ASSERT_TRUE(world.record(designation({"consent"})));
  ASSERT_TRUE(world.record(world.consent({kTool})));
  const Time since = before();
  Poller analyst(world, kJapan);
  EXPECT_THAT(analyst.news(), ElementsAre(kTool));
  const auto ended = by_official({"NZL", world.clock().now(), "", agreement::RevokeConsent{"c-0000000a"}});
  ASSERT_TRUE(ended) << to_string(ended.error());
  EXPECT_THAT(analyst.gone(), ElementsAre(kTool));
  EXPECT_EQ(shown(kOfficial)[0].state, ConsentState::revoked);
  const auto revoked = revoke_key(since);
  ASSERT_TRUE(revoked) << to_string(revoked.error());
  EXPECT_THAT(analyst.news(), ElementsAre(kTool)) << "again, at a later date";
  EXPECT_EQ(shown(kOfficial)[0].state, ConsentState::valid);
  EXPECT_FALSE(shown(kOfficial)[0].revoked_at);
  for (int turn = 0; turn < 2; ++turn) {
    EXPECT_TRUE(permitted(*ended - 1));
    EXPECT_FALSE(permitted(*ended)) << "what held can still be asked";
    EXPECT_TRUE(permitted(*revoked));
    world.reopen();
  }
  // It stands again, so it can be ended again.
  ASSERT_TRUE(world.revoke("c-0000000a"));
  EXPECT_EQ(world.revoke("c-0000000a").error().code, Code::precondition) << "it permits nothing any more already";
  Poller fresh(world, kJapan);
  EXPECT_THAT(fresh.news(), IsEmpty());
}

// ---- Knowing ----

TEST_F(Signing, ConsentsAreShownToBothSides) {
  world.share({tool(kTool, {orcon()}), tool(kOther, {orcon("SECRET")})});
  auto act = world.consent({kTool, kOther});
  given(act).scheme = "JPN";
  given(act).word = "秘";
  given(act).until = Time{world.clock().now().us + 60'000'000};
  ASSERT_TRUE(world.record(act));
  auto ahead = world.consent({kTool});
  given(ahead).id = "c-ahead";
  given(ahead).from = Time{world.clock().now().us + 3600'000'000};
  ASSERT_TRUE(world.record(ahead));
  ASSERT_THAT(shown(kOfficial), SizeIs(2));
  EXPECT_EQ(shown(kOfficial)[0].state, ConsentState::valid);
  EXPECT_EQ(shown(kOfficial)[1].state, ConsentState::not_yet);
  EXPECT_THAT(shown(kJapan), SizeIs(2));
  EXPECT_THAT(shown("NZL.NAB.newcomer"), IsEmpty()) << "reads none of it";
  EXPECT_THAT(shown("AUS.ASD.analyst"), IsEmpty());
  world.later(60);
  EXPECT_EQ(shown(kOfficial)[0].state, ConsentState::expired);
  EXPECT_THAT(shown(kJapan), IsEmpty()) << "it reads neither any more";
  ASSERT_TRUE(world.revoke("c-ahead"));
  EXPECT_EQ(shown(kOfficial)[1].state, ConsentState::revoked);
}

TEST_F(Signing, ConsentsNameToAReaderOnlyWhatItReads) {
  // The second one asks for an access that nobody of Japan has.
  world.share({tool(kTool, {orcon()}), tool(kOther, {orcon() + R"(,"compartments":[{"party":"NZL","name":"KEA"}])"})});
  ASSERT_TRUE(world.record(world.consent({kTool, kOther})));
  const auto seen = shown(kJapan);
  ASSERT_THAT(seen, SizeIs(1));
  ASSERT_THAT(std::get<GiveConsent>(seen[0].act.body).objects, SizeIs(1));
  EXPECT_EQ(std::get<GiveConsent>(seen[0].act.body).objects[0].id, kTool);
  EXPECT_THAT(std::get<GiveConsent>(shown(kOfficial)[0].act.body).objects, SizeIs(2));
}

}  // namespace
}  // namespace comity::scenario
