#include "taxii/collections.hpp"

#include <gtest/gtest.h>

#include <regex>
#include <set>

namespace comity::taxii {
namespace {

TEST(Collections, IdsAreVersion4Uuids) {
  const std::regex uuid("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  EXPECT_TRUE(std::regex_match(std::string(kReadCollection), uuid));
  for (const char* agency : {"NZL.GCSB", "JPN.CIRO", "x"}) {
    EXPECT_TRUE(std::regex_match(write_collection(agency), uuid)) << write_collection(agency);
  }
}

TEST(Collections, AgreementsAndPartiesHaveTheirOwn) {
  EXPECT_EQ(agreement_collection("JPN-NZL"), agreement_collection("JPN-NZL"));
  EXPECT_EQ((std::set<std::string>{agreement_collection("NZL"), party_collection("NZL"), write_collection("NZL"), party_collection("JPN"), originator_collection("NZL")}).size(), 5u);
}

TEST(Collections, AnAgencyKeepsItsCollection) {
  EXPECT_EQ(write_collection("NZL.GCSB"), write_collection("NZL.GCSB"));
  EXPECT_NE(write_collection("NZL.GCSB"), write_collection("NZL.NAB"));
}

}  // namespace
}  // namespace comity::taxii
