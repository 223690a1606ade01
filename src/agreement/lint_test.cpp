#include "agreement/lint.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "base/time.hpp"

namespace comity::agreement {
namespace {

// Two parties of three ranks each; a reader there and here.
alliance::Directory directory() {
  alliance::Directory out;
  for (const char* id : {"AAA", "BBB", "CCC"}) {
    marking::Scheme scheme;
    scheme.id = id;
    for (const auto& [word, rank] : {std::pair("LOW", 0), std::pair("MID", 1), std::pair("TOP", 2)})
      scheme.levels.push_back({word, rank, ""});
    EXPECT_TRUE(out.schemes.add(scheme).has_value());
    alliance::Party party;
    party.id = id;
    party.schemes = {id};
    out.parties[id] = party;
    out.agencies[std::string(id) + ".ONE"] = {std::string(id) + ".ONE", "", "", false};
    const std::string person = std::string(id) + ".ONE.reader";
    out.people[person] = {person, "", {"reader"}};
    alliance::Clearance clearance;
    clearance.person = person;
    clearance.levels[id] = "MID";
    clearance.topics = {"sea"};
    clearance.purposes = {"work"};
    clearance.accesses = {{"AAA", "KEY"}};
    out.clearances[person] = clearance;
  }
  return out;
}

// Nothing to find, with or without a directory.
constexpr std::string_view kSound = R"toml(id = "A-B"
version = 1
title = "EXERCISE"
kind = "bilateral"
parties = ["AAA", "BBB"]

[term]
in_force = 2025-01-01
until = 2030-01-01

[[levels]]
AAA = "LOW"
BBB = "LOW"

[[levels]]
AAA = "MID"
BBB = "MID"

[[levels]]
AAA = "TOP"
BBB = "TOP"

[topics]
any = ["sea"]

[purposes]
any = ["work"]

[compartments]
accepted = [{ party = "AAA", name = "KEY" }]

[controls]
accepted = ["PROPIN", "NO-COPY"]

[survival]
kept = true
readers = ["BBB.ONE"]

[[suspension]]
by = "AAA"
from = "AAA"
to = "BBB"
since = 2027-01-01
until = 2028-01-01
)toml";

const Time kNow = parse_time("2026-06-01").value();

TEST(Lint, FindsNothingInASoundAgreement) {
  const auto known = directory();
  for (const alliance::Directory* with : {static_cast<const alliance::Directory*>(nullptr), &known}) {
    const auto found = lint(kSound, "a.toml", with, kNow);
    ASSERT_TRUE(found.has_value()) << to_string(found.error());
    EXPECT_TRUE(found->empty()) << found->front().where << ": " << found->front().text;
  }
}

struct LintTestCase {
  const char* lint;
  const char* from;  // of the sound document, replaced
  const char* to;
  const char* where;
  const char* text;
  bool alone = true;  // no other lint finds anything
};

void PrintTo(const LintTestCase& one, std::ostream* out) { *out << one.lint; }

class LintCases : public testing::TestWithParam<LintTestCase> {};

TEST_P(LintCases, AreFoundWhereTheyStand) {
  const LintTestCase& c = GetParam();
  std::string toml(kSound);
  ASSERT_NE(toml.find(c.from), std::string::npos);
  toml.replace(toml.find(c.from), std::string_view(c.from).size(), c.to);
  const auto known = directory();
  const auto found = lint(toml, "a.toml", &known, kNow);
  ASSERT_TRUE(found.has_value()) << to_string(found.error());
  bool met = false;
  for (const auto& one : *found) {
    EXPECT_FALSE(one.why.empty());
    EXPECT_FALSE(one.mend.empty());
    if (one.lint != c.lint) {
      EXPECT_FALSE(c.alone) << one.lint << " at " << one.where << ": " << one.text;
      continue;
    }
    if (!met) {
      EXPECT_EQ(one.where, c.where);
      EXPECT_EQ(one.text, c.text);
    }
    met = true;
  }
  EXPECT_TRUE(met);
  // A signed document has no lines, and the same mistakes.
  const auto document = parse_agreement(toml, "a.toml");
  ASSERT_TRUE(document.has_value());
  const auto again = lint(*document, &known, kNow);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->size(), found->size());
}

