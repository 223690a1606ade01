#include "access/tokens.hpp"

#include <gtest/gtest.h>

#include "base/codec.hpp"

namespace comity::access {
namespace {

journal::Entry entry(std::string_view body) { return {1, Time{1'000'000}, 1, journal::Kind::token, body, 0}; }

TEST(Tokens, OpenWithTheirSecretUntilTheyEnd) {
  const auto random = crypto::test_random(1);
  const FreshToken fresh = make_token(*random, "NZL.GCSB.analyst", Time{5'000'000});
  Tokens tokens;
  const std::string body = encode(fresh.token);
  EXPECT_EQ(body.find(fresh.secret.substr(7)), std::string::npos);
  tokens.apply(entry(body));
  ASSERT_NE(tokens.find(fresh.secret, "", Time{4'999'999}), nullptr);
  EXPECT_EQ(tokens.find(fresh.secret, "", Time{4'999'999})->person, "NZL.GCSB.analyst");
  EXPECT_EQ(tokens.find(fresh.secret, "", Time{5'000'000}), nullptr);
  EXPECT_EQ(tokens.find(fresh.secret + "x", "", Time{1}), nullptr);
  EXPECT_EQ(tokens.find("", "", Time{1}), nullptr);
  EXPECT_GE(fresh.secret.size(), 43 + 7u);  // 256 bits of base64url
}

TEST(Tokens, RevokedOnesOpenNothing) {
  const auto random = crypto::test_random(2);
  FreshToken fresh = make_token(*random, "operator", Time::max());
  Tokens tokens;
  tokens.apply(entry(encode(fresh.token)));
  ASSERT_NE(tokens.find(fresh.secret, "", Time{1}), nullptr);
  fresh.token.revoked = true;
  tokens.apply(entry(encode(fresh.token)));
  EXPECT_EQ(tokens.find(fresh.secret, "", Time{1}), nullptr);
  ASSERT_EQ(tokens.list("").size(), 1u);
  EXPECT_TRUE(tokens.list("operator")[0].token->revoked);
  EXPECT_TRUE(tokens.list("somebody").empty());
}

TEST(Tokens, MayBeBoundToAddresses) {
  const auto random = crypto::test_random(3);
  FreshToken fresh = make_token(*random, "operator", Time::max());
  fresh.token.from = {Network::parse("192.0.2.0/24").value(), Network::parse("2001:db8::/32").value()};
  Tokens tokens;
  tokens.apply(entry(encode(fresh.token)));
  for (const char* inside : {"192.0.2.0", "192.0.2.255", "::ffff:192.0.2.7", "2001:db8:1::1"})
    EXPECT_NE(tokens.find(fresh.secret, inside, Time{1}), nullptr) << inside;
  for (const char* outside : {"192.0.3.0", "127.0.0.1", "2001:db9::1", "", "nonsense"})
    EXPECT_EQ(tokens.find(fresh.secret, outside, Time{1}), nullptr) << outside;
}

TEST(Tokens, NoteTheirUseToTheMinute) {
  const auto random = crypto::test_random(4);
  const FreshToken fresh = make_token(*random, "operator", Time::max());
  Tokens tokens;
  tokens.apply(entry(encode(fresh.token)));
  EXPECT_FALSE(tokens.list("")[0].used);
  tokens.find(fresh.secret, "", Time{3 * 60'000'000 + 17});
  ASSERT_TRUE(tokens.list("")[0].used);
  EXPECT_EQ(tokens.list("")[0].used->us, 3 * 60'000'000);
}

TEST(Tokens, RecordsOfBeforeThereWereScopesAreRead) {
  const auto random = crypto::test_random(5);
  const FreshToken fresh = make_token(*random, "NZL.GCSB.analyst", Time::max());
  const Token& token = fresh.token;
  const std::string old =
      Encoder().text(token.id).text(token.person).text(crypto::view(token.hash)).number(static_cast<std::uint64_t>(token.until.us)).number(0).take();
  const auto read = decode_token(old);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->scopes, Scopes::all());
  EXPECT_TRUE(read->from.empty());
}

TEST(Tokens, EveryFieldIsReadBackAndNothingShorterIs) {
  const auto random = crypto::test_random(6);
  FreshToken fresh = make_token(*random, "NZL.GCSB.analyst", Time{7});
  fresh.token.scopes = {Scope::read, Scope::act};
  fresh.token.note = "the press desk's reader";
  fresh.token.from = {Network::parse("10.0.0.0/8").value()};
  const std::string body = encode(fresh.token);
  const auto read = decode_token(body);
  ASSERT_TRUE(read);
  EXPECT_EQ(encode(*read), body);
  EXPECT_EQ(read->scopes, (Scopes{Scope::act, Scope::read}));
  const std::size_t old = body.size() - (1 + 1 + fresh.token.note.size() + 1 + 1 + 10);  // what old records were
  for (std::size_t n = 0; n < body.size(); ++n) EXPECT_EQ(decode_token(body.substr(0, n)).has_value(), n == old) << n;
  EXPECT_FALSE(decode_token(body + "x"));
}

TEST(Network, RefusesWhatIsNoRange) {
  for (const char* wrong : {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.1/8", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0.0", "::/129", "example.org"})
    EXPECT_FALSE(Network::parse(wrong)) << wrong;
  EXPECT_TRUE(Network::parse("0.0.0.0/0")->holds("203.0.113.9"));
  EXPECT_FALSE(Network::parse("0.0.0.0/0")->holds("2001:db8::1"));
  EXPECT_TRUE(Network::parse("::/0")->holds("203.0.113.9"));
  EXPECT_TRUE(Network::parse("127.0.0.1")->holds("127.0.0.1"));
  EXPECT_FALSE(Network::parse("127.0.0.1")->holds("127.0.0.2"));
}

TEST(Scopes, OnlyTakeAway) {
  const auto read = parse_scopes({"read"});
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->has(Scope::read));
  EXPECT_TRUE(read->has(Scope::none));
  EXPECT_FALSE(read->has(Scope::share));
  EXPECT_TRUE(read->within(Scopes::all()));
  EXPECT_FALSE(Scopes::all().within(*read));
  EXPECT_EQ(names_of(Scopes::all()), (std::vector<std::string>{"read", "share", "act", "admin"}));
  EXPECT_FALSE(parse_scopes({}));
  EXPECT_FALSE(parse_scopes({"read", "write"}));
  EXPECT_EQ(Scopes::of_bits(0xf2).bits(), 2);
}

}  // namespace
}  // namespace comity::access
