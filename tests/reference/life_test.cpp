// The fold of acts, on dates that were lived through and on some that were not.
#include "tests/reference/life.hpp"

#include <gtest/gtest.h>

#include "tests/reference/load.hpp"

namespace reference {
namespace {

Time t(const char* text) { return parse_time(text); }

World states() {
  World world;
  for (const char* id : {"AUS", "JPN", "KOR", "NZL", "USA"}) {
    world.schemes[id] = {{"LOW", 0}, {"HIGH", 1}};
    Party party;
    party.schemes = {id};
    party.default_readers.members.insert({Kind::party, id, 0});
    world.parties[id] = party;
    const std::string agency = std::string(id) + ".OFFICE";
    world.agencies[agency] = false;
    for (const char* post : {".reader", ".official"}) world.people.insert(agency + post);
    Clearance clearance;
    clearance.levels = {{id, "HIGH"}};
    clearance.topics = {"sea"};
    clearance.purposes = {"work"};
    clearance.default_purpose = "work";
    world.clearances[agency + ".reader"] = clearance;
  }
  return world;
}

std::map<std::string, Keys> keys() {
  std::map<std::string, Keys> out;
  for (const char* id : {"AUS", "JPN", "KOR", "NZL", "USA"}) out[id] = {std::string(id) + "#1", std::string(id) + "#safe"};
  return out;
}

Document document(const std::string& id, const std::vector<std::string>& parties, const char* in_force) {
  Document out;
  out.terms.id = id;
  out.kind = parties.size() == 2 ? "bilateral" : "multilateral";
  out.terms.in_force = t(in_force);
  for (const std::string& party : parties) {
    out.terms.parties.push_back({party, kBegin, kEnd});
    out.signatures.push_back({party, party + "#1"});
    for (const std::string& other : parties)
      if (other != party) out.terms.rows.push_back({party, party, "LOW", other, other, "LOW"});
  }
  return out;
}

Act act(const std::string& kind, const std::string& by, const char* issued) {
  Act out;
  out.kind = kind;
  out.by = by;
  out.issued = t(issued);
  out.signatures = {{party_of(by), party_of(by) + "#1"}};
  return out;
}
Act about(const std::string& kind, const std::string& by, const std::string& agreement, const char* issued) {
  Act out = act(kind, by, issued);
  out.agreement = agreement;
  return out;
}
Act direction(const std::string& kind, const std::string& by, const std::string& agreement, const std::string& from, const std::string& to, const char* issued) {
  Act out = about(kind, by, agreement, issued);
  out.from = from;
  out.to = to;
  return out;
}

Label label_of(const std::string& party) {
  Label label;
  label.originators = {party + ".OFFICE"};
  label.levels[party] = {{party, "LOW", 0, {}}};
  label.releasable[party] = label.displayable[party] = {Readers{true, {}}};
  label.topics = {Words{false, {"sea"}}};
  return label;
}

bool reads(const Life& life, const std::string& to, const std::string& from, const char* at) {
  const World world = life.world(t(at));
  return decide(label_of(from), {}, audience_of(world, to + ".OFFICE.reader", std::nullopt, kCopy, t(at)), world, t(at)).permit;
}

// ---- Japan and the Republic of Korea ------------------------------------------------------------------------------------

class JapanKorea : public ::testing::Test {
 protected:
  Life life{states(), keys()};
  void SetUp() override {
    Document one = document("JPN-KOR", {"JPN", "KOR"}, "2016-11-23");
    one.terms.until = t("2017-11-23");
    one.renews_months = 12;
    one.notice_days = 90;
    one.notice_at_term_end = true;
    ASSERT_EQ(life.record(t("2016-11-23"), one), "");
  }
};

TEST_F(JapanKorea, AsItWas) {
  EXPECT_TRUE(reads(life, "KOR", "JPN", "2019-08-22"));
  ASSERT_EQ(life.record(t("2019-08-23"), about("give-notice", "KOR", "JPN-KOR", "2019-08-23")), "");
  EXPECT_TRUE(reads(life, "KOR", "JPN", "2019-10-01"));
  EXPECT_TRUE(reads(life, "KOR", "JPN", "2019-11-22T23:59:59Z"));
  EXPECT_FALSE(reads(life, "KOR", "JPN", "2019-11-23"));
  ASSERT_EQ(life.record(t("2019-11-22"), about("hold-notice", "KOR", "JPN-KOR", "2019-11-22")), "");
  EXPECT_TRUE(reads(life, "KOR", "JPN", "2019-11-23"));
  EXPECT_TRUE(reads(life, "JPN", "KOR", "2023-03-20"));
  ASSERT_EQ(life.record(t("2023-03-21"), about("withdraw-notice", "KOR", "JPN-KOR", "2023-03-21")), "");
  EXPECT_TRUE(reads(life, "KOR", "JPN", "2040-01-01"));
}

TEST_F(JapanKorea, LetRunInsteadEndsAtOnce) {
  ASSERT_EQ(life.record(t("2019-08-23"), about("give-notice", "KOR", "JPN-KOR", "2019-08-23")), "");
  ASSERT_EQ(life.record(t("2019-11-22"), about("hold-notice", "KOR", "JPN-KOR", "2019-11-22")), "");
  EXPECT_EQ(life.record(t("2020-01-01"), about("hold-notice", "KOR", "JPN-KOR", "2020-01-01")), "nothing");
  ASSERT_EQ(life.record(t("2020-05-05"), about("run-notice", "KOR", "JPN-KOR", "2020-05-05")), "");
  EXPECT_TRUE(reads(life, "KOR", "JPN", "2020-05-04"));
  EXPECT_FALSE(reads(life, "KOR", "JPN", "2020-05-05"));
  EXPECT_EQ(life.record(t("2020-06-01"), about("withdraw-notice", "KOR", "JPN-KOR", "2020-06-01")), "nothing") << "it had its effect";
}

TEST_F(JapanKorea, LetRunBeforeItsDateEndsAtItsDate) {
  ASSERT_EQ(life.record(t("2019-08-23"), about("give-notice", "KOR", "JPN-KOR", "2019-08-23")), "");
  ASSERT_EQ(life.record(t("2019-09-01"), about("hold-notice", "KOR", "JPN-KOR", "2019-09-01")), "");
  ASSERT_EQ(life.record(t("2019-10-01"), about("run-notice", "KOR", "JPN-KOR", "2019-10-01")), "");
  EXPECT_TRUE(reads(life, "KOR", "JPN", "2019-11-22"));
  EXPECT_FALSE(reads(life, "KOR", "JPN", "2019-11-23"));
}

// 2019-08-25 and ninety days are exactly the end of the term; a day later it is the next one.
TEST_F(JapanKorea, TooLateForThisTermIsForTheNext) {
  Life other = life;
  ASSERT_EQ(life.record(t("2019-08-25"), about("give-notice", "JPN", "JPN-KOR", "2019-08-25")), "");
  EXPECT_FALSE(reads(life, "KOR", "JPN", "2019-11-23"));
  ASSERT_EQ(other.record(t("2019-08-25T00:00:01Z"), about("give-notice", "JPN", "JPN-KOR", "2019-08-25")), "");
  EXPECT_TRUE(reads(other, "KOR", "JPN", "2020-11-22"));
  EXPECT_FALSE(reads(other, "KOR", "JPN", "2020-11-23"));
}

TEST_F(JapanKorea, AStatedDateMustBePossible) {
  Act notice = about("give-notice", "KOR", "JPN-KOR", "2019-08-23");
  notice.effective = t("2019-12-01");
  EXPECT_EQ(life.record(t("2019-08-23"), notice), "date");
  notice.effective = t("2018-11-23");
  EXPECT_EQ(life.record(t("2019-08-23"), notice), "date");
  notice.effective = t("2021-11-23");
  EXPECT_EQ(life.record(t("2019-08-23"), notice), "");
  EXPECT_TRUE(reads(life, "KOR", "JPN", "2021-11-22"));
  EXPECT_FALSE(reads(life, "KOR", "JPN", "2021-11-23"));
}

TEST_F(JapanKorea, OneNoticeAtATimeOfOnePartyButOfBothAtOnce) {
  ASSERT_EQ(life.record(t("2019-08-23"), about("give-notice", "KOR", "JPN-KOR", "2019-08-23")), "");
  EXPECT_EQ(life.record(t("2019-08-24"), about("give-notice", "KOR", "JPN-KOR", "2019-08-24")), "malformed");
  Act japan = about("give-notice", "JPN", "JPN-KOR", "2019-08-24");
  japan.effective = t("2020-11-23");
  ASSERT_EQ(life.record(t("2019-08-24"), japan), "");
  ASSERT_EQ(life.record(t("2019-08-25"), about("withdraw-notice", "KOR", "JPN-KOR", "2019-08-25")), "");
  EXPECT_TRUE(reads(life, "KOR", "JPN", "2020-11-22"));
  EXPECT_FALSE(reads(life, "KOR", "JPN", "2020-11-23"));
}

TEST_F(JapanKorea, AWithdrawalAfterItsEffectIsRefused) {
  ASSERT_EQ(life.record(t("2019-08-23"), about("give-notice", "KOR", "JPN-KOR", "2019-08-23")), "");
  Life late = life;
  EXPECT_NE(late.record(t("2019-11-23"), about("withdraw-notice", "KOR", "JPN-KOR", "2019-11-23")), "");
  EXPECT_EQ(life.record(t("2019-11-22T23:59:59.999999Z"), about("withdraw-notice", "KOR", "JPN-KOR", "2019-11-22")), "");
  EXPECT_TRUE(reads(life, "KOR", "JPN", "2019-11-23"));
  EXPECT_EQ(life.record(t("2019-12-01"), about("withdraw-notice", "JPN", "JPN-KOR", "2019-12-01")), "nothing") << "somebody else's";
}

TEST_F(JapanKorea, ASuspensionAndANoticeDoNotTouchEachOther) {
  ASSERT_EQ(life.record(t("2019-08-23"), about("give-notice", "KOR", "JPN-KOR", "2019-08-23")), "");
  ASSERT_EQ(life.record(t("2019-09-01"), direction("suspend", "JPN", "JPN-KOR", "JPN", "KOR", "2019-09-01")), "");
  EXPECT_FALSE(reads(life, "KOR", "JPN", "2019-09-01"));
  EXPECT_TRUE(reads(life, "JPN", "KOR", "2019-09-01"));
  ASSERT_EQ(life.record(t("2019-11-01"), about("withdraw-notice", "KOR", "JPN-KOR", "2019-11-01")), "");
  EXPECT_FALSE(reads(life, "KOR", "JPN", "2019-12-01"));
  ASSERT_EQ(life.record(t("2020-01-01"), direction("resume", "JPN", "JPN-KOR", "JPN", "KOR", "2020-01-01")), "");
  EXPECT_TRUE(reads(life, "KOR", "JPN", "2020-01-01"));
}

// ---- Three parties -------------------------------------------------------------------------------------------------------

class Pact : public ::testing::Test {
 protected:
  Life life{states(), keys()};
  Document first = document("PACT", {"AUS", "NZL", "USA"}, "1952-04-29");
  void SetUp() override {
    first.notice_days = 365;
    ASSERT_EQ(life.record(t("1952-04-29"), first), "");
  }
};

TEST_F(Pact, OneDirectionStopsAndNobodyGivesNotice) {
  ASSERT_EQ(life.record(t("1986-08-11"), direction("suspend", "USA", "PACT", "USA", "NZL", "1986-08-11")), "");
  EXPECT_FALSE(reads(life, "NZL", "USA", "1986-08-11"));
  EXPECT_TRUE(reads(life, "NZL", "USA", "1986-08-10"));
  EXPECT_TRUE(reads(life, "USA", "NZL", "1986-08-11"));
  EXPECT_TRUE(reads(life, "NZL", "AUS", "1986-08-11"));
  EXPECT_EQ(life.record(t("1986-09-01"), direction("suspend", "AUS", "PACT", "USA", "NZL", "1986-09-01")), "not-yours") << "a bystander";
  EXPECT_EQ(life.record(t("1986-09-01"), direction("resume", "NZL", "PACT", "USA", "NZL", "1986-09-01")), "not-yours") << "not its suspension";
  EXPECT_EQ(life.record(t("1986-09-01"), direction("suspend", "JPN", "PACT", "JPN", "NZL", "1986-09-01")), "not-yours");
  // The receiver may stop it too, and then both must resume.
  ASSERT_EQ(life.record(t("1987-01-01"), direction("suspend", "NZL", "PACT", "USA", "NZL", "1987-01-01")), "");
  ASSERT_EQ(life.record(t("1988-01-01"), direction("resume", "USA", "PACT", "USA", "NZL", "1988-01-01")), "");
  EXPECT_FALSE(reads(life, "NZL", "USA", "1988-01-01"));
  ASSERT_EQ(life.record(t("1989-01-01"), direction("resume", "NZL", "PACT", "USA", "NZL", "1989-01-01")), "");
  EXPECT_TRUE(reads(life, "NZL", "USA", "1989-01-01"));
}

TEST_F(Pact, NoActWorksBackwards) {
  Act suspend = direction("suspend", "USA", "PACT", "USA", "NZL", "1986-08-11");
  suspend.since = t("1980-01-01");
  ASSERT_EQ(life.record(t("1986-08-11"), suspend), "");
  EXPECT_TRUE(reads(life, "NZL", "USA", "1986-08-10"));
  EXPECT_FALSE(reads(life, "NZL", "USA", "1986-08-11"));
  Act nothing = direction("suspend", "USA", "PACT", "USA", "AUS", "1986-08-12");
  nothing.until = t("1985-01-01");
  EXPECT_EQ(life.record(t("1986-08-12"), nothing), "malformed");
  Act later = direction("suspend", "USA", "PACT", "USA", "AUS", "1986-08-13");
  later.since = t("1987-01-01");
  later.until = t("1988-01-01");
  ASSERT_EQ(life.record(t("1986-08-13"), later), "");
  EXPECT_TRUE(reads(life, "AUS", "USA", "1986-12-31"));
  EXPECT_FALSE(reads(life, "AUS", "USA", "1987-01-01"));
  EXPECT_TRUE(reads(life, "AUS", "USA", "1988-01-01"));
  ASSERT_EQ(life.record(t("1986-09-01"), direction("resume", "USA", "PACT", "USA", "AUS", "1986-09-01")), "") << "one that lies ahead ends before it begins";
  EXPECT_TRUE(reads(life, "AUS", "USA", "1987-01-01"));
}

TEST_F(Pact, AnOlderActIsNotPlayedAfterANewerOne) {
  ASSERT_EQ(life.record(t("1986-08-11"), direction("suspend", "USA", "PACT", "USA", "NZL", "1986-08-11")), "");
  EXPECT_EQ(life.record(t("1986-08-12"), direction("resume", "USA", "PACT", "USA", "NZL", "1986-08-10")), "order");
  EXPECT_EQ(life.record(t("1986-08-12"), direction("resume", "USA", "PACT", "USA", "NZL", "1986-08-11")), "order");
  EXPECT_EQ(life.record(t("1986-08-12"), direction("resume", "USA", "PACT", "USA", "NZL", "1986-08-12T00:05:00.000001Z")), "order") << "ahead of the node";
  EXPECT_EQ(life.record(t("1986-08-12"), direction("resume", "USA", "PACT", "USA", "NZL", "1986-08-12T00:05:00Z")), "");
  EXPECT_EQ(life.record(t("1986-08-12"), direction("suspend", "NZL", "PACT", "USA", "NZL", "1986-08-01")), "") << "another party's clock";
}

TEST_F(Pact, WhoLeavesEndsItsBondAlone) {
  ASSERT_EQ(life.record(t("1990-01-01"), about("give-notice", "NZL", "PACT", "1990-01-01")), "");
  EXPECT_TRUE(reads(life, "NZL", "USA", "1990-12-31"));
  EXPECT_FALSE(reads(life, "NZL", "USA", "1991-01-01"));
  EXPECT_TRUE(reads(life, "AUS", "USA", "1991-01-01"));
  EXPECT_EQ(life.record(t("1991-02-01"), direction("suspend", "NZL", "PACT", "USA", "NZL", "1991-02-01")), "not-yours");
}

TEST_F(Pact, AnAmendmentTakesAllAndBeginsWhenItSays) {
  Document next = first;
  next.terms.version = 2;
  next.terms.in_force = t("2001-01-01");
  next.terms.topics = {false, {"sky"}};
  next.signatures = {{"AUS", "AUS#1"}, {"NZL", "NZL#1"}};
  EXPECT_EQ(life.record(t("2000-01-01"), next), "signature");
  next.signatures = {{"AUS", "AUS#1"}, {"NZL", "NZL#1"}, {"USA", "AUS#1"}};
  EXPECT_EQ(life.record(t("2000-01-01"), next), "signature");
  next.signatures = {{"AUS", "AUS#1"}, {"NZL", "NZL#1"}, {"USA", "USA#1"}, {"JPN", "JPN#1"}};
  EXPECT_EQ(life.record(t("2000-01-01"), next), "signature") << "a stranger's too many";
  next.signatures.pop_back();
  ASSERT_EQ(life.record(t("2000-01-01"), next), "");
  EXPECT_EQ(life.record(t("2000-01-02"), next), "version");
  EXPECT_TRUE(reads(life, "NZL", "USA", "2000-12-31"));
  EXPECT_FALSE(reads(life, "NZL", "USA", "2001-01-01"));
}

TEST_F(Pact, WhoIsLeftOutSignsThatItIs) {
  Document next = document("PACT", {"AUS", "USA"}, "1952-04-29");
  next.kind = "multilateral";
  next.terms.version = 2;
  EXPECT_EQ(life.record(t("2000-01-01"), next), "malformed") << "it names everybody still bound";
  Document leaving = document("PACT", {"AUS", "NZL", "USA"}, "1952-04-29");
  leaving.kind = "multilateral";
  leaving.terms.version = 2;
  leaving.terms.parties[1].until = t("2003-01-01");
  leaving.signatures.erase(leaving.signatures.begin() + 1);
  EXPECT_EQ(life.record(t("2000-01-01"), leaving), "signature") << "New Zealand signs too";
  ASSERT_EQ(life.record(t("2000-01-01"), about("give-notice", "NZL", "PACT", "2000-01-01")), "");
  EXPECT_EQ(life.record(t("2000-06-01"), next), "malformed") << "its notice still runs";
  EXPECT_EQ(life.record(t("2001-01-02"), next), "") << "bound no longer";
}

TEST_F(Pact, WhatActsDidStandsInTheNextVersion) {
  ASSERT_EQ(life.record(t("1986-08-11"), direction("suspend", "USA", "PACT", "USA", "NZL", "1986-08-11")), "");
  ASSERT_EQ(life.record(t("1987-01-01"), about("give-notice", "AUS", "PACT", "1987-01-01")), "");
  Document next = first;
  next.terms.version = 2;
  ASSERT_EQ(life.record(t("1987-02-01"), next), "");
  EXPECT_FALSE(reads(life, "NZL", "USA", "1987-02-01"));
  EXPECT_TRUE(reads(life, "AUS", "USA", "1987-12-31"));
  EXPECT_FALSE(reads(life, "AUS", "USA", "1988-01-01"));
}

TEST_F(Pact, ATermIsRenewedByAll) {
  Document next = first;
  next.terms.version = 2;
  next.terms.until = t("2010-01-01");
  ASSERT_EQ(life.record(t("2000-01-01"), next), "");
  Act renew = about("renew", "USA", "PACT", "2009-01-01");
  renew.until = t("2020-01-01");
  EXPECT_EQ(life.record(t("2009-01-01"), renew), "signature");
  renew.signatures = {{"AUS", "AUS#1"}, {"NZL", "NZL#1"}, {"USA", "USA#1"}};
  Life late = life;
  EXPECT_EQ(late.record(t("2010-01-01"), renew), "not-yours") << "the term is over, it binds nobody";
  ASSERT_EQ(life.record(t("2009-01-01"), renew), "");
  EXPECT_TRUE(reads(life, "NZL", "USA", "2019-12-31"));
  EXPECT_FALSE(reads(life, "NZL", "USA", "2020-01-01"));
  renew.issued = t("2009-02-01");
  EXPECT_EQ(life.record(t("2009-02-01"), renew), "date") << "not later than the end that it has";
}

TEST_F(Pact, WhoMayIsWhoTheClauseNames) {
  Document next = first;
  next.terms.version = 2;
  next.suspending_by = std::set<std::string>{"USA"};
  next.notice_by = std::set<std::string>{"AUS"};
  ASSERT_EQ(life.record(t("2000-01-01"), next), "");
  EXPECT_EQ(life.record(t("2000-01-02"), direction("suspend", "NZL", "PACT", "NZL", "AUS", "2000-01-02")), "not-yours");
  EXPECT_EQ(life.record(t("2000-01-02"), direction("suspend", "USA", "PACT", "USA", "AUS", "2000-01-02")), "");
  EXPECT_EQ(life.record(t("2000-01-03"), about("give-notice", "USA", "PACT", "2000-01-03")), "not-yours");
  EXPECT_EQ(life.record(t("2000-01-03"), about("give-notice", "AUS", "PACT", "2000-01-03")), "");
}

TEST_F(Pact, AccessionTakesThoseWhomTheAgreementNames) {
  Document open = first;
  open.terms.version = 2;
  open.accession_by = std::set<std::string>{"USA"};
  Life closed = life;
  ASSERT_EQ(life.record(t("2000-01-01"), open), "");
  const auto joined = [](const Document& from) {
    Document out = document("PACT", {"AUS", "NZL", "USA", "JPN"}, "1952-04-29");
    out.terms.version = from.terms.version + 1;
    out.terms.parties[3].from = parse_time("2005-01-01");
    out.notice_days = from.notice_days;
    out.accession_by = from.accession_by;
    out.signatures = {{"JPN", "JPN#1"}, {"USA", "USA#1"}};
    return out;
  };
  EXPECT_EQ(closed.record(t("2004-01-01"), joined(first)), "signature") << "without the clause all sign";
  Document more = joined(open);
  Document wider = more;
  wider.terms.rows.push_back({"AUS", "AUS", "HIGH", "NZL", "NZL", "LOW"});
  EXPECT_EQ(life.record(t("2004-01-01"), wider), "signature") << "a row between those who were there";
  Document otherwise = more;
  otherwise.terms.survival_kept = true;
  EXPECT_EQ(life.record(t("2004-01-01"), otherwise), "signature");
  Document uninvited = more;
  uninvited.signatures = {{"JPN", "JPN#1"}};
  EXPECT_EQ(life.record(t("2004-01-01"), uninvited), "signature");
  ASSERT_EQ(life.record(t("2004-01-01"), more), "");
  EXPECT_FALSE(reads(life, "JPN", "USA", "2004-12-31"));
  EXPECT_TRUE(reads(life, "JPN", "USA", "2005-01-01"));
  EXPECT_TRUE(reads(life, "NZL", "AUS", "2005-01-01"));
}

// ---- Communities, party suspensions ----------------------------------------------------------------------------------------

TEST(LifeOfCommunities, ADocumentTakesThePlaceOfTheDirectory) {
  World world = states();
  world.communities["RING"] = {{"AUS", kBegin, kEnd}, {"JPN", kBegin, kEnd}};
  Life life(world, keys());
  const auto members = [&](const char* at) {
    std::set<std::string> out;
    const World then = life.world(t(at));
    for (const Spell& one : then.communities.at("RING"))
      if (one.from <= t(at) && t(at) < one.until) out.insert(one.party);
    return out;
  };
  EXPECT_EQ(members("2000-01-01"), (std::set<std::string>{"AUS", "JPN"}));
  Document ring = document("RING", {"AUS", "NZL", "USA"}, "1990-01-01");
  ring.kind = "community";
  ring.terms.rows.clear();
  ring.terms.until = t("2010-01-01");
  EXPECT_EQ(life.record(t("2001-01-01"), ring), "malformed") << "Japan is a member";
  ring = document("RING", {"AUS", "NZL", "USA", "JPN"}, "1990-01-01");
  ring.kind = "community";
  ring.terms.rows.clear();
  ring.terms.until = t("2010-01-01");
  ring.terms.parties[3].until = t("2001-01-01");
  ASSERT_EQ(life.record(t("2001-01-01"), ring), "");
  EXPECT_EQ(members("2000-01-01"), (std::set<std::string>{"AUS", "JPN"})) << "as it was known then";
  EXPECT_EQ(members("2001-01-01"), (std::set<std::string>{"AUS", "NZL", "USA"}));
  ASSERT_EQ(life.record(t("2002-01-01"), about("give-notice", "NZL", "RING", "2002-01-01")), "");
  EXPECT_EQ(members("2002-01-01"), (std::set<std::string>{"AUS", "USA"})) << "no days to keep: at once";
  Document back = ring;
  back.terms.version = 2;
  back.terms.parties.push_back({"NZL", t("2004-01-01"), kEnd});
  back.terms.parties[1].until = t("2002-01-01");
  ASSERT_EQ(life.record(t("2003-01-01"), back), "");
  EXPECT_EQ(members("2003-06-01"), (std::set<std::string>{"AUS", "USA"}));
  EXPECT_EQ(members("2004-01-01"), (std::set<std::string>{"AUS", "NZL", "USA"}));
  EXPECT_EQ(members("2010-01-01"), (std::set<std::string>{}));
}

TEST(LifeOfParties, OneStopsAllSharingWithAnother) {
  Life life(states(), keys());
  ASSERT_EQ(life.record(t("2000-01-01"), document("PACT", {"AUS", "NZL", "USA"}, "1952-04-29")), "");
  Act stop = act("suspend-party", "USA", "2001-01-01");
  stop.party = "NZL";
  stop.until = t("2003-01-01");
  ASSERT_EQ(life.record(t("2001-01-01"), stop), "");
  EXPECT_FALSE(reads(life, "NZL", "USA", "2001-01-01"));
  EXPECT_FALSE(reads(life, "USA", "NZL", "2001-01-01"));
  EXPECT_TRUE(reads(life, "NZL", "AUS", "2001-01-01"));
  EXPECT_TRUE(reads(life, "NZL", "USA", "2003-01-01"));
  Act on = act("resume-party", "NZL", "2002-01-01");
  on.party = "USA";
  EXPECT_EQ(life.record(t("2002-01-01"), on), "nothing");
  on = act("resume-party", "USA", "2002-01-01");
  on.party = "NZL";
  ASSERT_EQ(life.record(t("2002-01-01"), on), "");
  EXPECT_TRUE(reads(life, "NZL", "USA", "2002-01-01"));
}

// ---- Keys and designations ----------------------------------------------------------------------------------------------------

TEST(LifeOfKeys, AReplacedKeySignsNoMore) {
  Life life(states(), keys());
  ASSERT_EQ(life.record(t("2000-01-01"), document("PACT", {"AUS", "NZL", "USA"}, "1952-04-29")), "");
  Act replace = act("replace-key", "USA", "2001-01-01");
  replace.key = "USA#2";
  EXPECT_EQ(life.record(t("2001-01-01"), replace), "signature") << "the new key has not signed";
  replace.signatures.push_back({"USA", "USA#2"});
  ASSERT_EQ(life.record(t("2001-01-01"), replace), "");
  EXPECT_EQ(life.record(t("2001-01-02"), direction("suspend", "USA", "PACT", "USA", "NZL", "2001-01-02")), "signature");
  Act suspend = direction("suspend", "USA", "PACT", "USA", "NZL", "2001-01-02");
  suspend.signatures = {{"USA", "USA#2"}};
  EXPECT_EQ(life.record(t("2001-01-02"), suspend), "");
}

TEST(LifeOfKeys, WhatARevokedKeySignedCountsNoMore) {
  Life life(states(), keys());
  ASSERT_EQ(life.record(t("2000-01-01"), document("PACT", {"AUS", "NZL", "USA"}, "1952-04-29")), "");
  ASSERT_EQ(life.record(t("2001-01-01"), direction("suspend", "USA", "PACT", "USA", "NZL", "2001-01-01")), "");
  // The thief's acts: it resumes, vouches for somebody, puts its own key in place and suspends Australia with it.
  ASSERT_EQ(life.record(t("2002-01-02"), direction("resume", "USA", "PACT", "USA", "NZL", "2002-01-02")), "");
  Clearance forged = states().clearances.at("USA.OFFICE.reader");
  ASSERT_EQ(life.record(t("2002-01-03"), "USA.OFFICE.official", forged, "USA#1"), "");
  Act replace = act("replace-key", "USA", "2002-01-04");
  replace.key = "THIEF";
  replace.signatures.push_back({"USA", "THIEF"});
  ASSERT_EQ(life.record(t("2002-01-04"), replace), "");
  Act suspend = direction("suspend", "USA", "PACT", "USA", "AUS", "2002-01-05");
  suspend.signatures = {{"USA", "THIEF"}};
  ASSERT_EQ(life.record(t("2002-01-05"), suspend), "");
  EXPECT_TRUE(reads(life, "NZL", "USA", "2002-02-01"));
  EXPECT_FALSE(reads(life, "AUS", "USA", "2002-02-01"));

  Act revoke = act("revoke-key", "USA", "2002-03-01");
  revoke.key = "USA#1";
  revoke.since = t("2002-01-01");
  revoke.successor = "USA#2";
  revoke.signatures = {{"USA", "USA#safe"}};
  EXPECT_EQ(life.record(t("2002-03-01"), revoke), "signature") << "the successor signs too";
  revoke.signatures.push_back({"USA", "USA#2"});
  ASSERT_EQ(life.record(t("2002-03-01"), revoke), "");
  EXPECT_FALSE(reads(life, "NZL", "USA", "2002-03-01")) << "what was signed before the date counts still";
  EXPECT_TRUE(reads(life, "AUS", "USA", "2002-03-01"));
  EXPECT_EQ(life.world(t("2002-03-01")).clearances.count("USA.OFFICE.official"), 0u);
  EXPECT_EQ(life.authority_key("USA", t("2002-03-01")), "USA#2");
  EXPECT_TRUE(reads(life, "NZL", "USA", "2002-02-01")) << "what was the case is not made otherwise";
  suspend.issued = t("2002-04-01");
  EXPECT_EQ(life.record(t("2002-04-01"), suspend), "signature");
  suspend.signatures = {{"USA", "USA#1"}};
  EXPECT_EQ(life.record(t("2002-04-01"), suspend), "signature");
  suspend.signatures = {{"USA", "USA#2"}};
  EXPECT_EQ(life.record(t("2002-04-01"), suspend), "");
}

TEST(LifeOfKeys, AKeyMayTakeItselfBackAndNameItsSuccessorOnlyWhileItIsTheAuthoritys) {
  Life life(states(), keys());
  Act replace = act("replace-key", "USA", "2001-01-01");
  replace.key = "USA#2";
  replace.signatures.push_back({"USA", "USA#2"});
  ASSERT_EQ(life.record(t("2001-01-01"), replace), "");
  Act revoke = act("revoke-key", "USA", "2002-01-01");
  revoke.key = "USA#1";
  revoke.since = t("2000-01-01");
  revoke.successor = "THIEF";
  revoke.signatures = {{"USA", "USA#1"}, {"USA", "THIEF"}};
  EXPECT_EQ(life.record(t("2002-01-01"), revoke), "signature") << "it was replaced";
  revoke.successor = "";
  revoke.signatures.pop_back();
  EXPECT_EQ(life.record(t("2002-01-01"), revoke), "signature") << "nor does it undo what it signed while it counted";
  EXPECT_EQ(life.authority_key("USA", t("2002-01-01")), "USA#2");
  revoke.key = "USA#2";
  revoke.successor = "USA#3";
  revoke.signatures = {{"USA", "USA#2"}, {"USA", "USA#3"}};
  EXPECT_EQ(life.record(t("2002-01-01"), revoke), "");
  EXPECT_EQ(life.authority_key("USA", t("2002-01-01")), "USA#3") << "also where it takes back all that it signed";
}

// The thief replaces the key with its own, which revokes itself and names another; the recovery key says since when all that was false.
TEST(LifeOfKeys, ASuccessorThatRestedOnAStolenKeyIsNone) {
  Life life(states(), keys());
  ASSERT_EQ(life.record(t("2000-01-01"), document("PACT", {"AUS", "NZL", "USA"}, "1952-04-29")), "");
  Act designate = act("designate", "USA", "2000-01-01");
  designate.person = "USA.OFFICE.official";
  designate.key = "OFFICIAL";
  designate.powers = {"consent"};
  designate.for_whom = "USA";
  ASSERT_EQ(life.record(t("2000-01-01"), designate), "");
  Act replace = act("replace-key", "USA", "2001-01-01");
  replace.key = "THIEF";
  replace.signatures.push_back({"USA", "THIEF"});
  ASSERT_EQ(life.record(t("2001-01-01"), replace), "");
  Act official = act("revoke-key", "USA", "2001-01-02");
  official.key = "OFFICIAL";
  official.since = t("2000-01-01");
  official.signatures = {{"USA", "THIEF"}};
  ASSERT_EQ(life.record(t("2001-01-02"), official), "");
  Act itself = act("revoke-key", "USA", "2001-01-03");
  itself.key = "THIEF";
  itself.since = t("2001-01-03");
  itself.successor = "THIEF#2";
  itself.signatures = {{"USA", "THIEF"}, {"USA", "THIEF#2"}};
  ASSERT_EQ(life.record(t("2001-01-03"), itself), "");
  EXPECT_EQ(life.authority_key("USA", t("2001-01-03")), "THIEF#2");
  Act answer = act("revoke-key", "USA", "2001-02-01");
  answer.key = "USA#1";
  answer.since = t("2001-01-01");
  answer.signatures = {{"USA", "USA#safe"}};
  ASSERT_EQ(life.record(t("2001-02-01"), answer), "");
  EXPECT_EQ(life.authority_key("USA", t("2001-02-01")), "") << "not the thief's second key";
  Act dismiss = act("dismiss", "USA", "2001-02-02");
  dismiss.person = "USA.OFFICE.official";
  answer.issued = t("2001-02-02");
  answer.successor = "USA#2";
  answer.signatures.push_back({"USA", "USA#2"});
  ASSERT_EQ(life.record(t("2001-02-02"), answer), "");
  dismiss.signatures = {{"USA", "USA#2"}};
  EXPECT_EQ(life.record(t("2001-02-02"), dismiss), "") << "the official's designation stands again";
}

// Documents too, with the signature of one party.
TEST(LifeOfKeys, ADocumentThatAStolenKeySignedIsNone) {
  Life life(states(), keys());
  ASSERT_EQ(life.record(t("2000-01-01"), document("PACT", {"AUS", "NZL", "USA"}, "1952-04-29")), "");
  Act revoke = act("revoke-key", "USA", "2001-01-01");
  revoke.key = "USA#1";
  revoke.since = t("2000-01-01");
  revoke.signatures = {{"USA", "USA#safe"}};
  EXPECT_TRUE(reads(life, "NZL", "AUS", "2000-12-31"));
  ASSERT_EQ(life.record(t("2001-01-01"), revoke), "");
  EXPECT_FALSE(reads(life, "NZL", "AUS", "2001-01-01"));
}

struct Consenting : ::testing::Test {
  Life life{states(), keys()};
  ObjectName name{"USA", "report--1", "2020-01-01T00:00:00.000Z"};
  Label label = label_of("USA");
  FindObject find = [this](const ObjectName& asked) { return asked == name ? std::optional(label) : std::nullopt; };
  Act designate(const std::set<std::string>& powers, const std::string& for_whom) {
    Act out = act("designate", "USA", "2020-01-01");
    out.person = "USA.OFFICE.official";
    out.key = "OFFICIAL";
    out.powers = powers;
    out.for_whom = for_whom;
    return out;
  }
  Act consent(const std::string& id, const std::string& by, const Signature& signature) {
    Act out = act("consent", by, "2020-02-01");
    out.id = id;
    out.to = "KOR";
    out.permission.scheme = "TLP";
    out.permission.word = "NONE";
    out.objects = {name};
    out.signatures = {signature};
    return out;
  }
  bool korea_reads(const char* at) {
    const World world = life.world(t(at));
    Grants grants;
    grants.consents = life.consents(name, t(at));
    return decide(label, grants, audience_of(world, "KOR.OFFICE.reader", std::nullopt, kCopy, t(at)), world, t(at)).permit;
  }
  const Signature official{"USA.OFFICE.official", "OFFICIAL"}, authority{"USA", "USA#1"};
};

TEST_F(Consenting, ByTheAuthorityUntilItIsRevoked) {
  EXPECT_FALSE(korea_reads("2020-01-31"));
  ASSERT_EQ(life.record(t("2020-02-01"), consent("c1", "USA", authority), find), "");
  EXPECT_TRUE(korea_reads("2020-02-01"));
  EXPECT_EQ(life.record(t("2020-02-02"), consent("c1", "USA", authority), find), "malformed") << "the id is taken";
  Act revoke = act("revoke-consent", "USA", "2020-03-01");
  revoke.consent = "c1";
  ASSERT_EQ(life.record(t("2020-03-01"), revoke), "");
  EXPECT_TRUE(korea_reads("2020-02-29"));
  EXPECT_FALSE(korea_reads("2020-03-01"));
}

TEST_F(Consenting, NothingIsSaidOfObjectsThatAreNotThereOrNotItsOwn) {
  Act absent = consent("c1", "USA", authority);
  absent.objects.push_back({"USA", "report--2", ""});
  Act foreign = consent("c1", "JPN", {"JPN", "JPN#1"});
  EXPECT_EQ(life.record(t("2020-02-01"), absent, find), "unknown");
  EXPECT_EQ(life.record(t("2020-02-01"), foreign, find), "unknown");
}

TEST_F(Consenting, DesignatedPeopleSignWhatTheyMay) {
  EXPECT_EQ(life.record(t("2020-02-01"), consent("c0", "USA", official), find), "signature") << "not designated";
  ASSERT_EQ(life.record(t("2020-02-01"), designate({"relido"}, "USA"), find), "");
  EXPECT_EQ(life.record(t("2020-02-02"), consent("c0", "USA", official), find), "signature") << "not RELIDO";
  label.permitting.insert({"USA", "RELIDO"});
  EXPECT_EQ(life.record(t("2020-02-02"), consent("c0", "USA", official), find), "");
  label.permitting.clear();
  Act more = designate({"consent"}, "USA");
  more.issued = t("2020-02-03");
  more.until = t("2020-03-01");
  ASSERT_EQ(life.record(t("2020-02-03"), more), "");
  EXPECT_EQ(life.record(t("2020-02-04"), consent("c1", "USA", official), find), "");
  EXPECT_EQ(life.record(t("2020-03-01"), consent("c2", "USA", official), find), "signature") << "expired";
  EXPECT_TRUE(korea_reads("2020-03-02")) << "what was signed in time stands";
  Act dismiss = act("dismiss", "USA", "2020-03-02");
  dismiss.person = "USA.OFFICE.official";
  ASSERT_EQ(life.record(t("2020-03-02"), dismiss), "");
  dismiss.issued = t("2020-03-03");
  EXPECT_EQ(life.record(t("2020-03-03"), dismiss), "nothing");
}

TEST_F(Consenting, ADesignationForAnAgencyIsForItsActsAlone) {
  ASSERT_EQ(life.record(t("2020-01-02"), designate({"consent"}, "USA.OFFICE")), "");
  EXPECT_EQ(life.record(t("2020-02-01"), consent("c1", "USA", official), find), "signature");
  EXPECT_EQ(life.record(t("2020-02-01"), consent("c1", "USA.OFFICE", official), find), "");
  EXPECT_TRUE(korea_reads("2020-02-01")) << "the one originating agency has consented";
  Act tearline = designate({"tearline"}, "USA.OFFICE");
  tearline.issued = t("2020-02-02");
  EXPECT_EQ(life.record(t("2020-02-02"), tearline), "malformed");
}

TEST_F(Consenting, HighLevelsTakeTwoSigners) {
  Document pact = document("PACT", {"KOR", "USA"}, "2000-01-01");
  pact.two_persons = {{"USA", "USA", "LOW"}};
  ASSERT_EQ(life.record(t("2020-01-01"), pact), "");
  ASSERT_EQ(life.record(t("2020-01-02"), designate({"consent"}, "USA")), "");
  EXPECT_EQ(life.record(t("2020-02-01"), consent("c1", "USA", authority), find), "signature");
  Act both = consent("c1", "USA", authority);
  both.signatures.push_back(official);
  EXPECT_EQ(life.record(t("2020-02-01"), both, find), "");
}

TEST_F(Consenting, WhatAFalseOfficialSignedFallsWithTheDesignation) {
  Act designation = designate({"consent"}, "USA");
  ASSERT_EQ(life.record(t("2020-01-02"), designation), "");
  ASSERT_EQ(life.record(t("2020-02-01"), consent("c1", "USA", official), find), "");
  EXPECT_TRUE(korea_reads("2020-02-01"));
  Act revoke = act("revoke-key", "USA", "2020-03-01");
  revoke.key = "USA#1";
  revoke.since = t("2020-01-01");
  revoke.signatures = {{"USA", "USA#safe"}};
  ASSERT_EQ(life.record(t("2020-03-01"), revoke), "");
  EXPECT_FALSE(korea_reads("2020-03-01"));
  EXPECT_EQ(life.authority_key("USA", t("2020-03-01")), "");
}

TEST_F(Consenting, LaterVersionsOnlyWhereItSaysSo) {
  const ObjectName later{"USA", "report--1", "2021-01-01T00:00:00.000Z"}, earlier{"USA", "report--1", "2019-01-01T00:00:00.000Z"};
  ASSERT_EQ(life.record(t("2020-02-01"), consent("c1", "USA", authority), find), "");
  EXPECT_EQ(life.consents(later, t("2020-02-01")).size(), 0u);
  Act wide = consent("c2", "USA", authority);
  wide.later_versions = true;
  ASSERT_EQ(life.record(t("2020-02-02"), wide, find), "");
  EXPECT_EQ(life.consents(later, t("2020-02-02")).size(), 1u);
  EXPECT_EQ(life.consents(earlier, t("2020-02-02")).size(), 0u);
  EXPECT_EQ(life.consents(name, t("2020-02-02")).size(), 2u);
}

TEST(Months, EndWithTheMonth) {
  EXPECT_EQ(add_months(t("2016-11-23"), 12), t("2017-11-23"));
  EXPECT_EQ(add_months(t("2024-01-31"), 1), t("2024-02-29"));
  EXPECT_EQ(add_months(t("2024-02-29"), 12), t("2025-02-28"));
  EXPECT_EQ(add_months(t("1969-12-31T12:00:00Z"), 2), t("1970-02-28T12:00:00Z"));
}

}  // namespace
}  // namespace reference
