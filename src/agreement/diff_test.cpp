#include "agreement/diff.hpp"

#include <gtest/gtest.h>

#include "agreement/sample_for_test.hpp"

namespace comity::agreement {
namespace {

Terms terms_of(std::string_view toml) {
  const auto document = parse_agreement(toml, "test.toml");
  EXPECT_TRUE(document.has_value()) << (document ? "" : to_string(document.error())) << "\n" << toml;
  return document ? document->terms : Terms{};
}

struct DiffCase {
  const char* name;
  const char* from;  // of the sample
  const char* to;
  std::vector<std::string> sentences;  // "effect sentence", all of them
};

class DiffCases : public testing::TestWithParam<DiffCase> {};

TEST_P(DiffCases, SaysWhatChanged) {
  const DiffCase& c = GetParam();
  std::vector<std::string> said, back;
  const Terms before = terms_of(kSampleToml), after = terms_of(replaced(c.from, c.to));
  for (const auto& change : diff(before, after))
    said.push_back(std::string(name_of(change.effect)) + " " + change.sentence());
  EXPECT_EQ(said, c.sentences);
  // The other way round it does the opposite.
  const auto there = diff(before, after), again = diff(after, before);
  const auto count = [](const auto& changes, Effect effect) {
    return std::count_if(changes.begin(), changes.end(), [&](const auto& one) { return one.effect == effect; });
  };
  EXPECT_EQ(count(there, Effect::widens), count(again, Effect::narrows));
  EXPECT_EQ(count(there, Effect::narrows), count(again, Effect::widens));
}

INSTANTIATE_TEST_SUITE_P(
    All, DiffCases,
    testing::Values(
        DiffCase{"nothing", "EXERCISE", "EXERCISE", {}},
        DiffCase{"version", "version = 2", "version = 3", {"neither version: 2 → 3"}},
        DiffCase{"title",
                 "EXERCISE agreement",
                 "EXERCISE pact",
                 {"neither title: \"EXERCISE agreement\" → \"EXERCISE pact\""}},
        DiffCase{"ends_earlier",
                 "until = 2030-06-01",
                 "until = 2028-06-01",
                 {"narrows Article 20: until: 2030-06-01 → 2028-06-01 (ends earlier)"}},
        DiffCase{"no_end", "until = 2030-06-01\n", "", {"widens Article 20: until: 2030-06-01 → no end (ends later)"}},
        DiffCase{"begins_later",
                 "in_force = 2025-06-01",
                 "in_force = 2025-07-01",
                 {"narrows Article 20: in force: 2025-06-01 → 2025-07-01 (begins later)"}},
        DiffCase{"renews",
                 "until = 2030-06-01\n\n",
                 "until = 2030-06-01\nrenews_months = 12\n\n",
                 {"widens Article 20: renews itself by 12 months, no longer: does not renew itself"}},
        DiffCase{"renews_from_another_end",
                 "until = 2030-06-01\n\n",
                 "until = 2028-06-01\nrenews_months = 12\n\n",
                 {"neither Article 20: until: 2030-06-01 → 2028-06-01 (ends earlier)",
                  "widens Article 20: renews itself by 12 months, no longer: does not renew itself"}},
        DiffCase{"notice",
                 "[topics]",
                 "[notice]\narticle = \"21\"\ndays = 90\ntakes_effect = \"term-end\"\nby = [\"JPN\"]\n\n[topics]",
                 {"neither Article 21: 90 days before, for the end of a term, by JPN, no longer: at any time by every party"}},
        DiffCase{"suspending", "[topics]", "[suspending]\nby = [\"JPN\"]\n\n[topics]", {"neither suspending: by JPN, no longer by every party"}},
        DiffCase{"accession",
                 "[topics]",
                 "[accession]\napproved_by = [\"JPN\"]\n\n[topics]",
                 {"neither accession: approved by JPN, no longer by every party"}},
        DiffCase{"two_persons",
                 "[topics]",
                 "[two_persons]\nlevels = [{ party = \"NZL\", scheme = \"NZL\", word = \"SECRET\" }]\n\n[topics]",
                 {"narrows two_persons: two persons for NZL SECRET"}},
        DiffCase{"topic_gone", "\"cyber\", \"maritime\"", "\"cyber\"", {"narrows Article 2: removes maritime"}},
        DiffCase{"topic_added",
                 "\"cyber\", \"maritime\"",
                 "\"cyber\", \"maritime\", \"space\"",
                 {"widens Article 2: adds space"}},
        DiffCase{"topic_swapped",
                 "\"maritime\"]",
                 "\"space\"]",
                 {"narrows Article 2: removes maritime", "widens Article 2: adds space"}},
        DiffCase{"all_purposes",
                 "[purposes]\nany = [\"cyber-defence\"]\n",
                 "",
                 {"widens purposes: all, no longer limited to cyber-defence"}},
        DiffCase{"compartment",
                 "{ party = \"NZL\", name = \"KEA\" }",
                 "",
                 {"narrows compartments: no longer accepts KEA of NZL"}},
        DiffCase{
            "control", "\"PROPIN\", \"ORCON\"", "\"PROPIN\", \"ORCON\", \"IMCON\"", {"widens controls: accepts IMCON"}},
        DiffCase{"copy",
                 "permitted = \"display\"",
                 "permitted = \"copy\"",
                 {"widens actions: permits copies, not display only"}},
        DiffCase{"frozen",
                 "mode = \"floating\"\nearlier_objects = true",
                 "mode = \"frozen\"",
                 {"narrows membership: floating, with earlier objects → frozen (member when marked and now)"}},
        DiffCase{
            "floating",
            "earlier_objects = true",
            "earlier_objects = false",
            {"narrows membership: floating, with earlier objects → floating (member now, since before the marking)"}},
        DiffCase{"survival",
                 "readers = [\"NZL.NAB\"]\n",
                 "",
                 {"widens Article 21: what was received stays readable, no longer: what was received stays readable to "
                  "NZL.NAB"}},
        DiffCase{
            "suspension_gone",
            "by = \"JPN\"\nfrom = \"JPN\"\nto = \"NZL\"\nsince = 2026-01-01\nuntil = 2027-01-01",
            "by = \"JPN\"\nfrom = \"NZL\"\nto = \"JPN\"\nsince = 2026-01-01\nuntil = 2027-01-01",
            {"narrows Article 11: JPN suspends release from NZL to JPN from 2026-01-01 until 2027-01-01",
             "widens Article 11: JPN no longer suspends release from JPN to NZL from 2026-01-01 until 2027-01-01"}},
        DiffCase{"suspension_longer",
                 "until = 2027-01-01",
                 "until = 2028-01-01",
                 {"narrows Article 11: JPN suspends release from JPN to NZL from 2026-01-01 until 2028-01-01, no "
                  "longer from 2026-01-01 until 2027-01-01"}},
        DiffCase{"duty",
                 "breach_notice_hours = 24",
                 "breach_notice_hours = 48",
                 {"neither Article 9: breach_notice_hours: 24 → 48"}},
        DiffCase{"article",
                 "[topics]\narticle = \"2\"",
                 "[topics]\narticle = \"2(1)\"",
                 {"neither Article 2(1): article 2 → 2(1)"}},
        DiffCase{
            "party_later",
            "since = 2025-07-01",
            "since = 2025-08-01",
            {"narrows parties: NZL is bound from 2025-08-01 until no end, no longer from 2025-07-01 until no end"}},
        DiffCase{"row_added",
                 "[topics]",
                 "[[equivalence]]\narticle = \"4(2)\"\nfrom = { party = \"NZL\", scheme = \"NZL\", word = "
                 "\"RESTRICTED\" }\nto = { party = \"JPN\", scheme = \"JPN\", word = \"秘\" }\n\n[topics]",
                 {"widens Article 4(2): adds NZL RESTRICTED → JPN 秘"}},
        DiffCase{"another_word",
                 "[[levels]]\narticle = \"3\"\nJPN = \"秘\"",
                 "[[levels]]\narticle = \"3\"\nJPN = \"機密\"",
                 {"narrows Article 3: removes JPN 秘 → NZL SENSITIVE (NZL-POLICY)",
                  "narrows Article 3: NZL SENSITIVE (NZL-POLICY) → JPN 機密, no longer → JPN 秘",
                  "widens Article 3: adds JPN 機密 → NZL SENSITIVE (NZL-POLICY)"}},
        DiffCase{"two_ways",
                 "[topics]",
                 "[[levels]]\narticle = \"3\"\nJPN = \"機密\"\nNZL = \"TOP SECRET\"\n\n[topics]",
                 {"widens Article 3: adds JPN 機密 ↔ NZL TOP SECRET"}},
        DiffCase{"row_dates",
                 "valid_until = 2030-01-01",
                 "valid_until = 2029-01-01",
                 {"narrows Article 4: NZL SECRET → JPN 極秘 (valid from 2025-06-01; valid until 2029-01-01; created "
                  "from 2014-04-02; created before 2029-12-31; with \"Traiter "
                  "comme CONFIDENTIEL DEFENSE\"; without \"ATOMAL\"), no longer (valid from 2025-06-01; valid until "
                  "2030-01-01; created from 2014-04-02; created before "
                  "2029-12-31; with \"Traiter comme CONFIDENTIEL DEFENSE\"; without \"ATOMAL\")",
                  "narrows Article 4: JPN 極秘 → NZL SECRET (valid from 2025-06-01; valid until 2029-01-01; created "
                  "from 2014-04-02; created before 2029-12-31; with \"Traiter "
                  "comme CONFIDENTIEL DEFENSE\"; without \"ATOMAL\"), no longer (valid from 2025-06-01; valid until "
                  "2030-01-01; created from 2014-04-02; created before "
                  "2029-12-31; with \"Traiter comme CONFIDENTIEL DEFENSE\"; without \"ATOMAL\")"}}),
    [](const auto& one) { return std::string(one.param.name); });

Equivalence row(const char* word, const char* to_word) {
  Equivalence out;
  out.from_party = out.from_scheme = "NZL";
  out.from_word = word;
  out.to_party = out.to_scheme = "USA";
  out.to_word = to_word;
  return out;
}

// Ranks come from the schemes that every node knows where no directory is given.
TEST(Diff, TellsHigherFromLower) {
  Terms before, after;
  const auto effect = [&](std::vector<Equivalence> was, std::vector<Equivalence> is) {
    before.equivalences = std::move(was);
    after.equivalences = std::move(is);
    const auto changes = diff(before, after);
    return changes.empty() ? Effect::neither : changes.front().effect;
  };
  EXPECT_EQ(effect({row("SECRET", "SECRET")}, {row("SECRET", "TOP SECRET")}), Effect::narrows);
  EXPECT_EQ(effect({row("SECRET", "TOP SECRET")}, {row("SECRET", "SECRET")}), Effect::widens);
  EXPECT_EQ(effect({row("SECRET", "SECRET")}, {row("SECRET", "NO SUCH WORD")}), Effect::unclear);
  // A second row for the same word: all must be reached, so it can only take away.
  EXPECT_EQ(effect({row("SECRET", "SECRET")}, {row("SECRET", "SECRET"), row("SECRET", "CONFIDENTIAL")}),
            Effect::narrows);
  Equivalence old = row("SECRET", "CONFIDENTIAL"), fresh = row("SECRET", "SECRET");
  old.created_before = at("2020-01-01");
  fresh.created_from = at("2020-01-01");
  EXPECT_EQ(effect({old}, {old, fresh}), Effect::widens);
  fresh.created_from = at("2019-01-01");
  EXPECT_EQ(effect({old}, {old, fresh}), Effect::unclear);
  // Fewer dates for one row widen where another stays for the same words.
  EXPECT_EQ(effect({old, fresh}, {old}), Effect::unclear);
}

}  // namespace
}  // namespace comity::agreement
