#include "base/ids.hpp"

#include <gtest/gtest.h>

#include <type_traits>
#include <unordered_set>

namespace comity {
namespace {

using PartyIx = Ix<struct PartyTag>;
using AgreementIx = Ix<struct AgreementTag>;
static_assert(!std::is_convertible_v<PartyIx, AgreementIx>);
static_assert(!std::is_convertible_v<std::uint32_t, PartyIx>);

TEST(Ix, IsNoneUntilItIsSet) {
  EXPECT_TRUE(PartyIx().none());
  EXPECT_FALSE(PartyIx(0).none());
  EXPECT_EQ(PartyIx(3), PartyIx(3));
  EXPECT_LT(PartyIx(3), PartyIx(4));
  const std::unordered_set<PartyIx> set = {PartyIx(1), PartyIx(2), PartyIx(1)};
  EXPECT_EQ(set.size(), 2u);
}

TEST(Names, InternsInOrderOfFirstSight) {
  Names names;
  EXPECT_EQ(names.intern("NZL"), 0u);
  EXPECT_EQ(names.intern("JPN"), 1u);
  EXPECT_EQ(names.intern("NZL"), 0u);
  EXPECT_EQ(names.intern(""), 2u);
  EXPECT_EQ(names.size(), 3u);
  EXPECT_EQ(names.find("AUS"), UINT32_MAX);
  EXPECT_EQ(names.text(1), "JPN");
}

// The index points into the texts: neither growth nor the end of the caller's string may move them.
TEST(Names, KeepsItsTextsInPlace) {
  Names names;
  for (int i = 0; i < 10'000; ++i) names.intern("n" + std::to_string(i));
  for (int i = 0; i < 10'000; ++i) {
    EXPECT_EQ(names.find("n" + std::to_string(i)), static_cast<std::uint32_t>(i));
    EXPECT_EQ(names.text(static_cast<std::uint32_t>(i)), "n" + std::to_string(i));
  }
}

}  // namespace
}  // namespace comity
