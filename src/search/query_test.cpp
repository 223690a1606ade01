#include "search/query.hpp"

#include <gtest/gtest.h>

namespace comity::search {
namespace {

// The query as it was understood.
std::string written(const Clause& clause) {
  std::string out;
  switch (clause.kind) {
    case Clause::Kind::all:
    case Clause::Kind::any:
      for (const Clause& part : clause.parts)
        out += (out.empty() ? "" : clause.kind == Clause::Kind::all ? " & " : " | ") + written(part);
      return "(" + out + ")";
    case Clause::Kind::none:
      return "!" + written(clause.parts.front());
    case Clause::Kind::phrase:
      for (const auto& part : clause.phrase.parts) out += (out.empty() ? "" : part.tight ? "~" : " ") + part.text;
      return "'" + out + (clause.phrase.beginning ? "*'" : "'");
    case Clause::Kind::field:
      for (const auto& type : clause.field.types) out += "type=" + type;
      for (const auto& from : clause.field.originators) out += "from=" + from;
      for (const auto& level : clause.field.levels) out += "level=" + level;
      for (const auto& topic : clause.field.topics) out += "topic=" + topic;
      for (const auto& one : clause.field.agreements) out += "agreement=" + one;
      for (const auto& id : clause.field.ids) out += "id=" + id;
      for (const auto& id : clause.field.references) out += "refs=" + id;
      if (clause.field.from != Time::min()) out += ">=" + format_time(clause.field.from);
      if (clause.field.until != Time::max()) out += "<" + format_time(clause.field.until);
      return out;
  }
  return out;
}
std::string read(std::string_view text) {
  const auto query = parse_query(text);
  return query ? written(query->root) : "refused at " + query.error().where;
}

TEST(Query, Words) {
  EXPECT_EQ(read("cobalt"), "'cobalt'");
  EXPECT_EQ(read("Cobalt  Strike"), "('cobalt' & 'strike')");
  EXPECT_EQ(read("\"Cobalt Strike\""), "'cobalt strike'");
  EXPECT_EQ(read("evil.example.com"), "'evil~example~com'");
  EXPECT_EQ(read("crypt*"), "'crypt*'");
  EXPECT_EQ(read("a -b"), "('a' & !'b')");
  EXPECT_EQ(read("a b OR c"), "(('a' & 'b') | 'c')");
  EXPECT_EQ(read("(a OR b) -(c d)"), "(('a' | 'b') & !('c' & 'd'))");
  EXPECT_EQ(read("攻撃"), "'攻~撃'");
  EXPECT_EQ(read("サイ*"), "'サ~イ'") << "found anywhere, so that it needs no star";
  EXPECT_EQ(read("1(.)2"), "'1~2'");
  EXPECT_EQ(read("ORDER"), "'order'");
}

TEST(Query, Fields) {
  EXPECT_EQ(read("type:report x"), "(type=report & 'x')");
  EXPECT_EQ(read("from:NZL.GCSB"), "from=NZL.GCSB");
  EXPECT_EQ(read("level:\"NZL:SECRET\""), "level=NZL:SECRET");
  EXPECT_EQ(read("level:NZL:SECRET"), "level=NZL:SECRET");
  EXPECT_EQ(read("topic:cyber"), "topic=cyber");
  EXPECT_EQ(read("agreement:JPN-NZL"), "agreement=JPN-NZL");
  EXPECT_EQ(read("before:2026"), "<2026-01-01T00:00:00.000000Z");
  EXPECT_EQ(read("since:2026-02"), ">=2026-02-01T00:00:00.000000Z");
  EXPECT_EQ(read("after:2026-12"), ">=2027-01-01T00:00:00.000000Z");
  EXPECT_EQ(read("after:2026-01-31"), ">=2026-02-01T00:00:00.000000Z");
  EXPECT_EQ(read("\"type:report\""), "'type~report'");
  EXPECT_EQ(read("other:word"), "'other~word'") << "no field: text";
  EXPECT_EQ(read("https://evil.example"), "'https~evil~example'");
  EXPECT_EQ(read("refs:malware--11111111-1111-4111-8111-111111111111"), "refs=malware--11111111-1111-4111-8111-111111111111");
}

TEST(Query, Versions) {
  const auto all = parse_query("version:all cobalt");
  ASSERT_TRUE(all.has_value());
  EXPECT_TRUE(all->versions->all);
  EXPECT_EQ(written(all->root), "'cobalt'");
  EXPECT_FALSE(parse_query("cobalt")->versions.has_value());
  EXPECT_TRUE(parse_query("version:first version:last").has_value());
  EXPECT_EQ(read("(version:all)"), "refused at character 2 of the query");
  EXPECT_EQ(read("x OR version:all"), "refused at character 17 of the query");
}

TEST(Query, WhatIsWrongIsSaidWithItsPlace) {
  EXPECT_EQ(read(""), "refused at character 1 of the query");
  EXPECT_EQ(read("  "), "refused at character 1 of the query");
  EXPECT_EQ(read("a \"b"), "refused at character 3 of the query");
  EXPECT_EQ(read("東京 (b"), "refused at character 4 of the query");
  EXPECT_EQ(read("a)"), "refused at character 2 of the query");
  EXPECT_EQ(read("a - b"), "refused at character 4 of the query");
  EXPECT_EQ(read("a OR"), "refused at character 5 of the query");
  EXPECT_EQ(read("!!!"), "refused at character 1 of the query");
  EXPECT_EQ(read("a*"), "refused at character 1 of the query");
  EXPECT_EQ(read("x since:yesterday"), "refused at character 3 of the query");
  EXPECT_EQ(read("id:report"), "refused at character 1 of the query");
  EXPECT_EQ(read("type:"), "refused at character 1 of the query");
  EXPECT_EQ(read("\xff"), "refused at query");
  EXPECT_EQ(read(std::string(kLongestQuery + 1, 'a')), "refused at query");
  std::string many, deep;
  for (std::size_t i = 0; i <= kMostAsked; ++i) many += "a ";
  EXPECT_FALSE(parse_query(many).has_value());
  for (int i = 0; i <= kDeepest + 1; ++i) deep += "(";
  EXPECT_FALSE(parse_query(deep + "a").has_value());
  EXPECT_EQ(parse_query("x since:yesterday").error().message,
            "after 'since:' comes a date, a month, a year or a time: since:2026; to look for the word itself, put it in quotes");
}

}  // namespace
}  // namespace comity::search
