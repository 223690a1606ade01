#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

#include "alliance/directory.hpp"
#include "alliance/toml_document.hpp"
#include "alliance/resolve.hpp"

namespace comity::alliance {
namespace {

using ::testing::HasSubstr;

// The example of docs/format/alliance.md, completed.
constexpr std::string_view kSample = R"toml(title = "EXERCISE sample alliance"

[[scheme]]
id = "NZL"
title = "New Zealand, national security"
source = "protectivesecurity.govt.nz"
levels = [["UNCLASSIFIED"], ["RESTRICTED"], ["SECRET", "GEHEIM"], ["TOP SECRET"]]
portions = { "SECRET" = "S" }

[[scheme]]
id = "NZL-POLICY"
levels = [["IN-CONFIDENCE"], ["SENSITIVE"]]

[[party]]
id = "NZL"
name = "New Zealand"
schemes = ["NZL", "NZL-POLICY"]

[[party]]
id = "USA"
default_readers = ["USA", "FVEY@2020-01-01", "NZL.GCSB"]

[[party]]
id = "XYZ"
default_readers = "ALL"

[[agency]]
id = "NZL.GCSB"
name = "Government Communications Security Bureau"
role = "signals"

[[agency]]
id = "NZL.CERT"
client = true

[[person]]
id = "NZL.GCSB.analyst"
name = "signals analyst (EXERCISE)"
roles = ["reader", "submitter"]
clearance = { NZL = "TOP SECRET", "NZL-POLICY" = "SENSITIVE" }
accesses = [{ party = "USA", name = "SI" }]
topics = ["cyber", "pacific"]
purposes = ["cyber-defence", "assessment"]
default_purpose = "cyber-defence"
from = 2025-01-01
until = 2030-01-01T12:00:00+12:00

[[person]]
id = "NZL.CERT.visitor"

[[community]]
id = "FVEY"
name = "Five Eyes"
members = [{ party = "USA", from = 1946-03-05 }, { party = "NZL", from = "1956-01-01", until = 2100-01-01 }]

[[suspension]]
by = "USA"
party = "XYZ"
from = 2026-01-01
)toml";

Time at(std::string_view text) { return parse_time(text).value(); }

TEST(AllianceTomlTest, ReadsTheDocumentedExample) {
  const auto directory = parse_alliance(kSample, "alliance.toml");
  ASSERT_TRUE(directory) << to_string(directory.error());
  EXPECT_EQ(directory->schemes.rank("NZL", "UNCLASSIFIED"), 0);
  EXPECT_EQ(directory->schemes.rank("NZL", "SECRET"), directory->schemes.rank("NZL", "GEHEIM"));
  EXPECT_LT(directory->schemes.rank("NZL", "GEHEIM"), directory->schemes.rank("NZL", "TOP SECRET"));
  EXPECT_EQ(directory->schemes.find("NZL")->levels.at(2).portion, "S");
  EXPECT_EQ(directory->parties.at("NZL").schemes, (std::vector<std::string>{"NZL", "NZL-POLICY"}));
  using marking::Member;
  EXPECT_EQ(directory->parties.at("NZL").default_readers,
            (marking::ReaderSet{false, {{Member::Kind::party, "NZL", {}}}}));
  EXPECT_EQ(directory->parties.at("USA").default_readers,
            (marking::ReaderSet{false,
                                {{Member::Kind::party, "USA", {}},
                                 {Member::Kind::community, "FVEY", at("2020-01-01")},
                                 {Member::Kind::agency, "NZL.GCSB", {}}}}));
  EXPECT_TRUE(directory->parties.at("XYZ").default_readers.all);
  EXPECT_TRUE(directory->agencies.at("NZL.CERT").client);
  EXPECT_FALSE(directory->agencies.at("NZL.GCSB").client);
  const Clearance& clearance = directory->clearances.at("NZL.GCSB.analyst");
  EXPECT_EQ(clearance.levels.at("NZL-POLICY"), "SENSITIVE");
  EXPECT_EQ(clearance.until, at("2030-01-01T00:00:00Z"));
  EXPECT_TRUE(clearance.accesses.contains({"USA", "SI"}));
  EXPECT_FALSE(directory->clearances.contains("NZL.CERT.visitor"));
  EXPECT_TRUE(directory->communities.at("FVEY").member("NZL", at("1956-01-01")));
  EXPECT_EQ(directory->suspensions.at(0).until, Time::max());
  const auto back = parse_directory(to_json(*directory));
  ASSERT_TRUE(back) << to_string(back.error());
  EXPECT_EQ(to_json(*back), to_json(*directory));
}

// Line on which `marker` first stands in `text`.
int line_of(std::string_view text, std::string_view marker) {
  const auto place = text.find(marker);
  return place == text.npos
             ? -1
             : 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(place), '\n'));
}

