// What a consent does, from the recording to its end: docs/format/release.md 2b, docs/format/act.md (Consents).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenario/consent_node.hpp"

namespace comity::scenario {
namespace {

using agreement::GiveConsent;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::string kTool = "tool--00000001-0000-4000-8000-00000000000a";
const std::string kOther = "tool--00000002-0000-4000-8000-00000000000b";
const std::string kReport = "report--00000003-0000-4000-8000-00000000000c";
constexpr const char* kSecondVersion = "2026-05-02T00:00:00.000Z";

GiveConsent& given(agreement::Act& act) { return std::get<GiveConsent>(act.body); }

struct Consents : testing::Test {
  ConsentNode world;
  void give(const agreement::Act& act) {
    const auto done = world.record(act);
    ASSERT_TRUE(done) << to_string(done.error());
  }
  operations::Caller caller(const std::string& person) { return fault::SampleAlliance::caller(person); }
  bool displays(const std::string& person, const std::string& id) {
    std::shared_lock state(world.node().journal().state());
    return world.node().views().with(shelf::Reader{person, "", marking::Action::display}, [&](const shelf::View& view) {
      for (std::uint32_t row = 0; row < world.node().shelf.size(); ++row) {
        const auto record = world.node().engine().read(world.node().shelf.row(row).seq);
        if (shelf::decode_object(journal::decode_payload(*record)->body)->id == id && view.visible(row)) return true;
      }
      return false;
    });
  }
};

TEST_F(Consents, OpensAnObjectToTheReceiversClearedPeopleAndNobodyElse) {
  world.share({tool(kTool, {orcon()})});
  Poller analyst(world, kJapan), low(world, "JPN.NISC.analyst"), australia(world, "AUS.ASD.analyst"), korea(world, "KOR.NIS.analyst");
  for (Poller* one : {&analyst, &low, &australia, &korea}) EXPECT_THAT(one->news(), IsEmpty());
  auto act = world.consent({kTool});
  given(act).scheme = "JPN";
  given(act).word = "極秘";
  give(act);
  EXPECT_THAT(analyst.news(), ElementsAre(kTool));
  EXPECT_THAT(low.news(), IsEmpty()) << "cleared for 秘 only";
  EXPECT_THAT(australia.news(), IsEmpty());
  EXPECT_THAT(korea.news(), IsEmpty());
  EXPECT_THAT(analyst.gone(), IsEmpty());
}

TEST_F(Consents, WhatIsOpenedComesAfterAllThatWasSeen) {
  world.share({tool(kTool, {orcon()})});
  world.share({tool(kOther, {R"("levels":{"NZL":["RESTRICTED"]},"topics":[["cyber"]],"releasable":{"NZL":[["NZL","JPN"]]})"})});
  Poller analyst(world, kJapan);
  EXPECT_THAT(analyst.news(), ElementsAre(kOther));
  give(world.consent({kTool}));
  EXPECT_THAT(analyst.news(), ElementsAre(kTool));  // news() holds every date against those before
}

TEST_F(Consents, EndsWhenItIsRevoked) {
  world.share({tool(kTool, {orcon()}), tool(kOther, {orcon()})});
  give(world.consent({kTool}));
  Poller analyst(world, kJapan), late(world, "JPN.NISC.analyst");
  EXPECT_THAT(analyst.news(), ElementsAre(kTool));
  ASSERT_TRUE(world.revoke("c-0000000a"));
  EXPECT_THAT(analyst.gone(), ElementsAre(kTool));
  EXPECT_THAT(late.news(), IsEmpty());
  EXPECT_THAT(late.gone(), IsEmpty()) << "it never fetched the object";
  EXPECT_FALSE(world.revoke("c-0000000a")) << "it is revoked already";
}

TEST_F(Consents, BeginsAndExpiresWithoutAnybodyActing) {
  world.share({tool(kTool, {orcon()})});
  auto act = world.consent({kTool});
  given(act).from = Time{world.clock().now().us + 60'000'000};
  given(act).until = Time{world.clock().now().us + 120'000'000};
  give(act);
  Poller analyst(world, kJapan);
  EXPECT_THAT(analyst.news(), IsEmpty());
  world.later(60);
  EXPECT_THAT(analyst.news(), ElementsAre(kTool));
  world.later(59);
  EXPECT_THAT(analyst.gone(), IsEmpty());
  world.later(1);
  EXPECT_THAT(analyst.gone(), ElementsAre(kTool));
  Poller fresh(world, kJapan);
  EXPECT_THAT(fresh.news(), IsEmpty());
}

TEST_F(Consents, CoversLaterVersionsOnlyWhereItSaysSo) {
  world.share({tool(kTool, {orcon()}), tool(kOther, {orcon()})});
  give(world.consent({kTool}));
  auto with_later = world.consent({kOther});
  given(with_later).later_versions = true;
  give(with_later);
  Poller analyst(world, kJapan);
  EXPECT_THAT(analyst.news(), ElementsAre(kTool, kOther));
  world.share({tool(kTool, {orcon(), "", kSecondVersion}), tool(kOther, {orcon(), "", kSecondVersion})});
  EXPECT_THAT(analyst.news(), ElementsAre(kOther));
  EXPECT_THAT(analyst.bytes(kOther), HasSubstr(kSecondVersion));
  EXPECT_THAT(analyst.gone(), IsEmpty()) << "the version that was covered still is";
  ASSERT_TRUE(world.revoke("c-0000000b"));
  EXPECT_THAT(analyst.gone(), ElementsAre(kOther));
}

TEST_F(Consents, CoversVersionsThatCameBeforeItWasSigned) {
  world.share({tool(kTool, {orcon()})});
  world.share({tool(kTool, {orcon(), "", kSecondVersion})});
  auto act = world.consent({kTool});
  given(act).later_versions = true;
  give(act);
  Poller analyst(world, kJapan);
  EXPECT_THAT(analyst.news(), ElementsAre(kTool));
  EXPECT_THAT(analyst.bytes(kTool), HasSubstr(kSecondVersion));
}

TEST_F(Consents, ReleasesAProductTogetherWithWhatItRefersTo) {
  world.share({tool(kTool, {orcon()}), tool(kOther, {orcon()}), report(kReport, {kTool, kOther}, {orcon()})});
  Poller analyst(world, kJapan);
  give(world.consent({kReport}));
  EXPECT_THAT(analyst.news(), IsEmpty()) << "nothing of what it must refer to is released";
  auto more = world.consent({kTool});
  give(more);
  EXPECT_THAT(analyst.news(), ElementsAre(kReport, kTool));
  EXPECT_THAT(analyst.bytes(kReport), Not(HasSubstr(kOther)));
  give(world.consent({kOther}));
  EXPECT_THAT(analyst.news(), ElementsAre(kReport, kOther)) << "the report has other bytes now";
  EXPECT_THAT(analyst.bytes(kReport), HasSubstr(kOther));
  ASSERT_TRUE(world.revoke("c-0000000a"));
  EXPECT_THAT(analyst.gone(), ElementsAre(kTool));
  EXPECT_THAT(analyst.news(), ElementsAre(kReport));
}

TEST_F(Consents, IsNeverTransitive) {
  // A product of New Zealand's that has Australia's information too: what Australia consented to is another object.
  const std::string both =
      R"("originators":["NZL.GCSB","AUS.ASD"],"levels":{"NZL":["RESTRICTED"],"AUS":["OFFICIAL"]},"topics":[["cyber"]],)"
      R"("releasable":{"NZL":[["NZL"]],"AUS":[["NZL","AUS"]]},"restricting":[{"party":"NZL","name":"ORCON"},{"party":"AUS","name":"ORCON"}])";
  world.share({tool(kTool, {orcon()}), tool(kOther, {both})});
  give(world.consent({kTool}));
  Poller analyst(world, kJapan);
  EXPECT_THAT(analyst.news(), ElementsAre(kTool));
  give(world.consent({kOther}));
  EXPECT_THAT(analyst.news(), IsEmpty()) << "one of two originating parties";
  auto australia = world.consent({kOther});
  australia.by = "AUS";
  given(australia).id = "c-aus";
  give(australia);
  EXPECT_THAT(analyst.news(), ElementsAre(kOther));
  ASSERT_TRUE(world.revoke("c-aus", "AUS"));
  EXPECT_THAT(analyst.gone(), ElementsAre(kOther));
}

TEST_F(Consents, OfEachOriginatingAgencyTogetherAreOneOfTheParty) {
  world.share({tool(kTool, {R"("originators":["NZL.GCSB","NZL.NAB"],)" + orcon()})});
  Poller analyst(world, kJapan);
  auto act = world.consent({kTool});
  act.by = "NZL.GCSB";
  give(act);
  EXPECT_THAT(analyst.news(), IsEmpty());
  act.by = "NZL.NAB";
  given(act).id = "c-nab";
  give(act);
  EXPECT_THAT(analyst.news(), ElementsAre(kTool));
  ASSERT_TRUE(world.revoke("c-nab", "NZL")) << "the party takes back what its agency gave";
  EXPECT_THAT(analyst.gone(), ElementsAre(kTool));
  act.by = "NZL.SIS";
  given(act).id = "c-sis";
  EXPECT_EQ(world.record(act).error().code, Code::not_found) << "no originator of it";
}

TEST_F(Consents, ForDisplayGivesNothingToCopy) {
  world.share({tool(kTool, {orcon()})});
  auto act = world.consent({kTool});
  given(act).actions = static_cast<marking::Actions>(marking::Action::display);
  give(act);
  Poller analyst(world, kJapan);
  EXPECT_THAT(analyst.news(), IsEmpty());
  EXPECT_TRUE(displays(kJapan, kTool));
  EXPECT_FALSE(displays("AUS.ASD.analyst", kTool));
}

TEST_F(Consents, HoldsForThePurposesThatItNames) {
  world.share({tool(kTool, {orcon()})});
  auto act = world.consent({kTool});
  given(act).purposes = {false, {"cyber-defence"}};
  give(act);
  Poller assessing(world, kJapan), defending(world, kJapan, "cyber-defence");
  EXPECT_THAT(assessing.news(), IsEmpty());
  EXPECT_THAT(defending.news(), ElementsAre(kTool));
}

TEST_F(Consents, LiftsNoOtherRestriction) {
  world.share({tool(kTool, {R"("levels":{"NZL":["RESTRICTED"]},"topics":[["cyber"]],"releasable":{"NZL":[["NZL"]]},)"
                            R"("restricting":[{"party":"NZL","name":"ORCON"},{"party":"NZL","name":"NOFORN"}])"}),
               tool(kOther, {R"("levels":{"NZL":["RESTRICTED"]},"topics":[["counter-terrorism"]],"releasable":{"NZL":[["NZL"]]})"})});
  give(world.consent({kTool, kOther}));
  Poller analyst(world, kJapan);
  EXPECT_THAT(analyst.news(), IsEmpty());
}

TEST_F(Consents, TakesThePlaceOfAnAgreement) {
  // Korea has no agreement with anybody.
  world.share({tool(kTool, {orcon()})});
  auto act = world.consent({kTool});
  given(act).to = "KOR";
  given(act).scheme = "KOR";
  given(act).word = "군사III급비밀";
  give(act);
  Poller korea(world, "KOR.NIS.analyst"), japan(world, kJapan);
  EXPECT_THAT(korea.news(), ElementsAre(kTool));
  EXPECT_THAT(japan.news(), IsEmpty());
}

TEST_F(Consents, StopsWhileItsGiverHasSuspendedTheReceiver) {
  world.share({tool(kTool, {orcon()})});
  give(world.consent({kTool}));
  Poller analyst(world, kJapan);
  EXPECT_THAT(analyst.news(), ElementsAre(kTool));
  world.suspend("NZL", "JPN", true);
  EXPECT_THAT(analyst.gone(), ElementsAre(kTool));
  EXPECT_THAT(analyst.news(), IsEmpty());
  world.later(1);
  world.suspend("NZL", "JPN", false);
  EXPECT_THAT(analyst.news(), ElementsAre(kTool));
}

TEST_F(Consents, OpensMarkedFieldsOfTheSameOriginatorWithTheObject) {
  const std::string marking = "marking-definition--00000004-0000-4000-8000-00000000000d";
  const auto definition = [&](const std::string& id, const std::string& label) {
    return R"({"type":"marking-definition","spec_version":"2.1","id":")" + id +
           R"(","created":"2026-05-01T00:00:00.000Z","extensions":{"extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44":)"
           R"({"extension_type":"property-extension","label":{)" + label + "}}}}";
  };
  const std::string foreign = "marking-definition--00000005-0000-4000-8000-00000000000e";
  world.share({definition(marking, orcon("SECRET")),
               definition(foreign, R"("originators":["AUS.ASD"],"levels":{"AUS":["OFFICIAL"],"NZL":["RESTRICTED"]},"topics":[["cyber"]],)"
                                   R"("releasable":{"AUS":[["NZL","AUS"]],"NZL":[["NZL"]]},"restricting":[{"party":"AUS","name":"ORCON"}])"),
               tool(kTool, {orcon(), R"("description":"EXERCISE own","aliases":["EXERCISE foreign","EXERCISE open"],)"
                                     R"("granular_markings":[{"marking_ref":")" + marking + R"(","selectors":["description"]},)"
                                     R"({"marking_ref":")" + foreign + R"(","selectors":["aliases.[0]"]}],)"})});
  Poller analyst(world, kJapan);
  give(world.consent({kTool}));
  EXPECT_THAT(analyst.news(), Contains(kTool));
  EXPECT_THAT(analyst.bytes(kTool), HasSubstr("EXERCISE own"));
  EXPECT_THAT(analyst.bytes(kTool), HasSubstr("EXERCISE open"));
  EXPECT_THAT(analyst.bytes(kTool), Not(HasSubstr("EXERCISE foreign"))) << "Australia did not consent";
}

// ---- Explanations ----

TEST_F(Consents, AreExplainedToThoseTheyAreBetween) {
  world.share({tool(kTool, {orcon()})});
  auto act = world.consent({kTool});
  given(act).until = *parse_time("2026-07-01");
  give(act);
  const auto own = operations::explain_object(world.node(), caller(kJapan), kTool, kJapan, "");
  ASSERT_TRUE(own);
  EXPECT_TRUE(own->front().reads);
  EXPECT_EQ(own->front().by_label.clause, "2b");
  std::string told;
  for (const auto& branch : own->front().by_label.origins.front().branches)
    for (const auto& clause : branch.clauses) told += clause.text + "\n";
  EXPECT_THAT(told, HasSubstr("c-0000000a"));
  EXPECT_THAT(told, HasSubstr("2026-07-01"));
  EXPECT_EQ(operations::explain_object(world.node(), caller("AUS.ASD.analyst"), kTool, "AUS.ASD.analyst", "").error().code, Code::not_found);
  const auto seen = [&](const operations::Caller& asker) {
    const auto who = operations::who_can_see(world.node(), asker, kTool);
    EXPECT_TRUE(who);
    operations::Sight out;
    for (const auto& sight : who->front().people)
      if (sight.person == kJapan || (sight.person.empty() && sight.agency == "JPN.CIRO")) out = sight;
    return out;
  };
  const operations::Caller keeper{"operator", "", "", ""};
  EXPECT_TRUE(seen(keeper).reads);
  EXPECT_EQ(seen(keeper).clause, "2b");
  EXPECT_THAT(seen(keeper).text, HasSubstr("c-0000000a"));
  // The originator's people are told of the agency, and by which clause somebody there reads.
  EXPECT_TRUE(seen(caller("NZL.GCSB.analyst")).reads);
  EXPECT_EQ(seen(caller("NZL.GCSB.analyst")).clause, "2b");
  EXPECT_EQ(seen(caller("NZL.GCSB.analyst")).person, "");
  world.later(60 * 86400);
  EXPECT_FALSE(seen(keeper).reads);
  EXPECT_THAT(seen(keeper).text, HasSubstr("the consent is not valid on this date (consent c-0000000a"));
  EXPECT_FALSE(seen(caller("NZL.GCSB.analyst")).reads);
}

TEST_F(Consents, AreNotExplainedToAnotherOriginator) {
  const std::string both =
      R"("originators":["NZL.GCSB","AUS.ASD"],"levels":{"NZL":["RESTRICTED"],"AUS":["OFFICIAL"]},"topics":[["cyber"]],)"
      R"("releasable":{"NZL":[["NZL","AUS"]],"AUS":[["NZL","AUS"]]},"restricting":[{"party":"NZL","name":"ORCON"},{"party":"AUS","name":"ORCON"}])";
  world.share({tool(kOther, {both})});
  give(world.consent({kOther}));
  const auto told = [&](const std::string& asker) {
    const auto explained = operations::explain_object(world.node(), caller(asker), kOther, kJapan, "");
    std::string out;
    if (explained)
      for (const auto& origin : explained->front().by_label.origins)
        for (const auto& branch : origin.branches)
          for (const auto& clause : branch.clauses) out += clause.text + "\n";
    return out;
  };
  EXPECT_THAT(told("NZL.GCSB.analyst"), HasSubstr("c-0000000b"));
  EXPECT_THAT(told("AUS.ASD.analyst"), Not(HasSubstr("c-0000000b")));
}

TEST_F(Consents, OfAnEarlierVersionExplainItsReaderThatVersion) {
  world.share({tool(kTool, {orcon()})});
  give(world.consent({kTool}));
  world.share({tool(kTool, {orcon(), "", kSecondVersion})});
  const auto own = operations::explain_object(world.node(), caller(kJapan), kTool, kJapan, "");
  ASSERT_TRUE(own);
  EXPECT_EQ(own->front().version, Marked{}.modified);
  const auto owners = operations::explain_object(world.node(), caller("NZL.GCSB.analyst"), kTool, kJapan, "");
  ASSERT_TRUE(owners);
  EXPECT_EQ(owners->front().version, kSecondVersion);
  EXPECT_FALSE(owners->front().reads);
}

TEST_F(Consents, RecalledRowsExplainThemselves) {
  world.share({tool(kTool, {orcon()})});
  give(world.consent({kTool}));
  ASSERT_TRUE(world.node().journal().commit([&](journal::Batch& batch) -> Result<void> {
    shelf::RecallRecord record;
    record.by = "NZL.GCSB.clerk";
    record.party = "NZL";
    record.reason = "EXERCISE";
    record.objects.push_back({world.node().shelf.row(0).seq, ""});
    batch.add(journal::Kind::recall, shelf::encode(record), {}, 2);
    return {};
  }));
  const auto who = operations::explain_object(world.node(), caller("NZL.GCSB.analyst"), kTool, kJapan, "");
  ASSERT_TRUE(who);
  EXPECT_FALSE(who->front().reads);
  EXPECT_EQ(who->front().by_label.clause, "recalled");
}

// Replayed, the journal says the same.
TEST_F(Consents, StandAfterARestart) {
  world.share({tool(kTool, {orcon()}), tool(kOther, {orcon()})});
  give(world.consent({kTool}));
  give(world.consent({kOther}));
  ASSERT_TRUE(world.revoke("c-0000000b"));
  world.reopen();
  Poller analyst(world, kJapan);
  EXPECT_THAT(analyst.news(), ElementsAre(kTool));
}

}  // namespace
}  // namespace comity::scenario
