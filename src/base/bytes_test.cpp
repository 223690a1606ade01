#include "base/bytes.hpp"

#include <gtest/gtest.h>

namespace comity {
namespace {

using namespace std::string_literals;

TEST(Hex, ThereAndBack) {
  EXPECT_EQ(to_hex("\x00\x7f\xff"s), "007fff");
  EXPECT_EQ(from_hex("007fFF"), "\x00\x7f\xff"s);
  EXPECT_EQ(from_hex(""), "");
  for (const char* text : {"0", "0g", "g0", "0x", " 0", "00 "}) EXPECT_FALSE(from_hex(text)) << text;
}

TEST(AsUtf8, KeepsCharactersAndReplacesTheRest) {
  const std::pair<std::string, std::string> rows[] = {
      {"", ""},
      {"plain", "plain"},
      {"\xc3\xa9\xe6\xa5\xb5\xf0\x9f\x98\x80", "\xc3\xa9\xe6\xa5\xb5\xf0\x9f\x98\x80"},
      {"a\xe6\xa5", "a\xef\xbf\xbd\xef\xbf\xbd"},  // cut inside a character
      {"\xff-\xc3\xa9", "\xef\xbf\xbd-\xc3\xa9"},
      {"\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd"},
  };
  for (const auto& [text, wanted] : rows) EXPECT_EQ(as_utf8(text), wanted);
  EXPECT_EQ(as_utf8(std::string(100'000, '\xff')).size(), 300'000U);  // in one pass
}

TEST(Base64, VectorsOfRfc4648) {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, coded] : vectors) {
    EXPECT_EQ(to_base64(plain), coded);
    EXPECT_EQ(from_base64(coded), plain);
  }
  EXPECT_EQ(to_base64("\xfb\xff\xfe"s), "+//+");
  EXPECT_EQ(from_base64("+//+"), "\xfb\xff\xfe"s);
}

TEST(Base64, EveryLengthComesBack) {
  std::string bytes;
  for (int i = 0; i < 260; ++i) {
    EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
    bytes.push_back(static_cast<char>(i * 7));
  }
}

// Two texts for the same bytes would let a signed text be changed without notice.
TEST(Base64, RefusesWhatIsNotCanonical) {
  for (const char* text : {"Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm8", "Z===", "====", "=", "Zm9v\n", "Zm 9",
                           "Zg==Zg==", "Zm8=Zm9v", "Zm-_", "Zm9v====", "=m9v", "Z=9v"}) {
    EXPECT_FALSE(from_base64(text)) << text;
  }
}

TEST(EqualInConstantTime, ComparesBytes) {
  EXPECT_TRUE(equal_in_constant_time("", ""));
  EXPECT_TRUE(equal_in_constant_time("a\0b"s, "a\0b"s));
  EXPECT_FALSE(equal_in_constant_time("a\0b"s, "a\0c"s));
  EXPECT_FALSE(equal_in_constant_time("ab", "abc"));
  EXPECT_FALSE(equal_in_constant_time("\x80", "\x00"s));
}

}  // namespace
}  // namespace comity
