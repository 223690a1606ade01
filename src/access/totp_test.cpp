#include "access/totp.hpp"

#include <gtest/gtest.h>

#include <set>

namespace comity::access {
namespace {

constexpr std::string_view kSecret = "12345678901234567890";  // RFC 6238, appendix B

TEST(Totp, TheVectorsOfTheStandard) {
  const struct {
    std::int64_t seconds;
    const char* code;
  } rows[] = {{59, "94287082"}, {1111111109, "07081804"}, {1111111111, "14050471"}, {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"}};
  for (const auto& row : rows) {
    EXPECT_EQ(totp_code(kSecret, totp_step(Time{row.seconds * 1'000'000}), 8), row.code) << row.seconds;
    EXPECT_EQ(totp_code(kSecret, totp_step(Time{row.seconds * 1'000'000})), std::string(row.code).substr(2)) << row.seconds;
  }
}

// RFC 4226, appendix D.
TEST(Totp, TheVectorsOfHotp) {
  const char* const codes[] = {"755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"};
  for (std::uint64_t step = 0; step < 10; ++step) EXPECT_EQ(totp_code(kSecret, step), codes[step]);
}

TEST(Totp, OneStepEitherWayAndEachOnce) {
  const Time now{1111111111ll * 1'000'000};
  const std::uint64_t step = totp_step(now);
  for (const std::uint64_t near : {step - 1, step, step + 1}) EXPECT_EQ(totp_check(kSecret, totp_code(kSecret, near), now, 0), near);
  for (const std::uint64_t far : {step - 2, step + 2}) EXPECT_FALSE(totp_check(kSecret, totp_code(kSecret, far), now, 0));
  EXPECT_FALSE(totp_check(kSecret, totp_code(kSecret, step), now, step));
  EXPECT_FALSE(totp_check(kSecret, totp_code(kSecret, step - 1), now, step));
  EXPECT_TRUE(totp_check(kSecret, totp_code(kSecret, step + 1), now, step));
  for (const char* wrong : {"", "05047", "0504711", "abcdef"}) EXPECT_FALSE(totp_check(kSecret, wrong, now, 0)) << wrong;
}

// RFC 4648 §10, without its padding.
TEST(Totp, Base32) {
  const char* const rows[][2] = {{"", ""}, {"f", "MY"}, {"fo", "MZXQ"}, {"foo", "MZXW6"}, {"foob", "MZXW6YQ"}, {"fooba", "MZXW6YTB"}, {"foobar", "MZXW6YTBOI"}};
  for (const auto& row : rows) EXPECT_EQ(base32(row[0]), row[1]);
}

TEST(Recovery, CodesAreReadAsTheyAreTyped) {
  const auto random = crypto::test_random(1);
  const auto codes = make_recovery_codes(*random);
  EXPECT_EQ(std::set<std::string>(codes.begin(), codes.end()).size(), kRecoveryCodes);
  EXPECT_EQ(codes[0].size(), 29u);  // 24 letters of base32: 120 bits
  std::string typed = codes[0];
  for (char& c : typed) c = c == '-' ? ' ' : static_cast<char>(std::toupper(c));
  EXPECT_EQ(recovery_hash(typed), recovery_hash(codes[0]));
  EXPECT_NE(recovery_hash(codes[1]), recovery_hash(codes[0]));
}

}  // namespace
}  // namespace comity::access
