#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

#include "agreement/sample_for_test.hpp"
#include "agreement/terms.hpp"
#include "alliance/directory.hpp"

namespace comity::agreement {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(AgreementTomlTest, ReadsEveryClause) {
  const auto document = parse_agreement(kSampleToml, "a.toml");
  ASSERT_TRUE(document) << to_string(document.error());
  const Terms& terms = document->terms;
  EXPECT_EQ(terms.id, "JPN-NZL");
  EXPECT_EQ(terms.version, 2);
  EXPECT_EQ(terms.kind, Kind::bilateral);
  EXPECT_EQ(terms.parties,
            (std::vector<Adherence>{{"JPN", Time::min(), Time::max()}, {"NZL", at("2025-07-01"), Time::max()}}));
  EXPECT_EQ(terms.in_force, at("2025-06-01"));
  EXPECT_EQ(terms.until, at("2030-06-01"));
  EXPECT_EQ(terms.topics, (marking::WordSet{false, {"cyber", "maritime"}}));
  EXPECT_EQ(terms.purposes, (marking::WordSet{false, {"cyber-defence"}}));
  EXPECT_EQ(terms.compartments, (std::set<marking::Owned>{{"NZL", "KEA"}}));
  EXPECT_EQ(terms.controls, (std::set<std::string>{"ORCON", "PROPIN"}));
  EXPECT_EQ(terms.actions, 1);
  EXPECT_FALSE(terms.frozen);
  EXPECT_TRUE(terms.earlier_objects);
  EXPECT_EQ(terms.survival, (Survival{true, {"NZL.NAB"}}));
  EXPECT_EQ(terms.suspensions,
            (std::vector<Suspension>{{"JPN", "JPN", "NZL", at("2026-01-01"), at("2027-01-01"), "11"}}));
  EXPECT_EQ(terms.articles,
            (std::map<std::string, std::string>{{"term", "20"}, {"topics", "2"}, {"survival", "21"}, {"duties", "9"}}));
  EXPECT_EQ(terms.duties, (std::map<std::string, std::string>{
                              {"breach_notice_hours", "24"}, {"mark_on_receipt", "true"}, {"note", "by courier"}}));
}

TEST(AgreementTomlTest, RowsAreDirectedAndExpanded) {
  const auto document = parse_agreement(kSampleToml, "a.toml");
  ASSERT_TRUE(document) << to_string(document.error());
  const auto& rows = document->terms.equivalences;
  EXPECT_EQ(rows.size(), 6U);  // both ways, and two rows of levels in two directions
  const Equivalence out{"JPN",
                        "JPN",
                        "極秘",
                        "NZL",
                        "NZL",
                        "SECRET",
                        at("2025-06-01"),
                        at("2030-01-01"),
                        at("2014-04-02"),
                        at("2029-12-31T15:00:00Z"),
                        {"Traiter comme CONFIDENTIEL DEFENSE"},
                        {"ATOMAL"},
                        "4"};
  Equivalence back = out;
  std::swap(back.from_party, back.to_party);
  std::swap(back.from_scheme, back.to_scheme);
  std::swap(back.from_word, back.to_word);
  EXPECT_THAT(rows, ::testing::Contains(out));
  EXPECT_THAT(rows, ::testing::Contains(back));
  const auto has = [&](const char* fp, const char* fs, const char* fw, const char* tp, const char* ts, const char* tw,
                       const char* article) {
    return std::count(
               rows.begin(), rows.end(),
               Equivalence{
                   fp, fs, fw, tp, ts, tw, Time::min(), Time::max(), Time::min(), Time::max(), {}, {}, article}) == 1;
  };
  EXPECT_TRUE(
      has("JPN", "JPN", "秘", "NZL", "NZL-POLICY", "SENSITIVE", "3"));  // a plain word: the scheme of the party's id
  EXPECT_TRUE(has("NZL", "NZL-POLICY", "SENSITIVE", "JPN", "JPN", "秘", "3"));
  EXPECT_TRUE(has("JPN", "TLP", "NONE", "NZL", "TLP", "NONE", ""));
  EXPECT_TRUE(has("NZL", "TLP", "NONE", "JPN", "TLP", "NONE", ""));
  const auto one_way = parse_agreement(replaced("both_ways = true\n", ""), "a.toml");
  EXPECT_EQ(one_way->terms.equivalences.size(), 5U);
}

TEST(AgreementTomlTest, WhatIsNotStatedIsNotPermitted) {
  const auto document = parse_agreement(R"(id = "A"
version = 1
title = "t"
kind = "multilateral"
parties = ["X", "Y", "Z"]
[term]
in_force = 2025-01-01
)",
                                        "a.toml");
  ASSERT_TRUE(document) << to_string(document.error());
  Terms expected;
  expected.id = "A";
  expected.title = "t";
  expected.kind = Kind::multilateral;
  expected.parties = {
      {"X", Time::min(), Time::max()}, {"Y", Time::min(), Time::max()}, {"Z", Time::min(), Time::max()}};
  expected.in_force = at("2025-01-01");
  EXPECT_EQ(document->terms, expected);
  EXPECT_TRUE(expected.equivalences.empty() && expected.compartments.empty() && expected.controls.empty());
  EXPECT_FALSE(expected.survival.kept);
  EXPECT_TRUE(expected.topics.all && expected.purposes.all && expected.frozen);  // absent reads as all
}

