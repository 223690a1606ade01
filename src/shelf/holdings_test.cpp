#include "shelf/holdings.hpp"

#include <gtest/gtest.h>

#include <set>

#include "base/codec.hpp"

namespace comity::shelf {
namespace {

using journal::Kind;

// A journal made by hand: objects of one owner, clock transitions as policy events, leases and extents.
class HoldingsTest : public testing::Test {
 protected:
  Seq apply(Kind kind, const std::string& body) {
    const journal::Entry entry{++seq_, Time{static_cast<std::int64_t>(seq_) * 1000}, 1, kind, body, 0};
    for (journal::Fold* fold : std::initializer_list<journal::Fold*>{&policy_, &shelf_, &leases_, &holdings_}) fold->apply(entry);
    return seq_;
  }
  void objects(std::uint32_t count) {
    for (; count > 0; --count) {
      ObjectRecord record;
      record.owner = "NZL";
      record.type = "tool";
      record.thing = Thing{shelf_.size()};
      apply(Kind::object, encode(record));
    }
  }
  void event() { apply(Kind::clock, Encoder().number(seq_).take()); }
  Seq lease(const std::string& person, const std::vector<std::uint32_t>& rows, const std::string& purpose = "") {
    Lease lease;
    lease.reader = {person, purpose, marking::Action::copy};
    lease.policy = policy_.version();
    lease.as_of = seq_;
    lease.objects = RowRuns(rows);
    return apply(Kind::lease, encode(lease));
  }
  void extent(Seq lease, std::uint32_t first, std::uint32_t count) { apply(Kind::extent, encode({Extent{lease, {first, count}}})); }

  // What the party received, row by row: "event person purpose" for each delivery.
  std::set<std::string> received(const std::string& party, std::uint32_t row) const {
    std::set<std::string> out;
    const auto rows = holdings_.received(party);
    if (row >= rows.size()) return out;
    for (const auto ix : holdings_.set(rows[row])) {
      const Holdings::Delivery& one = holdings_.delivery(ix);
      out.insert(std::to_string(one.event) + " " + one.reader.person + " " + one.reader.purpose);
    }
    return out;
  }
  using Set = std::set<std::string>;

