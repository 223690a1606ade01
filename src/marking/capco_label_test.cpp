#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "marking/capco.hpp"
#include "marking/capco_texts_test.hpp"
#include "marking/capco_vectors_test.hpp"
#include "marking/controls.hpp"

namespace comity::marking::capco {
namespace {

using nlohmann::json;

const Context kContext{"", *parse_time("2026-06-01T00:00:00Z"), nullptr};

const Language& language(Form form) { return *find_language(form == Form::banner ? "capco" : "capco-portion"); }

// docs/format/vectors/capco.jsonl, as others may use it.
TEST(CapcoLabel, OurOwnVectors) {
  const auto file = file_for_test(COMITY_SOURCE_DIR "/docs/format/vectors/capco.jsonl");
  ASSERT_TRUE(file);
  int rows = 0;
  for (const std::string& line : lines_of(*file)) {
    ++rows;
    const json row = json::parse(line);
    const std::string text = row["text"];
    const Reading reading = language(row["form"] == "banner" ? Form::banner : Form::portion).read(text, kContext);
    EXPECT_EQ(reading.ok(), row["ok"].get<bool>()) << text << "\n" << shown(reading.findings);
    json errors = json::array(), warnings = json::array();
    for (const Finding& one : reading.findings) {
      if (one.severity == Finding::Severity::error)
        errors.push_back({{"rule", one.rule}, {"offset", one.offset}, {"length", one.length}});
      else
        warnings.push_back(one.rule);
    }
    EXPECT_EQ(errors, row.value("errors", json::array())) << text << "\n" << shown(reading.findings);
    if (!reading.ok()) {
      EXPECT_TRUE(reading.canonical.empty()) << text;
      EXPECT_FALSE(reading.label.unknowns.empty()) << text;
      continue;
    }
    EXPECT_EQ(warnings, row.value("warnings", json::array())) << text << "\n" << shown(reading.findings);
    EXPECT_EQ(reading.canonical, row["canonical"].get<std::string>()) << text;
    // Members that a row leaves out are those of an unmarked label.
    const auto wanted = parse_label(row["label"].dump(), kContext.marked);
    ASSERT_TRUE(wanted) << text << ": " << wanted.error().message;
    EXPECT_EQ(to_json(reading.label), to_json(*wanted)) << text;
  }
  EXPECT_GE(rows, 60);
}

// ---- Writing what was read
// -------------------------------------------------------------------------------------------

TEST(CapcoProperty, WhatWasWrittenReadsAsTheSameLabel) {
  Texts texts(20260601);
  int well_formed = 0, unsayable = 0;
  for (int i = 0; i < 20000; ++i) {
    const Form form = i % 2 == 0 ? Form::banner : Form::portion;
    const std::string text = texts.next(form);
    const Reading reading = language(form).read(text, kContext);
    if (!reading.ok()) continue;
    ++well_formed;
    const Reading canonical = language(form).read(reading.canonical, kContext);
    ASSERT_TRUE(canonical.ok()) << text << " -> " << reading.canonical << "\n" << shown(canonical.findings);
    ASSERT_EQ(canonical.canonical, reading.canonical) << text;
    ASSERT_EQ(canonical.label, reading.label) << text << " -> " << reading.canonical << "\n"
                                              << to_json(reading.label) << "\n"
                                              << to_json(canonical.label);
    for (const Form other : {Form::banner, Form::portion}) {
      const Rendering written = language(other).write(reading.label, kContext);
      if (reading.label.originators.empty()) {  // "//FGI SECRET": no level without an owner
        ASSERT_EQ(written.text, "") << text;
        ASSERT_FALSE(written.lost.empty()) << text;
        ++unsayable;
        continue;
      }
      ASSERT_TRUE(written.lost.empty()) << text << " -> " << written.text << " lost " << written.lost[0];
      const Reading again = language(other).read(written.text, kContext);
      ASSERT_EQ(again.label, reading.label) << text << " -> " << written.text << "\n"
                                            << to_json(reading.label) << "\n"
                                            << to_json(again.label);
      ASSERT_EQ(language(other).write(again.label, kContext).text, written.text) << text;
    }
  }
  EXPECT_GT(well_formed, 3000);
  EXPECT_GT(unsayable, 0);
}

TEST(CapcoProperty, AnyBytesAreReadOrRefusedAndWhatIsRefusedDenies) {
  Texts texts(7);
  int refused = 0;
  for (int i = 0; i < 20000; ++i) {
    const Form form = i % 2 == 0 ? Form::banner : Form::portion;
    const std::string text = texts.mutated(texts.next(form));
    const Reading reading = language(form).read(text, kContext);
    for (const Finding& one : reading.findings) {
      ASSERT_LE(one.offset + one.length, text.size()) << text;
      ASSERT_FALSE(one.message.empty());
    }
    ASSERT_EQ(to_json(reading.label).empty(), false);  // valid UTF-8 whatever the text
    if (reading.ok()) {
      ASSERT_FALSE(reading.canonical.empty()) << text;
      continue;
    }
    ++refused;
    ASSERT_FALSE(reading.label.unknowns.empty()) << text;
    ASSERT_TRUE(reading.canonical.empty()) << text;
  }
  EXPECT_GT(refused, 7000);
}

// ---- What no marking says
// ----------------------------------------------------------------------------------------------

struct Loss {
  const char* label;
  const char* text;
  std::vector<std::string> lost;
};
const Loss kLosses[] = {
    {R"({"originators":["USA"],"levels":{"USA":["SECRET"]},"topics":[["cyber","pacific"]],
        "duties":["destroy-when-done"],"tlp":"AMBER","caveats":["Draft."]})",
     "SECRET",
     {"topic cyber or pacific", "TLP:AMBER", "duty destroy-when-done", "caveat Draft."}},
    {R"({"originators":["USA"],"levels":{"USA":["SECRET"]},"purposes":["defence"],
        "actions":"display","restricting":[{"party":"USA","name":"NO-COPY"}]})",
     "SECRET",
     {"control NO-COPY of USA", "purposes", "actions"}},
    {R"({"originators":["USA.NSA"],"levels":{"USA":["SECRET"]},"releasable":{"USA":[["AUS","NZL.GCSB","acme"]]}})",
     "SECRET//REL TO USA, AUS",
     {"originator USA.NSA (only its party is named)", "releasable to acme", "releasable to NZL.GCSB"}},
    // A set that lets in less than the whole US, or nobody, has no words; a line without it would be wider.
    {R"({"originators":["USA"],"levels":{"USA":["SECRET"]},"releasable":{"USA":[["AUS","USA.NSA"]]}})",
     "",
     {"releasable to USA.NSA", "reader sets that let in less than a whole party"}},
    {R"({"originators":["USA"],"levels":{"USA":["SECRET"]},"releasable":{"USA":[[]]}})",
     "",
     {"reader sets that let in less than a whole party"}},
    {R"({"originators":["USA"],"levels":{"USA":["SECRET"]},"releasable":{"USA":["ALL"]}})",
     "SECRET",
     {"releasable set ALL of USA"}},
    {R"({"originators":["NZL"],"levels":{"NZL":[{"scheme":"NZL","word":"SENSITIVE"}]}})",
     "",
     {"level NZL SENSITIVE of NZL"}},
    {R"({"originators":["USA"]})", "", {}},
    {R"({"originators":["acme-isac"],"levels":{"acme-isac":["SECRET"]}})", "", {"originator acme-isac"}},
    {R"({"originators":["USA"],"levels":{"USA":["SECRET"]},
        "compartments":[{"party":"USA","name":"NF"},{"party":"NZL","name":"KIWI"}],"unknowns":["x"]})",
     "SECRET",
     {"compartment KIWI of NZL", "compartment NF of USA", "unknown: x"}},
    {R"({"originators":["USA","FRA"],"levels":{"USA":["SECRET"],"FRA":["RESTRICTED"]}})",
     "SECRET//FGI FRA",
     {"level FRA RESTRICTED of FRA"}},
    {R"({"originators":["USA"],"levels":{"USA":["SECRET"]},"compartments":[{"party":"USA","name":"SI"}]})",
     "SECRET//SI",
     {"this line breaks CAPCO 6.c: SCI needs a marking of foreign disclosure; add NOFORN, REL TO, RELIDO, DISPLAY ONLY "
      "or ORCON (a word unknown here "
      "reads as SCI)"}},
};

