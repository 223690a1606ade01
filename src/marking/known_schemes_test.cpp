#include "marking/known_schemes.hpp"

#include <gtest/gtest.h>

#include <map>

#include "marking/folding.hpp"
#include "marking/level_words.hpp"
#include "marking/vectors_for_test.hpp"

namespace comity::marking {
namespace {

Time day(std::string_view text) { return parse_time(text).value(); }

TEST(Fold, OneSpellingForAllWaysToWriteAWord) {
  const struct {
    std::string_view text, folded;
  } kCases[] = {
      {"TRÈS SECRET DÉFENSE", "TRES SECRET DEFENSE"},
      {"tre\xcc\x80s secret de\xcc\x81"
       "fense",
       "TRES SECRET DEFENSE"},  // with combining accents
      {"VS - Nur für den Dienstgebrauch", "VS-NUR FUER DEN DIENSTGEBRAUCH"},
      {"VS-NUR FU\xcc\x88R DEN DIENSTGEBRAUCH", "VS-NUR FUER DEN DIENSTGEBRAUCH"},
      {"OFFICIAL: Sensitive", "OFFICIAL:SENSITIVE"},
      {"  SECRET\t UE / EU\xc2\xa0SECRET ", "SECRET UE/EU SECRET"},
      {"OFFICIAL\xe2\x80\x93SENSITIVE", "OFFICIAL-SENSITIVE"},
      {"極秘", "極秘"},
      {"군사II급비밀", "군사II급비밀"},
      {"", ""},
      {" ", ""},
      {"\xff", "\xff"},
  };
  for (const auto& row : kCases) EXPECT_EQ(fold_word(row.text), row.folded) << row.text;
  EXPECT_FALSE(fold("S\xc0\x80").utf8);
  EXPECT_FALSE(fold("S\xed\xa0\x80").utf8);  // a surrogate
  EXPECT_TRUE(is_utf8("極秘 \xf0\x9f\x97\x9d"));
  EXPECT_FALSE(is_utf8("\xf0\x9f\x97"));
}

TEST(KnownSchemes, AccentsAreTheSameWordAndTheSpellingIsKept) {
  const Schemes& known = known_schemes();
  ASSERT_NE(known.level("FRA", "TRÈS SECRET DÉFENSE"), nullptr);
  EXPECT_EQ(known.level("FRA", "TRÈS SECRET DÉFENSE")->word, "TRES SECRET DEFENSE");
  EXPECT_EQ(known.level("FRA", "TRES SECRET DEFENSE"), known.level("FRA", "Très secret défense"));
  EXPECT_EQ(known.level("AUS", "OFFICIAL: SENSITIVE")->word, "OFFICIAL:Sensitive");
  EXPECT_EQ(known.level("FRA", "SECRET"), nullptr);
  EXPECT_EQ(known.level("NOBODY", "SECRET"), nullptr);
  Schemes twice;
  EXPECT_FALSE(twice.add({"X", "", "", {{"TRES SECRET", 0, ""}, {"TRÈS SECRET", 1, ""}}}));
}

TEST(KnownSchemes, SayWhenTheirWordsWereInUse) {
  const auto scheme_of = [](std::string_view word, std::string_view party, std::string_view at) {
    const auto found = word_of(word, party, day(at), known_schemes(), true);
    return found ? found->scheme->id : "none";
  };
  EXPECT_EQ(scheme_of("SECRET", "GBR", "2014-04-01"), "GBR-1996");
  EXPECT_EQ(scheme_of("SECRET", "GBR", "2014-04-02"), "GBR");
  EXPECT_EQ(scheme_of("UK SECRET", "GBR", "2020-01-01"), "GBR");
  EXPECT_EQ(scheme_of("SECRET", "FRA", "2021-07-01"), "FRA-2021");
  EXPECT_EQ(scheme_of("DIFFUSION RESTREINTE", "FRA", "2021-06-30"), "FRA");
  EXPECT_EQ(scheme_of("DIFFUSION RESTREINTE", "FRA", "2021-07-01"), "FRA-2021");
  EXPECT_EQ(scheme_of("TOP SECRET", "NATO", "2021-07-01"), "NATO");
  EXPECT_EQ(scheme_of("SECRET", "DEU", "2021-07-01"), "none");
  EXPECT_FALSE(word_of("CONFIDENTIEL DEFENSE", "FRA", day("2022-01-01"), known_schemes(), true)->timely);
  // A directory's scheme without dates has those of the known one; with its own it has its own.
  Schemes own;
  ASSERT_TRUE(own.add({"GBR", "", "", {{"SECRET", 0, ""}}, day("2010-01-01"), Time::max()}));
  EXPECT_EQ(word_of("SECRET", "GBR", day("2012-01-01"), own, true)->scheme, own.find("GBR"));
}

// Where the published row names a level in two languages or with a remark, the words are those before it.
std::vector<std::string> words_in(const std::string& level) {
  std::vector<std::string> out;
  for (const std::string& part : split_for_test(level.substr(0, level.find(" (")), ' ')) {
    const bool foreign = !part.empty() && static_cast<unsigned char>(part[0]) >= 0x80;
    if (foreign) out.push_back(part);
  }
  return out.empty() ? std::vector<std::string>{level.substr(0, level.find(" ("))} : out;
}

TEST(KnownSchemes, HaveEveryPublishedRow) {
  const auto rows = shared_rows("marking/schemes.tsv");
  if (!rows) GTEST_SKIP() << kNoVectors;
  const std::map<std::string, std::string> kIds = {
      {"FRA>=2021-07", "FRA-2021"},     {"GBR>=2014-04-02", "GBR"}, {"GBR<2014-04-02", "GBR-1996"},
      {"NZL national security", "NZL"}, {"KOR military", "KOR"},    {"NZL policy and privacy", "NZL-POLICY"},
  };
  std::map<std::string, int> below, rank_below;
  std::size_t agreeing = 0;
  for (const auto& row : *rows) {
    ASSERT_GE(row.size(), 4U);
    const auto renamed = kIds.find(row[0]);
    const std::string id = renamed == kIds.end() ? row[0] : renamed->second;
    int highest = 0;
    for (const std::string& word : words_in(row[2])) {
      const auto rank = known_schemes().rank(id, word);
      ASSERT_TRUE(rank) << id << ": " << word;
      const Level* level = known_schemes().level(id, word);
      if (!row[3].empty()) {
        EXPECT_EQ(level->portion, row[3]) << id << ": " << word;
      }
      // The file's ranks only order a scheme. OFFICIAL-SENSITIVE is "a marking, not a level": it may share a rank.
      if (below.contains(id) && std::stoi(row[1]) > rank_below[id]) {
        if (row[2].find("not a level") != std::string::npos)
          EXPECT_GE(*rank, below[id]) << id << ": " << word;
        else
          EXPECT_GT(*rank, below[id]) << id << ": " << word;
      }
      highest = std::max(highest, *rank);
    }
    below[id] = highest;
    rank_below[id] = std::stoi(row[1]);
    ++agreeing;
  }
  RecordProperty("rows", static_cast<int>(agreeing));
  EXPECT_EQ(agreeing, rows->size());
  EXPECT_GE(agreeing, 49U);
}

TEST(KnownSchemes, HaveSourcesAndAParty) {
  for (const auto& [id, scheme] : known_schemes().all()) {
    EXPECT_FALSE(scheme.source.empty()) << id;
    EXPECT_FALSE(party_of_known_scheme(id).empty()) << id;
    EXPECT_FALSE(scheme.levels.empty()) << id;
  }
  for (const WordAlias& alias : word_aliases()) {
    EXPECT_NE(known_schemes().level(alias.scheme, alias.word), nullptr) << alias.alias;
    EXPECT_EQ(known_schemes().level(alias.scheme, alias.alias), nullptr)
        << alias.alias << " needs no row: it folds to the word";
  }
}

}  // namespace
}  // namespace comity::marking
