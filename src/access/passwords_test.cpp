#include "access/passwords.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "access/accounts.hpp"
#include "access/audit.hpp"
#include "crypto/seal.hpp"

namespace comity::access {
namespace {

Settings cheap() {
  Settings out;
  out.password = {1, 8u << 20};
  return out;
}

TEST(Password, WhatIsRefused) {
  const std::string thirteen(13, 'a');
  for (const std::string& wrong : std::vector<std::string>{
           "", "short", "elevenchar1", std::string(129, 'x') + "abcdef", thirteen, "abababababab", "password12345!", "Password!Password!", "P@ssw0rd2024!!",
           "qwertyuiopas", "123456789012345", "qwertyqwerty", "abcdefghijkl", "1q2w3e4r5t6y7u", "zyxwvutsrqponm", "NZL.GCSB.analyst1", "analyst!analyst!",
           "sample-sample-1", "letmein-letmein", "tab\tin the middle of it"})
    EXPECT_FALSE(check_password(wrong, "NZL.GCSB.analyst", "sample")) << wrong;
}

TEST(Password, WhatIsTaken) {
  for (const char* right : {"correct horse battery staple", "kereru over the harbour", "twelve chars", "秘密の合言葉は長いほど良いです", "Vq7-plum-Ottawa", "my secret garden gate",
                            "the analyst ate a pear"})
    EXPECT_TRUE(check_password(right, "NZL.GCSB.analyst", "sample")) << right;
}

TEST(Password, TwoKeyboardsWriteTheSame) {
  const auto composed = normal_form("caf\xC3\xA9 au lait du matin"), apart = normal_form("cafe\xCC\x81 au lait du matin");
  ASSERT_TRUE(composed && apart);
  EXPECT_EQ(*composed, *apart);
  EXPECT_FALSE(normal_form("\xFF\xFE"));
  EXPECT_FALSE(normal_form(std::string(3000, 'x')));
  EXPECT_EQ(normal_form(std::string("a\0b", 3)).value_or("").size(), 3u);  // nothing is cut at a zero
}

TEST(Hasher, VerifiesAndKnowsWhenToHashAnew) {
  const auto random = crypto::test_random(1);
  Hasher hasher(cheap(), *random);
  const std::string hash = hasher.hash("correct horse battery").value();
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=8192,t=1,p=1$"));
  EXPECT_TRUE(hasher.verify(hash, "correct horse battery").value());
  EXPECT_FALSE(hasher.verify(hash, "correct horse batterz").value());
  EXPECT_FALSE(hasher.verify("", "correct horse battery").value());
  EXPECT_FALSE(hasher.verify("$argon2id$nonsense", "correct horse battery").value());
  EXPECT_FALSE(hasher.wants_rehash(hash));
  Settings dearer = cheap();
  dearer.password.passes = 2;
  EXPECT_TRUE(Hasher(dearer, *random).wants_rehash(hash));
}

// The one that stands in for nobody's is of the form and the cost of the others.
TEST(Hasher, TheDecoyIsAHash) {
  const auto random = crypto::test_random(2);
  const crypto::PasswordCost cost{1, 8u << 20};
  const std::string decoy = crypto::decoy_hash(*random, cost);
  EXPECT_FALSE(crypto::wants_rehash(decoy, cost));
  EXPECT_EQ(decoy.size(), crypto::hash_password("x", cost).value().size());
  EXPECT_FALSE(crypto::verify_password(decoy, ""));
}

TEST(Hasher, OneAtATimeAndABoundedLine) {
  const auto random = crypto::test_random(3);
  Settings settings = cheap();
  settings.password = {3, 32u << 20};
  settings.hashes_waiting = 2;
  Hasher hasher(settings, *random);
  std::atomic<int> done{0}, refused{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 12; ++i)
    threads.emplace_back([&] {
      const auto out = hasher.verify("", "x");
      if (out) ++done;
      else if (out.error().code == Code::too_many && out.error().retry_after_s > 0) ++refused;
    });
  for (std::thread& one : threads) one.join();
  EXPECT_EQ(done + refused, 12);
  EXPECT_GE(done.load(), 1);
}

TEST(Seal, OpensOnlyWhatItSealedAboutTheSame) {
  const auto random = crypto::test_random(4);
  const crypto::SealingKey key = crypto::SealingKey::generate(*random), other = crypto::SealingKey::generate(*random);
  const std::string sealed = key.seal("a secret", "NZL.GCSB.analyst", *random);
  EXPECT_EQ(key.open(sealed, "NZL.GCSB.analyst").value_or(""), "a secret");
  EXPECT_EQ(sealed.find("a secret"), std::string::npos);
  EXPECT_FALSE(key.open(sealed, "NZL.GCSB.official"));
  EXPECT_FALSE(other.open(sealed, "NZL.GCSB.analyst"));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(key.open(changed, "NZL.GCSB.analyst")) << i;
    EXPECT_FALSE(key.open(sealed.substr(0, i), "NZL.GCSB.analyst")) << i;
  }
}

TEST(Accounts, EveryFieldIsReadBackAndNothingShorterIs) {
  AccountChange change{Change::certificate_bound, "NZL.GCSB.analyst"};
  change.id = "certificate-1";
  change.value = "ab";
  change.note = "n";
  change.until = Time{7};
  change.scopes = {Scope::read};
  change.step = 9;
  change.hashes = {crypto::sha256("x")};
  const std::string body = encode(change);
  ASSERT_TRUE(decode_account_change(body));
  EXPECT_EQ(encode(*decode_account_change(body)), body);
  for (std::size_t n = 0; n < body.size(); ++n) EXPECT_FALSE(decode_account_change(body.substr(0, n))) << n;
  EXPECT_FALSE(decode_account_change(body + "x"));
}

TEST(Accounts, SessionsEndWithWhatTheyStoodOn) {
  Accounts accounts;
  const auto say = [&](AccountChange change) {
    const std::string body = encode(change);
    accounts.apply({1, Time{1}, 1, journal::Kind::account, body, 0});
    return accounts.of("p").epoch;
  };
  AccountChange password{Change::password, "p"};
  password.value = "$argon2id$";
  const std::uint64_t one = say(password);
  AccountChange rehashed{Change::rehashed, "p"};
  rehashed.value = "$argon2id$2";
  EXPECT_EQ(say(rehashed), one);
  EXPECT_EQ(say({Change::totp_used, "p"}), one);
  EXPECT_GT(say({Change::totp, "p"}), one);
  EXPECT_GT(say({Change::suspended, "p"}), one + 1);
  EXPECT_TRUE(accounts.of("p").suspended);
  say({Change::resumed, "p"});
  EXPECT_FALSE(accounts.of("p").suspended);
  say({Change::reset, "p"});
  EXPECT_TRUE(accounts.of("p").password.empty());
  EXPECT_TRUE(accounts.of("q").password.empty());
}

TEST(Accounts, ACertificateIsOnePersonsUntilItEnds) {
  Accounts accounts;
  const auto say = [&](Change what, const char* id, const char* person, Time until) {
    AccountChange change{what, person};
    change.id = id;
    change.value = "f1";
    change.until = until;
    const std::string body = encode(change);
    accounts.apply({1, Time{1}, 1, journal::Kind::account, body, 0});
  };
  say(Change::certificate_bound, "c1", "p", Time{100});
  say(Change::certificate_bound, "c2", "q", Time{200});  // the same fingerprint: it stays p's
  ASSERT_NE(accounts.certificate("f1", Time{99}), nullptr);
  EXPECT_EQ(accounts.certificate("f1", Time{99})->person, "p");
  EXPECT_EQ(accounts.certificate("f1", Time{100}), nullptr);
  EXPECT_EQ(accounts.certificate("", Time{1}), nullptr);
  say(Change::certificate_unbound, "c1", "p", Time{100});
  EXPECT_EQ(accounts.certificate("f1", Time{99}), nullptr);
}

TEST(Audit, IsReadBackAndNothingShorterIs) {
  Audited one;
  one.by = "operator";
  one.what = "token.add";
  one.on = "NZL.GCSB.analyst";
  one.count = 3;
  one.since = Time{5};
  const std::string body = encode(one);
  EXPECT_EQ(encode(decode_audited(body).value()), body);
  for (std::size_t n = 0; n < body.size(); ++n) EXPECT_FALSE(decode_audited(body.substr(0, n))) << n;
}

TEST(Audit, PartiesFindWhatConcernsTheirPeople) {
  Audit audit;
  const auto say = [&](Seq seq, const char* by, const char* on) {
    Audited one;
    one.by = by;
    one.on = on;
    const std::string body = encode(one);
    audit.apply({seq, Time{1}, 1, journal::Kind::audit, body, 0});
  };
  say(1, "operator", "NZL.GCSB.analyst");
  say(2, "JPN.NISC.analyst", "JPN.NISC.analyst");
  say(3, "operator", "");
  EXPECT_EQ(audit.all(), (std::vector<Seq>{1, 2, 3}));
  EXPECT_EQ(audit.of_party("NZL"), (std::vector<Seq>{1}));
  EXPECT_EQ(audit.of_party("JPN"), (std::vector<Seq>{2}));
  EXPECT_TRUE(audit.of_party("USA").empty());
}

TEST(Refusals, StrangersCannotFillTheDisk) {
  Refusals refusals;
  for (int i = 0; i < 100'000; ++i) refusals.note("login", "", "2001:db8::" + std::to_string(i), Time{1});
  EXPECT_FALSE(refusals.due(Time{Refusals::kWindowUs}));
  EXPECT_TRUE(refusals.due(Time{Refusals::kWindowUs + 1}));
  const auto all = refusals.take(Time{Refusals::kWindowUs + 1});
  EXPECT_LE(all.size(), Refusals::kMost);
  std::uint64_t sum = 0;
  for (const Audited& one : all) sum += one.count;
  EXPECT_EQ(sum, 100'000u);
  EXPECT_TRUE(refusals.take(Time{Refusals::kWindowUs * 9}, true).empty());
}

}  // namespace
}  // namespace comity::access