TEST(AllianceTomlTest, EveryFaultNamesItsLine) {
  const struct {
    const char* from;
    const char* to;
    const char* message;
  } kFaults[] = {
      {"title = \"EX", "titel = \"EX", "'titel' is not known"},
      {"client = true", "clients = true", "'clients' is not known"},
      {"client = true", "client = \"yes\"", "true or false"},
      {"id = \"NZL.CERT\"", "id = \"NZL\"", "2 words"},
      {"id = \"NZL.CERT\"", "id = \"AUS.CERT\"", "AUS is not a party"},
      {"id = \"NZL.CERT\"", "id = \"NZL.GCSB\"", "defined twice"},
      {"id = \"NZL.CERT.visitor\"", "id = \"NZL.SIS.visitor\"", "NZL.SIS is not an agency"},
      {"id = \"USA\"", "name = \"USA\"", "'id' is missing"},
      {"id = \"FVEY\"", "id = \"USA\"", "never share"},
      {"{ \"SECRET\" = \"S\" }", "{ \"SECRIT\" = \"S\" }", "SECRIT"},
      {"NZL = \"TOP SECRET\"", "NZL = \"COSMIC\"", "COSMIC"},
      {"from = 2025-01-01\n", "from = 2025-13-01\n", "not TOML"},
      {"from = 2025-01-01\n", "from = \"yesterday\"\n", "is not a time"},
      {"from = 2025-01-01\n", "from = 2025-01-01T00:00:00\n", "no offset"},
      {"from = 2025-01-01\n", "from = 2031-01-01\n", "before it begins"},
      {"from = 2025-01-01\n", "\n", "'from' is missing"},
      {"party = \"XYZ\"", "party = \"ABC\"", "ABC is not a party"},
      {"default_purpose = \"cyber-defence\"", "default_purpose = \"trade\"", "trade"},
      {"FVEY@2020-01-01", "FVEY@soon", "FVEY@2020-01-01"},
      {"[\"cyber\", \"pacific\"]", "[\"cyber\", \"cyber\"]", "twice"},
      {"levels = [[\"IN-CONFIDENCE\"]", "levels = [\"IN-CONFIDENCE\"", "list of the words"},
      {"[[suspension]]", "[suspension", "not TOML"},
  };
  for (const auto& row : kFaults) {
    std::string text(kSample);
    const auto place = text.find(row.from);
    ASSERT_NE(place, std::string::npos) << row.from;
    text.replace(place, std::string_view(row.from).size(), row.to);
    const auto result = parse_alliance(text, "alliance.toml");
    ASSERT_FALSE(result) << row.to;
    EXPECT_EQ(result.error().code, Code::invalid);
    EXPECT_THAT(result.error().message, HasSubstr(row.message)) << row.to;
    EXPECT_THAT(result.error().where, ::testing::MatchesRegex("alliance\\.toml:[0-9]+")) << row.to;
    EXPECT_NE(result.error().where, "alliance.toml:0");
  }
  std::string text(kSample);
  text.replace(text.find("client = true"), 13, "clients = true");
  EXPECT_EQ(parse_alliance(text, "a.toml").error().where, "a.toml:" + std::to_string(line_of(text, "clients")));
  text = kSample;
  text.replace(text.find("by = \"USA\""), 10, "by = \"ABC\"");
  EXPECT_EQ(parse_alliance(text, "a.toml").error().where, "a.toml:" + std::to_string(line_of(text, "[[suspension]]")));
}