  Seq seq_ = 0;
  journal::Policy policy_;
  Shelf shelf_;
  Leases leases_;
  Holdings holdings_{policy_, shelf_, leases_};
};

TEST_F(HoldingsTest, ALeaseAloneIsNoReceiptAndAnExtentIsOneForItsPositions) {
  objects(6);
  event();
  const Seq made = lease("JPN.CIRO.analyst", {5, 1, 2, 3});
  EXPECT_TRUE(holdings_.received("JPN").empty());
  extent(made, 1, 2);
  for (const std::uint32_t row : {1u, 2u}) EXPECT_EQ(received("JPN", row), Set{"1 JPN.CIRO.analyst "});
  for (const std::uint32_t row : {0u, 3u, 4u, 5u}) EXPECT_EQ(received("JPN", row), Set{}) << row;
  EXPECT_TRUE(holdings_.received("NZL").empty());
  extent(made, 0, 1);
  EXPECT_EQ(received("JPN", 5), Set{"1 JPN.CIRO.analyst "});
  EXPECT_EQ(received("JPN", 3), Set{});
}

TEST_F(HoldingsTest, PeopleOfOnePartyTheirPurposesAndTheEventsAreKeptApart) {
  objects(3);
  event();
  extent(lease("JPN.CIRO.analyst", {0, 1}), 0, 2);
  extent(lease("JPN.NISC.analyst", {1, 2}), 0, 2);
  extent(lease("NZL.NAB.analyst", {0}), 0, 1);
  event();
  extent(lease("JPN.CIRO.analyst", {1}, "defence"), 0, 1);
  EXPECT_EQ(received("JPN", 0), Set{"1 JPN.CIRO.analyst "});
  EXPECT_EQ(received("JPN", 1), (Set{"1 JPN.CIRO.analyst ", "1 JPN.NISC.analyst ", "2 JPN.CIRO.analyst defence"}));
  EXPECT_EQ(received("JPN", 2), Set{"1 JPN.NISC.analyst "});
  EXPECT_EQ(received("NZL", 0), Set{"1 NZL.NAB.analyst "});
  EXPECT_EQ(received("NZL", 1), Set{});
}

TEST_F(HoldingsTest, ALateExtentSaysWhoHoldsButNotThatItWasReceivedUnderTheEvent) {
  objects(2);
  event();
  const Seq made = lease("JPN.CIRO.analyst", {0, 1});
  extent(made, 0, 1);
  event();
  extent(made, 1, 1);
  EXPECT_EQ(received("JPN", 0), Set{"1 JPN.CIRO.analyst "});
  EXPECT_EQ(received("JPN", 1), Set{});
  ASSERT_EQ(holdings_.holders(1).size(), 1u);
  EXPECT_TRUE(holdings_.holders(1)[0].delivered);
  // Under a lease of the new version it is received.
  extent(lease("JPN.CIRO.analyst", {1}), 0, 1);
  EXPECT_EQ(received("JPN", 1), Set{"2 JPN.CIRO.analyst "});
}

TEST_F(HoldingsTest, HoldersAreAllLeasesOverARowInTheirOrder) {
  objects(4);
  event();
  const Seq first = lease("JPN.CIRO.analyst", {0, 1, 3});
  lease("NZL.NAB.analyst", {0, 2});
  const Seq third = lease("AUS.ASD.analyst", {3, 1});
  extent(third, 1, 1);
  const auto holders = holdings_.holders(1);
  const Reader japan{"JPN.CIRO.analyst", "", marking::Action::copy}, australia{"AUS.ASD.analyst", "", marking::Action::copy};
  EXPECT_EQ(holders, (std::vector<Holdings::Holder>{{japan, first, Time{static_cast<std::int64_t>(first) * 1000}, false},
                                                    {australia, third, Time{static_cast<std::int64_t>(third) * 1000}, true}}));
  EXPECT_FALSE(holdings_.holders(3).at(1).delivered);
  EXPECT_TRUE(holdings_.holders(4).empty());
}

TEST_F(HoldingsTest, WhatNamesNoObjectOfALeaseSaysNothing) {
  objects(3);
  event();
  const Seq made = lease("JPN.CIRO.analyst", {0, 1});
  extent(made, 1, 2);
  extent(made, 3, 1);
  extent(made, 1, UINT32_MAX);
  extent(made + 100, 0, 1);
  extent(1, 0, 1);  // an object's record
  EXPECT_EQ(received("JPN", 1), Set{});
  EXPECT_FALSE(holdings_.holders(1).at(0).delivered);
  // Rows that are not there are not received either.
  extent(lease("JPN.CIRO.analyst", {2, 3, 4}), 0, 3);
  EXPECT_EQ(holdings_.received("JPN").size(), 3u);
  EXPECT_EQ(received("JPN", 2), Set{"1 JPN.CIRO.analyst "});
}

// Against plain sets: any order of deliveries gives equal numbers to equal sets, and only to those.
TEST_F(HoldingsTest, EqualSetsHaveEqualNumbers) {
  constexpr std::uint32_t kRows = 24;
  objects(kRows);
  event();
  const std::vector<std::string> people{"JPN.A.x", "JPN.A.y", "JPN.B.x", "JPN.B.y", "JPN.C.x"};
  std::uint32_t state = 11;
  const auto random = [&](std::uint32_t below) {
    state = state * 1664525 + 1013904223;
    return (state >> 10) % below;
  };
  Set expected[kRows];
  for (int turn = 0; turn < 400; ++turn) {
    if (turn % 150 == 149) event();
    const std::string& person = people[random(static_cast<std::uint32_t>(people.size()))];
    std::set<std::uint32_t> rows;
    for (std::uint32_t i = 0; i < 4; ++i) rows.insert(random(kRows));
    extent(lease(person, {rows.begin(), rows.end()}), 0, static_cast<std::uint32_t>(rows.size()));
    for (const auto row : rows) expected[row].insert(std::to_string(policy_.events().size() - 1) + " " + person + " ");
    const auto numbers = holdings_.received("JPN");
    std::map<Set, Holdings::SetIx> known{{Set{}, 0}};
    std::set<Holdings::SetIx> used;
    for (std::uint32_t row = 0; row < numbers.size(); ++row) {
      ASSERT_EQ(received("JPN", row), expected[row]) << turn;
      const auto [at, fresh] = known.try_emplace(expected[row], numbers[row]);
      ASSERT_EQ(at->second, numbers[row]) << turn;
      const auto set = holdings_.set(numbers[row]);
      ASSERT_TRUE(std::is_sorted(set.begin(), set.end()));
      used.insert(numbers[row]);
    }
    ASSERT_LE(used.size(), known.size());
  }
}

}  // namespace
}  // namespace comity::shelf
