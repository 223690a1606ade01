#include "crypto/canonical.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "base/bytes.hpp"

namespace comity::crypto {
namespace {

using nlohmann::json;

std::string canonical_text(std::string_view text) {
  const auto value = parse_strict(text);
  if (!value) return "parse: " + to_string(value.error());
  const auto out = canonical(*value);
  return out ? *out : "canonical: " + to_string(out.error());
}

// RFC 8785 appendix B: IEEE 754 bits and their ECMAScript text.
TEST(CanonicalTest, NumbersOfAppendixB) {
  const struct {
    std::uint64_t bits;
    const char* text;
  } kTable[] = {
      {0x0000000000000000, "0"},
      {0x8000000000000000, "0"},
      {0x0000000000000001, "5e-324"},
      {0x8000000000000001, "-5e-324"},
      {0x7fefffffffffffff, "1.7976931348623157e+308"},
      {0xffefffffffffffff, "-1.7976931348623157e+308"},
      {0x4340000000000000, "9007199254740992"},
      {0xc340000000000000, "-9007199254740992"},
      {0x4430000000000000, "295147905179352830000"},
      {0x44b52d02c7e14af5, "9.999999999999997e+22"},
      {0x44b52d02c7e14af6, "1e+23"},
      {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
      {0x444b1ae4d6e2ef4e, "999999999999999700000"},
      {0x444b1ae4d6e2ef4f, "999999999999999900000"},
      {0x444b1ae4d6e2ef50, "1e+21"},
      {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
      {0x3eb0c6f7a0b5ed8d, "0.000001"},
      {0x41b3de4355555553, "333333333.3333332"},
      {0x41b3de4355555554, "333333333.33333325"},
      {0x41b3de4355555555, "333333333.3333333"},
      {0x41b3de4355555556, "333333333.3333334"},
      {0x41b3de4355555557, "333333333.33333343"},
      {0xbecbf647612f3696, "-0.0000033333333333333333"},
      {0x43143ff3c1cb0959, "1424953923781206.2"},
  };
  for (const auto& row : kTable) EXPECT_EQ(canonical(json(std::bit_cast<double>(row.bits))).value(), row.text);
  for (const std::uint64_t bits : {0x7fffffffffffffffULL, 0x7ff0000000000000ULL, 0xfff0000000000000ULL})
    EXPECT_EQ(canonical(json(std::bit_cast<double>(bits))).error().code, Code::invalid);
}

TEST(CanonicalTest, IntegersStopAt2To53) {
  EXPECT_EQ(canonical(json(9007199254740992)).value(), "9007199254740992");
  EXPECT_EQ(canonical(json(-9007199254740992)).value(), "-9007199254740992");
  EXPECT_FALSE(canonical(json(9007199254740993)));
  EXPECT_FALSE(canonical(json(-9007199254740993)));
  EXPECT_FALSE(canonical(json(std::numeric_limits<std::uint64_t>::max())));
  EXPECT_EQ(canonical_text("[-0,0.0,-0.0]"), "[0,0,0]");
}

// RFC 8785 §3.2.2 and §3.2.4.
TEST(CanonicalTest, SampleOfSection322) {
  EXPECT_EQ(canonical_text(R"({
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    })"),
            "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
            "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
}

// RFC 8785 §3.2.3: the emoji sorts before U+FB33 by UTF-16 code units, though not by UTF-8 bytes.
TEST(CanonicalTest, KeyOrderOfSection323) {
  const auto out = canonical_text(R"({
      "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"})");
  std::size_t last = 0;
  for (const char* value : {"Carriage Return", "One", "Control", "Latin Small", "Euro Sign", "Emoji", "Hebrew"}) {
    const auto at = out.find(value);
    ASSERT_NE(at, std::string::npos) << value;
    EXPECT_GT(at, last) << value;
    last = at;
  }
}

TEST(CanonicalTest, IsAFixedPoint) {
  const std::string once = canonical_text(R"({"b":[1,2.50,{"z":"\u007f\u2028","a":""}],"a":-1e-7,"":{}})");
  EXPECT_EQ(canonical_text(once), once);
}

TEST(CanonicalTest, StringsThatAreNotUtf8AreRefused) {
  for (const char* bad : {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "a\x80"}) {
    EXPECT_EQ(canonical(json(std::string(bad))).error().code, Code::invalid) << to_hex(bad);
    json object;
    object[bad] = 1;
    EXPECT_EQ(canonical(object).error().code, Code::invalid) << to_hex(bad);
  }
  EXPECT_EQ(canonical(json::binary({1, 2})).error().code, Code::invalid);
}

TEST(ParseStrictTest, RefusesWhatTwoReadersCouldReadDifferently) {
  const char* kBad[] = {
      R"({"a":1,"a":2})",
      R"({"a":1,"\u0061":2})",
      R"([{"x":{"a":1,"b":2,"a":3}}])",
      R"({"a":1} x)",
      R"({"a":1}{})",
      "",
      " ",
      "{'a':1}",
      "[1,]",
      "// note\n1",
      "[1 /* note */]",
      "NaN",
      "01",
      "[\"\\ud800\"]",
      "[\"\\ud800\\u0041\"]",
      "[\"\xff\"]",
      "\xef\xbb\xbf{}",
      "18446744073709551616",
      "-9223372036854775809",
      "1e400",
      "[\"a\nb\"]",
      "[",
      "{\"a\"",
      "\"a",
      "tru",
  };
  for (const char* text : kBad) {
    const auto value = parse_strict(text);
    ASSERT_FALSE(value) << text;
    EXPECT_EQ(value.error().code, Code::invalid) << text;
    EXPECT_TRUE(value.error().where.starts_with("byte ")) << text << " -> " << to_string(value.error());
    EXPECT_FALSE(value.error().message.empty());
  }
  EXPECT_FALSE(parse_strict(std::string_view("1\0{}", 4)));  // a parser that stops at NUL would take this for 1
  EXPECT_TRUE(parse_strict(R"({"a":{"a":1},"b":[{"a":1},{"a":2}]})"));
}

TEST(ParseStrictTest, DuplicateKeyIsNamedWithItsPlace) {
  const auto value = parse_strict(R"({"one":1,"one":2})");
  ASSERT_FALSE(value);
  EXPECT_NE(value.error().message.find("'one'"), std::string::npos);
  EXPECT_EQ(value.error().where, "byte 14");  // just after the second key
}

TEST(ParseStrictTest, DepthIsBounded) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(parse_strict(nested(64)));
  EXPECT_FALSE(parse_strict(nested(65)));
  EXPECT_FALSE(parse_strict(std::string(1'000'000, '[')));
  EXPECT_TRUE(canonical(parse_strict(nested(64)).value()));
}

}  // namespace
}  // namespace comity::crypto
