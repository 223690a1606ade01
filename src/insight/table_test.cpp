#include "insight/table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "insight/lettering.hpp"

namespace comity::insight {
namespace {
using testing::HasSubstr;
using testing::Not;

Table pairs() {
  return {.title = "Pairs",
          .columns = {{"pair", "", "", 3}, {"n", "", "votes", 0}, {"kappa_nom", "κ", "", 3}},
          .rows = {{std::string("AUS–JPN"), std::int64_t{89}, 0.35}, {std::string("日本"), std::int64_t{0}, std::monostate{}}},
          .notes = {"Cohen 1960; n is the votes that both cast."}};
}

TEST(Table, CsvIsOfRfc4180) {
  Table table = pairs();
  table.rows.push_back({std::string("a \"b\", c\nd"), std::int64_t{-1}, 0.1});
  EXPECT_EQ(to_csv(table), "pair,n,kappa_nom\r\nAUS–JPN,89,0.35\r\n日本,0,\r\n\"a \"\"b\"\", c\nd\",-1,0.1\r\n");
}

TEST(Table, CsvGivesNoFormula) {
  for (const std::string text : {"=1+1", "+1", "-1", "@x", "\tx", "\rx"}) {
    const auto csv = to_csv({.title = "", .columns = {{"a", "", "", 0}}, .rows = {{text}}, .notes = {}});
    EXPECT_THAT(csv, HasSubstr("'" + text.substr(0, 1))) << csv;
  }
  EXPECT_EQ(to_csv({.title = "", .columns = {{"a", "", "", 0}}, .rows = {{-2.5}, {std::int64_t{-3}}}, .notes = {}}), "a\r\n-2.5\r\n-3\r\n");
}

TEST(Table, CsvNumbersReadBackTheSame) {
  for (const double x : {0.1, 1.0 / 3, 1e-300, 123456789.123456789, -0.0}) {
    const auto csv = to_csv({.title = "", .columns = {{"a", "", "", 0}}, .rows = {{x}}, .notes = {}});
    EXPECT_EQ(std::stod(csv.substr(3)), x);
  }
}

TEST(Table, WhatIsUndefinedIsNeverZero) {
  const Table table{.title = "", .columns = {{"a", "", "", 1}, {"b", "", "", 1}}, .rows = {{std::nan(""), std::monostate{}}, {std::numeric_limits<double>::infinity(), 0.0}}, .notes = {}};
  EXPECT_EQ(to_csv(table), "a,b\r\n,\r\n,0\r\n");
  EXPECT_EQ(to_text(table), "a    b\n–    –\n–  0.0\n");
}

TEST(Table, TextAlignsNumbersToTheRightAndCountsWideCharactersTwice) {
  EXPECT_EQ(to_text(pairs()),
            "Pairs\n\n"
            "pair     n (votes)      κ\n"
            "AUS–JPN         89  0.350\n"
            "日本             0      –\n"
            "\nCohen 1960; n is the votes that both cast.\n");
}

TEST(Table, TextKeepsToItsWidthAndCutsNoNumber) {
  Table table = pairs();
  table.rows.push_back({std::string(200, 'x'), std::int64_t{123456789}, 0.5});
  const auto text = to_text(table, 40);
  std::size_t at = 0;
  while (at < text.size()) {
    const auto end = text.find('\n', at);
    EXPECT_LE(columns_of(text.substr(at, end - at)), 40u) << text;
    at = end + 1;
  }
  EXPECT_THAT(text, HasSubstr("123456789"));
  EXPECT_THAT(text, HasSubstr("x…"));
  EXPECT_THAT(text, Not(HasSubstr("-0.000")));
}

TEST(Table, ControlCharactersDoNotReachATerminal) {
  const auto text = to_text({.title = "a\x1b[31m", .columns = {{"a", "", "", 0}}, .rows = {{std::string("b\x1b]0;t\x07\xff")}}, .notes = {}});
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find('\x07'), std::string::npos);
  EXPECT_EQ(text.find('\xff'), std::string::npos);
}

TEST(Lettering, WrapsAtSpacesAndBetweenIdeographs) {
  EXPECT_THAT(wrapped("one two three", 7), testing::ElementsAre("one two", "three"));
  EXPECT_THAT(wrapped("日本語の文", 4), testing::ElementsAre("日本", "語の", "文"));
  EXPECT_THAT(wrapped("abcdefgh", 3), testing::ElementsAre("abc", "def", "gh"));
  EXPECT_THAT(wrapped("", 3), testing::IsEmpty());
}
}  // namespace
}  // namespace comity::insight
