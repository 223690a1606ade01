#include "operations/import_rules.hpp"

#include <gtest/gtest.h>

namespace comity::operations {
namespace {

alliance::Directory directory() {
  alliance::Directory out;
  out.people.emplace("NZL.GCSB.submitter", alliance::Person{"NZL.GCSB.submitter", "", {"submitter"}});
  out.people.emplace("NZL.GCSB.analyst", alliance::Person{"NZL.GCSB.analyst", "", {"reader"}});
  return out;
}

std::string rule(std::string_view more, std::string_view post = "submitter") {
  return "[[rule]]\nsubmitter = \"NZL.GCSB." + std::string(post) + "\"\nlabel = '{\"tlp\":\"RED\"}'\n" + std::string(more) + "\n";
}

bool matches(const ImportRule& rule, std::string_view type, std::string_view id, const std::optional<std::string>& name) {
  std::string text = "{\"a\":1";
  if (name) {
    text += ",\"name\":";
    json::append_quoted(text, *name);
  }
  text += "}";
  const auto document = json::Document::parse(text);
  stix::Object object;
  object.type = type;
  object.id = id;
  return rule.matches(object, document.value());
}

TEST(ImportRules, Match) {
  const auto rules = read_import_rules(rule("type = [\"tool\"]\nname = '^A.*z$'\nid = '--[0-7]'") + rule(""), "r.toml", directory());
  ASSERT_TRUE(rules) << to_string(rules.error());
  ASSERT_EQ(rules->size(), 2U);
  struct Row {
    std::string_view type, id;
    std::optional<std::string> name;
    bool matches;
  };
  const Row rows[] = {
      {"tool", "tool--0", "Abcz", true},   {"malware", "malware--0", "Abcz", false}, {"tool", "tool--9", "Abcz", false},
      {"tool", "tool--0", "bAbcz", false}, {"tool", "tool--0", "", false},           {"tool", "tool--0", std::nullopt, false},
  };
  for (const Row& row : rows) EXPECT_EQ(matches((*rules)[0], row.type, row.id, row.name), row.matches) << row.type << " " << row.id;
  for (const Row& row : rows) EXPECT_TRUE(matches((*rules)[1], row.type, row.id, row.name));
  EXPECT_EQ((*rules)[0].label(), R"({"tlp":"RED"})");
}

TEST(ImportRules, FaultsNameTheirLine) {
  struct Row {
    std::string text;
    std::string_view says;
  };
  const Row rows[] = {
      {"", "no [[rule]]"},
      {"rule = 1", "neither"},
      {"rule = [1]", "a rule is a [[rule]] table"},
      {"rule = [[\"a\"]]", "a rule is a [[rule]] table"},
      {"colour = 1", "neither"},
      {rule("colour = \"red\""), "none of them"},
      {rule("type = [1]"), "list of STIX types"},
      {rule("name = 1"), "is a string"},
      {rule("name = '('"), "not an ECMAScript regular expression"},
      {rule("name = '(a)\\1'"), "not an ECMAScript regular expression"},
      {rule("name = '(a{999}){999}'"), "counted repetition"},
      {rule("name = '" + std::string(201, 'a') + "'"), "at most 200"},
      {rule("", "analyst"), "role submitter"},
      {rule("", "nobody"), "role submitter"},
      {"[[rule]]\nsubmitter = \"NZL.GCSB.submitter\"", "needs a submitter and a label"},
      {"[[rule]]\nsubmitter = \"NZL.GCSB.submitter\"\nlabel = '{\"tlp\":\"RED\",\"tlp\":\"CLEAR\"}'", "cannot be read"},
  };
  for (const Row& row : rows) {
    const auto rules = read_import_rules(row.text, "r.toml", directory());
    ASSERT_FALSE(rules) << row.text;
    EXPECT_NE(rules.error().message.find(row.says), std::string::npos) << row.text << ": " << to_string(rules.error());
    EXPECT_TRUE(rules.error().where.starts_with("r.toml")) << rules.error().where;
  }
}

// A bundle comes from strangers: no name takes the stack, or time that doubles with each of its bytes.
TEST(ImportRules, NoNameIsTooMuchForAPattern) {
  const std::string name = std::string(2'000'000, 'a') + "c";
  for (const std::string_view pattern : {"(a*)*b", "(a|aa)+b", ".*.*b", "(.|a)*b", "a\\{"}) {
    const auto rules = read_import_rules(rule("name = '" + std::string(pattern) + "'"), "r.toml", directory());
    ASSERT_TRUE(rules) << pattern;
    EXPECT_FALSE(matches(rules->front(), "tool", "tool--0", name)) << pattern;
  }
}

}  // namespace
}  // namespace comity::operations
