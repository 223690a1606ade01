#include "agreement/life.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "agreement/sample_for_test.hpp"
#include "base/bytes.hpp"

namespace comity::agreement {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// A key by its name: "JPN" is the authority's, "JPN!" its recovery key.
crypto::SigningKey key(const std::string& name) {
  return crypto::SigningKey::from_seed((name + std::string(32, 'x')).substr(0, 32)).value();
}
std::string public_key(const std::string& name) { return to_base64(key(name).public_key()); }

class LifeTest : public ::testing::Test {
 protected:
  LifeTest() {
    for (const char* party : {"AUS", "JPN", "KOR", "NZL", "USA"}) {
      directory_.parties[party] = {party, party, {party}, {false, {{marking::Member::Kind::party, party, {}}}}, public_key(party), public_key(std::string(party) + "!")};
      EXPECT_TRUE(directory_.schemes.add({party, "", "", {{"LOW", 0, ""}, {"SECRET", 1, ""}}}));
      const std::string agency = std::string(party) + ".A";
      directory_.agencies[agency] = {agency, "", "", false};
      for (const char* post : {".official", ".second"}) directory_.people[agency + post] = {agency + post, "", {}};
    }
    life_.take(directory_);
  }

  // What is not said of an agreement is not in it.
  static Document document(const std::string& id, int version, const std::string& kind, const std::string& parties, const std::string& rest) {
    return parse_agreement(fmt::format("id = '{}'\nversion = {}\ntitle = 't'\nkind = '{}'\nparties = [{}]\n{}\n", id, version, kind, parties, rest), "a.toml").value();
  }
  static Signed with(const Document& document, const std::vector<std::string>& signers) {
    Signed out{document, {}};
    for (const auto& party : signers) out.signatures.push_back(sign(document, party, key(party)).value());
    return out;
  }
  void agree(const Document& document, const std::vector<std::string>& signers, const char* when) {
    const Signed one = with(document, signers);
    const auto may = life_.check(one, at(when));
    ASSERT_TRUE(may) << to_string(may.error());
    ASSERT_TRUE(life_.record(one, at(when)));
  }
  Result<void> may_agree(const Document& document, const std::vector<std::string>& signers, const char* when) const {
    const Signed one = with(document, signers);
    const auto may = life_.check(one, at(when));
    Life copy = life_;
    EXPECT_EQ(copy.record(one, at(when)), may.has_value());
    return may;
  }

  SignedAct act(const std::string& by, ActBody body, const char* when) const {
    const Act one{by, at(when), "", std::move(body)};
    return {one, {sign(one, std::string(marking::party_of(by)), key(std::string(marking::party_of(by))))}};
  }
  static SignedAct also(SignedAct one, const std::string& signer, const std::string& with_key) {
    one.signatures.push_back(sign(one.act, signer, key(with_key)));
    return one;
  }
  static SignedAct only(SignedAct one, const std::string& signer, const std::string& with_key) {
    one.signatures = {sign(one.act, signer, key(with_key))};
    return one;
  }
  // Checked at a time, and recorded then if it may be.
  Result<void> put(const SignedAct& one, const char* when) {
    const auto read = parse_signed_act(to_json(one));
    EXPECT_TRUE(read) << to_string(read.error());
    const auto may = life_.check(one, at(when), find_);
    if (may) {
      EXPECT_TRUE(life_.record(one, at(when)));
    }
    return may;
  }
  Result<void> put(const std::string& by, ActBody body, const char* when) { return put(act(by, std::move(body), when), when); }

  bool flows(const std::string& id, const std::string& from, const std::string& to, const char* when) const {
    const Time time = at(when);
    bool out = false;
    for (const auto& terms : life_.current(time))
      if (terms->id == id && permits_direction(*terms, from, to, time)) {
        EXPECT_FALSE(out) << "two versions hold at once";
        out = true;
      }
    return out;
  }
  bool both(const std::string& id, const std::string& a, const std::string& b, const char* when) const {
    EXPECT_EQ(flows(id, a, b, when), flows(id, b, a, when));
    return flows(id, a, b, when);
  }