const LintTestCase kCases[] = {
    {"ceiling-by-omission", "[[levels]]\nAAA = \"TOP\"\nBBB = \"TOP\"\n", "", "a.toml:15: levels 2",
     "nothing above AAA MID can pass from AAA to BBB: TOP has no row"},
    {"gap-in-levels", "[[levels]]\nAAA = \"MID\"\nBBB = \"MID\"\n", "", "a.toml:16: levels 2",
     "MID of the scheme AAA cannot pass from AAA to BBB, though TOP can"},
    {"lowering-equivalence", "[[levels]]\nAAA = \"TOP\"\nBBB = \"TOP\"\n",
     "[[equivalence]]\nfrom = { party = \"AAA\", scheme = \"AAA\", word = \"TOP\" }\nto = { party = \"BBB\", scheme = "
     "\"BBB\", word = \"MID\" }\n",
     "a.toml:19: equivalence 1",
     "AAA TOP arrives as BBB MID, which comes back as AAA MID: it is protected as less than it is", false},
    {"lowering-equivalence", "AAA = \"MID\"\nBBB = \"MID\"\n\n[[levels]]\nAAA = \"TOP\"\nBBB = \"TOP\"",
     "AAA = \"MID\"\nBBB = \"TOP\"\n\n[[levels]]\nAAA = \"TOP\"\nBBB = \"MID\"", "a.toml:15: levels 2",
     "BBB TOP arrives as AAA MID, lower than TOP, as which the lower MID arrives"},
    {"one-way-row", "[[levels]]\nAAA = \"TOP\"\nBBB = \"TOP\"\n",
     "[[equivalence]]\nfrom = { party = \"AAA\", scheme = \"AAA\", word = \"TOP\" }\nto = { party = \"BBB\", scheme = "
     "\"BBB\", word = \"TOP\" }\n",
     "a.toml:19: equivalence 1", "AAA TOP → BBB TOP, and no row leads back from BBB TOP", false},
    {"row-outside-term", "[topics]",
     "[[equivalence]]\nfrom = { party = \"AAA\", scheme = \"TLP\", word = \"NONE\" }\nto = { party = \"BBB\", scheme = "
     "\"TLP\", word = \"NONE\" }\nboth_ways = true\nvalid_from = "
     "2031-01-01\n\n[topics]",
     "a.toml:23: equivalence 1",
     "BBB no level → AAA no level (valid from 2031-01-01) is valid only when BBB and AAA are not both bound"},
    {"row-has-ended", "[topics]",
     "[[equivalence]]\nfrom = { party = \"AAA\", scheme = \"TLP\", word = \"NONE\" }\nto = { party = \"BBB\", scheme = "
     "\"TLP\", word = \"NONE\" }\nboth_ways = true\nvalid_until = "
     "2026-01-01\n\n[topics]",
     "a.toml:23: equivalence 1", "BBB no level → AAA no level ended on 2026-01-01"},
    {"duplicate-row", "[[levels]]\nAAA = \"MID\"",
     "[[levels]]\nAAA = \"LOW\"\nBBB = \"LOW\"\n\n[[levels]]\nAAA = \"MID\"", "a.toml:15: levels 2",
     "AAA LOW → BBB LOW stands here a second time"},
    {"overlapping-rows", "[topics]",
     "[[equivalence]]\nfrom = { party = \"AAA\", scheme = \"AAA\", word = \"MID\" }\nto = { party = \"BBB\", scheme = "
     "\"BBB\", word = \"TOP\" }\nvalid_from = 2026-01-01\n\n[topics]",
     "a.toml:15: levels 2",
     "AAA MID → BBB MID overlaps AAA MID → BBB TOP (valid from 2026-01-01): a reader needs both"},
    {"party-never-reads", "[[levels]]\nAAA = \"LOW\"\nBBB = \"LOW\"\n\n[[levels]]\nAAA = \"MID\"\nBBB = \"MID\"\n", "",
     "a.toml:5: parties",
     "nobody of AAA can read anything: no clearance there reaches a level that arrives, with a purpose and a topic "
     "that are agreed",
     false},
    {"party-never-reads", "since = 2027-01-01\nuntil = 2028-01-01", "since = 2026-01-01", "a.toml:5: parties",
     "BBB can never read anything from now on: every row to it is over, suspended without an end, or between parties "
     "that are not both bound"},
    {"purpose-nobody-holds", "any = [\"work\"]", "any = [\"work\", \"study\"]", "a.toml:27: purposes",
     "nobody of AAA and BBB is assigned the purpose study"},
    {"topic-nobody-holds", "any = [\"sea\"]", "any = [\"sea\", \"sky\"]", "a.toml:24: topics",
     "nobody of AAA and BBB has the topic sky"},
    {"empty-list", "any = [\"sea\"]", "any = []", "a.toml:24: topics",
     "no topic is agreed, so nothing can be released under this agreement", false},
    {"compartment-nobody-holds", "{ party = \"AAA\", name = \"KEY\" }",
     "{ party = \"AAA\", name = \"KEY\" }, { party = \"BBB\", name = \"BOX\" }", "a.toml:30: compartments",
     "nobody of AAA has access to BOX of BBB"},
    {"control-without-effect", "\"NO-COPY\"", "\"ORCON\"", "a.toml:33: controls",
     "accepting ORCON changes nothing: under it only the originator's consent permits, never an agreement"},
    {"control-without-effect", "\"NO-COPY\"", "\"NOFORN\"", "a.toml:33: controls",
     "accepting NOFORN changes nothing: it keeps everything from other parties, whatever an agreement accepts"},
    {"term-has-ended", "until = 2030-01-01", "until = 2026-01-01", "a.toml:9: term",
     "the agreement ended on 2026-01-01", false},
    {"notice-outlasts-term", "until = 2030-01-01\n\n",
     "until = 2030-01-01\nrenews_months = 2\n\n[notice]\ndays = 90\ntakes_effect = \"term-end\"\n\n", "a.toml:13: notice",
     "90 days of notice before the end of a term that is 2 months long: no notice has effect at the end of the term it is given in"},
    {"party-outside-term", "\"BBB\"]", "{ party = \"BBB\", since = 2030-06-01 }]", "a.toml:5: parties",
     "BBB is bound only outside the term of the agreement", false},
    {"suspension-without-effect", "since = 2027-01-01\nuntil = 2028-01-01", "since = 2031-01-01",
     "a.toml:39: suspension 1", "release from AAA to BBB is suspended while the two are not both bound"},
    {"suspension-by-bystander", "parties = [\"AAA\", \"BBB\"]", "parties = [\"AAA\", \"BBB\", \"CCC\"]", "", "", false},
    {"survival-readers-unused", "kept = true", "kept = false", "a.toml:37: survival",
     "BBB.ONE may go on reading, but kept = false keeps nothing"},
};

