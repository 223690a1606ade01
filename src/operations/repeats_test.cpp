#include "operations/repeats.hpp"

#include <gtest/gtest.h>

#include "base/codec.hpp"

namespace comity::operations {
namespace {

using Found = Repeats::Found;

constexpr Time kNow{1'780'000'000'000'000};
const crypto::Digest kOne = crypto::sha256("one"), kTwo = crypto::sha256("two");
const Repeats::Name kName{"NZL.GCSB.analyst", crypto::sha256("key")};

Time later(std::int64_t us) { return Time{kNow.us + us}; }

TEST(Repeats, TheSameRequestIsAnsweredAgain) {
  Repeats repeats;
  EXPECT_EQ(repeats.begin(kName, kOne, kNow).found, Found::fresh);
  EXPECT_EQ(repeats.begin(kName, kOne, kNow).found, Found::under_way);
  EXPECT_EQ(repeats.begin(kName, kTwo, kNow).found, Found::another);
  EXPECT_EQ(repeats.begin({"NZL.GCSB.clerk", kName.key}, kTwo, kNow).found, Found::fresh);
  repeats.finish(kName, Repeats::Answer{201, {}, "made"});
  const auto again = repeats.begin(kName, kOne, later(Repeats::kKeptUs - 1));
  EXPECT_EQ(again.found, Found::answered);
  EXPECT_EQ(again.answer.status, 201);
  EXPECT_EQ(again.answer.body, "made");
  EXPECT_EQ(repeats.begin(kName, kTwo, kNow).found, Found::another);
  EXPECT_EQ(repeats.begin(kName, kTwo, later(Repeats::kKeptUs)).found, Found::fresh);
}

TEST(Repeats, WhatWasRefusedIsFree) {
  Repeats repeats;
  repeats.begin(kName, kOne, kNow);
  repeats.release(kName);
  EXPECT_EQ(repeats.begin(kName, kTwo, later(1)).found, Found::fresh);
  // What is left of the first time does not end the second early.
  repeats.finish(kName, Repeats::Answer{200, {}, ""});
  EXPECT_EQ(repeats.begin(kName, kTwo, later(Repeats::kKeptUs)).found, Found::answered);
}

TEST(Repeats, ASecretIsNotKept) {
  Repeats repeats;
  repeats.begin(kName, kOne, kNow);
  repeats.finish(kName, std::nullopt);
  EXPECT_EQ(repeats.begin(kName, kOne, kNow).found, Found::unknown);
}

// After a crash only the record that it was begun is there.
TEST(Repeats, WhatWasBegunBeforeARestartIsNotDoneAgain) {
  Repeats repeats;
  const std::string body = Encoder().text(kName.person).text(crypto::view(kName.key)).text(crypto::view(kOne)).take();
  repeats.apply({7, kNow, 1, journal::Kind::begun, body, 0});
  EXPECT_EQ(repeats.begin(kName, kOne, later(1)).found, Found::unknown);
  EXPECT_EQ(repeats.begin(kName, kTwo, later(1)).found, Found::another);
  EXPECT_EQ(repeats.begin(kName, kOne, later(Repeats::kKeptUs)).found, Found::fresh);
}

TEST(Repeats, TheyAreBounded) {
  Repeats repeats;
  const auto name = [](std::size_t i) { return Repeats::Name{"x", crypto::sha256(std::to_string(i))}; };
  const std::string large(Repeats::kMostBytes / 4, 'x');
  for (std::size_t i = 0; i < Repeats::kMostKeys; ++i) {
    ASSERT_EQ(repeats.begin(name(i), kOne, later(static_cast<std::int64_t>(i))).found, Found::fresh);
    repeats.finish(name(i), Repeats::Answer{200, {}, i < 8 ? large : "x"});
  }
  EXPECT_EQ(repeats.begin(name(0), kOne, later(5000)).found, Found::unknown) << "the oldest answer made room";
  EXPECT_EQ(repeats.begin(name(7), kOne, later(5000)).found, Found::answered);
  EXPECT_EQ(repeats.begin(name(Repeats::kMostKeys), kOne, later(5000)).found, Found::too_many);
  EXPECT_EQ(repeats.begin(name(Repeats::kMostKeys), kOne, later(Repeats::kKeptUs + 1)).found, Found::fresh);
}

}  // namespace
}  // namespace comity::operations
