#include "operations/digest.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <random>

namespace comity::operations {
namespace {

std::uint64_t sum(const Digest& digest) {
  return std::accumulate(digest.groups.begin(), digest.groups.end(), digest.rest_objects, [](std::uint64_t n, const auto& group) { return n + group.objects; });
}

TEST(Digest, GroupsByWhyAndKeepsTheLatestOfEach) {
  const std::vector<DigestRow> rows{{7, {3, 3}, 0}, {2, {4, 4}, 1}, {7, {5, 5}, 2}, {7, {6, 6}, 3}};
  const Digest digest = digest_of(rows, 20, 2);
  ASSERT_EQ(digest.groups.size(), 2u);
  EXPECT_EQ(digest.objects, 4u);
  EXPECT_EQ(digest.groups[0].why, 7u);
  EXPECT_EQ(digest.groups[0].objects, 3u);
  ASSERT_EQ(digest.groups[0].first.size(), 2u);
  EXPECT_EQ(digest.groups[0].first[0].row, 3u);
  EXPECT_EQ(digest.groups[0].first[1].row, 2u);
  EXPECT_EQ(digest.groups[1].why, 2u);
  EXPECT_EQ(digest.rest_groups, 0u);
  EXPECT_EQ(digest.rest_objects, 0u);
}

TEST(Digest, NothingIsNothing) {
  const Digest digest = digest_of({});
  EXPECT_EQ(digest.objects, 0u);
  EXPECT_TRUE(digest.groups.empty());
}

// The largest stay, the later of equals, and what goes is counted.
TEST(Digest, SumsTheRest) {
  std::vector<DigestRow> rows;
  Seq place = 0;
  for (std::size_t why = 0; why < 30; ++why)
    for (std::size_t i = 0; i <= why % 3; ++i) rows.push_back({why, {++place, place}, static_cast<std::uint32_t>(place)});
  const Digest digest = digest_of(rows, 12, 5);
  EXPECT_EQ(digest.objects, rows.size());
  EXPECT_EQ(digest.groups.size(), 12u);
  EXPECT_EQ(digest.rest_groups, 18u);
  EXPECT_EQ(sum(digest), digest.objects);
  // Ten groups of three, and of those of two the last two.
  EXPECT_EQ(digest.rest_objects, rows.size() - 10 * 3 - 2 * 2);
  EXPECT_EQ(digest.groups.front().why, 29u);
  EXPECT_TRUE(std::any_of(digest.groups.begin(), digest.groups.end(), [](const auto& group) { return group.why == 28; }));
  EXPECT_FALSE(std::any_of(digest.groups.begin(), digest.groups.end(), [](const auto& group) { return group.why == 1; }));
}

TEST(Digest, NumbersAlwaysAddUp) {
  std::mt19937 random(20261122);
  for (int round = 0; round < 200; ++round) {
    std::vector<DigestRow> rows(random() % 300);
    Seq place = 0;
    for (DigestRow& row : rows) row = {random() % 60, {place += random() % 3, ++place}, static_cast<std::uint32_t>(place)};
    const Digest digest = digest_of(rows);
    EXPECT_EQ(digest.objects, rows.size());
    EXPECT_EQ(sum(digest), digest.objects);
    EXPECT_LE(digest.groups.size(), kMostDigestGroups);
    for (const DigestGroup& group : digest.groups) {
      EXPECT_EQ(group.first.size(), std::min<std::uint64_t>(group.objects, kMostOfDigestGroup));
      for (const DigestRow& row : group.first) EXPECT_EQ(row.why, group.why);
    }
  }
}

}  // namespace
}  // namespace comity::operations
