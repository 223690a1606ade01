#include "access/limits.hpp"

#include <gtest/gtest.h>

#include "access/sessions.hpp"

namespace comity::access {
namespace {

Time at(double seconds) { return Time{static_cast<std::int64_t>(seconds * 1e6) + 1'000'000'000}; }

Settings with(Rate person, Rate party) {
  Settings out;
  out.per_person = person;
  out.per_party = party;
  return out;
}

TEST(Rates, ABurstAndThenSoManyASecond) {
  Rates rates(with({2, 4}, {0, 0}));
  for (int i = 0; i < 4; ++i) EXPECT_EQ(rates.take("p", "A", at(0)), 0);
  EXPECT_EQ(rates.take("p", "A", at(0)), 1);
  EXPECT_EQ(rates.take("q", "A", at(0)), 0);  // another's is its own
  EXPECT_EQ(rates.take("p", "A", at(0.5)), 0);
  EXPECT_GT(rates.take("p", "A", at(0.5)), 0);
  EXPECT_GT(rates.take("p", "A", at(0.2)), 0);  // a clock set back fills nothing
  for (int i = 0; i < 4; ++i) EXPECT_EQ(rates.take("p", "A", at(100)), 0);
  EXPECT_GT(rates.take("p", "A", at(100)), 0);  // never more than the burst
}

TEST(Rates, APartyIsBoundAsAWhole) {
  Rates rates(with({100, 100}, {1, 3}));
  EXPECT_EQ(rates.take("A.x.p", "A", at(0)), 0);
  EXPECT_EQ(rates.take("A.x.q", "A", at(0)), 0);
  EXPECT_EQ(rates.take("A.x.r", "A", at(0)), 0);
  EXPECT_GT(rates.take("A.x.p", "A", at(0)), 0);
  EXPECT_EQ(rates.take("B.x.p", "B", at(0)), 0);
  EXPECT_EQ(rates.take("operator", "", at(0)), 0);
}

TEST(Rates, MemoryIsBounded) {
  Rates rates(with({1000, 10}, {0, 0}));
  for (int i = 0; i < 40'000; ++i) rates.take("p" + std::to_string(i), "", at(i));
  EXPECT_LE(rates.size(), Rates::kMost + 1);
}

TEST(Failures, GrowFromOneAddressAndNotFromAnother) {
  Failures failures;
  EXPECT_EQ(failures.wait("p", "1", at(0)), 0);
  failures.failed("p", "1", at(0));
  failures.failed("p", "1", at(0));
  EXPECT_EQ(failures.wait("p", "1", at(0)), 0);
  failures.failed("p", "1", at(0));
  EXPECT_EQ(failures.wait("p", "1", at(0)), 1);
  failures.failed("p", "1", at(2));
  EXPECT_EQ(failures.wait("p", "1", at(2)), 2);
  for (int i = 0; i < 30; ++i) failures.failed("p", "1", at(2));
  EXPECT_EQ(failures.wait("p", "1", at(2)), 15 * 60);
  EXPECT_EQ(failures.wait("p", "2", at(2)), 0);  // whoever is elsewhere may try
  EXPECT_EQ(failures.wait("q", "1", at(2)), 0);
  EXPECT_EQ(failures.wait("p", "1", at(2 + 15 * 60)), 0);
  failures.succeeded("p", "1");
  EXPECT_EQ(failures.wait("p", "1", at(3)), 0);
}

TEST(Failures, FromManyAddressesEverybodyWaitsALittle) {
  Failures failures;
  for (int i = 0; i < 80; ++i) failures.failed("p", "10.0.0." + std::to_string(i), at(0));
  EXPECT_EQ(failures.wait("p", "192.0.2.1", at(0)), 30);
  EXPECT_EQ(failures.wait("p", "192.0.2.1", at(30)), 0);
}

TEST(Failures, MemoryIsBoundedAndAnHourForgets) {
  Failures failures;
  for (int i = 0; i < 40'000; ++i) failures.failed("p" + std::to_string(i), "1", at(0));
  EXPECT_LE(failures.size(), Failures::kMost);
  for (int i = 0; i < 10; ++i) failures.failed("p", "1", at(0));
  EXPECT_EQ(failures.wait("p", "1", at(3600)), 0);
}

TEST(Sessions, EndWhenIdleAndAtTheLatest) {
  const auto random = crypto::test_random(1);
  Settings settings;
  settings.session_idle_s = 60;
  settings.session_most_s = 300;
  Sessions sessions(settings);
  const FreshSession one = sessions.open(*random, "p", 1, {"reader"}, "1", at(0));
  EXPECT_TRUE(sessions.use(one.secret, at(59)));
  EXPECT_TRUE(sessions.use(one.secret, at(118)));
  EXPECT_FALSE(sessions.use(one.secret, at(179)));
  EXPECT_FALSE(sessions.use(one.secret, at(120)));  // gone for good
  const FreshSession two = sessions.open(*random, "p", 1, {}, "1", at(0));
  for (int s = 0; s < 300; s += 30) EXPECT_TRUE(sessions.use(two.secret, at(s))) << s;
  EXPECT_FALSE(sessions.use(two.secret, at(300)));
  EXPECT_FALSE(sessions.use("", at(0)));
  EXPECT_EQ(sessions.size(), 0u);
}

TEST(Sessions, AreListedAndEndedByTheirPersonOnly) {
  const auto random = crypto::test_random(2);
  Sessions sessions{Settings{}};
  const FreshSession one = sessions.open(*random, "p", 1, {}, "1", at(0)), two = sessions.open(*random, "q", 1, {}, "1", at(0));
  EXPECT_NE(one.secret, two.secret);
  ASSERT_EQ(sessions.list("p", at(1)).size(), 1u);
  EXPECT_FALSE(sessions.end("p", two.session.id));
  EXPECT_TRUE(sessions.use(two.secret, at(1)));
  EXPECT_TRUE(sessions.end("q", two.session.id));
  EXPECT_FALSE(sessions.use(two.secret, at(1)));
  EXPECT_EQ(sessions.end_all("p"), 1u);
  EXPECT_FALSE(sessions.use(one.secret, at(1)));
}

TEST(Sessions, APersonHasSoManyAndTheOldestEnds) {
  const auto random = crypto::test_random(3);
  Sessions sessions{Settings{}};
  std::vector<FreshSession> all;
  for (std::size_t i = 0; i < Sessions::kMostOfOne + 1; ++i) all.push_back(sessions.open(*random, "p", 1, {}, "1", at(static_cast<double>(i))));
  EXPECT_EQ(sessions.size(), Sessions::kMostOfOne);
  EXPECT_FALSE(sessions.use(all.front().secret, at(20)));
  EXPECT_TRUE(sessions.use(all.back().secret, at(20)));
}

TEST(Sessions, TheWordAgainstForgeryIsNoCookie) {
  EXPECT_EQ(csrf_of("a").size(), 64u);
  EXPECT_NE(csrf_of("a"), csrf_of("b"));
  EXPECT_NE(csrf_of("a").find_first_not_of("0"), std::string::npos);
}

}  // namespace
}  // namespace comity::access