INSTANTIATE_TEST_SUITE_P(All, LintCases, testing::ValuesIn([] {
                           std::vector<LintTestCase> out;
                           for (const auto& one : kCases)
                             if (*one.where) out.push_back(one);
                           return out;
                         }()),
                         [](const auto& one) {
                           std::string name = fmt::format("{}_{}", one.param.lint, one.index);
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(Lint, KnowsABystander) {
  std::string toml(kSound);
  const auto change = [&](std::string_view from, std::string_view to) {
    toml.replace(toml.find(from), from.size(), to);
  };
  change("\"bilateral\"", "\"multilateral\"");
  change("[\"AAA\", \"BBB\"]", "[\"AAA\", \"BBB\", \"CCC\"]");
  change("by = \"AAA\"", "by = \"CCC\"");
  const auto found = lint(toml, "a.toml", nullptr, kNow);
  ASSERT_TRUE(found.has_value());
  std::set<std::string> texts;
  for (const auto& one : *found) texts.insert(one.where + " " + one.text);
  EXPECT_EQ(texts, (std::set<std::string>{
                       "a.toml:5: parties CCC can never read anything: no row of equivalence leads to it",
                       "a.toml:39: suspension 1 CCC suspends release from AAA to BBB, of which it is neither"}));
}

// Each row of the catalogue has a document that has it.
TEST(Lint, EveryRowOfTheCatalogueHasACase) {
  std::set<std::string_view> cased, named;
  for (const auto& one : kCases) cased.insert(one.lint);
  for (const auto& one : lints()) {
    EXPECT_TRUE(cased.contains(one.name)) << one.name;
    EXPECT_TRUE(named.insert(one.name).second) << one.name;
    EXPECT_FALSE(one.what.empty());
  }
}

TEST(Lint, RefusesWhatIsNoAgreement) {
  const auto known = directory();
  EXPECT_FALSE(lint("id = 1", "a.toml", nullptr, kNow).has_value());
  std::string toml(kSound);
  toml.replace(toml.find("AAA = \"LOW\""), 11, "AAA = \"LOWEST\"");
  const auto found = lint(toml, "a.toml", &known, kNow);
  ASSERT_FALSE(found.has_value());
  EXPECT_NE(found.error().message.find("LOWEST"), std::string::npos);
}

// Thousands of rows for one word: what is looked for grows with the document, not with its square.
TEST(Lint, ManyRowsForOneWordTakeNoMinutes) {
  std::string toml(kSound);
  std::string rows;
  for (int i = 0; i < 20'000; ++i)
    rows += fmt::format(
        "[[equivalence]]\nfrom = {{ party = \"AAA\", scheme = \"AAA\", word = \"LOW\" }}\nto = {{ party = \"BBB\", "
        "scheme = \"BBB\", word = \"TOP\" }}\nvalid_until = 2026-01-01T00:00:{:02}.{:06}Z\n",
        i / 1000 % 60, i);
  toml.insert(toml.find("[topics]"), rows);
  const auto found = lint(toml, "a.toml", nullptr, kNow);
  ASSERT_TRUE(found.has_value()) << to_string(found.error());
  EXPECT_GE(found->size(), 20'000u);
}

}  // namespace
}  // namespace comity::agreement