TEST(CapcoLabel, WhatNoMarkingSaysIsListed) {
  for (const Loss& loss : kLosses) {
    const auto label = parse_label(loss.label, kContext.marked);
    ASSERT_TRUE(label) << loss.label << label.error().message;
    const Rendering written = language(Form::banner).write(*label, kContext);
    EXPECT_EQ(written.text, loss.text) << loss.label;
    EXPECT_EQ(written.lost, loss.lost) << loss.label;
  }
}

TEST(CapcoLabel, EveryControlThatAMarkingGivesIsInTheCatalogue) {
  Texts texts(3);
  std::set<std::string> names;
  for (int i = 0; i < 5000; ++i) {
    const Label label = language(Form::portion).read(texts.next(Form::portion), kContext).label;
    for (const auto* controls : {&label.restricting, &label.permitting})
      for (const Owned& control : *controls) names.insert(control.name);
  }
  EXPECT_GT(names.size(), 15u);
  for (const std::string& name : names) EXPECT_NE(find_control(name), nullptr) << name;
}

TEST(CapcoLabel, MarkingsAreRecognizedAlsoWhenTheyCannotBeRead) {
  const std::pair<const char*, const char*> cases[] = {
      {"SECRET//NOFORN", "capco"},
      {"TOP SECRET", "national"},  // a line of many a state: its owner's
      {"TOP SECRET//SI", "capco"},
      {"Secret//Noforn", "capco"},
      {"SECRET plans", "capco"},
      {"//DEU SECRET", "capco"},
      {"//", "capco"},
      {"CONFIDENTIAL/NF", "capco"},
      {"(S//NF)", "capco-portion"},
      {"(U)", "national"},
      {"(U//FOUO)", "capco-portion"},
      {"(TS//SI", "capco-portion"},
      {"(S//NF) Two ships", "capco-portion"},
      {"(//NS)", "capco-portion"},
      {"S//NF", "capco-portion"},
      {"(SECRET//NF)", "capco-portion"},
      {"TLP:RED", "tlp"},
  };
  for (const auto& [text, id] : cases) {
    const Language* found = recognize(text);
    ASSERT_NE(found, nullptr) << text;
    EXPECT_EQ(found->id, id) << text;
  }
  for (const char* text : {"", "Secretary of State", "Confidential remarks", "(see below)",
                           "Does not represent the agency's views.", "Unclassified, he said", "(c) 2026"})
    EXPECT_TRUE(recognize(text) == nullptr || !recognize(text)->id.starts_with("capco")) << text;
}

}  // namespace
}  // namespace comity::marking::capco
