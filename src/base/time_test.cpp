#include "base/time.hpp"

#include <gtest/gtest.h>

namespace comity {
namespace {

std::int64_t us(std::string_view text) {
  const auto time = parse_time(text);
  EXPECT_TRUE(time) << text;
  return time ? time->us : 0;
}

TEST(ParseTime, ReadsInstants) {
  EXPECT_EQ(us("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(us("1970-01-01T00:00:00.000001Z"), 1);
  EXPECT_EQ(us("1970-01-01t00:00:01z"), 1'000'000);
  EXPECT_EQ(us("1969-12-31T23:59:59.5Z"), -500'000);
  EXPECT_EQ(us("2026-01-31T12:00:00Z"), 1'769'860'800'000'000);
  EXPECT_EQ(us("2000-02-29T00:00:00Z") - us("2000-02-28T00:00:00Z"), 86'400'000'000);
  EXPECT_EQ(us("0001-01-01T00:00:00Z"), -62'135'596'800'000'000);
  EXPECT_EQ(us("9999-12-31T23:59:59.999999Z"), 253'402'300'799'999'999);
}

TEST(ParseTime, DropsDigitsPastMicroseconds) {
  EXPECT_EQ(us("1970-01-01T00:00:00.1Z"), 100'000);
  EXPECT_EQ(us("1970-01-01T00:00:00.1234569Z"), 123'456);
  EXPECT_EQ(us("1970-01-01T00:00:00." + std::string(300, '9') + "Z"), 999'999);
}

TEST(ParseTime, ReadsOffsets) {
  EXPECT_EQ(us("2026-01-31T12:00:00+13:00"), us("2026-01-30T23:00:00Z"));
  EXPECT_EQ(us("2026-01-31T12:00:00-03:30"), us("2026-01-31T15:30:00Z"));
  EXPECT_EQ(us("2026-01-31T12:00:00-00:00"), us("2026-01-31T12:00:00Z"));
}

TEST(ParseTime, TakesADateForItsFirstInstant) { EXPECT_EQ(us("2026-01-31"), us("2026-01-31T00:00:00Z")); }

// RFC 3339 §5.7 allows the second 60; it falls on the instant after it.
TEST(ParseTime, TakesALeapSecond) { EXPECT_EQ(us("2016-12-31T23:59:60Z"), us("2017-01-01T00:00:00Z")); }

TEST(ParseTime, RefusesTheRest) {
  for (const char* text : {"",
                           "0000-01-01T00:00:00+00:01",  // in the year -1
                           "9999-12-31T23:59:60Z",       // in the year 10000
                           "9999-12-31T23:30:00-01:00",
                           "2026",
                           "2026-1-31",
                           "2026-01-32",
                           "2026-02-29",
                           "2026-00-10",
                           "2026-13-01",
                           "2026-01-00",
                           "2026/01/31",
                           "2026-01-31T",
                           "2026-01-31T12:00Z",
                           "2026-01-31T12:00:00",
                           "2026-01-31 12:00:00Z",
                           "2026-01-31T24:00:00Z",
                           "2026-01-31T12:60:00Z",
                           "2026-01-31T12:00:61Z",
                           "2026-01-31T12:00:00.Z",
                           "2026-01-31T12:00:00.5",
                           "2026-01-31T12:00:00ZZ",
                           "2026-01-31T12:00:00+1:00",
                           "2026-01-31T12:00:00+24:00",
                           "2026-01-31T12:00:00+01:60",
                           "2026-01-31T12:00:00+0100",
                           "-026-01-31",
                           "2026-01-31T-1:00:00Z",
                           "2026-01-31T12:00:00Z ",
                           " 2026-01-31"}) {
    const auto time = parse_time(text);
    ASSERT_FALSE(time) << text;
    EXPECT_EQ(time.error().code, Code::invalid);
  }
}

TEST(FormatTime, WritesSixDigitsAndReadsBack) {
  EXPECT_EQ(format_time({0}), "1970-01-01T00:00:00.000000Z");
  EXPECT_EQ(format_time({-1}), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(format_date({-1}), "1969-12-31");
  for (const std::int64_t time : {1'769'860'800'123'456LL, -62'135'596'800'000'000LL, 253'402'300'799'999'999LL}) {
    EXPECT_EQ(us(format_time({time})), time);
  }
}

TEST(ManualClock, MovesWhenTold) {
  ManualClock clock({5});
  EXPECT_EQ(clock.now(), Time{5});
  clock.advance_us(7);
  EXPECT_EQ(clock.now(), Time{12});
  clock.set({3});
  EXPECT_EQ(clock.now(), Time{3});
}

}  // namespace
}  // namespace comity
