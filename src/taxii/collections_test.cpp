#include "taxii/collections.hpp"

#include <gtest/gtest.h>

#include <regex>

namespace comity::taxii {
namespace {

TEST(Collections, IdsAreVersion4Uuids) {
  const std::regex uuid("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  EXPECT_TRUE(std::regex_match(std::string(kReadCollection), uuid));
  for (const char* agency : {"NZL.GCSB", "JPN.CIRO", "x"}) {
    EXPECT_TRUE(std::regex_match(write_collection(agency), uuid)) << write_collection(agency);
  }
}

TEST(Collections, AnAgencyKeepsItsCollection) {
  EXPECT_EQ(write_collection("NZL.GCSB"), write_collection("NZL.GCSB"));
  EXPECT_NE(write_collection("NZL.GCSB"), write_collection("NZL.NAB"));
}

}  // namespace
}  // namespace comity::taxii
