#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "marking/known_schemes.hpp"
#include "marking/label_for_test.hpp"
#include "marking/language.hpp"
#include "marking/national_caveats.hpp"
#include "marking/vectors_for_test.hpp"

namespace comity::marking {
namespace {

using nlohmann::json;

const Language& national() { return *find_language("national"); }
Context context(std::string owner, std::string_view marked) {
  return {std::move(owner), parse_time(marked).value(), nullptr};
}

TEST(National, OwnVectors) {
  const auto lines = own_vectors("national.jsonl");
  ASSERT_GE(lines.size(), 20U);
  for (const std::string& line : lines) {
    const json row = json::parse(line);
    const std::string text = row["text"];
    const Context at = context(row["owner"], row["marked"].get<std::string>());
    const Reading reading = national().read(text, at);
    EXPECT_EQ(national().recognizes(text), row["recognized"].get<bool>()) << text;
    ASSERT_EQ(reading.ok(), row.contains("label")) << text;
    std::vector<std::string> errors, said;
    for (const Finding& one : reading.findings)
      (one.severity == Finding::Severity::error ? errors : said).push_back(one.message);
    EXPECT_EQ(said, row.value("said", std::vector<std::string>{})) << text;
    if (!reading.ok()) {
      EXPECT_EQ(errors, row["denied"].get<std::vector<std::string>>()) << text;
      continue;
    }
    EXPECT_EQ(reading.canonical, row["canonical"]) << text;
    EXPECT_EQ(json::parse(to_json(reading.label)), row["label"]) << text;
    // The same marking as its authority writes it means the same.
    EXPECT_EQ(national().read(reading.canonical, at).label, reading.label) << text;
    EXPECT_TRUE(national().write(reading.label, at).lost.empty()) << text;
    EXPECT_EQ(national().read(national().write(reading.label, at).text, at).label, reading.label) << text;
  }
}

TEST(National, EveryLevelWordOfEverySchemeIsReadAndWritten) {
  for (const auto& [id, scheme] : known_schemes().all()) {
    const std::string party(party_of_known_scheme(id));
    if (party == "USA") continue;
    const Time at = scheme.until == Time::max() ? parse_time("2024-01-01").value() : Time{scheme.until.us - 1};
    for (const Level& level : scheme.levels) {
      // UNCLASSIFIED is a word of both schemes of New Zealand.
      const std::string expected = id == "NZL-POLICY" && level.word == "UNCLASSIFIED" ? "NZL" : id;
      for (const std::string& text : {level.word, level.portion.empty() ? level.word : "(" + level.portion + ")"}) {
        const Reading reading = national().read(text, {party, at, nullptr});
        ASSERT_TRUE(reading.ok()) << party << ": " << text;
        EXPECT_TRUE(reading.findings.empty()) << party << ": " << text;
        const LevelWord want{expected, level.word, at, {}};
        EXPECT_EQ(reading.label.levels.at(party), std::set<LevelWord>{want}) << text;
        EXPECT_EQ(national().write(reading.label, {party, at, nullptr}).text, level.word);
      }
    }
  }
}

TEST(National, EveryCaveatOfTheCatalogueDoesSomethingAndComesBack) {
  for (const NationalCaveat& row : national_caveats()) {
    const std::string party(row.party.empty() ? "NZL" : row.party);
    const std::string level = party == "NATO" ? "NATO SECRET" : party == "EU" ? "SECRET UE/EU SECRET" : "SECRET";
    const bool list = row.effect == CaveatEffect::releasable;
    const std::string text = level + " " + std::string(row.words) + (list ? " JPN" : "");
    const Context at = context(party, "2024-01-01");
    const Reading reading = national().read(text, at);
    ASSERT_TRUE(reading.ok()) << text << ": " << reading.findings.front().message;
    EXPECT_NE(reading.label, national().read(level, at).label) << text;
    EXPECT_EQ(national().read(reading.canonical, at).label, reading.label) << text;
    EXPECT_TRUE(national().write(reading.label, at).lost.empty()) << text;
    EXPECT_FALSE(row.source.empty()) << text;
    // Said twice it is said once, with a warning.
    if (!list) {
      const Reading twice = national().read(text + "//" + std::string(row.words), at);
      EXPECT_TRUE(twice.ok()) << text;
      EXPECT_EQ(twice.label, reading.label) << text;
      EXPECT_EQ(twice.findings.size(), 1U) << text;
    }
  }
}

TEST(National, RecognizesMarkingsAndNotProse) {
  for (const std::string_view text :
       {"NATO SECRET", "(NR)", "SECRET", "TOP SECRET - UK EYES ONLY", "UK SECRET", "OFFICIAL:Sensitive",
        "OFFICIAL: Sensitive//Personal Privacy", "PROTECTED//AUSTEO", "SECRET AUSTEO", "SECRET//AUSTEO", "VS-NfD",
        "GEHEIM", "極秘", "COSMIC TOP SECRET FOO", "Très Secret Défense", "SECRET UE/EU SECRET", "RESTRICTED NZEO",
        "IN-CONFIDENCE", "NATO SECRET//anything"})
    EXPECT_TRUE(national().recognizes(text)) << text;
  for (const std::string_view text : {"",
                                      " ",
                                      "(",
                                      "Secret sauce",
                                      "SECRET SAUCE",
                                      "OFFICIAL REPORT",
                                      "Official statement of the agency",
                                      "NR is not a number",
                                      "TLP:RED",
                                      "Does not represent the agency's views.",
                                      "SECRET//NOFORN",
                                      "TOP SECRET//SI//NOFORN",
                                      "SECRET//REL TO USA, AUS",
                                      "UK",
                                      "UK ",
                                      "Protected by copyright",
                                      "S",
                                      "Top secret recipes of the region",
                                      "NATO",
                                      "https://example.org/SECRET"})
    EXPECT_FALSE(national().recognizes(text)) << text;
}

TEST(National, NamesThePlaceOfWhatItDoesNotKnow) {
  const Reading reading =
      national().read("TRÈS SECRET DÉFENSE // TOUT LE MONDE // SPÉCIAL FRANCE", context("FRA", "2020-01-01"));
  ASSERT_EQ(reading.findings.size(), 1U);
  EXPECT_EQ(reading.findings[0].offset, 25U);  // bytes: two accents before it
  EXPECT_THAT(reading.findings[0].message, ::testing::HasSubstr("TOUT LE MONDE"));
  EXPECT_TRUE(reading.label.restricting.contains({"FRA", "EYES-ONLY"}));  // what follows is read all the same
  EXPECT_FALSE(reading.label.unknowns.empty());
}

TEST(National, WritesWhatItCanAndNamesTheRest) {
  const Context at = context("AUS", "2024-01-01");
  Label label;
  label.originators = {"AUS.ASD"};
  label.levels["AUS"] = {{"AUS", "SECRET", at.marked, {}}, {"AUS", "PROTECTED", at.marked, {}}};
  label.releasable["AUS"] = {
      {false,
       {{Member::Kind::party, "AUS", {}}, {Member::Kind::party, "NZL", {}}, {Member::Kind::agency, "JPN.CIRO", {}}}}};
  label.displayable = label.releasable;
  label.restricting = {{"AUS", "ORCON"}, {"AUS", "PROPIN"}, {"GBR", "EYES-ONLY"}};
  label.topics = {{false, {"pacific"}}};
  label.duties = {"destroy-when-done"};
  const Rendering rendering = national().write(label, at);
  EXPECT_EQ(rendering.text, "SECRET//ORCON//GBR EYES ONLY//REL AUS/NZL");
  EXPECT_THAT(rendering.lost,
              ::testing::UnorderedElementsAre("level AUS PROTECTED of AUS", "control PROPIN of AUS", "reader JPN.CIRO",
                                              "duty destroy-when-done", "topic pacific"));
  label.unknowns.insert("COSMIC");
  EXPECT_EQ(national().write(label, at).text, "");
  EXPECT_EQ(national().write(Label(), at).text, "");
  EXPECT_FALSE(national().write(Label(), at).lost.empty());
}

TEST(National, WhatIsWrittenWithoutLossReadsTheSame) {
  LabelMaker maker(20240101);
  const std::vector<LevelWord> words{
      {"AUS", "SECRET", {}, {}}, {"AUS", "OFFICIAL:Sensitive", {}, {}}, {"AUS", "TOP SECRET", {}, {}}};
  int whole = 0;
  for (int i = 0; i < 20'000; ++i) {
    Label label = maker.make("AUS", words);
    const Time marked = label.levels["AUS"].begin()->created;
    const Rendering rendering = national().write(label, {"AUS", marked, nullptr});
    if (!rendering.lost.empty() || label.originators != std::set<std::string>{"AUS"}) continue;
    ++whole;
    const Reading reading = national().read(rendering.text, {"AUS", marked, nullptr});
    ASSERT_TRUE(reading.ok()) << rendering.text;
    EXPECT_EQ(wider(reading.label, label, "AUS", marked), "") << rendering.text << "\n" << to_json(label);
  }
  EXPECT_GT(whole, 100);
}

TEST(National, MutatedTextsNeverReadAsMoreThanTheyAre) {
  std::mt19937 random(7);
  const std::string base = "TOP SECRET//AUSTEO//REL AUS/NZL//CABINET";
  const Context at = context("AUS", "2024-01-01");
  for (int i = 0; i < 20'000; ++i) {
    std::string text = base;
    for (int edits = 0; edits < 3; ++edits) {
      const std::size_t place = random() % text.size();
      if (random() % 3 == 0)
        text.erase(place, 1);
      else
        text[place] = static_cast<char>(random() % 256);
      if (text.empty()) text = "S";
    }
    const Reading reading = national().read(text, at);
    EXPECT_EQ(reading.ok(), reading.label.unknowns.empty()) << text;
    if (reading.ok()) {
      EXPECT_EQ(national().read(reading.canonical, at).label, reading.label) << text;
    }
  }
  // Long lists, long lines: linear, and an answer.
  std::string list = "SECRET REL AUS";
  while (list.size() < kMaxMarkingBytes / 2) list += "/NZL";
  EXPECT_TRUE(national().read(list, at).ok());
  EXPECT_FALSE(national().read("SECRET" + std::string(kMaxMarkingBytes / 2, '/') + "X Y", at).ok());
  EXPECT_FALSE(national().read("SECRET" + std::string(kMaxMarkingBytes / 2, ' ') + "X Y", at).ok());
}

}  // namespace
}  // namespace comity::marking
