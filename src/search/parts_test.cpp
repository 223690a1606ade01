#include "search/parts.hpp"

#include <gtest/gtest.h>

namespace comity::search {
namespace {

// "alias ~12" : parts, those that are tight to the one before with a mark.
std::string split(std::string_view text) {
  Splitter splitter;
  std::string out;
  for (const Part& part : splitter.split(text)) out += (out.empty() ? "" : " ") + std::string(part.tight ? "~" : "") + std::string(part.text);
  return out;
}

TEST(Parts, WordsOfScriptsWithSpaces) {
  EXPECT_EQ(split("Cobalt  Strike, twice"), "cobalt strike twice");
  EXPECT_EQ(split("don't stop"), "don ~t stop");
  EXPECT_EQ(split("ÉCOLE Straße"), "école strasse");
  EXPECT_EQ(split("Кибератака на сервер"), "кибератака на сервер");
  EXPECT_EQ(split("هجوم سيبراني"), "هجوم سيبراني");
  EXPECT_EQ(split("מתקפת סייבר"), "מתקפת סייבר");
  EXPECT_EQ(split("בי״ס"), "בי ~ס");
  EXPECT_EQ(split(""), "");
  EXPECT_EQ(split(" ,;! "), "");
}

TEST(Parts, SinglesOfScriptsWithout) {
  EXPECT_EQ(split("東京で"), "東 ~京 ~で");
  EXPECT_EQ(split("ｻｲﾊﾞｰ攻撃"), "サ ~イ ~バ ~ー ~攻 ~撃");
  EXPECT_EQ(split("网络攻击"), "网 ~络 ~攻 ~击");
  EXPECT_EQ(split("網路攻擊"), "網 ~路 ~攻 ~擊");
  EXPECT_EQ(split("사이버 공격"), "사 ~이 ~버 공 ~격");
  EXPECT_EQ(split("มัลแวร์").substr(0, 3), "ม");
  EXPECT_EQ(split("APT攻撃2"), "apt ~攻 ~撃 ~2");
  EXPECT_EQ(split("東。京"), "東 京") << "a sentence ends between them";
  EXPECT_EQ(split("東-京"), "東 京");
}

TEST(Parts, NamesOfMachines) {
  EXPECT_EQ(split("evil.example.com"), "evil ~example ~com");
  EXPECT_EQ(split("1[.]2[.]3[.]4"), split("1.2.3.4"));
  EXPECT_EQ(split("hxxps://bad[.]example"), split("https://bad.example"));
  EXPECT_EQ(split("CVE-2024-1234"), "cve ~2024 ~1234");
  EXPECT_EQ(split("1, 2, 3"), "1 2 3");
  EXPECT_EQ(split("ＥＶＩＬ．ｅｘａｍｐｌｅ"), "evil ~example") << "full width";
  EXPECT_EQ(split(std::string(300, 'a')), std::string(kLongestPart, 'a'));
}

TEST(Parts, PlacesAreThoseOfTheText) {
  Splitter splitter;
  const std::string text = "x ÉCOLE ｻｲﾊﾞｰ ﷺ end";
  for (const Part& part : splitter.split(text)) {
    ASSERT_LT(part.begin, part.end);
    ASSERT_LE(part.end, text.size());
  }
  const auto& parts = splitter.split(text);
  EXPECT_EQ(text.substr(parts[1].begin, parts[1].end - parts[1].begin), "ÉCOLE");
  EXPECT_EQ(text.substr(parts.back().begin, parts.back().end - parts.back().begin), "end");
}

}  // namespace
}  // namespace comity::search
