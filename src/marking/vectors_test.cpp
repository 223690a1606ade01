// docs/format/vectors/*.jsonl of the languages that are JSON or remarks: text -> label, or where it is refused; and
// written back, no wider.
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
    if (language.id != "statement") {
      EXPECT_EQ(language.recognizes(text), row.value("recognized", true));
    }
    std::set<std::string> errors, warnings;
    for (const Finding& finding : reading.findings)
      (finding.severity == Finding::Severity::error ? errors : warnings).insert(finding.pointer);
    bool same = errors == row.value("errors", std::set<std::string>{}) &&
                warnings == row.value("warnings", std::set<std::string>{});
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
    if (written.lost.empty()) {
      EXPECT_TRUE(not_wider(back.label, reading.label)) << written.text << "\n" << to_json(back.label);
    }
  }
  EXPECT_GE(rows, 15U);
  EXPECT_EQ(agree, rows);
}

// Whatever the bytes, there is a reading; and its label can be kept, for labels are JSON.
TEST_P(Vectors, MutatedTextsAreReadOrDenied) {
  std::ifstream file(std::string(COMITY_SOURCE_DIR "/docs/format/vectors/") + GetParam() + ".jsonl");
  std::uint64_t state = 0x9E3779B97F4A7C15ULL;
  const auto random = [&](std::size_t below) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::size_t>(state >> 33) % below;
  };
  using namespace std::string_view_literals;
  constexpr std::string_view kBytes = "{}[]\":,\\/.@=0129ALf \n\x00\xff\xc3\xa9\xed\xa0"sv;
  const Context context{"NZL", *parse_time("2026-03-01T00:00:00Z"), nullptr};
  std::size_t read = 0;
  for (std::string line; std::getline(file, line);) {
    const json row = json::parse(line);
    const std::string whole = row.at("text").is_string() ? row.at("text").get<std::string>() : row.at("text").dump();
    for (int round = 0; round < 60; ++round) {
      std::string text = whole;
      for (std::size_t changes = 1 + random(3); changes > 0 && !text.empty(); --changes) {
        const std::size_t at = random(text.size());
        switch (random(4)) {
          case 0:
            text[at] = kBytes[random(kBytes.size())];
            break;
          case 1:
            text.erase(at, 1 + random(8));
            break;
          case 2:
            text.insert(at, 1, kBytes[random(kBytes.size())]);
            break;
          default:
            text.insert(at, text.substr(random(text.size()), 1 + random(24)));
            break;
        }
      }
      for (const Language& language : languages()) {
        (void)language.recognizes(text);
        const Reading reading = language.read(text, context);
        ASSERT_EQ(reading.ok(), reading.label.unknowns.empty()) << language.id << ": " << text;
        const std::string kept = to_json(reading.label);
        ASSERT_EQ(to_json(*parse_label(kept)), kept) << language.id << ": " << text;
        ++read;
      }
    }
  }
  EXPECT_GT(read, 1000U);
}

TEST(Languages, LongTextsTakeTheTimeOfTheirLength) {
  const auto repeated = [](std::string_view before, std::string_view part, std::string_view after) {
    std::string out(before);
    while (out.size() + part.size() + after.size() < kMaxMarkingBytes - 64) out += part;
    return out += after;
  };
  const Context context{"NZL", *parse_time("2026-03-01T00:00:00Z"), nullptr};
  for (const std::string& text :
       {repeated("{\"distribution\":\"3\",\"Tag\":[{}", ",{\"name\":\"SECRET//A\"}", "]}"),
        repeated("{\"control_set\":", "[", ""), repeated("{", "\"a\":{", ""),
        repeated("{\"access_privilege\":[{}", ",{}", "]}"),
        repeated("{\"further_sharing\":[1", ",{\"rule_effect\":\"permit\",\"sharing_scope\":[\"USA.A\"]}", "]}"),
        repeated("TLP:", "TLP: ", ""), repeated("", "//", ""), repeated("{\"originators\":[\"\"", ",\"a.b\"", "]}"),
        repeated("{\"x0\":1", ",\"\\u0041\":1", "}"),
        repeated("{\"distribution\":4,\"sharing_group_id\":1,\"SharingGroup\":{\"SharingGroupOrg\":[1",
                 ",{\"Organisation\":{\"name\":\"x\"}}", "]}}")})
    for (const Language& language : languages()) {
      (void)language.recognizes(text);
      const Reading reading = language.read(text, context);
      EXPECT_EQ(reading.ok(), reading.label.unknowns.empty()) << language.id;
      EXPECT_LE(reading.findings.size(), 128U) << language.id;
    }
}

INSTANTIATE_TEST_SUITE_P(Languages, Vectors, testing::Values("acs", "iep", "statement", "misp", "admiralty"),
                         [](const auto& of) { return std::string(of.param); });

}  // namespace
}  // namespace comity::marking
