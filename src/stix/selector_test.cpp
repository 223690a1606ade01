#include "stix/selector.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "stix/shared_data_test.hpp"

namespace comity::stix {
namespace {

json::Document parsed(const std::string& text) {
  auto document = json::Document::parse(text);
  EXPECT_TRUE(document) << text << ": " << to_string(document.error());
  return *document;
}

TEST(Selector, ReadsAndWritesPaths) {
  const auto path = parse_selector("x.y_z.[0].[10].SHA-256");
  ASSERT_TRUE(path);
  ASSERT_EQ(path->size(), 5u);
  EXPECT_EQ((*path)[0], (Step{"x", -1}));
  EXPECT_EQ((*path)[2], (Step{"", 0}));
  EXPECT_EQ((*path)[3], (Step{"", 10}));
  EXPECT_EQ((*path)[4], (Step{"SHA-256", -1}));
  EXPECT_EQ(to_selector(*path), "x.y_z.[0].[10].SHA-256");
}

TEST(Selector, RefusesWhatIsNoPath) {
  for (const char* text : {"", ".", "a.", ".a", "a..b", "a.[", "a.[]", "a.[-1]", "a.[01]", "a.[1", "a.[1]x", "a.[+1]",
                           "a.[ 1]", "a.[1 ]", "a.[1.5]", "a.[0x1]", "a.[9999999999]", "a.[18446744073709551616]"}) {
    const auto path = parse_selector(text);
    ASSERT_FALSE(path) << text;
    EXPECT_EQ(path.error().code, Code::invalid);
  }
}

TEST(Selector, ResolvesByPathOnly) {
  const std::string text = R"({"a":{"b":[1,{"c":null}]},"ab":2,"\u0064":[[7,8]]})";
  const auto document = parsed(text);
  const auto at = [&](std::string_view selector) -> std::string {
    const auto value = resolve(document.root(), parse_selector(selector).value());
    return value ? std::string(value->text()) : "nothing";
  };
  EXPECT_EQ(at("a.b"), R"([1,{"c":null}])");
  EXPECT_EQ(at("a.b.[1].c"), "null");
  EXPECT_EQ(at("d.[0].[1]"), "8");
  EXPECT_EQ(at("a.b.[2]"), "nothing");
  EXPECT_EQ(at("a.b.c"), "nothing");
  EXPECT_EQ(at("a.[0]"), "nothing");
  EXPECT_EQ(at("[0]"), "nothing");
  EXPECT_EQ(at("ab.c"), "nothing");
  EXPECT_TRUE(starts_with(parse_selector("a.b.[1]").value(), parse_selector("a.b").value()));
  EXPECT_TRUE(starts_with(parse_selector("a.b").value(), parse_selector("a.b").value()));
  EXPECT_FALSE(starts_with(parse_selector("ab.b").value(), parse_selector("a").value()));
  EXPECT_FALSE(starts_with(parse_selector("a.[10]").value(), parse_selector("a.[1]").value()));
  EXPECT_FALSE(starts_with(parse_selector("a").value(), parse_selector("a.b").value()));
}

TEST(Selector, FindsMarkingsBelow) {
  const std::string text =
      R"({"x":{"y":[1,2],"z":3},"xy":4,"granular_markings":[{"marking_ref":"m1","selectors":["x.y.[1]","x.z"]},)"
      R"({"lang":"en","selectors":["x"]},{"marking_ref":"m2","selectors":["xy"]},{"marking_ref":"m3","selectors":["x"]},)"
      R"({"marking_ref":"m1","selectors":["x"]}]})";
  const auto document = parsed(text);
  using Names = std::vector<std::string>;
  EXPECT_EQ(markings_at(document.root(), "x", false, true).value(), (Names{"m1", "m3"}));
  EXPECT_EQ(markings_at(document.root(), "x", false, false).value(), (Names{"m3", "m1"}));
  EXPECT_EQ(markings_at(document.root(), "x.y", false, true).value(), (Names{"m1"}));
  EXPECT_EQ(markings_at(document.root(), "x.y", true, true).value(), (Names{"m1", "m3"}));
  EXPECT_EQ(markings_at(document.root(), "x.y", false, false).value(), (Names{}));
}

// docs/format/selector.md says what the rows are.
TEST(Selector, AgreesWithTheVectors) {
  std::ifstream file(COMITY_SOURCE_DIR "/docs/format/vectors/selector.jsonl");
  ASSERT_TRUE(file);
  int rows = 0;
  for (std::string line; std::getline(file, line); ++rows) {
    const nlohmann::json row = nlohmann::json::parse(line);
    const std::string selector = row.at("selector").get<std::string>();
    const auto path = parse_selector(selector);
    if (row.contains("syntax")) {
      EXPECT_EQ(path.has_value(), row["syntax"].get<bool>()) << line;
      continue;
    }
    ASSERT_TRUE(path) << line;
    EXPECT_EQ(to_selector(*path), selector);
    const std::string object_text = row.at("object").dump();
    const auto object = parsed(object_text);
    const auto value = resolve(object.root(), *path);
    if (row.contains("value")) {
      ASSERT_TRUE(value) << line;
      EXPECT_EQ(nlohmann::json::parse(value->text()), row["value"]) << line;
    } else if (row.contains("present")) {
      EXPECT_FALSE(value) << line;
    } else {
      const auto markings = markings_at(object.root(), selector, row.at("inherited").get<bool>(), row.at("descendants").get<bool>());
      ASSERT_EQ(markings.has_value(), row.value("valid", true)) << line;
      if (markings) {
        EXPECT_EQ(*markings, row.at("markings").get<std::vector<std::string>>()) << line;
      }
    }
  }
  EXPECT_GE(rows, 60);
}

TEST(Selector, ManyPathsAreFoundAsOneIs) {
  std::string text = R"({"few":{"a":1},"list":[)";
  for (int i = 0; i < 40; ++i) text += (i ? "," : "") + std::to_string(i);
  text += R"(],"wide":{)";
  for (int i = 0; i < 40; ++i) text += (i ? ",\"k" : "\"k") + std::to_string(i) + "\":" + std::to_string(i);
  text += R"(,"\u006b40":40}})";
  const auto document = parsed(text);
  PathFinder finder(document);
  for (const char* selector : {"few.a", "few.b", "few.[0]", "list.[0]", "list.[39]", "list.[40]", "list.k0", "list.[999999999]", "wide.k0", "wide.k39", "wide.k40",
                               "wide.k41", "wide.[3]", "wide.k0.x", "wide", "nothing"}) {
    const auto path = parse_selector(selector).value();
    for (int again = 0; again < 2; ++again) {
      const auto one = resolve(document.root(), path), other = finder.resolve(path);
      ASSERT_EQ(one.has_value(), other.has_value()) << selector;
      if (one) {
        EXPECT_EQ(one->index(), other->index()) << selector;
      }
    }
  }
}

// One field of a tab-separated line, with the quotes of CSV taken off.
std::string unquoted(std::string field) {
  if (field.size() < 2 || field.front() != '"') return field;
  std::string out;
  for (std::size_t i = 1; i + 1 < field.size(); ++i) {
    if (field[i] == '"') ++i;
    if (i + 1 < field.size()) out.push_back(field[i]);
  }
  return out;
}

TEST(Selector, AgreesWithThePublishedCases) {
  const auto cases = shared_file("vectors/marking/stix_selector_cases.tsv");
  const auto objects_text = shared_file("vectors/marking/stix_selector_objects.json");
  if (!cases || !objects_text) GTEST_SKIP() << kNoSharedData;
  const auto objects = parsed(*objects_text);
  std::istringstream lines(*cases);
  std::string line;
  std::getline(lines, line);
  ASSERT_EQ(line.substr(0, 47), "object\tselector\tinherited\tdescendants\texpected\t");
  int rows = 0;
  while (std::getline(lines, line)) {
    std::istringstream fields(line);
    std::string name, selector, inherited, descendants, expected;
    std::getline(fields, name, '\t');
    std::getline(fields, selector, '\t');
    std::getline(fields, inherited, '\t');
    std::getline(fields, descendants, '\t');
    std::getline(fields, expected, '\t');
    const auto object = objects.root().get(name);
    ASSERT_TRUE(object) << line;
    const auto found = markings_at(*object, selector, inherited == "True", descendants == "True");
    const std::string answer = found ? nlohmann::json(*found).dump() : R"("INVALID")";
    EXPECT_EQ(nlohmann::json::parse(answer), nlohmann::json::parse(unquoted(expected))) << line;
    ++rows;
  }
  EXPECT_EQ(rows, 92);
}

}  // namespace
}  // namespace comity::stix
