#include <gtest/gtest.h>

#include <fmt/format.h>

#include "base/json.hpp"
#include "marking/definition.hpp"
#include "marking/label.hpp"
#include "marking/languages.hpp"

namespace comity::marking {
namespace {

TEST(LabelExtension, NamesSourcesByIdOrByVersion) {
  const auto read = parse_extension(
      R"({"sources":["report--1",{"id":"report--2","version":"2026-05-01T00:00:00Z"}],"tearline":true,"label":{"tlp":"AMBER"}})", Time{});
  ASSERT_TRUE(read) << to_string(read.error());
  EXPECT_EQ(read->sources, (std::vector<SourceName>{{"report--1", ""}, {"report--2", "2026-05-01T00:00:00Z"}}));
  EXPECT_TRUE(read->tearline);
  EXPECT_EQ(read->label->label.tlp, Tlp::amber);
  const auto plain = parse_extension(R"({"tearline":false})", Time{});
  ASSERT_TRUE(plain);
  EXPECT_TRUE(plain->sources.empty());
  EXPECT_FALSE(plain->tearline);
  EXPECT_TRUE(parse_extension(R"({"lineage":"first-hand"})", Time{}));
  EXPECT_TRUE(parse_extension(R"({"lineage":"unknown","sources":["report--1"]})", Time{}));
}

TEST(LabelExtension, WhatIsWrongWithSourcesIsPointedAt) {
  struct Case {
    const char *text, *where;
  };
  for (const Case& one :
       {Case{R"({"sources":"report--1"})", "/sources"}, Case{R"({"sources":[7]})", "/sources/0"}, Case{R"({"sources":[""]})", "/sources/0"},
        Case{R"({"sources":[{"version":"x"}]})", "/sources/0"}, Case{R"({"sources":[{"id":"report--1"}]})", "/sources/0"},
        Case{R"({"sources":[{"id":"report--1","version":7}]})", "/sources/0/version"}, Case{R"({"sources":[{"id":"report--1","v":"x"}]})", "/sources/0/v"},
        Case{R"({"sources":["report--1","report--1"]})", "/sources/1"}, Case{R"({"sources":["report--1"],"tearline":"yes"})", "/tearline"},
        Case{R"({"tearline":true})", "/tearline"}, Case{R"({"tearline":true,"sources":[]})", "/tearline"},
        Case{R"({"lineage":"mine"})", "/lineage"}, Case{R"({"lineage":true})", "/lineage"},
        Case{R"({"lineage":"first-hand","sources":["report--1"]})", "/lineage"}}) {
    const auto read = parse_extension(one.text, Time{});
    ASSERT_FALSE(read) << one.text;
    EXPECT_EQ(read.error().code, Code::invalid);
    EXPECT_EQ(read.error().where, one.where) << one.text << ": " << read.error().message;
  }
}

TEST(LabelExtension, SourcesAreBounded) {
  const auto with = [](std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += fmt::format(R"({}"report--{}")", i == 0 ? "" : ",", i);
    return parse_extension(fmt::format(R"({{"sources":[{}]}})", text), Time{});
  };
  EXPECT_EQ(with(kMostSources)->sources.size(), kMostSources);
  EXPECT_EQ(with(kMostSources + 1).error().where, fmt::format("/sources/{}", kMostSources));
}

// Where sources mean nothing they must not go unread: the label beside them would read lower than it is.
TEST(LabelExtension, SourcesAreUnknownWhereNothingIsMadeFromThem) {
  const std::string text = R"({"sources":["report--1"],"label":{"levels":{"NZL":["RESTRICTED"]}}})";
  const std::string definition = R"({"type":"marking-definition","id":"marking-definition--00000000-0000-4000-8000-000000000001","extensions":{)"
                                 R"("extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44":)" + text + "}}";
  const auto document = json::Document::parse(definition);
  ASSERT_TRUE(document);
  bool unknown = false;
  for (const Stated& one : read_definition(document->root(), {"NZL", Time{}, nullptr}).stated) unknown = unknown || !one.label.unknowns.empty();
  EXPECT_TRUE(unknown);
  const Language* language = find_language("label");
  ASSERT_NE(language, nullptr);
  EXPECT_FALSE(language->read(text, {"NZL", Time{}, nullptr}).ok());
}

}  // namespace
}  // namespace comity::marking
