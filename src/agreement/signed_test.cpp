#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "agreement/sample_for_test.hpp"
#include "agreement/terms.hpp"
#include "base/bytes.hpp"

namespace comity::agreement {
namespace {

using ::testing::HasSubstr;

class SignedTest : public ::testing::Test {
 protected:
  SignedTest() {
    for (const char* party : {"JPN", "NZL", "AUS"}) authorities_[party] = to_base64(key(party).public_key());
  }
  static crypto::SigningKey key(const std::string& party) {
    return crypto::SigningKey::from_seed((party + std::string(32, 'x')).substr(0, 32)).value();
  }
  Signature by(const std::string& party) const { return sign(document_, party, key(party)).value(); }

  Document document_ = parse_agreement(kSampleToml, "a.toml").value();
  std::map<std::string, std::string> authorities_;
};

TEST_F(SignedTest, EveryPartyMustSign) {
  EXPECT_TRUE(verify({document_, {by("JPN"), by("NZL")}}, authorities_));
  EXPECT_TRUE(verify({document_, {by("NZL"), by("JPN")}}, authorities_));
  const auto one = verify({document_, {by("JPN")}}, authorities_);
  ASSERT_FALSE(one);
  EXPECT_EQ(one.error().code, Code::precondition);
  EXPECT_THAT(one.error().message, HasSubstr("NZL still to sign"));
  EXPECT_THAT(verify({document_, {}}, authorities_).error().message, HasSubstr("JPN, NZL"));
}

TEST_F(SignedTest, OnlyNamedPartiesMaySign) {
  EXPECT_FALSE(sign(document_, "AUS", key("AUS")));
  Signature stranger = by("JPN");
  stranger.party = "AUS";
  const Signed file{document_, {by("JPN"), by("NZL"), stranger}};
  EXPECT_THAT(verify(file, authorities_).error().message, HasSubstr("AUS is not a party"));
  EXPECT_THAT(parse_signed(to_json(file)).error().message, HasSubstr("AUS is not a party"));
  const Signed twice{document_, {by("JPN"), by("JPN")}};
  EXPECT_THAT(verify(twice, authorities_).error().message, HasSubstr("twice"));
  EXPECT_THAT(parse_signed(to_json(twice)).error().message, HasSubstr("twice"));
}

TEST_F(SignedTest, TheKeyMustBeTheAuthoritys) {
  const Signature wrong_key = sign(document_, "NZL", key("AUS")).value();
  EXPECT_THAT(verify({document_, {by("JPN"), wrong_key}}, authorities_).error().message,
              HasSubstr("NZL signed with a key"));
  Signature claimed = wrong_key;  // the right key is named, another signed
  claimed.key = authorities_["NZL"];
  EXPECT_THAT(verify({document_, {by("JPN"), claimed}}, authorities_).error().message,
              HasSubstr("NZL on JPN-NZL fails"));
  std::map<std::string, std::string> unknown = authorities_;
  unknown.erase("NZL");
  EXPECT_EQ(verify({document_, {by("JPN"), by("NZL")}}, unknown).error().code, Code::invalid);
  unknown["NZL"] = "";
  EXPECT_EQ(verify({document_, {by("JPN"), by("NZL")}}, unknown).error().code, Code::invalid);
}

TEST_F(SignedTest, FileRoundTrips) {
  const Signed file{document_, {by("JPN"), by("NZL")}};
  const std::string text = to_json(file);
  const auto back = parse_signed(text);
  ASSERT_TRUE(back) << to_string(back.error());
  EXPECT_EQ(back->document.canonical, document_.canonical);
  EXPECT_EQ(back->document.terms, document_.terms);
  EXPECT_EQ(to_json(*back), text);
  EXPECT_TRUE(verify(*back, authorities_));
  EXPECT_TRUE(parse_signed(text + "\n"));
  EXPECT_FALSE(parse_signed("{}"));
  EXPECT_FALSE(parse_signed(document_.canonical));
  EXPECT_FALSE(parse_canonical(document_.canonical + "\n"));
  EXPECT_FALSE(parse_canonical(" " + document_.canonical));
}

TEST_F(SignedTest, EveryFlippedBitOfTheFileFails) {
  // A short document: each flip is a whole parse.
  const Document small =
      parse_agreement(
          "id = 'P'\nversion = 1\ntitle = 't'\nkind = 'bilateral'\nparties = ['JPN', 'NZL']\n"
          "[term]\nin_force = 2025-01-01\n[survival]\nkept = true\n[[levels]]\nJPN = '秘'\nNZL = 'SECRET'\n",
          "a.toml")
          .value();
  const std::string text =
      to_json({small, {sign(small, "JPN", key("JPN")).value(), sign(small, "NZL", key("NZL")).value()}});
  ASSERT_TRUE(verify(parse_signed(text).value(), authorities_));
  for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
    std::string altered = text;
    altered[bit / 8] = static_cast<char>(altered[bit / 8] ^ (1 << bit % 8));
    const auto file = parse_signed(altered);
    EXPECT_FALSE(file && verify(*file, authorities_)) << "bit " << bit << ": " << altered;
  }
}

TEST_F(SignedTest, TermsThatAreNotThoseOfTheBytesAreRefused) {
  Signed file{document_, {by("JPN"), by("NZL")}};
  file.document.terms.topics = {true, {}};
  EXPECT_THAT(verify(file, authorities_).error().message, HasSubstr("not those that were signed"));
}

TEST_F(SignedTest, ASignatureIsForOneVersionOnly) {
  const Document next = parse_agreement(replaced("version = 2", "version = 3"), "a.toml").value();
  EXPECT_FALSE(verify({next, {by("JPN"), by("NZL")}}, authorities_));
}

}  // namespace
}  // namespace comity::agreement