  alliance::Directory directory_;
  Life life_;
  std::map<ObjectName, NamedObject> objects_;
  const FindObject find_ = [this](const ObjectName& name) -> std::optional<NamedObject> {
    const auto found = objects_.find(name);
    if (found == objects_.end()) return std::nullopt;
    return found->second;
  };
};

#define REFUSED(result, wanted_code, text)                       \
  do {                                                           \
    const auto refused_ = (result);                              \
    ASSERT_FALSE(refused_);                                      \
    EXPECT_EQ(refused_.error().code, wanted_code) << to_string(refused_.error()); \
    EXPECT_THAT(refused_.error().message, HasSubstr(text));      \
  } while (false)

// ---- Japan and Korea, 2016 to 2023 --------------------------------------------------------------------------------------

class JapanKoreaTest : public LifeTest {
 protected:
  JapanKoreaTest() {
    agree(document("JPN-KOR", 1, "bilateral", "'JPN', 'KOR'",
                   "[term]\nin_force = 2016-11-23\nuntil = 2017-11-23\nrenews_months = 12\n[notice]\ndays = 90\ntakes_effect = 'term-end'"),
          {"JPN", "KOR"}, "2016-11-23T01:00:00Z");
  }
};

TEST_F(JapanKoreaTest, AsItHappened) {
  EXPECT_FALSE(both("JPN-KOR", "JPN", "KOR", "2016-11-22"));
  EXPECT_TRUE(both("JPN-KOR", "JPN", "KOR", "2016-11-24"));
  EXPECT_TRUE(both("JPN-KOR", "JPN", "KOR", "2019-08-22"));
  EXPECT_EQ(life_.standing("JPN-KOR", at("2019-08-22")).term_end, at("2019-11-23"));
  EXPECT_FALSE(life_.standing("JPN-KOR", at("2019-08-22")).until);

  ASSERT_TRUE(put("KOR", GiveNotice{"JPN-KOR", {}}, "2019-08-23T06:00:00Z"));
  Standing standing = life_.standing("JPN-KOR", at("2019-10-01"));
  EXPECT_EQ(standing.until, at("2019-11-23"));
  ASSERT_EQ(standing.notices.size(), 1U);
  EXPECT_EQ(standing.notices[0], (Notice{"KOR", at("2019-08-23T06:00:00Z"), at("2019-11-23"), false, {}}));
  EXPECT_TRUE(both("JPN-KOR", "JPN", "KOR", "2019-10-01"));   // R24
  EXPECT_FALSE(both("JPN-KOR", "JPN", "KOR", "2019-11-24"));  // R25, as it stood then

  ASSERT_TRUE(put("KOR", HoldNotice{"JPN-KOR"}, "2019-11-22T09:00:00Z"));
  EXPECT_TRUE(both("JPN-KOR", "JPN", "KOR", "2019-11-24"));
  standing = life_.standing("JPN-KOR", at("2021-01-01"));
  EXPECT_EQ(standing.state, Standing::State::in_force);
  EXPECT_FALSE(standing.until);
  ASSERT_EQ(standing.notices.size(), 1U);
  EXPECT_TRUE(standing.notices[0].held);
  EXPECT_EQ(standing.notices[0].held_since, at("2019-11-22T09:00:00Z"));

  ASSERT_TRUE(put("KOR", WithdrawNotice{"JPN-KOR"}, "2023-03-21T03:00:00Z"));
  EXPECT_TRUE(both("JPN-KOR", "JPN", "KOR", "2024-01-01"));
  EXPECT_THAT(life_.standing("JPN-KOR", at("2024-01-01")).notices, IsEmpty());
  EXPECT_EQ(life_.history("JPN-KOR").size(), 4U);
}

TEST_F(JapanKoreaTest, ANoticeThatIsLateForThisTermHasEffectAYearLater) {
  EXPECT_TRUE(put("KOR", GiveNotice{"JPN-KOR", at("2019-11-23")}, "2019-08-25T00:00:00Z"));  // 90 days before, to the instant
  ASSERT_TRUE(put("KOR", WithdrawNotice{"JPN-KOR"}, "2019-08-25T00:00:01Z"));
  REFUSED(put("KOR", GiveNotice{"JPN-KOR", at("2019-11-23")}, "2019-08-25T00:00:02Z"), Code::invalid, "2020-11-23");
  REFUSED(put("KOR", GiveNotice{"JPN-KOR", at("2020-11-24")}, "2019-08-26"), Code::invalid, "end of a term");
  ASSERT_TRUE(put("KOR", GiveNotice{"JPN-KOR", {}}, "2019-08-26"));
  EXPECT_EQ(life_.standing("JPN-KOR", at("2019-09-01")).until, at("2020-11-23"));
  EXPECT_TRUE(both("JPN-KOR", "JPN", "KOR", "2020-11-22"));
  EXPECT_FALSE(both("JPN-KOR", "JPN", "KOR", "2020-11-23"));
}

TEST_F(JapanKoreaTest, AfterItsEffectANoticeStands) {
  ASSERT_TRUE(put("KOR", GiveNotice{"JPN-KOR", {}}, "2019-08-23"));
  REFUSED(put("KOR", GiveNotice{"JPN-KOR", {}}, "2019-08-24"), Code::precondition, "stands already");
  REFUSED(put("JPN", WithdrawNotice{"JPN-KOR"}, "2019-09-01"), Code::precondition, "gave no notice");
  REFUSED(put("KOR", RunNotice{"JPN-KOR"}, "2019-09-01"), Code::precondition, "holds no notice");
  REFUSED(put("KOR", WithdrawNotice{"JPN-KOR"}, "2019-11-23"), Code::precondition, "cannot be withdrawn");
  REFUSED(put("KOR", HoldNotice{"JPN-KOR"}, "2019-11-23"), Code::precondition, "cannot be withdrawn");
  EXPECT_EQ(life_.standing("JPN-KOR", at("2019-11-23")).state, Standing::State::ended);
  REFUSED(put("KOR", Suspend{"JPN-KOR", "KOR", "JPN", {}, {}}, "2019-12-01"), Code::forbidden, "not bound");
  // A new version brings it back, from its recording on.
  agree(document("JPN-KOR", 2, "bilateral", "'JPN', 'KOR'", "[term]\nin_force = 2016-11-23"), {"JPN", "KOR"}, "2020-01-01");
  EXPECT_FALSE(both("JPN-KOR", "JPN", "KOR", "2019-12-31"));
  EXPECT_TRUE(both("JPN-KOR", "JPN", "KOR", "2020-01-01"));
}

TEST_F(JapanKoreaTest, AHeldNoticeIsLetRunPastItsDate) {
  ASSERT_TRUE(put("KOR", GiveNotice{"JPN-KOR", {}}, "2019-08-23"));
  ASSERT_TRUE(put("JPN", GiveNotice{"JPN-KOR", at("2020-11-23")}, "2019-08-24"));  // while another's runs
  ASSERT_TRUE(put("JPN", WithdrawNotice{"JPN-KOR"}, "2019-08-25"));
  ASSERT_TRUE(put("KOR", HoldNotice{"JPN-KOR"}, "2019-11-22"));
  REFUSED(put("KOR", HoldNotice{"JPN-KOR"}, "2019-11-22T01:00:00Z"), Code::precondition, "held already");
  ASSERT_TRUE(put("KOR", RunNotice{"JPN-KOR"}, "2020-05-05"));
  EXPECT_TRUE(both("JPN-KOR", "JPN", "KOR", "2020-05-04"));
  EXPECT_FALSE(both("JPN-KOR", "JPN", "KOR", "2020-05-05"));
  EXPECT_EQ(life_.standing("JPN-KOR", at("2020-06-01")).until, at("2020-05-05"));
}

TEST_F(JapanKoreaTest, AHeldNoticeIsLetRunBeforeItsDate) {
  ASSERT_TRUE(put("KOR", GiveNotice{"JPN-KOR", {}}, "2019-08-23"));
  ASSERT_TRUE(put("KOR", HoldNotice{"JPN-KOR"}, "2019-10-01"));
  ASSERT_TRUE(put("KOR", RunNotice{"JPN-KOR"}, "2019-10-02"));
  EXPECT_TRUE(both("JPN-KOR", "JPN", "KOR", "2019-11-22"));
  EXPECT_FALSE(both("JPN-KOR", "JPN", "KOR", "2019-11-23"));
}

TEST_F(JapanKoreaTest, ActsThatWereKeptBackAreRefused) {
  const SignedAct old = act("KOR", Suspend{"JPN-KOR", "KOR", "JPN", {}, {}}, "2019-01-01");
  ASSERT_TRUE(put("KOR", GiveNotice{"JPN-KOR", {}}, "2019-08-23"));
  const SignedAct notice = act("KOR", GiveNotice{"JPN-KOR", {}}, "2019-08-23");
  REFUSED(put(old, "2019-09-01"), Code::conflict, "recorded already");
  EXPECT_FALSE(life_.record(old, at("2019-09-01")));
  ASSERT_TRUE(put("KOR", WithdrawNotice{"JPN-KOR"}, "2019-09-02"));
  REFUSED(put(notice, "2019-09-03"), Code::conflict, "recorded already");
  EXPECT_TRUE(put(act("JPN", Suspend{"JPN-KOR", "JPN", "KOR", {}, {}}, "2019-01-01"), "2019-09-03"));  // another's clock
  REFUSED(put(act("KOR", GiveNotice{"JPN-KOR", {}}, "2019-09-04T00:05:01Z"), "2019-09-04"), Code::invalid, "in the future");
  EXPECT_TRUE(put(act("KOR", GiveNotice{"JPN-KOR", {}}, "2019-09-04T00:05:00Z"), "2019-09-04"));
}

TEST_F(JapanKoreaTest, RenewalTakesAll) {
  const Renew longer{"JPN-KOR", at("2022-11-23")};
  REFUSED(put("JPN", longer, "2018-01-01"), Code::precondition, "KOR is missing");
  REFUSED(put(also(act("JPN", Renew{"JPN-KOR", at("2018-11-23")}, "2018-01-01"), "KOR", "KOR"), "2018-01-01"), Code::invalid, "later until");
  ASSERT_TRUE(put(also(act("JPN", longer, "2018-01-01"), "KOR", "KOR"), "2018-01-01"));
  EXPECT_EQ(life_.standing("JPN-KOR", at("2018-02-01")).term_end, at("2022-11-23"));
  ASSERT_TRUE(put("KOR", GiveNotice{"JPN-KOR", {}}, "2019-08-23"));
  EXPECT_EQ(life_.standing("JPN-KOR", at("2019-09-01")).until, at("2022-11-23"));
  REFUSED(put(also(act("JPN", longer, "2023-01-01"), "KOR", "KOR"), "2023-01-01"), Code::forbidden, "not bound");
}

// ---- three parties, as ANZUS in 1986 ------------------------------------------------------------------------------------

class AnzusTest : public LifeTest {
 protected:
  AnzusTest() { agree(document("ANZUS", 1, "multilateral", "'AUS', 'NZL', 'USA'", kTerm), {"AUS", "NZL", "USA"}, "1985-01-01"); }
  static constexpr const char* kTerm = "[term]\nin_force = 1952-04-29\n[notice]\ndays = 365";
};

TEST_F(AnzusTest, OneDirectionStopsAndNobodyLeaves) {
  ASSERT_TRUE(put("USA", Suspend{"ANZUS", "USA", "NZL", at("1986-08-11"), {}}, "1986-08-01"));
  EXPECT_TRUE(flows("ANZUS", "USA", "NZL", "1986-08-10"));
  EXPECT_FALSE(flows("ANZUS", "USA", "NZL", "1986-08-11"));
  for (const auto& [from, to] : {std::pair("NZL", "USA"), std::pair("AUS", "NZL"), std::pair("NZL", "AUS"), std::pair("AUS", "USA"), std::pair("USA", "AUS")})
    EXPECT_TRUE(flows("ANZUS", from, to, "1986-09-01")) << from << to;
  const Standing standing = life_.standing("ANZUS", at("1986-09-01"));
  EXPECT_EQ(standing.state, Standing::State::in_force);
  EXPECT_THAT(standing.notices, IsEmpty());
  EXPECT_THAT(standing.bound, ElementsAre("AUS", "NZL", "USA"));
  EXPECT_EQ(standing.suspensions, (std::vector<Suspension>{{"USA", "USA", "NZL", at("1986-08-11"), Time::max(), ""}}));

  REFUSED(put("AUS", Resume{"ANZUS", "USA", "NZL", {}}, "1990-01-01"), Code::forbidden, "suspended by USA");
  REFUSED(put("NZL", Resume{"ANZUS", "USA", "NZL", {}}, "1990-01-01"), Code::forbidden, "suspended by USA");
  REFUSED(put("USA", Resume{"ANZUS", "NZL", "USA", {}}, "1990-01-01"), Code::precondition, "not suspended");
  ASSERT_TRUE(put("USA", Resume{"ANZUS", "USA", "NZL", at("2010-11-04")}, "2010-11-01"));
  EXPECT_FALSE(flows("ANZUS", "USA", "NZL", "2010-11-03"));
  EXPECT_TRUE(flows("ANZUS", "USA", "NZL", "2010-11-04"));
}

TEST_F(AnzusTest, BystandersAndStrangersSuspendNothing) {
  REFUSED(put("AUS", Suspend{"ANZUS", "USA", "NZL", {}, {}}, "1986-08-11"), Code::forbidden, "neither gives nor receives");
  REFUSED(put("JPN", Suspend{"ANZUS", "JPN", "NZL", {}, {}}, "1986-08-11"), Code::precondition, "bound by no agreement ANZUS");
  REFUSED(put("JPN", Suspend{"NOTHING", "JPN", "NZL", {}, {}}, "1986-08-11"), Code::precondition, "bound by no agreement NOTHING");
  REFUSED(put("USA", Suspend{"ANZUS", "USA", "JPN", {}, {}}, "1986-08-11"), Code::invalid, "JPN is not bound");
  REFUSED(put("USA", Suspend{"ANZUS", "USA", "NZL", {}, at("1986-01-01")}, "1986-08-11"), Code::invalid, "over already");
  REFUSED(put(only(act("USA", Suspend{"ANZUS", "USA", "NZL", {}, {}}, "1986-08-11"), "USA", "AUS"), "1986-08-11"), Code::precondition, "signature of USA");
  REFUSED(put(also(act("USA", Suspend{"ANZUS", "USA", "NZL", {}, {}}, "1986-08-11"), "AUS", "AUS"), "1986-08-11"), Code::precondition, "AUS does not sign");
  EXPECT_TRUE(flows("ANZUS", "USA", "NZL", "1986-09-01"));
}

// Who brings an act with any key but the authority's is told the same whatever the party did, and whatever binds it.
TEST_F(AnzusTest, AForgerLearnsNothing) {
  const auto forged = [&](const std::string& by, ActBody body) {
    const auto may = put(only(act(by, std::move(body), "1986-01-01"), by, "KOR"), "1986-09-01");
    return may ? std::string("taken") : to_string(may.error());
  };
  ASSERT_TRUE(put("USA", Suspend{"ANZUS", "USA", "NZL", {}, {}}, "1986-08-11"));
  const Suspend there{"ANZUS", "USA", "NZL", {}, {}}, nowhere{"NOTHING", "USA", "NZL", {}, {}};
  EXPECT_EQ(forged("USA", there), forged("USA", nowhere));
  const Renew renew{"ANZUS", at("1990-01-01")}, nothing{"NOTHING", at("1990-01-01")};
  EXPECT_EQ(forged("USA", renew), forged("USA", nothing));
  EXPECT_NE(forged("USA", renew), "taken");
}

TEST_F(AnzusTest, NoActWorksBackwards) {
  ASSERT_TRUE(put("USA", Suspend{"ANZUS", "USA", "NZL", at("1985-06-01"), {}}, "1986-08-11"));
  EXPECT_TRUE(flows("ANZUS", "USA", "NZL", "1986-08-10"));
  EXPECT_FALSE(flows("ANZUS", "USA", "NZL", "1986-08-11"));
  ASSERT_TRUE(put("USA", Resume{"ANZUS", "USA", "NZL", at("1986-09-01")}, "1987-01-01"));
  EXPECT_FALSE(flows("ANZUS", "USA", "NZL", "1986-12-31"));
  EXPECT_TRUE(flows("ANZUS", "USA", "NZL", "1987-01-01"));
}

TEST_F(AnzusTest, WhoLeavesManyEndsItsOwnBondOnly) {
  ASSERT_TRUE(put("USA", Suspend{"ANZUS", "USA", "NZL", {}, {}}, "1986-08-11"));
  REFUSED(put("NZL", GiveNotice{"ANZUS", at("1987-01-01")}, "1986-09-01"), Code::invalid, "365 days");
  ASSERT_TRUE(put("NZL", GiveNotice{"ANZUS", {}}, "1986-09-01"));
  EXPECT_TRUE(both("ANZUS", "AUS", "NZL", "1987-08-31"));
  EXPECT_FALSE(both("ANZUS", "AUS", "NZL", "1987-09-01"));
  EXPECT_TRUE(both("ANZUS", "AUS", "USA", "1987-09-01"));
  const Standing standing = life_.standing("ANZUS", at("1988-01-01"));
  EXPECT_EQ(standing.state, Standing::State::in_force);
  EXPECT_THAT(standing.bound, ElementsAre("AUS", "USA"));
  REFUSED(put("NZL", Suspend{"ANZUS", "NZL", "USA", {}, {}}, "1988-01-01"), Code::forbidden, "not bound");
  // It does not come back by being named, only by saying since when.
  REFUSED(may_agree(document("ANZUS", 2, "multilateral", "'AUS', 'NZL', 'USA'", kTerm), {"AUS", "NZL", "USA"}, "1990-01-01"), Code::invalid, "NZL left");
  agree(document("ANZUS", 2, "multilateral", "'AUS', {party='NZL', until=1987-09-01}, {party='NZL', since=1991-01-01}, 'USA'", kTerm),
        {"AUS", "NZL", "USA"}, "1990-01-01");
  EXPECT_FALSE(both("ANZUS", "AUS", "NZL", "1990-12-31"));
  EXPECT_TRUE(both("ANZUS", "AUS", "NZL", "1991-01-01"));
  EXPECT_FALSE(flows("ANZUS", "USA", "NZL", "1991-01-01"));  // what acts did stands
  EXPECT_TRUE(put("NZL", GiveNotice{"ANZUS", {}}, "1992-01-01"));
}

TEST_F(AnzusTest, TheClausesSayWho) {
  agree(document("ANZUS", 2, "multilateral", "'AUS', 'NZL', 'USA'", "[term]\nin_force = 1952-04-29\n[suspending]\nby = ['USA']\n[notice]\nby = ['AUS']\n"
                 "[[suspension]]\nby = 'USA'\nfrom = 'USA'\nto = 'AUS'\nsince = 1986-02-01"),
        {"AUS", "NZL", "USA"}, "1986-01-01");
  REFUSED(put("NZL", Suspend{"ANZUS", "NZL", "USA", {}, {}}, "1986-08-11"), Code::forbidden, "only USA");
  EXPECT_TRUE(put("USA", Suspend{"ANZUS", "NZL", "USA", {}, {}}, "1986-08-11"));
  REFUSED(put("USA", GiveNotice{"ANZUS", {}}, "1986-08-12"), Code::forbidden, "only AUS");
  EXPECT_FALSE(flows("ANZUS", "USA", "AUS", "1986-03-01"));
  ASSERT_TRUE(put("USA", Resume{"ANZUS", "USA", "AUS", {}}, "1986-09-01"));  // of the document
  EXPECT_TRUE(flows("ANZUS", "USA", "AUS", "1986-09-01"));
  ASSERT_TRUE(put("AUS", GiveNotice{"ANZUS", {}}, "1986-10-01"));
  EXPECT_FALSE(both("ANZUS", "AUS", "NZL", "1986-10-01"));
}

TEST_F(AnzusTest, ALaterVersionWaitsForItsDay) {
  agree(document("ANZUS", 2, "multilateral", "'AUS', 'NZL', 'USA'", "[term]\nin_force = 1990-01-01\nuntil = 1999-01-01"), {"AUS", "NZL", "USA"}, "1989-01-01");
  ASSERT_TRUE(put("USA", Suspend{"ANZUS", "USA", "NZL", {}, {}}, "1989-06-01"));
  EXPECT_TRUE(both("ANZUS", "AUS", "NZL", "1989-12-31"));
  EXPECT_EQ(life_.standing("ANZUS", at("1989-12-31")).version, 1);
  EXPECT_EQ(life_.current(at("1989-12-31")).size(), 2U);
  EXPECT_THAT(life_.former(at("1989-12-31")), IsEmpty());
  EXPECT_TRUE(both("ANZUS", "AUS", "NZL", "1990-01-01"));
  EXPECT_EQ(life_.standing("ANZUS", at("1990-01-01")).version, 2);
  EXPECT_EQ(life_.current(at("1990-01-01")).size(), 1U);
  EXPECT_EQ(life_.former(at("1990-01-01")).size(), 1U);
  EXPECT_FALSE(flows("ANZUS", "USA", "NZL", "1990-01-01"));
  EXPECT_FALSE(both("ANZUS", "AUS", "NZL", "1999-01-01"));
  // One that overtakes it.
  agree(document("ANZUS", 3, "multilateral", "'AUS', 'NZL', 'USA'", "[term]\nin_force = 1989-10-01"), {"AUS", "NZL", "USA"}, "1989-09-01");
  EXPECT_EQ(life_.standing("ANZUS", at("1990-01-01")).version, 3);
  EXPECT_TRUE(both("ANZUS", "AUS", "NZL", "1999-01-01"));
  REFUSED(may_agree(document("ANZUS", 3, "multilateral", "'AUS', 'NZL', 'USA'", kTerm), {"AUS", "NZL", "USA"}, "1989-09-02"), Code::conflict, "number 4");
}

TEST_F(AnzusTest, AnAmendmentTakesAllWhomItNamesAndAllWhomItBinds) {
  REFUSED(may_agree(document("ANZUS", 2, "multilateral", "'AUS', 'NZL', 'USA', 'JPN'", kTerm), {"AUS", "NZL", "USA"}, "1990-01-01"), Code::precondition, "JPN still to sign");
  REFUSED(may_agree(document("ANZUS", 2, "multilateral", "'AUS', 'USA'", kTerm), {"AUS", "USA"}, "1990-01-01"), Code::invalid, "NZL is bound");
  const auto leaving = document("ANZUS", 2, "multilateral", "'AUS', 'USA', {party='NZL', until=1989-01-01}", kTerm);
  REFUSED(may_agree(leaving, {"AUS", "USA"}, "1990-01-01"), Code::precondition, "NZL still to sign");
  ASSERT_TRUE(may_agree(leaving, {"AUS", "NZL", "USA"}, "1990-01-01"));
  agree(leaving, {"AUS", "NZL", "USA"}, "1990-01-01");
  EXPECT_TRUE(both("ANZUS", "AUS", "NZL", "1989-12-31"));
  EXPECT_FALSE(both("ANZUS", "AUS", "NZL", "1990-01-01"));
  EXPECT_TRUE(may_agree(document("ANZUS", 3, "multilateral", "'AUS', 'USA', {party='NZL', until=1989-01-01}", kTerm), {"AUS", "USA"}, "1991-01-01"));
}

TEST_F(LifeTest, AccessionOfAFourthParty) {
  const char* rest = "[term]\nin_force = 1952-04-29\n[accession]\napproved_by = ['USA']\n[[levels]]\nAUS='SECRET'\nNZL='SECRET'";
  const char* more = "[term]\nin_force = 1952-04-29\n[accession]\napproved_by = ['USA']\n[[levels]]\nAUS='SECRET'\nNZL='SECRET'\nJPN='SECRET'";
  const char* other = "[term]\nin_force = 1952-04-29\n[accession]\napproved_by = ['USA']\n[[levels]]\nAUS='SECRET'\nNZL='SECRET'\nUSA='SECRET'";
  agree(document("PACT", 1, "multilateral", "'AUS', 'NZL', 'USA'", rest), {"AUS", "NZL", "USA"}, "1985-01-01");
  const auto joining = document("PACT", 2, "multilateral", "'AUS', 'NZL', 'USA', {party='JPN', since=1991-01-01}", more);
  REFUSED(may_agree(joining, {"USA"}, "1990-01-01"), Code::precondition, "JPN still to sign");
  REFUSED(may_agree(joining, {"AUS", "JPN", "NZL"}, "1990-01-01"), Code::precondition, "USA still to sign");
  REFUSED(may_agree(document("PACT", 2, "multilateral", "'AUS', 'NZL', 'USA', 'JPN'", other), {"USA", "JPN"}, "1990-01-01"), Code::precondition, "AUS, NZL still to sign");
  agree(joining, {"USA", "JPN"}, "1990-01-01");
  EXPECT_FALSE(both("PACT", "AUS", "JPN", "1990-12-31"));
  EXPECT_TRUE(both("PACT", "AUS", "JPN", "1991-01-01"));
  EXPECT_TRUE(both("PACT", "AUS", "NZL", "1990-06-01"));
}

TEST_F(LifeTest, AFirstVersionTakesAll) {
  REFUSED(may_agree(document("P", 1, "multilateral", "'AUS', 'NZL', {party='USA', until=1980-01-01}", "[term]\nin_force = 1952-04-29"), {"AUS", "NZL"}, "1990-01-01"),
          Code::precondition, "USA still to sign");
  REFUSED(may_agree(document("P", 1, "multilateral", "'AUS', 'GBR'", "[term]\nin_force = 1952-04-29"), {"AUS", "GBR"}, "1990-01-01"), Code::invalid, "GBR is not a party");
  EXPECT_THAT(life_.agreements(), IsEmpty());
}

// ---- communities --------------------------------------------------------------------------------------------------------

class CommunityTest : public LifeTest {
 protected:
  CommunityTest() {
    directory_.communities["FVEY"] = {"FVEY", "", {{"AUS", at("1956-01-01"), Time::max()}, {"NZL", at("1956-01-01"), Time::max()}, {"USA", at("1946-01-01"), Time::max()}}};
    life_ = Life();
    life_.take(directory_);
  }
  bool member(const char* party, const char* when) const { return life_.directory()->communities.at("FVEY").member(party, at(when)); }
  std::optional<Time> since(const char* party, const char* when) const { return life_.directory()->communities.at("FVEY").member_since(party, at(when)); }
};

TEST_F(CommunityTest, AMemberLeavesAndReturns) {
  REFUSED(may_agree(document("FVEY", 1, "community", "'AUS', 'USA'", "[term]\nin_force = 2026-01-01"), {"AUS", "USA"}, "2025-12-01"), Code::invalid, "NZL is a member");
  agree(document("FVEY", 1, "community", "'AUS', 'NZL', 'USA'", "[term]\nin_force = 2026-01-01\n[notice]\ndays = 30"), {"AUS", "NZL", "USA"}, "2025-12-01");
  EXPECT_TRUE(member("NZL", "2025-12-15"));  // what the directory said goes on until then
  EXPECT_EQ(since("NZL", "2026-06-01"), at("1956-01-01"));
  EXPECT_FALSE(member("JPN", "2026-06-01"));
  ASSERT_TRUE(put("NZL", GiveNotice{"FVEY", {}}, "2026-06-01"));
  EXPECT_TRUE(member("NZL", "2026-06-30"));
  EXPECT_FALSE(member("NZL", "2026-07-01"));
  EXPECT_TRUE(member("NZL", "2020-01-01"));  // then it was
  EXPECT_EQ(since("AUS", "2026-08-01"), at("1956-01-01"));
  agree(document("FVEY", 2, "community", "'AUS', {party='NZL', until=2026-07-01}, {party='NZL', since=2027-01-01}, 'USA', {party='JPN', since=2027-01-01}",
                 "[term]\nin_force = 2026-01-01"),
        {"AUS", "NZL", "USA", "JPN"}, "2026-10-01");
  EXPECT_FALSE(member("NZL", "2026-12-31"));
  EXPECT_EQ(since("NZL", "2027-06-01"), at("2027-01-01"));
  EXPECT_TRUE(member("NZL", "2026-06-15"));
  EXPECT_EQ(since("AUS", "2027-06-01"), at("1956-01-01"));
  EXPECT_EQ(since("JPN", "2027-06-01"), at("2027-01-01"));
  EXPECT_TRUE(alliance::check(*life_.directory()));
}

TEST_F(CommunityTest, OneThatEndsHasNoMembers) {
  agree(document("SEATO", 1, "community", "'AUS', 'NZL'", "[term]\nin_force = 1955-02-19\nuntil = 1977-06-30"), {"AUS", "NZL"}, "1970-01-01");
  const auto& community = life_.directory()->communities.at("SEATO");
  EXPECT_EQ(community.member_since("NZL", at("1976-01-01")), at("1955-02-19"));
  EXPECT_FALSE(community.member("NZL", at("1977-06-30")));
  REFUSED(may_agree(document("JPN", 1, "community", "'AUS', 'NZL'", "[term]\nin_force = 1955-02-19"), {"AUS", "NZL"}, "1970-01-01"), Code::invalid, "is a party");
}

// ---- directories --------------------------------------------------------------------------------------------------------

TEST_F(CommunityTest, ALaterDirectoryChangesOnlyWhatItMay) {
  EXPECT_TRUE(life_.check_directory(directory_));
  const auto changed = [&](auto change) {
    alliance::Directory next = directory_;
    change(next);
    Life copy = life_;
    copy.take(next);
    const auto may = life_.check_directory(next);
    EXPECT_EQ(may.has_value(), copy.directory()->people.size() == next.people.size() && copy.directory()->communities == next.communities &&
                                   copy.directory()->suspensions == next.suspensions && copy.directory()->parties == next.parties &&
                                   copy.directory()->schemes.all() == next.schemes.all());
    return may;
  };
  EXPECT_TRUE(changed([](auto& d) { d.people.erase("NZL.A.official"); }));
  EXPECT_TRUE(changed([](auto& d) { d.parties["GBR"] = {"GBR", "", {}, {}, public_key("GBR"), ""}; }));
  REFUSED(changed([](auto& d) { d.parties["NZL"].authority = public_key("GBR"); }), Code::precondition, "key of NZL");
  REFUSED(changed([](auto& d) { d.parties["NZL"].authority = ""; }), Code::precondition, "key of NZL");
  REFUSED(changed([](auto& d) { d.parties["NZL"].recovery = ""; }), Code::precondition, "recovery key of NZL");
  REFUSED(changed([](auto& d) { d.parties["NZL"].default_readers = {true, {}}; }), Code::precondition, "default readers of NZL");
  REFUSED(changed([](auto& d) { d.communities["FVEY"].spells.pop_back(); }), Code::precondition, "members of FVEY");
  REFUSED(changed([](auto& d) { d.communities.erase("FVEY"); }), Code::precondition, "members of FVEY");
  REFUSED(changed([](auto& d) { d.communities["NEW"] = {"NEW", "", {{"JPN", Time::min(), Time::max()}}}; }), Code::precondition, "members of NEW");
  REFUSED(changed([](auto& d) { d.suspensions.push_back({"USA", "NZL", Time::min(), Time::max()}); }), Code::precondition, "suspended");
  REFUSED(changed([](auto& d) { d.schemes = {}; }), Code::precondition, "level scheme");
  // Nor by leaving a party out first.
  alliance::Directory without = directory_;
  without.parties.erase("NZL"), without.agencies.erase("NZL.A");
  std::erase_if(without.people, [](const auto& one) { return one.first.starts_with("NZL"); });
  life_.take(without);
  EXPECT_FALSE(life_.directory()->parties.contains("NZL"));
  REFUSED(changed([](auto& d) { d.parties["NZL"].authority = public_key("GBR"); }), Code::precondition, "key of NZL");
  EXPECT_TRUE(life_.check_directory(directory_));
}

TEST_F(LifeTest, ADirectoryThatSaysWhatWasFirstGivenIsNoChange) {
  ASSERT_TRUE(put(also(act("NZL", ReplaceKey{public_key("NZL2")}, "2026-01-01"), "NZL", "NZL2"), "2026-01-01"));
  ASSERT_TRUE(put("USA", SuspendParty{"NZL", {}, {}}, "2026-01-02"));
  EXPECT_TRUE(life_.check_directory(directory_));
  EXPECT_TRUE(life_.check_directory(*life_.directory()));
  life_.take(directory_);
  EXPECT_EQ(life_.directory()->parties.at("NZL").authority, public_key("NZL2"));
  EXPECT_EQ(life_.directory()->suspensions.size(), 1U);
}

// ---- parties, keys, officials -------------------------------------------------------------------------------------------

TEST_F(LifeTest, PartySuspensions) {
  ASSERT_TRUE(put("USA", SuspendParty{"NZL", {}, at("2027-01-01")}, "2026-01-01"));
  EXPECT_EQ(life_.directory()->suspensions, (std::vector<alliance::PartySuspension>{{"USA", "NZL", at("2026-01-01"), at("2027-01-01")}}));
  REFUSED(put("NZL", ResumeParty{"USA", {}}, "2026-02-01"), Code::precondition, "has not suspended");
  ASSERT_TRUE(put("USA", ResumeParty{"NZL", at("2026-03-01")}, "2026-02-01"));
  EXPECT_EQ(life_.directory()->suspensions, (std::vector<alliance::PartySuspension>{{"USA", "NZL", at("2026-01-01"), at("2026-03-01")}}));
  REFUSED(put("USA", SuspendParty{"GBR", {}, {}}, "2026-02-02"), Code::invalid, "GBR");
}

TEST_F(LifeTest, AKeyIsReplacedByBoth) {
  const ReplaceKey body{public_key("NZL2")};
  REFUSED(put("NZL", body, "2026-01-01"), Code::precondition, "missing");
  REFUSED(put(only(act("NZL", body, "2026-01-01"), "NZL", "NZL2"), "2026-01-01"), Code::precondition, "missing");
  REFUSED(put(also(act("NZL", ReplaceKey{public_key("USA")}, "2026-01-01"), "NZL", "USA"), "2026-01-01"), Code::invalid, "in use");
  REFUSED(put(also(act("NZL", ReplaceKey{public_key("USA!")}, "2026-01-01"), "NZL", "USA!"), "2026-01-01"), Code::invalid, "in use");
  ASSERT_TRUE(put(also(act("NZL", body, "2026-01-01"), "NZL", "NZL2"), "2026-01-01"));
  EXPECT_EQ(life_.authority("NZL"), public_key("NZL2"));
  REFUSED(put("NZL", SuspendParty{"USA", {}, {}}, "2026-02-01"), Code::precondition, "key that counts now");
  EXPECT_TRUE(put(only(act("NZL", SuspendParty{"USA", {}, {}}, "2026-02-01"), "NZL", "NZL2"), "2026-02-01"));
  REFUSED(put(also(only(act("NZL", ReplaceKey{public_key("NZL")}, "2026-03-01"), "NZL", "NZL2"), "NZL", "NZL"), "2026-03-01"), Code::invalid, "in use");
}

TEST_F(LifeTest, AStolenKeyIsRevokedAndWhatItSignedCountsNoMore) {
  agree(document("PACT", 1, "bilateral", "'NZL', 'USA'", "[term]\nin_force = 2020-01-01"), {"NZL", "USA"}, "2020-01-01");
  const alliance::Clearance early{"NZL.A.official", {{"NZL", "LOW"}}, {}, {}, {}, "", at("2020-01-01"), Time::max(), at("2025-12-01")};
  ASSERT_TRUE(life_.record(early, to_json(early), sign_clearance(early, key("NZL")), at("2025-12-01")));
  ASSERT_TRUE(put("NZL", Suspend{"PACT", "NZL", "USA", {}, {}}, "2026-01-01"));
  // The thief: resumes, clears, designates, and takes the authority over.
  ASSERT_TRUE(put("NZL", Resume{"PACT", "NZL", "USA", {}}, "2026-03-01"));
  alliance::Clearance late = early;
  late.levels["NZL"] = "SECRET", late.issued = at("2026-03-02");
  ASSERT_TRUE(life_.record(late, to_json(late), sign_clearance(late, key("NZL")), at("2026-03-02")));
  ASSERT_TRUE(put("NZL", Designate{"NZL.A.second", public_key("thief2"), {"consent"}, "NZL", {}}, "2026-03-03"));
  agree(document("PACT", 2, "bilateral", "'NZL', 'USA'", "[term]\nin_force = 2020-01-01\n[actions]\npermitted = 'display'"), {"NZL", "USA"}, "2026-03-04");
  ASSERT_TRUE(put(also(act("NZL", ReplaceKey{public_key("thief")}, "2026-03-05"), "NZL", "thief"), "2026-03-05"));
  ASSERT_TRUE(put(only(act("NZL", SuspendParty{"USA", {}, {}}, "2026-03-06"), "NZL", "thief"), "2026-03-06"));
  EXPECT_TRUE(flows("PACT", "NZL", "USA", "2026-03-07"));

  const RevokeKey body{public_key("NZL"), at("2026-02-01"), public_key("NZL2")};
  const auto by = [&](const char* signer_key) { return also(only(act("NZL", body, "2026-03-10"), "NZL", signer_key), "NZL", "NZL2"); };
  REFUSED(put(by("USA!"), "2026-03-10"), Code::precondition, "recovery key of NZL");
  REFUSED(put(by("thief"), "2026-03-10"), Code::precondition, "recovery key of NZL");
  REFUSED(put(only(act("NZL", body, "2026-03-10"), "NZL", "NZL!"), "2026-03-10"), Code::precondition, "missing");
  ASSERT_TRUE(put(by("NZL!"), "2026-03-10"));
  EXPECT_EQ(life_.authority("NZL"), public_key("NZL2"));
  EXPECT_EQ(life_.directory()->clearances.at("NZL.A.official"), early);
  EXPECT_FALSE(flows("PACT", "NZL", "USA", "2026-03-11"));  // the resumption was the thief's
  EXPECT_TRUE(flows("PACT", "USA", "NZL", "2026-03-11"));
  EXPECT_EQ(life_.standing("PACT", at("2026-03-11")).version, 1);
  EXPECT_THAT(life_.directory()->suspensions, IsEmpty());
  std::vector<bool> counts;
  for (const auto& one : life_.history("PACT")) counts.push_back(!one.void_since_revoked);
  EXPECT_EQ(counts, (std::vector<bool>{true, true, false, false}));
  REFUSED(put("NZL", SuspendParty{"USA", {}, {}}, "2026-03-11"), Code::precondition, "key that counts now");
  REFUSED(put(only(act("NZL", SuspendParty{"USA", {}, {}}, "2026-03-11"), "NZL", "thief"), "2026-03-11"), Code::precondition, "key that counts now");
  EXPECT_TRUE(put(only(act("NZL", SuspendParty{"USA", {}, {}}, "2026-03-11"), "NZL", "NZL2"), "2026-03-11"));
}

TEST_F(LifeTest, TheRecoveryKeyAnswersAThiefWhoRevokesFirst) {
  // With the key itself the thief makes its own the authority's, and undoes what the party did before.
  ASSERT_TRUE(put("NZL", SuspendParty{"USA", {}, {}}, "2026-01-01"));
  const RevokeKey theft{public_key("NZL"), at("2025-01-01"), public_key("thief")};
  ASSERT_TRUE(put(also(act("NZL", theft, "2026-03-01"), "NZL", "thief"), "2026-03-01"));
  EXPECT_EQ(life_.authority("NZL"), public_key("thief"));
  EXPECT_THAT(life_.directory()->suspensions, IsEmpty());
  const RevokeKey answer{public_key("NZL"), at("2026-02-01"), public_key("NZL2")};
  ASSERT_TRUE(put(also(only(act("NZL", answer, "2026-03-02"), "NZL", "NZL!"), "NZL", "NZL2"), "2026-03-02"));
  EXPECT_EQ(life_.authority("NZL"), public_key("NZL2"));
  EXPECT_EQ(life_.directory()->suspensions.size(), 1U);
}

// Its only spell would begin after it has left: no spell is left, and the notice is answered all the same.
TEST_F(LifeTest, ANoticeBeforeTheFirstDayIsAnswered) {
  agree(document("PACT", 1, "multilateral", "'AUS', 'USA', {party = 'NZL', since = 2022-01-01}", "[term]\nin_force = 2020-01-01"), {"AUS", "NZL", "USA"}, "2020-01-01");
  ASSERT_TRUE(put("NZL", GiveNotice{"PACT", at("2021-06-01")}, "2021-01-01"));
  EXPECT_FALSE(flows("PACT", "USA", "NZL", "2022-02-01"));
  ASSERT_TRUE(put("NZL", WithdrawNotice{"PACT"}, "2021-01-02"));
  EXPECT_TRUE(flows("PACT", "USA", "NZL", "2022-02-01"));
}

TEST_F(LifeTest, AKeyThatWasReplacedRevokesNothing) {
  ASSERT_TRUE(put("NZL", SuspendParty{"USA", {}, {}}, "2026-01-01"));
  ASSERT_TRUE(put(also(act("NZL", ReplaceKey{public_key("NZL2")}, "2026-02-01"), "NZL", "NZL2"), "2026-02-01"));
  const RevokeKey theft{public_key("NZL"), at("2025-01-01"), public_key("thief")};
  REFUSED(put(also(act("NZL", theft, "2026-03-01"), "NZL", "thief"), "2026-03-01"), Code::precondition, "recovery key of NZL");
  REFUSED(put("NZL", RevokeKey{public_key("NZL"), at("2025-01-01"), ""}, "2026-03-01"), Code::precondition, "recovery key of NZL");
  EXPECT_EQ(life_.authority("NZL"), public_key("NZL2"));
  // The one that counts may, and takes back its own coming with it; its successor comes all the same.
  const RevokeKey own{public_key("NZL2"), at("2026-01-15"), public_key("NZL3")};
  ASSERT_TRUE(put(also(only(act("NZL", own, "2026-03-01"), "NZL", "NZL2"), "NZL", "NZL3"), "2026-03-01"));
  EXPECT_EQ(life_.authority("NZL"), public_key("NZL3"));
}

TEST_F(LifeTest, WhatRestsOnAStolenKeyRevokesNothing) {
  ASSERT_TRUE(put("NZL", Designate{"NZL.A.official", public_key("official"), {"consent"}, "NZL", {}}, "2026-01-01"));
  // The thief puts its key in place, revokes an official's, and then its own with a second of its keys as successor.
  ASSERT_TRUE(put(also(act("NZL", ReplaceKey{public_key("thief")}, "2026-02-01"), "NZL", "thief"), "2026-02-01"));
  ASSERT_TRUE(put(only(act("NZL", RevokeKey{public_key("official"), at("2026-01-01"), ""}, "2026-02-02"), "NZL", "thief"), "2026-02-02"));
  const RevokeKey itself{public_key("thief"), at("2026-02-03"), public_key("thief2")};
  ASSERT_TRUE(put(also(only(act("NZL", itself, "2026-02-03"), "NZL", "thief"), "NZL", "thief2"), "2026-02-03"));
  EXPECT_EQ(life_.authority("NZL"), public_key("thief2"));
  ASSERT_TRUE(put(only(act("NZL", RevokeKey{public_key("NZL"), at("2026-02-01"), ""}, "2026-03-01"), "NZL", "NZL!"), "2026-03-01"));
  EXPECT_EQ(life_.authority("NZL"), "");
  const RevokeKey again{public_key("NZL"), at("2026-02-01"), public_key("NZL2")};
  ASSERT_TRUE(put(also(only(act("NZL", again, "2026-03-02"), "NZL", "NZL!"), "NZL", "NZL2"), "2026-03-02"));
  EXPECT_EQ(life_.authority("NZL"), public_key("NZL2"));
  EXPECT_TRUE(put(only(act("NZL", Dismiss{"NZL.A.official"}, "2026-03-03"), "NZL", "NZL2"), "2026-03-03")) << "the official's designation stands again";
}

TEST_F(LifeTest, NothingOlderIsAcceptedAfterWhatCountsNoMore) {
  ASSERT_TRUE(put("NZL", SuspendParty{"USA", {}, {}}, "2026-02-01"));
  const RevokeKey body{public_key("NZL"), at("2026-01-15"), public_key("NZL2")};
  ASSERT_TRUE(put(also(only(act("NZL", body, "2026-03-01"), "NZL", "NZL!"), "NZL", "NZL2"), "2026-03-01"));
  EXPECT_THAT(life_.directory()->suspensions, IsEmpty());
  const auto again = [&](const char* issued) { return only(act("NZL", SuspendParty{"USA", {}, {}}, issued), "NZL", "NZL2"); };
  REFUSED(put(again("2026-01-31"), "2026-03-02"), Code::conflict, "make the act again");
  EXPECT_TRUE(put(again("2026-02-02"), "2026-03-02"));
}

TEST_F(LifeTest, WhoLeftManySaysSinceWhenInEveryVersion) {
  const char* const term = "[term]\nin_force = 2020-01-01";
  agree(document("PACT", 1, "multilateral", "'AUS', 'NZL', 'USA'", term), {"AUS", "NZL", "USA"}, "2020-01-01");
  ASSERT_TRUE(put("NZL", GiveNotice{"PACT", {}}, "2021-01-01"));
  const std::string bare = "'AUS', 'NZL', 'USA'", dated = "'AUS', {party = 'NZL', until = 2021-01-01}, {party = 'NZL', since = 2022-01-01}, 'USA'";
  REFUSED(may_agree(document("PACT", 2, "multilateral", bare, term), {"AUS", "NZL", "USA"}, "2021-06-01"), Code::invalid, "since when");
  agree(document("PACT", 2, "multilateral", dated, term), {"AUS", "NZL", "USA"}, "2021-06-01");
  REFUSED(may_agree(document("PACT", 3, "multilateral", bare, term), {"AUS", "NZL", "USA"}, "2022-06-01"), Code::invalid, "since when");
  EXPECT_TRUE(flows("PACT", "NZL", "USA", "2022-06-01"));
  // Of two, a notice ended it all, whatever the document calls itself: any new version begins it anew.
  agree(document("PAIR", 1, "multilateral", "'AUS', 'NZL'", term), {"AUS", "NZL"}, "2020-01-01");
  ASSERT_TRUE(put("NZL", GiveNotice{"PAIR", {}}, "2021-01-01"));
  agree(document("PAIR", 2, "multilateral", "'AUS', 'NZL'", term), {"AUS", "NZL"}, "2021-06-01");
  EXPECT_TRUE(flows("PAIR", "NZL", "AUS", "2021-06-02"));
}

TEST_F(LifeTest, AKeyRevokedWithoutASuccessorLeavesNone) {
  ASSERT_TRUE(put("NZL", RevokeKey{public_key("NZL"), at("2026-01-01"), ""}, "2026-01-01"));
  EXPECT_EQ(life_.authority("NZL"), "");
  REFUSED(put("NZL", SuspendParty{"USA", {}, {}}, "2026-01-02"), Code::precondition, "no key that counts");
  REFUSED(may_agree(document("PACT", 1, "bilateral", "'NZL', 'USA'", "[term]\nin_force = 2020-01-01"), {"NZL", "USA"}, "2026-01-02"), Code::invalid, "NZL");
  const RevokeKey again{public_key("NZL"), at("2026-01-01"), public_key("NZL2")};
  ASSERT_TRUE(put(also(only(act("NZL", again, "2026-01-03"), "NZL", "NZL!"), "NZL", "NZL2"), "2026-01-03"));
  EXPECT_EQ(life_.authority("NZL"), public_key("NZL2"));
}

TEST_F(LifeTest, ClearancesComeInTheOrderOfTheirIssue) {
  const auto clearance = [](std::optional<Time> issued, const char* word) {
    return alliance::Clearance{"NZL.A.official", {{"NZL", word}}, {}, {}, {}, "", at("2020-01-01"), Time::max(), issued};
  };
  const auto put_clearance = [&](const alliance::Clearance& one, const char* signer, const char* when) {
    const auto may = life_.check(one, to_json(one), sign_clearance(one, key(signer)), at(when));
    EXPECT_EQ(life_.record(one, to_json(one), sign_clearance(one, key(signer)), at(when)), may.has_value());
    return may;
  };
  EXPECT_TRUE(put_clearance(clearance({}, "SECRET"), "NZL", "2026-01-01"));
  EXPECT_TRUE(put_clearance(clearance({}, "LOW"), "NZL", "2026-01-02"));
  EXPECT_TRUE(put_clearance(clearance(at("2026-01-03"), "LOW"), "NZL", "2026-01-03"));
  REFUSED(put_clearance(clearance({}, "SECRET"), "NZL", "2026-01-04"), Code::conflict, "issued later");
  REFUSED(put_clearance(clearance(at("2026-01-03"), "SECRET"), "NZL", "2026-01-04"), Code::conflict, "issued later");
  REFUSED(put_clearance(clearance(at("2026-01-05"), "SECRET"), "NZL", "2026-01-04"), Code::invalid, "future");
  REFUSED(put_clearance(clearance(at("2026-01-04"), "SECRET"), "USA", "2026-01-04"), Code::invalid, "not its authority's");
  EXPECT_EQ(life_.directory()->clearances.at("NZL.A.official").levels.at("NZL"), "LOW");
  EXPECT_TRUE(put_clearance(clearance(at("2026-01-04"), "SECRET"), "NZL", "2026-01-04"));
  EXPECT_EQ(life_.directory()->clearances.at("NZL.A.official").levels.at("NZL"), "SECRET");
}

// ---- consents -----------------------------------------------------------------------------------------------------------

class ConsentTest : public LifeTest {
 protected:
  ConsentTest() {
    secret_.originators = {"USA.A"};
    secret_.levels["USA"] = {{"USA", "SECRET", {}, {}}};
    relido_ = secret_;
    relido_.permitting = {{"USA", "RELIDO"}};
    foreign_.originators = {"AUS.A"};
    objects_[one_] = {&secret_, nullptr, ""};
    objects_[released_] = {&relido_, nullptr, ""};
    objects_[theirs_] = {&foreign_, nullptr, ""};
  }
  static GiveConsent consent(const char* id, const std::vector<ObjectName>& objects) {
    GiveConsent out;
    out.id = id, out.to = "NZL", out.objects = objects;
    return out;
  }
  SignedAct by(const std::string& for_whom, const std::string& signer, const std::string& with_key, ActBody body, const char* when) const {
    return only(act(for_whom, std::move(body), when), signer, with_key);
  }

