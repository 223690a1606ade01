#include "agreement/terms.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "agreement/sample_for_test.hpp"

namespace comity::agreement {
namespace {

Terms three() {
  Terms terms;
  terms.id = "PACT";
  terms.parties = {{"AUS", Time::min(), Time::max()},
                   {"NZL", at("2000-01-01"), at("2020-01-01")},
                   {"USA", Time::min(), Time::max()}};
  terms.in_force = at("1990-01-01");
  terms.until = at("2030-01-01");
  terms.suspensions = {{"USA", "USA", "NZL", at("2005-01-01"), at("2010-01-01"), "11"}};
  return terms;
}

TEST(TermsTest, BindsWithinForceAndAdherence) {
  const Terms terms = three();
  EXPECT_FALSE(binds(terms, "AUS", at("1989-12-31T23:59:59.999999Z")));
  EXPECT_TRUE(binds(terms, "AUS", at("1990-01-01")));
  EXPECT_TRUE(binds(terms, "AUS", at("2029-12-31T23:59:59.999999Z")));
  EXPECT_FALSE(binds(terms, "AUS", at("2030-01-01")));
  EXPECT_FALSE(binds(terms, "NZL", at("1999-12-31")));
  EXPECT_TRUE(binds(terms, "NZL", at("2000-01-01")));
  EXPECT_FALSE(binds(terms, "NZL", at("2020-01-01")));
  EXPECT_FALSE(binds(terms, "JPN", at("2000-01-01")));
  EXPECT_FALSE(binds(Terms{}, "AUS", at("2000-01-01")));
}

TEST(TermsTest, SuspensionStopsOneDirectionOnly) {
  const Terms terms = three();
  const Time during = at("2007-01-01");
  EXPECT_FALSE(permits_direction(terms, "USA", "NZL", during));
  EXPECT_TRUE(permits_direction(terms, "NZL", "USA", during));
  EXPECT_TRUE(permits_direction(terms, "AUS", "NZL", during));
  EXPECT_TRUE(permits_direction(terms, "USA", "AUS", during));
  EXPECT_TRUE(permits_direction(terms, "USA", "NZL", at("2004-12-31")));
  EXPECT_FALSE(permits_direction(terms, "USA", "NZL", at("2005-01-01")));
  EXPECT_TRUE(permits_direction(terms, "USA", "NZL", at("2010-01-01")));
  EXPECT_FALSE(permits_direction(terms, "USA", "NZL", at("2025-01-01")));  // New Zealand left
  EXPECT_FALSE(permits_direction(terms, "USA", "JPN", during));
}

TEST(CheckTest, NamesWhatTheDirectoryLacks) {
  alliance::Directory directory;
  ASSERT_TRUE(directory.schemes.add({"JPN", "", "", {{"秘", 0, ""}, {"極秘", 1, ""}}}));
  ASSERT_TRUE(directory.schemes.add({"NZL", "", "", {{"SECRET", 0, ""}}}));
  ASSERT_TRUE(directory.schemes.add({"NZL-POLICY", "", "", {{"SENSITIVE", 0, ""}}}));
  directory.parties["JPN"] = {"JPN", "", {"JPN"}, {}, ""};
  directory.parties["NZL"] = {"NZL", "", {"NZL", "NZL-POLICY"}, {}, ""};
  directory.agencies["NZL.NAB"] = {"NZL.NAB", "", "", false};
  const Terms sound = parse_agreement(kSampleToml, "a.toml")->terms;
  ASSERT_TRUE(check(sound, directory)) << to_string(check(sound, directory).error());
  const struct {
    std::function<void(alliance::Directory&)> spoil;
    const char* message;
  } kFaults[] = {
      {[](auto& d) { d.parties.erase("JPN"); }, "JPN is not a party"},
      {[](auto& d) { d.parties["NZL"].schemes = {"NZL"}; }, "NZL has no level scheme NZL-POLICY"},
      {[](auto& d) { d.agencies.clear(); }, "NZL.NAB is not an agency"},
  };
  for (const auto& row : kFaults) {
    alliance::Directory spoilt = directory;
    row.spoil(spoilt);
    const auto result = check(sound, spoilt);
    ASSERT_FALSE(result) << row.message;
    EXPECT_THAT(result.error().message, ::testing::HasSubstr(row.message));
  }
  Terms terms = sound;
  terms.controls.insert("PROPRIN");
  EXPECT_THAT(check(terms, directory).error().message, ::testing::HasSubstr("PROPRIN"));
  terms = sound;
  terms.equivalences[0].to_word = "COSMIC";
  EXPECT_THAT(check(terms, directory).error().message, ::testing::HasSubstr("COSMIC"));
  EXPECT_EQ(check(terms, directory).error().where, "equivalence, article 4");
}

TEST(TermsTest, ATermThatRenewsItselfHasEndsAndNoEnd) {
  Terms terms;
  terms.parties = {{"JPN", Time::min(), Time::max()}, {"KOR", Time::min(), Time::max()}};
  terms.in_force = at("2016-11-23"), terms.until = at("2017-11-23");
  EXPECT_FALSE(binds(terms, "JPN", at("2018-01-01")));
  EXPECT_EQ(term_end_from(terms, at("2019-01-01")), at("2017-11-23"));
  terms.renews_months = 12;
  EXPECT_TRUE(binds(terms, "JPN", at("2018-01-01")));
  EXPECT_EQ(end_of(terms), Time::max());
  EXPECT_EQ(term_end(terms, 0), at("2017-11-23"));
  EXPECT_EQ(term_end(terms, 2), at("2019-11-23"));
  EXPECT_EQ(term_end_from(terms, at("2016-12-01")), at("2017-11-23"));
  EXPECT_EQ(term_end_from(terms, at("2019-11-23")), at("2019-11-23"));
  EXPECT_EQ(term_end_from(terms, at("2019-11-23T00:00:00.000001Z")), at("2020-11-23"));
  EXPECT_EQ(term_end_from(terms, at("2519-01-01")), at("2519-11-23"));
  // The last day of a shorter month, and the day itself again in the next long one.
  terms.until = at("2019-08-31T12:00:00Z"), terms.renews_months = 6;
  EXPECT_EQ(term_end(terms, 1), at("2020-02-29T12:00:00Z"));
  EXPECT_EQ(term_end(terms, 2), at("2020-08-31T12:00:00Z"));
  EXPECT_EQ(term_end_from(terms, at("2020-03-01")), at("2020-08-31T12:00:00Z"));
}

}  // namespace
}  // namespace comity::agreement