TEST(AgreementTomlTest, CanonicalTextDoesNotDependOnLayout) {
  const auto one = parse_agreement(kSampleToml, "a.toml");
  std::string text = replaced("version = 2\n", "# a comment\nversion   =   +2\n");
  const auto two = parse_agreement(
      text.replace(text.find("2030-01-01T00:00:00+09:00"), 25, "2030-01-01 00:00:00.000+09:00"), "b.toml");
  ASSERT_TRUE(one && two);
  EXPECT_EQ(one->canonical, two->canonical);
  EXPECT_THAT(one->canonical, HasSubstr(R"("in_force":"2025-06-01")"));
  EXPECT_THAT(one->canonical, HasSubstr(R"("created_before":"2030-01-01T00:00:00+09:00")"));
  const auto other = parse_agreement(replaced("in_force = 2025-06-01", "in_force = 2025-06-02"), "a.toml");
  EXPECT_NE(other->canonical, one->canonical);
}

TEST(AgreementTomlTest, EveryFaultNamesItsLineAndClause) {
  const struct {
    const char* from;
    const char* to;
    const char* message;
    const char* clause;
  } kFaults[] = {
      {"id = \"JPN-NZL\"", "ident = \"JPN-NZL\"", "'ident' is not known", "ident"},
      {"[topics]", "[topic]", "'topic' is not known", "topic"},
      {"any = [\"cyber\", \"maritime\"]", "only = [\"cyber\"]", "'only' is not known", "topics"},
      {"any = [\"cyber\", \"maritime\"]", "", "'any' is missing", "topics"},
      {"any = [\"cyber\", \"maritime\"]", "any = \"cyber\"", "a list", "topics"},
      {"any = [\"cyber\", \"maritime\"]", "any = [\"ALL\"]", "remove the clause", "topics"},
      {"version = 2", "version = 0", "whole number", "version"},
      {"version = 2", "version = 2.5", "whole number", "version"},
      {"kind = \"bilateral\"", "kind = \"unilateral\"", "no kind", "kind"},
      {"[\"JPN\", {", "[\"JPN\", \"AUS\", {", "two parties", "parties"},
      {"[\"JPN\", {", "[\"JPN\", \"JPN\", {", "named twice", "parties"},
      {"since = 2025-07-01 }", "since = 2025-07-01, until = 2025-07-01 }", "leaves before", "parties"},
      {"in_force = 2025-06-01\n", "", "'in_force' is missing", "term"},
      {"in_force = 2025-06-01\n", "in_force = 2031-06-01\n", "ends before", "term"},
      {"in_force = 2025-06-01\n", "in_force = 2025-06-01T10:00:00\n", "no offset", ""},
      {"until = 2030-06-01\n\n", "renews_months = 12\n\n", "without an end", "term"},
      {"until = 2030-06-01\n\n", "until = 2030-06-01\nrenews_months = 0\n\n", "whole number", "term"},
      {"[topics]", "[notice]\ndays = 3651\n\n[topics]", "0 to 3650", "notice"},
      {"[topics]", "[notice]\ndays = 90\ntakes_effect = \"soon\"\n\n[topics]", "'soon' is not known", "notice"},
      {"until = 2030-06-01\n\n", "[notice]\ntakes_effect = \"term-end\"\n\n", "none at which", "notice"},
      {"[topics]", "[notice]\nby = [\"AUS\"]\n\n[topics]", "AUS is not among", "notice"},
      {"[topics]", "[notice]\nby = []\n\n[topics]", "every party", "notice"},
      {"[topics]", "[suspending]\nby = [\"AUS\"]\n\n[topics]", "AUS is not among", "suspending"},
      {"[topics]", "[accession]\napproved_by = []\n\n[topics]", "every party", "accession"},
      {"[topics]", "[two_persons]\nlevels = []\n\n[topics]", "empty", "two_persons"},
      {"[topics]", "[two_persons]\n[topics]", "'levels' is missing", "two_persons"},
      {"[topics]", "[two_persons]\nlevels = [{ party = \"NZL\", scheme = \"TLP\", word = \"RED\" }]\n[topics]", "not a level", "two_persons"},
      {"from = { party = \"JPN\"", "from = { party = \"AUS\"", "AUS is not among the parties", "equivalence 1"},
      {"to = { party = \"NZL\"", "to = { party = \"JPN\"", "to itself", "equivalence 1"},
      {"valid_until = 2030-01-01", "valid_until = 2025-01-01", "never valid", "equivalence 1"},
      {"created_from = 2014-04-02", "created_from = 2034-04-02", "no word", "equivalence 1"},
      {"without_warnings = [\"ATOMAL\"]", "without_warnings = [\"Traiter comme CONFIDENTIEL DEFENSE\"]", "no word",
       "equivalence 1"},
      {"both_ways", "bothways", "'bothways' is not known", "equivalence 1"},
      {"JPN = \"秘\"", "AUS = \"SECRET\"", "AUS is not among the parties", "levels 1"},
      {"JPN = \"秘\"\n", "", "at least two", "levels 1"},
      {"JPN = { scheme = \"TLP\", word = \"NONE\" }", "JPN = { scheme = \"TLP\", word = \"RED\" }", "not a level",
       "levels 2"},
      {"{ party = \"NZL\", name = \"KEA\" }", "{ party = \"USA\", name = \"SI\" }", "USA is not among", "compartments"},
      {"accepted = [\"PROPIN\", \"ORCON\"]", "accepted = [\"PROPIN\", \"PROPIN\"]", "twice", "controls"},
      {"permitted = \"display\"", "permitted = \"print\"", "no action", "actions"},
      {"mode = \"floating\"", "mode = \"fluid\"", "no mode", "membership"},
      {"mode = \"floating\"", "mode = \"frozen\"", "never includes earlier", "membership"},
      {"kept = true\n", "", "'kept' is missing", "survival"},
      {"readers = [\"NZL.NAB\"]", "readers = []", "read as all", "survival"},
      {"readers = [\"NZL.NAB\"]", "readers = [\"NZL\"]", "not an agency", "survival"},
      {"readers = [\"NZL.NAB\"]", "readers = [\"AUS.ONI\"]", "AUS is not among", "survival"},
      {"by = \"JPN\"", "by = \"AUS\"", "AUS is not among", "suspension 1"},
      {"to = \"NZL\"", "to = \"JPN\"", "to itself", "suspension 1"},
      {"until = 2027-01-01", "until = 2025-01-01", "ends before", "suspension 1"},
      {"note = \"by courier\"", "note = [\"by courier\"]", "a duty is", "duties"},
      {"version = 2", "version = 9007199254740993", "2^53", ""},
      {"version = 2", "version = ", "not TOML", ""},
      {"version = 2", "version = 2\nversion = 3", "not TOML", ""},
  };
  for (const auto& row : kFaults) {
    const auto document = parse_agreement(replaced(row.from, row.to), "a.toml");
    ASSERT_FALSE(document) << row.to;
    EXPECT_EQ(document.error().code, Code::invalid) << row.to;
    EXPECT_THAT(document.error().message, HasSubstr(row.message)) << row.to;
    const std::string where = document.error().where;
    EXPECT_THAT(where, ::testing::MatchesRegex("a\\.toml:[1-9][0-9]*(: .*)?")) << row.to;
    const auto clause = where.find(": ");
    EXPECT_EQ(clause == where.npos ? "" : where.substr(clause + 2), row.clause) << row.to;
  }
  const std::string text = replaced("permitted = \"display\"", "permitted = \"print\"");
  const auto line =
      1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(text.find("permitted")), '\n');
  EXPECT_EQ(parse_agreement(text, "a.toml").error().where, "a.toml:" + std::to_string(line) + ": actions");
}

