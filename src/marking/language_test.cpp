// What every marking language keeps to, whatever it reads.
#include "marking/language.hpp"

#include <gtest/gtest.h>

#include <set>

namespace comity::marking {
namespace {

TEST(Language, RowsHaveNamesAndSourcesOfTheirOwn) {
  std::set<std::string_view> ids, extensions;
  for (const Language& language : languages()) {
    EXPECT_TRUE(ids.insert(language.id).second) << language.id;
    EXPECT_FALSE(language.title.empty()) << language.id;
    EXPECT_FALSE(language.source.empty()) << language.id;
    if (!language.extension.empty()) {
      EXPECT_TRUE(extensions.insert(language.extension).second) << language.id;
    }
    EXPECT_EQ(find_language(language.id), &language);
  }
  EXPECT_EQ(find_language("klingon"), nullptr);
}

TEST(Language, WhatCannotBeReadDeniesAndSaysSo) {
  const Context context{"NZL", Time{}, nullptr};
  for (const Language& language : languages())
    for (const std::string_view text : {"", "\xff\xfe", "//", "{", "<a", "TOP SECRET//", "UNHEARD-OF//REL TO", "{\"a\":1}", "TLP:PINK"}) {
      const Reading reading = language.read(text, context);
      if (reading.ok()) continue;  // a language may find sense in it
      EXPECT_FALSE(reading.label.unknowns.empty()) << language.id << ": " << text;
      EXPECT_TRUE(reading.canonical.empty()) << language.id << ": " << text;
    }
}

TEST(Language, TooLongIsRefusedUnread) {
  const std::string text(kMaxMarkingBytes + 1, 'S');
  for (const Language& language : languages()) EXPECT_FALSE(language.read(text, {"NZL", Time{}, nullptr}).ok()) << language.id;
}

TEST(Tlp, ReadsAndWrites) {
  const Context context{"NZL", Time{}, nullptr};
  const Language& tlp = *find_language("tlp");
  for (const std::string_view text : {"TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"}) {
    const Reading reading = tlp.read(text, context);
    EXPECT_TRUE(reading.ok());
    EXPECT_EQ(reading.canonical, text);
    EXPECT_EQ(tlp.write(reading.label, context).text, text);
    EXPECT_TRUE(tlp.write(reading.label, context).lost.empty());
  }
  EXPECT_EQ(tlp.read("TLP:WHITE", context).canonical, "TLP:CLEAR");
  EXPECT_EQ(recognize("TLP:ORANGE"), &tlp);
  EXPECT_FALSE(tlp.read("TLP:ORANGE", context).ok());
  // What a message quotes goes into a stored label, so it is UTF-8, also where a character was cut.
  for (const std::string& text : {std::string("\xff\xfe"), "TLP:" + std::string(59, 'x') + "\xc3\xa9"}) {
    const Label label = tlp.read(text, context).label;
    EXPECT_EQ(parse_label(to_json(label)).value(), label);
  }
  const Label controlled = parse_label(R"({"tlp":"RED","restricting":[{"party":"USA","name":"ORCON"}],"duties":["d"]})").value();
  EXPECT_EQ(tlp.write(controlled, context).lost, (std::vector<std::string>{"control ORCON of USA", "duty d"}));
}

TEST(Label, IsStrictJson) {
  for (const std::string& text : {std::string(R"({"tlp":"RED","tlp":"CLEAR"})"), std::string("\xef\xbb\xbf{}"), std::string("{}\0", 3),
                                  std::string("{\"caveats\":[\"\xff\"]}"), std::string(R"({"tlp":1e999})"), std::string(100'000, '[')}) {
    EXPECT_EQ(parse_label(text).error().code, Code::invalid) << text.substr(0, 40);
    EXPECT_EQ(parse_extension("{\"label\":" + text + "}", Time{}).error().code, Code::invalid) << text.substr(0, 40);
  }
}

}  // namespace
}  // namespace comity::marking
