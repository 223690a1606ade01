#include "operations/import_rules.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace comity::operations {
namespace {

alliance::Directory directory() {
  alliance::Directory out;
  out.people["NZL.GCSB.submitter"] = {"NZL.GCSB.submitter", "", {"submitter"}};
  out.people["NZL.GCSB.analyst"] = {"NZL.GCSB.analyst", "", {"reader"}};
  return out;
}

constexpr std::string_view kRest = "submitter = \"NZL.GCSB.submitter\"\nlabel = '{\"tlp\":\"GREEN\"}'\n";

Result<std::vector<ImportRule>> read(const std::string& text) { return read_import_rules(text, "a.toml", directory()); }

// The only rule of a file with these lines holds for an object of that type, id and name.
bool holds(const std::string& lines, const std::string& type, const std::string& id, const std::string& json) {
  auto rules = read("[[rule]]\n" + lines + "\n" + std::string(kRest));
  EXPECT_TRUE(rules) << lines << (rules ? "" : to_string(rules.error()));
  const auto document = json::Document::parse(json);
  EXPECT_TRUE(document) << json;
  if (!rules || !document) return false;
  stix::Object object;
  object.type = type;
  object.id = id;
  return rules->front().matches(object, *document);
}

TEST(ImportRules, HoldByTypeIdAndName) {
  const std::string tool = R"({"name":"Net View"})";
  EXPECT_TRUE(holds("", "tool", "tool--1", "{}"));
  EXPECT_TRUE(holds("type = []", "tool", "tool--1", "{}"));
  EXPECT_TRUE(holds("type = ['tool', 'malware']", "tool", "tool--1", "{}"));
  EXPECT_FALSE(holds("type = ['malware', 'campaign']", "tool", "tool--1", "{}"));
  EXPECT_TRUE(holds("id = '^tool--[0-4]'", "tool", "tool--1", "{}"));
  EXPECT_FALSE(holds("id = '^tool--[5-9]'", "tool", "tool--1", "{}"));
  EXPECT_TRUE(holds("id = '--1'", "tool", "tool--1", "{}"));  // found anywhere, unless anchored
  EXPECT_TRUE(holds("name = 'View$'", "tool", "tool--1", tool));
  EXPECT_FALSE(holds("name = 'view'", "tool", "tool--1", tool));
  EXPECT_TRUE(holds("name = '(?i)view'", "tool", "tool--1", tool));
  EXPECT_TRUE(holds("name = '極.$'", "tool", "tool--1", R"({"name":"極秘"})"));  // '.' is a character, not a byte
  EXPECT_FALSE(holds("name = 'a'", "tool", "tool--1", "{}"));
  EXPECT_FALSE(holds("name = 'a'", "tool", "tool--1", R"({"name":["a"]})"));
  EXPECT_FALSE(holds("type = ['tool']\nid = '1'\nname = 'x'", "tool", "tool--1", tool));
}

// Each of these makes a matcher that backtracks take exponential time or the whole stack.
TEST(ImportRules, HostileExpressionsTakeLinearTime) {
  const std::string as(1'000'000, 'a');
  const std::string text = R"({"name":")" + as + R"(!"})";
  EXPECT_FALSE(holds("name = '(a+)+$'", "tool", "tool--1", text));
  EXPECT_FALSE(holds("name = '^(a|a)*$'", "tool", "tool--1", text));
  EXPECT_FALSE(holds("name = '^(a|aa)+$'", "tool", "tool--1", text));
  EXPECT_FALSE(holds("name = '^(.*a){12}$'", "tool", "tool--1", text));
  EXPECT_TRUE(holds("name = '(a*)*!'", "tool", "tool--1", text));
  EXPECT_TRUE(holds("name = '^(a?){100}a{100}'", "tool", "tool--1", text));
}

TEST(ImportRules, RefusalsNameTheLine) {
  struct Case {
    std::string text;
    std::string_view message, where;
  };
  const std::string rule = "note = 'n'\n[[rule]]\n" + std::string(kRest);
  const Case cases[] = {
      {"", "the file has no [[rule]]", "a.toml"},
      {"[rule]\n", "'rule' is neither", "a.toml:1"},
      {"rules = 1\n", "'rules' is neither", "a.toml:1"},
      {"rule = [1]\n", "a rule is a table", "a.toml:1"},
      {rule + "ids = 'a'\n", "'ids' is none of them", "a.toml:5"},
      {rule + "type = 'tool'\n", "type is a list of STIX types", "a.toml:5"},
      {rule + "type = [1]\n", "type is a list of STIX types", "a.toml:5"},
      {rule + "name = 7\n", "name is a string", "a.toml:5"},
      {rule + "name = 'a('\n", "name is not a regular expression that can be read here: missing )", "a.toml:5"},
      {rule + "id = '(?=a)'\n", "look-around and back-references are not", "a.toml:5"},
      {rule + "id = '(a)\\1'\n", "id is not a regular expression", "a.toml:5"},
      {rule + "name = '((a{1000}){1000}){1000}'\n", "name is not a regular expression", "a.toml:5"},
      {rule + "name = '" + std::string(5000, 'a') + "'\n", "name has 5000 bytes; a regular expression has at most 4096", "a.toml:5"},
      {"[[rule]]\nsubmitter = 'NZL.GCSB.submitter'\n", "a rule needs a submitter and a label", "a.toml:1"},
      {"[[rule]]\nlabel = '{}'\nsubmitter = 'NZL.GCSB.analyst'\n", "NZL.GCSB.analyst is nobody in the directory with the role submitter", "a.toml:3"},
      {"[[rule]]\nsubmitter = 'NZL.GCSB.submitter'\nlabel = '{'\n", "the label cannot be read", "a.toml:3"},
      {rule + "[[rule]]\nlabel = 5\n", "label is a string", "a.toml:6"},
  };
  for (const Case& one : cases) {
    const auto rules = read(one.text);
    ASSERT_FALSE(rules) << one.text.substr(0, 80);
    EXPECT_EQ(rules.error().code, Code::invalid);
    EXPECT_NE(rules.error().message.find(one.message), std::string::npos) << rules.error().message;
    EXPECT_EQ(rules.error().where, one.where) << one.text.substr(0, 80) << ": " << rules.error().message;
  }
  std::string many;
  for (int i = 0; i < 10'001; ++i) many += "[[rule]]\n";
  const auto rules = read(many);
  ASSERT_FALSE(rules);
  EXPECT_NE(rules.error().message.find("at most 10000 rules"), std::string::npos);
}

}  // namespace
}  // namespace comity::operations