  marking::Label secret_, relido_, foreign_;
  const ObjectName one_{"USA", "report--1", "v"}, released_{"USA", "report--2", "v"}, theirs_{"AUS", "report--3", "v"}, absent_{"USA", "report--4", "v"};
};

TEST_F(ConsentTest, TheAuthorityGivesAndTakes) {
  ASSERT_TRUE(put("USA", consent("c1", {one_, released_}), "2026-01-01"));
  ASSERT_EQ(life_.consents().count("c1"), 1U);
  EXPECT_FALSE(life_.consents().at("c1").revoked);
  REFUSED(put("USA", consent("c1", {one_}), "2026-01-02"), Code::conflict, "another id");
  REFUSED(put("AUS", RevokeConsent{"c1"}, "2026-01-03"), Code::not_found, "gave no consent");
  REFUSED(put("AUS", RevokeConsent{"c9"}, "2026-01-03"), Code::not_found, "gave no consent");
  ASSERT_TRUE(put("USA", RevokeConsent{"c1"}, "2026-01-03"));
  EXPECT_EQ(life_.consents().at("c1").revoked, at("2026-01-03"));
  EXPECT_TRUE(put("USA.A", consent("c2", {one_}), "2026-01-04"));
}

TEST_F(ConsentTest, AbsentAndAnothersObjectsAnswerAlike) {
  const auto absent = put("USA", consent("c1", {one_, absent_}), "2026-01-01");
  const auto theirs = put("USA", consent("c1", {one_, theirs_}), "2026-01-01");
  ASSERT_FALSE(absent || theirs);
  EXPECT_EQ(to_string(absent.error()), to_string(theirs.error()));
  EXPECT_EQ(absent.error().code, Code::not_found);
  GiveConsent level = consent("c1", {one_});
  level.scheme = "USA", level.word = "SECRET";
  REFUSED(put("USA", level, "2026-01-01"), Code::invalid, "receiver's words");
  level.scheme = "NZL";
  EXPECT_TRUE(put("USA", level, "2026-01-01"));
}

TEST_F(ConsentTest, OfficialsSignWhatTheyAreDesignatedFor) {
  const auto official = [&](const char* id, const ObjectName& object, const char* when) {
    return put(by("USA", "USA.A.official", "official", consent(id, {object}), when), when);
  };
  REFUSED(official("c1", one_, "2026-01-01"), Code::precondition, "not designated");
  REFUSED(put(only(act("USA", Designate{"USA.A.official", public_key("official"), {"relido"}, "USA", {}}, "2026-01-01"), "USA", "official"), "2026-01-01"),
          Code::precondition, "missing");
  REFUSED(put("USA", Designate{"USA.A.official", public_key("NZL"), {"relido"}, "USA", {}}, "2026-01-01"), Code::invalid, "in use");
  ASSERT_TRUE(put("USA", Designate{"USA.A.official", public_key("official"), {"relido"}, "USA", at("2026-06-01")}, "2026-01-01"));
  REFUSED(official("c1", one_, "2026-01-02"), Code::forbidden, "not designated for that");
  EXPECT_TRUE(official("c1", released_, "2026-01-02"));
  REFUSED(put(by("USA", "USA.A.official", "official", RefuseConsent{"r1"}, "2026-01-02"), "2026-01-02"), Code::forbidden, "not designated for that");
  ASSERT_TRUE(put("USA", Designate{"USA.A.official", public_key("official"), {"consent"}, "USA.A", at("2026-06-01")}, "2026-01-03"));
  REFUSED(official("c2", one_, "2026-01-04"), Code::precondition, "not designated");  // for the agency only
  EXPECT_TRUE(put(by("USA.A", "USA.A.official", "official", consent("c2", {one_}), "2026-01-04"), "2026-01-04"));
  REFUSED(put(by("USA.A", "USA.A.official", "official", consent("c3", {one_}), "2026-06-01"), "2026-06-01"), Code::precondition, "not designated");
  REFUSED(put(by("USA", "USA.A.official", "official", SuspendParty{"NZL", {}, {}}, "2026-02-01"), "2026-02-01"), Code::precondition, "USA is missing");
  ASSERT_TRUE(put("USA", Dismiss{"USA.A.official"}, "2026-03-01"));
  REFUSED(put(by("USA.A", "USA.A.official", "official", consent("c3", {one_}), "2026-03-02"), "2026-03-02"), Code::precondition, "not designated");
  REFUSED(put("USA", Dismiss{"USA.A.official"}, "2026-03-03"), Code::precondition, "not designated");
  EXPECT_TRUE(life_.consents().contains("c2"));
}

TEST_F(ConsentTest, AnOfficialsRevokedKeyTakesItsConsentsAlong) {
  ASSERT_TRUE(put("USA", Designate{"USA.A.official", public_key("official"), {"consent"}, "USA", {}}, "2026-01-01"));
  ASSERT_TRUE(put(by("USA", "USA.A.official", "official", consent("c1", {one_}), "2026-01-02"), "2026-01-02"));
  ASSERT_TRUE(put(by("USA", "USA.A.official", "official", consent("c2", {one_}), "2026-02-02"), "2026-02-02"));
  ASSERT_TRUE(put("USA", RevokeKey{public_key("official"), at("2026-02-01"), ""}, "2026-03-01"));
  EXPECT_TRUE(life_.consents().contains("c1"));
  EXPECT_FALSE(life_.consents().contains("c2"));
  REFUSED(put(by("USA", "USA.A.official", "official", consent("c3", {one_}), "2026-03-02"), "2026-03-02"), Code::precondition, "not designated");
}

TEST_F(ConsentTest, TwoPersonsWhereTheAgreementSaysSo) {
  agree(document("PACT", 1, "bilateral", "'NZL', 'USA'", "[term]\nin_force = 2020-01-01\n[two_persons]\nlevels = [{party='USA', scheme='USA', word='SECRET'}]"), {"NZL", "USA"}, "2025-01-01");
  ASSERT_TRUE(put("USA", Designate{"USA.A.official", public_key("official"), {"consent"}, "USA", {}}, "2026-01-01"));
  const SignedAct one = act("USA", consent("c1", {one_}), "2026-01-02");
  REFUSED(put(one, "2026-01-02"), Code::precondition, "two persons");
  EXPECT_TRUE(put(also(one, "USA.A.official", "official"), "2026-01-02"));
  secret_.levels["USA"] = {{"USA", "LOW", {}, {}}};
  EXPECT_TRUE(put("USA", consent("c2", {one_}), "2026-01-03"));
}

TEST_F(ConsentTest, SaysWhoMaySignAndHowMany) {
  const auto signers = [&](const std::string& by, ActBody body, const char* when) {
    return life_.signers(act(by, std::move(body), when).act, at(when), find_).who;
  };
  const std::vector<std::string> authority{"USA"}, both{"USA", "USA.A.official"};
  EXPECT_EQ(signers("USA", consent("c1", {released_}), "2026-01-01"), authority);
  ASSERT_TRUE(put("USA", Designate{"USA.A.official", public_key("official"), {"relido"}, "USA", at("2026-03-01")}, "2026-01-01"));
  ASSERT_TRUE(put("USA", consent("left", {released_}), "2026-01-02"));
  ASSERT_TRUE(put("USA", consent("kept", {one_}), "2026-01-02"));
  EXPECT_EQ(signers("USA", consent("c1", {released_}), "2026-01-02"), both);
  EXPECT_EQ(signers("USA", consent("c1", {released_, one_}), "2026-01-02"), authority);
  EXPECT_EQ(signers("USA", RevokeConsent{"left"}, "2026-01-02"), both);
  EXPECT_EQ(signers("USA", RevokeConsent{"kept"}, "2026-01-02"), authority);
  EXPECT_EQ(signers("USA", RefuseConsent{"r1"}, "2026-01-02"), authority);
  EXPECT_EQ(signers("USA", ApproveTearline{one_, std::string(64, 'a')}, "2026-01-02"), authority);
  EXPECT_EQ(signers("USA", consent("c1", {released_}), "2026-03-01"), authority) << "the designation has ended";
  EXPECT_EQ(signers("USA", SuspendParty{"NZL", {}, {}}, "2026-01-02"), std::vector<std::string>{}) << "of other acts it says nothing";
  // Whoever is said to may, and nobody else.
  const auto by_official = [&](ActBody body) { return put(by("USA", "USA.A.official", "official", std::move(body), "2026-01-03"), "2026-01-03"); };
  REFUSED(by_official(RevokeConsent{"kept"}), Code::forbidden, "not designated for that");
  EXPECT_TRUE(by_official(RevokeConsent{"left"}));
  ASSERT_TRUE(put("USA", Designate{"USA.A.official", public_key("official"), {"tearline"}, "USA", {}}, "2026-01-04"));
  EXPECT_EQ(signers("USA", ApproveTearline{one_, std::string(64, 'a')}, "2026-01-04"), both);
  EXPECT_EQ(signers("USA", consent("c1", {released_}), "2026-01-04"), authority);

  EXPECT_EQ(life_.signers(act("USA", consent("c1", {one_}), "2026-01-05").act, at("2026-01-05"), find_).needed, 1);
  agree(document("PACT", 1, "bilateral", "'NZL', 'USA'", "[term]\nin_force = 2026-02-01\n[two_persons]\nlevels = [{party='USA', scheme='USA', word='SECRET'}]"), {"NZL", "USA"}, "2026-01-05");
  EXPECT_EQ(life_.signers(act("USA", consent("c1", {one_}), "2026-01-05").act, at("2026-01-31"), find_).needed, 1);
  EXPECT_EQ(life_.signers(act("USA", consent("c1", {one_}), "2026-01-05").act, at("2026-02-01"), find_).needed, 2);
}

TEST_F(ConsentTest, TearlinesAreApprovedAsTheyStand) {
  const marking::Label own = relido_;
  objects_[one_] = {&secret_, &own, std::string(64, 'a')};
  REFUSED(put("USA", ApproveTearline{one_, std::string(64, 'b')}, "2026-01-01"), Code::not_found, "no tearline");
  REFUSED(put("AUS", ApproveTearline{one_, std::string(64, 'a')}, "2026-01-01"), Code::not_found, "no tearline");
  REFUSED(put("USA", ApproveTearline{released_, std::string(64, 'a')}, "2026-01-01"), Code::not_found, "no tearline");
  ASSERT_TRUE(put("USA", ApproveTearline{one_, std::string(64, 'a')}, "2026-01-01"));
  ASSERT_EQ(life_.approvals().size(), 1U);
  EXPECT_EQ(life_.approvals()[0].by, "USA");
}

// The same records give the same state.
TEST_F(AnzusTest, ACopyGoesItsOwnWay) {
  Life copy = life_;
  ASSERT_TRUE(put("USA", Suspend{"ANZUS", "USA", "NZL", {}, {}}, "1986-08-11"));
  const auto there = copy.current(at("1986-09-01"));
  ASSERT_EQ(there.size(), 1U);
  EXPECT_THAT(there[0]->suspensions, IsEmpty());
}

}  // namespace
}  // namespace comity::agreement