TEST(AllianceTomlTest, TakesSchemesThatEveryNodeKnows) {
  const auto directory = parse_alliance(R"(
[[party]]
id = "NATO"
schemes = ["NATO"]
[[party]]
id = "FRA"
schemes = ["FRA-2021", "FRA"]
[[scheme]]
id = "FRA"
levels = [["DIFFUSION RESTREINTE"], ["SECRET DEFENSE"]]
from = 2000-01-01
until = 2021-07-01
)",
                                        "a.toml");
  ASSERT_TRUE(directory) << to_string(directory.error());
  EXPECT_TRUE(directory->schemes.rank("NATO", "COSMIC TOP SECRET"));
  EXPECT_TRUE(directory->schemes.rank("FRA-2021", "TRES SECRET"));
  EXPECT_FALSE(directory->schemes.rank("FRA", "TRES SECRET DEFENSE"));  // the document's own words win
  EXPECT_EQ(directory->schemes.find("FRA")->from, parse_time("2000-01-01").value());
  EXPECT_EQ(directory->schemes.find("GBR"), nullptr);  // nobody uses it
  const auto back = parse_directory(to_json(*directory));
  ASSERT_TRUE(back) << to_string(back.error());
  EXPECT_EQ(to_json(*back), to_json(*directory));
  EXPECT_EQ(back->schemes.find("FRA-2021")->from, parse_time("2021-07-01").value());
  EXPECT_THAT(parse_alliance("[[party]]\nid = \"X\"\nschemes = [\"NO-SUCH\"]\n", "a.toml").error().message, HasSubstr("neither defined nor known"));
}

// A word with accents is the scheme's word, and a label keeps the scheme's spelling, which rows and clearances name.
TEST(AllianceTomlTest, ResolvesWordsToTheirOneSpelling) {
  const auto directory = parse_alliance("[[party]]\nid = \"FRA\"\nschemes = [\"FRA\"]\n[[agency]]\nid = \"FRA.ANSSI\"\n", "a.toml");
  ASSERT_TRUE(directory) << to_string(directory.error());
  marking::Label label;
  label.levels["FRA"] = {{"FRA", "TRÈS SECRET DÉFENSE", Time{}, {}}, {"FRA", "TRES SECRET DEFENSE", Time{}, {}}};
  const marking::Label resolved = resolve(label, "FRA.ANSSI", *directory, Time{});
  EXPECT_TRUE(resolved.unknowns.empty());
  EXPECT_EQ(resolved.levels.at("FRA"), (std::set<marking::LevelWord>{{"FRA", "TRES SECRET DEFENSE", Time{}, {}}}));
}

// The sample that ships with the project must be read.
TEST(AllianceTomlTest, ReadsTheShippedSample) {
  std::ifstream file(COMITY_SOURCE_DIR "/alliances/sample/alliance.toml", std::ios::binary);
  ASSERT_TRUE(file.is_open()) << "alliances/sample/alliance.toml ships with the project and cannot be read";
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  const auto directory = parse_alliance(text, "alliance.toml");
  ASSERT_TRUE(directory) << to_string(directory.error());
  EXPECT_FALSE(directory->people.empty());
  const auto back = parse_directory(to_json(*directory));
  ASSERT_TRUE(back) << to_string(back.error());
  EXPECT_EQ(to_json(*back), to_json(*directory));
}

// Depth costs stack where documents are destroyed: it is bounded before the parser sees the text.
TEST(TomlDocumentTest, DepthIsBounded) {
  std::string key = "a", parts33 = "a";
  for (int i = 0; i < 200'000; ++i) key += ".a";
  for (int i = 0; i < 32; ++i) parts33 += ".a";
  EXPECT_TRUE(read_toml(parts33 + " = 1", "f"));
  const std::string deep[] = {key + " = 1",
                              "[" + key + "]",
                              "x = { " + key + " = 1 }",
                              "x = '''\n'''\n" + key + " = 1",
                              "x = ''\n" + key + " = 1",
                              "# '''\n" + key + " = 1",
                              parts33 + " = { " + parts33 + " = { } }"};
  for (const std::string& text : deep) {
    const auto document = read_toml(text, "f");
    ASSERT_FALSE(document) << text.substr(0, 40);
    EXPECT_TRUE(document.error().where.starts_with("f:")) << document.error().where;
  }
  // Dots in strings, numbers and comments are no depth.
  const std::string dots(100, '.');
  const std::string shallow[] = {"a = \"" + dots + "\"",
                                 "a = '" + dots + "'",
                                 "a = \"\"\"\n\\\"" + dots + "\"\"\"\"\"",
                                 "a = '''\n" + dots + "''" + dots + "'''",
                                 "# " + dots,
                                 "a = [1.5, 1.5, 1.5]"};
  for (const std::string& text : shallow) {
    const auto document = read_toml(text, "f");
    EXPECT_TRUE(document) << text << ": " << to_string(document.error());
  }
  EXPECT_EQ(read_toml(std::string((4u << 20) + 1, '\n'), "f").error().code, Code::too_large);
}

}  // namespace
}  // namespace comity::alliance
