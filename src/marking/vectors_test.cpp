// docs/format/vectors/*.jsonl of the languages that are JSON or remarks: text -> label, or where it is refused; and written back, no wider.
#include <gtest/gtest.h>

#include "marking/languages.hpp"
#include "marking/lost.hpp"
#include "marking/tsv_for_test.hpp"

namespace comity::marking {
namespace {

const Label kNothing;

using nlohmann::json;

class Vectors : public testing::TestWithParam<const char*> {};

TEST_P(Vectors, EachRowReadsAsItSays) {
  const Language& language = *find_language(GetParam());
  std::ifstream file(std::string(COMITY_SOURCE_DIR "/docs/format/vectors/") + GetParam() + ".jsonl");
  ASSERT_TRUE(file);
  std::size_t rows = 0, agree = 0;
  for (std::string line; std::getline(file, line); ++rows) {
    const json row = json::parse(line);
    const std::string name = row.at("name");
    SCOPED_TRACE(name);
    const std::string text = row.at("text").is_string() ? row.at("text").get<std::string>() : row.at("text").dump();
    const std::string owner = row.value("owner", "USA");
    const Context context{owner, *parse_time(row.value("marked", "2026-03-01T00:00:00Z")), nullptr};
    const Reading reading = language.read(text, context);
    if (language.id != "statement") { EXPECT_EQ(language.recognizes(text), row.value("recognized", true)); }
    std::set<std::string> errors, warnings;
    for (const Finding& finding : reading.findings) (finding.severity == Finding::Severity::error ? errors : warnings).insert(finding.pointer);
    bool same = errors == row.value("errors", std::set<std::string>{}) && warnings == row.value("warnings", std::set<std::string>{});
    EXPECT_TRUE(same) << errors_of(reading) << "errors " << json(errors) << " warnings " << json(warnings);
    EXPECT_EQ(reading.ok(), row.contains("label"));
    if (!reading.ok()) {
      EXPECT_FALSE(reading.label.unknowns.empty());
      agree += same && !row.contains("label");
      continue;
    }
    if (!row.contains("label")) continue;
    const auto expected = parse_label(row["label"].dump(), context.marked);
    ASSERT_TRUE(expected) << expected.error().message << expected.error().where;
    EXPECT_EQ(json::parse(to_json(reading.label)), json::parse(to_json(*expected)));
    EXPECT_EQ(reading.disposition ? format_time(*reading.disposition) : "", row.value("disposition", ""));
    if (language.id != "statement" || reading.canonical == text) {
      EXPECT_EQ(language.read(reading.canonical, context).label, reading.label) << reading.canonical;
    }
    agree += same && reading.label == *expected;
    if (language.write == nullptr) continue;
    const Rendering written = language.write(reading.label, context);
    EXPECT_TRUE(!written.text.empty() || !written.lost.empty() || reading.label == kNothing);
    if (written.text.empty()) continue;
    const Reading back = language.read(written.text, context);
    EXPECT_TRUE(back.ok()) << written.text << errors_of(back);
    if (written.lost.empty()) { EXPECT_TRUE(not_wider(back.label, reading.label)) << written.text << "\n" << to_json(back.label); }
  }
  EXPECT_GE(rows, 15U);
  EXPECT_EQ(agree, rows);
}

INSTANTIATE_TEST_SUITE_P(Languages, Vectors, testing::Values("acs", "iep", "statement", "misp", "admiralty"),
                         [](const auto& of) { return std::string(of.param); });

}  // namespace
}  // namespace comity::marking