TEST(AgreementTomlTest, ReadsTheClausesAboutItsLife) {
  const auto document = parse_agreement(
      replaced("until = 2030-06-01\n\n", R"(until = 2030-06-01
renews_months = 12

[notice]
article = "21"
days = 90
takes_effect = "term-end"
by = ["JPN"]

[suspending]
by = ["NZL"]

[accession]
approved_by = ["JPN", "NZL"]

[two_persons]
article = "7"
levels = [{ party = "NZL", scheme = "NZL", word = "SECRET" }]

)"),
      "a.toml");
  ASSERT_TRUE(document) << to_string(document.error());
  const Terms& terms = document->terms;
  EXPECT_EQ(terms.renews_months, 12);
  EXPECT_EQ(terms.notice, (NoticeRule{90, true, {"JPN"}}));
  EXPECT_EQ(terms.suspending, (std::set<std::string>{"NZL"}));
  EXPECT_EQ(terms.accession, (std::set<std::string>{"JPN", "NZL"}));
  EXPECT_EQ(terms.two_persons, (std::set<PartyLevel>{{"NZL", "NZL", "SECRET"}}));
  EXPECT_EQ(terms.articles.at("notice"), "21");
  EXPECT_EQ(terms.articles.at("two_persons"), "7");
  EXPECT_EQ(parse_canonical(document->canonical)->terms, terms);
  const Terms plain = parse_agreement(kSampleToml, "a.toml")->terms;
  EXPECT_EQ(plain.notice, NoticeRule{});
  EXPECT_TRUE(plain.suspending.empty() && plain.accession.empty() && plain.two_persons.empty());
}

