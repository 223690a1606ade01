#include "agreement/act.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "agreement/sample_for_test.hpp"
#include "base/bytes.hpp"

namespace comity::agreement {
namespace {

using ::testing::HasSubstr;

crypto::SigningKey key(char name) { return crypto::SigningKey::from_seed(std::string(32, name)).value(); }
std::string public_key(char name) { return to_base64(key(name).public_key()); }

// Of every kind two: with all its members, and with what it must have.
std::vector<Act> every_kind() {
  const Time t = at("2026-11-22T10:00:00Z"), u = at("2027-01-01");
  const ObjectName one{"USA", "report--1", "2026-01-01T00:00:00.000Z"}, two{"USA", "report--2", ""};
  GiveConsent full{"c-1", "NZL", {two, one}, true, 1, {false, {"cyber-defence", "assessment"}}, "NZL", "SECRET", {"destroy"}, t, u, "r-1"};
  GiveConsent least;
  least.id = "c-2", least.to = "NZL", least.objects = {one};
  return {{"USA", t, "because", Suspend{"ANZUS", "USA", "NZL", t, u}},
          {"USA", t, "", Suspend{"ANZUS", "USA", "NZL", {}, {}}},
          {"USA", t, "", Resume{"ANZUS", "USA", "NZL", u}},
          {"USA", t, "", Resume{"ANZUS", "USA", "NZL", {}}},
          {"USA", t, "", GiveNotice{"ANZUS", u}},
          {"USA", t, "", GiveNotice{"ANZUS", {}}},
          {"USA", t, "", WithdrawNotice{"ANZUS"}},
          {"USA", t, "", HoldNotice{"ANZUS"}},
          {"USA", t, "", RunNotice{"ANZUS"}},
          {"USA", t, "", Renew{"ANZUS", u}},
          {"USA", t, "", SuspendParty{"NZL", t, u}},
          {"USA", t, "", SuspendParty{"NZL", {}, {}}},
          {"USA", t, "", ResumeParty{"NZL", u}},
          {"USA", t, "", ResumeParty{"NZL", {}}},
          {"USA", t, "", ReplaceKey{public_key('a')}},
          {"USA", t, "", RevokeKey{public_key('a'), t, public_key('b')}},
          {"USA", t, "", RevokeKey{public_key('a'), t, ""}},
          {"USA", t, "", Designate{"USA.CIA.official", public_key('a'), {"consent", "relido"}, "USA.CIA", u}},
          {"USA", t, "", Designate{"USA.CIA.official", public_key('a'), {"tearline"}, "USA", {}}},
          {"USA", t, "", Dismiss{"USA.CIA.official"}},
          {"USA.CIA", t, "", full},
          {"USA", t, "", least},
          {"USA", t, "", RefuseConsent{"r-1"}},
          {"USA.CIA", t, "", RevokeConsent{"c-1"}},
          {"USA", t, "", ApproveTearline{one, std::string(64, 'a')}}};
}

TEST(ActTest, EveryKindReadsWhatItWrites) {
  std::set<std::size_t> kinds;
  for (const Act& act : every_kind()) {
    const std::string text = to_json(act);
    const auto back = parse_act(text);
    ASSERT_TRUE(back) << text << ": " << to_string(back.error());
    EXPECT_EQ(*back, act) << text;
    EXPECT_THAT(text, HasSubstr("\"kind\":\"" + std::string(kind_of(act)) + "\""));
    kinds.insert(act.body.index());
  }
  EXPECT_EQ(kinds.size(), std::variant_size_v<ActBody>);
}

TEST(ActTest, TheTextIsCanonicalAndLeavesOutWhatSaysNothing) {
  EXPECT_EQ(to_json(every_kind()[0]),
            R"({"agreement":"ANZUS","by":"USA","from":"USA","issued":"2026-11-22T10:00:00.000000Z","kind":"suspend","reason":"because",)"
            R"("since":"2026-11-22T10:00:00.000000Z","to":"NZL","until":"2027-01-01T00:00:00.000000Z"})");
  EXPECT_EQ(to_json(every_kind()[21]),
            R"({"by":"USA","id":"c-2","issued":"2026-11-22T10:00:00.000000Z","kind":"consent",)"
            R"("objects":[{"id":"report--1","owner":"USA","version":"2026-01-01T00:00:00.000Z"}],"to":"NZL"})");
}

TEST(ActTest, SubjectsKeepAgreementsPartiesAndPeopleApart) {
  const Time t{};
  EXPECT_EQ(subject_of({"USA", t, "", Renew{"NATO", t}}), "agreement NATO");
  EXPECT_EQ(subject_of({"USA", t, "", SuspendParty{"NATO", {}, {}}}), "party NATO");
  EXPECT_EQ(subject_of({"USA", t, "", Dismiss{"USA.CIA.official"}}), "person USA.CIA.official");
  EXPECT_EQ(subject_of({"USA", t, "", ReplaceKey{}}), subject_of({"USA", t, "", RevokeKey{}}));
  EXPECT_EQ(subject_of({"USA", t, "", RevokeConsent{"c"}}), "");
  const Act renew{"USA", t, "", Renew{"NATO", t}}, dismiss{"USA", t, "", Dismiss{"USA.CIA.official"}};
  EXPECT_EQ(agreement_of(renew), "NATO");
  EXPECT_EQ(agreement_of(dismiss), "");
}

TEST(ActTest, DatesAndOffsetsAreReadAndBecomeTheCanonicalForm) {
  const auto act = parse_act(R"({"kind":"give-notice","by":"KOR","issued":"2019-08-23T09:00:00+09:00","agreement":"JPN-KOR","effective":"2019-11-23"})");
  ASSERT_TRUE(act) << to_string(act.error());
  EXPECT_EQ(to_json(*act),
            R"({"agreement":"JPN-KOR","by":"KOR","effective":"2019-11-23T00:00:00.000000Z","issued":"2019-08-23T00:00:00.000000Z","kind":"give-notice"})");
}

TEST(ActTest, EveryFaultNamesItsPlace) {
  const struct {
    int act;  // of every_kind()
    const char* from;
    const char* to;
    const char* message;
    const char* where;
  } kFaults[] = {
      {0, "\"suspend\"", "\"hang\"", "no kind of act", "/kind"},
      {0, "\"kind\"", "\"kin\"", "'kind' is missing", ""},
      {0, "\"reason\"", "\"raison\"", "'raison' is not known", "/raison"},
      {0, "\"because\"", "\"\"", "empty", "/reason"},
      {0, "\"to\":\"NZL\"", "\"to\":\"USA\"", "to itself", "/to"},
      {0, "\"to\":\"NZL\"", "\"to\":\"NZL.NAB\"", "not an id", "/to"},
      {0, "\"by\":\"USA\"", "\"by\":\"USA.CIA\"", "not an id", "/by"},
      {0, "2027-01-01T00", "2025-01-01T00", "ends before", "/until"},
      {0, "\"issued\":\"2026-11-22T10:00:00.000000Z\",", "", "'issued' is missing", ""},
      {2, "\"since\"", "\"until\"", "'until' is not known", "/until"},
      {6, "\"agreement\":\"ANZUS\",", "", "'agreement' is missing", ""},
      {9, ",\"until\":\"2027-01-01T00:00:00.000000Z\"", "", "'until' is missing", ""},
      {10, "\"party\":\"NZL\"", "\"party\":\"USA\"", "itself", "/party"},
      {14, "\"key\":\"", "\"key\":\"A", "32 bytes", "/key"},
      {17, "USA.CIA.official", "NZL.NAB.official", "not of USA", "/person"},
      {17, "\"for\":\"USA.CIA\"", "\"for\":\"NZL\"", "not USA or one", "/for"},
      {17, "\"relido\"", "\"rule\"", "no power", "/powers"},
      {17, "\"relido\"", "\"tearline\"", "whole party", "/for"},
      {17, "[\"consent\",\"relido\"]", "[]", "empty", ""},
      {20, "\"to\":\"NZL\"", "\"to\":\"USA\"", "of its own", "/to"},
      {20, "\"display\"", "\"print\"", "no action", "/actions"},
      {20, "[\"assessment\",\"cyber-defence\"]", "[]", "permits nothing", "/purposes"},
      {20, "[\"assessment\",\"cyber-defence\"]", "[\"ALL\"]", "not a word", "/purposes"},
      {20, "\"scheme\":\"NZL\"", "\"scheme\":\"TLP\"", "not a level", "/level"},
      {20, "report--2", "report--1", "", nullptr},  // two versions of one object are two
      {20, ",\"version\":\"\"", "", "'version' is missing", "/objects/0"},
      {20, "\"c-1\"", "\"c.1\"", "not an id", "/id"},
      {24, "aaaa", "AAAA", "lower-case", "/sha256"},
  };
  for (const auto& row : kFaults) {
    std::string text = to_json(every_kind()[static_cast<std::size_t>(row.act)]);
    ASSERT_THAT(text, HasSubstr(row.from));
    text.replace(text.find(row.from), std::string_view(row.from).size(), row.to);
    const auto act = parse_act(text);
    ASSERT_EQ(act.has_value(), row.where == nullptr) << text;
    if (act) continue;
    EXPECT_EQ(act.error().code, Code::invalid);
    EXPECT_THAT(act.error().message, HasSubstr(row.message)) << text;
    EXPECT_EQ(act.error().where, row.where) << text;
  }
  Act act = every_kind()[0];
  for (std::size_t i = 0; i < 2000; ++i) act.reason.replace(0, i ? 0 : act.reason.size(), "é");
  EXPECT_TRUE(parse_act(to_json(act)));
  act.reason += "é";
  EXPECT_THAT(parse_act(to_json(act)).error().message, HasSubstr("2000 characters"));
  GiveConsent consent = std::get<GiveConsent>(every_kind()[21].body);
  consent.objects.push_back(consent.objects[0]);
  EXPECT_THAT(parse_act(to_json(Act{"USA", {}, "", consent})).error().message, HasSubstr("twice"));
  consent.objects.pop_back();
  consent.id = std::string(100, 'x');
  EXPECT_TRUE(parse_act(to_json(Act{"USA", {}, "", consent})));
  consent.id += "x";
  EXPECT_EQ(parse_act(to_json(Act{"USA", {}, "", consent})).error().where, "/id");
}

class SignedActTest : public ::testing::Test {
 protected:
  const Act act_ = every_kind()[0];
  const SignedAct one_{act_, {sign(act_, "USA", key('a')), sign(act_, "NZL.NAB.official", key('b'))}};
};

TEST_F(SignedActTest, TheFileRoundTripsAndVerifies) {
  const std::string text = to_json(one_);
  const auto back = parse_signed_act(text);
  ASSERT_TRUE(back) << to_string(back.error());
  EXPECT_EQ(to_json(*back), text);
  EXPECT_EQ(back->act, act_);
  EXPECT_TRUE(verify(*back));
  EXPECT_TRUE(parse_signed_act(" " + text + "\n"));
  EXPECT_EQ(verify({act_, {}}).error().code, Code::precondition);
  EXPECT_FALSE(parse_signed_act("{}"));
  EXPECT_FALSE(parse_signed_act(to_json(act_)));
}

TEST_F(SignedActTest, WhatIsNotCanonicalIsRefused) {
  std::string text = to_json(one_);
  const std::string issued = "2026-11-22T10:00:00.000000Z", same = "2026-11-22T10:00:00Z";
  text.replace(text.find(issued), issued.size(), same);
  EXPECT_THAT(parse_signed_act(text).error().message, HasSubstr("canonical"));
  // A stated default is a second spelling of the same act.
  const Act consent = every_kind()[21];
  std::string file = to_json(SignedAct{consent, {sign(consent, "USA", key('a'))}});
  ASSERT_TRUE(parse_signed_act(file));
  file.replace(file.find("\"to\""), 4, "\"later_versions\":false,\"to\"");
  EXPECT_THAT(parse_signed_act(file).error().message, HasSubstr("canonical"));
}

TEST_F(SignedActTest, SignersAreNamedAndSignOnceWithAKey) {
  SignedAct twice = one_;
  twice.signatures.push_back(twice.signatures[0]);
  EXPECT_THAT(parse_signed_act(to_json(twice)).error().message, HasSubstr("twice"));
  twice.signatures.back() = sign(act_, "USA", key('c'));  // two keys of one signer: a key that is replaced
  EXPECT_TRUE(parse_signed_act(to_json(twice)));
  twice.signatures.back().signer = "USA.CIA";
  EXPECT_EQ(parse_signed_act(to_json(twice)).error().where, "/signatures/2/signer");
}

TEST_F(SignedActTest, EveryFlippedBitFails) {
  const std::string text = to_json(SignedAct{act_, {sign(act_, "USA", key('a'))}});
  ASSERT_TRUE(verify(parse_signed_act(text).value()));
  for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
    std::string altered = text;
    altered[bit / 8] = static_cast<char>(altered[bit / 8] ^ (1 << bit % 8));
    const auto file = parse_signed_act(altered);
    // Who is said to have signed is not signed: life.hpp holds the key against that signer's.
    if (file && file->signatures.size() == 1 && file->signatures[0].signer != "USA") continue;
    EXPECT_FALSE(file && verify(*file)) << "bit " << bit << ": " << altered;
  }
}

TEST_F(SignedActTest, ASignatureIsOnActsOnly) {
  SignedAct other = one_;
  const std::string bytes = "comity/agreement/v1\n" + to_json(act_);
  other.signatures = {{"USA", public_key('a'), to_base64(key('a').sign(bytes))}};
  EXPECT_FALSE(verify(other));
}

}  // namespace
}  // namespace comity::agreement
