#include <gtest/gtest.h>

#include "marking/languages.hpp"
#include "marking/tsv_for_test.hpp"

namespace comity::marking {
namespace {

const Context kContext{"NZL", *parse_time("2026-03-01T00:00:00Z"), nullptr};

TEST(LabelLanguage, SaysTheLabelAndReadsItBack) {
  const std::string text =
      R"({"originators":["NZL.GCSB"],"levels":{"NZL":["SECRET"]},"topics":[["cyber"]],"releasable":{"NZL":[["AUS","FVEY"]]},
    "restricting":[{"party":"NZL","name":"ORCON"}],"tlp":"AMBER","caveats":["EXERCISE"],"duties":["destroy-when-done"]})";
  const Reading reading = read_label(text, kContext);
  EXPECT_EQ(errors_of(reading), "");
  EXPECT_EQ(reading.label, *parse_label(text, kContext.marked));
  EXPECT_EQ(reading.canonical, to_json(reading.label));
  const Rendering written = write_label(reading.label, kContext);
  EXPECT_TRUE(written.lost.empty());
  EXPECT_EQ(read_label(written.text, kContext).label, reading.label);
  EXPECT_EQ(read_label(extension_with("label", text), kContext).label, reading.label);
  EXPECT_EQ(recognize(text), find_language("label"));
  EXPECT_EQ(language_of_extension("extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44"),
            find_language("label"));
}

TEST(LabelLanguage, WhatIsWrongIsPointedAt) {
  struct Case {
    const char *text, *pointer;
  };
  for (const Case& one :
       {Case{R"({"releaseable":{}})", "/releaseable"}, Case{R"({"label":{"duties":[7]}})", "/label/duties/0"},
        Case{R"({"levels":{"NZL":[""]}})", "/levels/NZL/0"}, Case{R"({"own_label":{}})", ""},
        Case{R"({"tlp":"PINK"})", "/unknowns"}, Case{R"({"duties":[],"duties":[]})", ""},
        Case{R"({"unknowns":["what"]})", "/unknowns"}}) {
    const Reading reading = read_label(one.text, kContext);
    EXPECT_TRUE(has_error_at(reading, one.pointer)) << one.text << "\n" << errors_of(reading);
    EXPECT_FALSE(reading.label.unknowns.empty());
    EXPECT_EQ(reading.canonical, "");
  }
  const std::string deep = "{\"levels\":" + std::string(100000, '[');
  EXPECT_FALSE(read_label(deep, kContext).ok());
  EXPECT_FALSE(read_label("{\"levels\":" + std::string(1000, '[') + std::string(1000, ']') + "}", kContext).ok());
}

// tlp_ids.tsv: the well-known markings, their order, and the extension of TLP 2.0.
TEST(TlpDefinitions, EveryRowOfTheTable) {
  const auto rows = table("tlp_ids.tsv");
  if (!rows) GTEST_SKIP() << kNoVectors;
  EXPECT_EQ(rows->size(), 9U);
  for (const Row& row : *rows) {
    SCOPED_TRACE(row.at("marking_definition_id"));
    const auto tlp = tlp_named(row.at("level"));
    ASSERT_TRUE(tlp);
    EXPECT_EQ(tlp_of_definition(row.at("marking_definition_id")), tlp);
    EXPECT_EQ(static_cast<int>(*tlp) - static_cast<int>(Tlp::clear), std::stoi(row.at("rank")));
    for (const Row& other : *rows)
      EXPECT_EQ(std::stoi(row.at("rank")) < std::stoi(other.at("rank")), *tlp < *tlp_named(other.at("level")));
    if (row.at("tlp_version") != "2.0") continue;
    std::string word = row.at("level");
    std::transform(word.begin(), word.end(), word.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const nlohmann::json extension = {{"extension_type", "property-extension"}, {"tlp_2_0", word}};
    const nlohmann::json definition = {{"type", "marking-definition"},
                                       {"id", row.at("marking_definition_id")},
                                       {"name", "TLP:" + row.at("level")},
                                       {"extensions", {{row.at("extension"), extension}}}};
    const Language* language = language_of_extension(row.at("extension"));
    ASSERT_EQ(language, find_language("tlp"));
    for (const auto& text : {extension.dump(), definition.dump()}) {
      EXPECT_EQ(recognize(text), language);
      const Reading reading = language->read(text, kContext);
      EXPECT_EQ(errors_of(reading), "");
      EXPECT_EQ(reading.label.tlp, *tlp);
      EXPECT_EQ(reading.canonical, "TLP:" + row.at("level"));
    }
  }
  EXPECT_TRUE(has_error_at(find_language("tlp")->read(R"({"tlp_2_0":"white"})", kContext), "/tlp_2_0"));
}

}  // namespace
}  // namespace comity::marking