TEST(AgreementTomlTest, APartyMayLeaveAndReturn) {
  const std::string text = replaced("{ party = \"NZL\", since = 2025-07-01 }",
                                    "{ party = \"NZL\", until = 2026-01-01 }, { party = \"NZL\", since = 2028-01-01 }");
  const auto document = parse_agreement(text, "a.toml");
  ASSERT_TRUE(document) << to_string(document.error());
  EXPECT_TRUE(binds(document->terms, "NZL", at("2025-12-31")));
  EXPECT_FALSE(binds(document->terms, "NZL", at("2026-01-01")));
  EXPECT_TRUE(binds(document->terms, "NZL", at("2028-01-01")));
}

// The agreements that ship with the project must be read and fit the sample alliance, once they are there.
TEST(AgreementTomlTest, ReadsTheShippedSamples) {
  const auto read = [](const std::string& name) {
    std::ifstream file(std::string(COMITY_SOURCE_DIR "/alliances/sample/") + name, std::ios::binary);
    return std::string((std::istreambuf_iterator<char>(file)), {});
  };
  const std::string alliance = read("alliance.toml");
  ASSERT_FALSE(alliance.empty()) << "alliances/sample/alliance.toml ships with the project and cannot be read";
  const auto directory = alliance::parse_alliance(alliance, "alliance.toml");
  ASSERT_TRUE(directory) << to_string(directory.error());
  for (const char* name : {"anzus.toml", "five-eyes.toml", "jpn-aus.toml", "jpn-nzl.toml"}) {
    const auto document = parse_agreement(read(std::string("agreements/") + name), name);
    ASSERT_TRUE(document) << to_string(document.error());
    const auto sound = check(document->terms, *directory);
    EXPECT_TRUE(sound) << name << ": " << to_string(sound.error());
    EXPECT_EQ(parse_canonical(document->canonical)->terms, document->terms);
  }
}

}  // namespace
}  // namespace comity::agreement
