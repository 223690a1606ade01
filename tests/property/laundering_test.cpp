// Products on random histories: whatever somebody cites, nobody reads by agreements what was made of it who may not read each source.
// COMITY_PROPERTY_HISTORIES sets how many; COMITY_PROPERTY_SEED runs one alone.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

#include "tests/property/history.hpp"

namespace comity::property {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(NDEBUG)
constexpr std::uint64_t kHistories = 20;
#else
constexpr std::uint64_t kHistories = 120;
#endif
constexpr int kActs = 16, kProducts = 12;

std::uint64_t number_in(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

TEST(Laundering, AProductIsReadOnlyByWhoMayReadEachSource) {
  const std::uint64_t one = number_in("COMITY_PROPERTY_SEED", 0);
  const std::uint64_t count = number_in("COMITY_PROPERTY_HISTORIES", kHistories);
  std::size_t offered = 0, taken = 0, readers = 0, narrowed = 0;
  for (std::uint64_t seed = one != 0 ? one : 1; seed <= (one != 0 ? one : count); ++seed) {
    SCOPED_TRACE(seed);
    try {
      History history(seed);
      for (int i = 0; i < kActs; ++i) history.act();
      for (int i = 0; i < kProducts; ++i) {
        const History::Derived derived = history.check_derivation();
        offered += derived.offered;
        taken += derived.taken;
        readers += derived.readers;
        narrowed += derived.narrowed;
        if (i % 4 == 3) history.act();
      }
    } catch (const std::runtime_error& error) {
      FAIL() << error.what();
    }
  }
  std::cout << offered << " products offered, " << taken << " taken, " << readers << " readings permitted, " << narrowed << " lost by what was cited\n";
  if (one != 0) return;
  // Otherwise the law held of nothing.
  EXPECT_GT(taken, count);
  EXPECT_LT(taken, offered);
  EXPECT_GT(readers, count / 2);
  EXPECT_GT(narrowed, count / 2);
}

}  // namespace
}  // namespace comity::property
