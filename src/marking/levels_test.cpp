#include "marking/levels.hpp"

#include <gtest/gtest.h>

namespace comity::marking {
namespace {

Scheme japan() { return {"JPN", "Japan", "", {{"秘", 1, ""}, {"極秘", 2, ""}, {"特定秘密", 2, ""}}}; }

TEST(SchemesTest, RanksWordsAndLetsTwoShareOne) {
  Schemes schemes;
  ASSERT_TRUE(schemes.add(japan()));
  EXPECT_EQ(schemes.rank("JPN", "秘"), 1);
  EXPECT_EQ(schemes.rank("JPN", "極秘"), schemes.rank("JPN", "特定秘密"));
  EXPECT_EQ(schemes.rank("JPN", "SECRET"), std::nullopt);
  EXPECT_EQ(schemes.rank("NZL", "SECRET"), std::nullopt);
  EXPECT_EQ(schemes.rank("TLP", "NONE"), std::nullopt);  // reserved, and in no scheme
  ASSERT_NE(schemes.find("JPN"), nullptr);
  EXPECT_EQ(schemes.find("JPN")->title, "Japan");
  EXPECT_EQ(schemes.find("jpn"), nullptr);
}

TEST(SchemesTest, RefusesRepeatedAndReservedNames) {
  Schemes schemes;
  ASSERT_TRUE(schemes.add(japan()));
  EXPECT_EQ(schemes.add(japan()).error().code, Code::invalid);
  EXPECT_EQ(schemes.add({"TLP", "", "", {{"NONE", 0, ""}}}).error().code, Code::invalid);
  EXPECT_EQ(schemes.add({"X", "", "", {{"A", 0, ""}, {"A", 1, ""}}}).error().code, Code::invalid);
  EXPECT_EQ(schemes.add({"X", "", "", {{"A", 1, ""}, {"B", 0, ""}}}).error().code, Code::invalid);
  EXPECT_EQ(schemes.add({"X", "", "", {}}).error().code, Code::invalid);
  EXPECT_EQ(schemes.add({"X", "", "", {{"", 0, ""}}}).error().code, Code::invalid);
  EXPECT_EQ(schemes.add({"", "", "", {{"A", 0, ""}}}).error().code, Code::invalid);
  EXPECT_EQ(schemes.all().size(), 1U);
}

}  // namespace
}  // namespace comity::marking
