#include "crypto/sealed.hpp"

#include <gtest/gtest.h>

namespace comity::crypto {
namespace {

constexpr std::string_view kPassphrase = "correct horse battery";

TEST(Sealed, OpensWithItsPassphraseOnly) {
  const auto random = test_random(1);
  for (const std::string& plain : {std::string(), std::string("key"), std::string(100'000, 'x')}) {
    const auto sealed = seal(plain, kPassphrase, *random, SealCost::least);
    ASSERT_TRUE(sealed) << to_string(sealed.error());
    EXPECT_TRUE(plain.empty() || sealed->find(plain) == std::string::npos);
    EXPECT_TRUE(unseal(*sealed, kPassphrase).value() == plain);
    EXPECT_EQ(unseal(*sealed, "correct horse batterz").error().code, Code::invalid);
  }
  EXPECT_EQ(seal("key", "short", *random, SealCost::least).error().code, Code::invalid);
}

TEST(Sealed, NoChangedBitAndNoCutIsOpened) {
  const auto random = test_random(2);
  const std::string sealed = seal("the key", kPassphrase, *random, SealCost::least).value();
  for (std::size_t at = 0; at < sealed.size(); ++at) {
    if (at == 12 || at == 14 || (at >= 16 && at < 20)) continue;  // passes and memory: bounded, but slow to try
    std::string changed = sealed;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_FALSE(unseal(changed, kPassphrase)) << at;
  }
  for (std::size_t size = 0; size < sealed.size(); ++size) EXPECT_FALSE(unseal(sealed.substr(0, size), kPassphrase)) << size;
  EXPECT_FALSE(unseal(sealed + "x", kPassphrase));
}

TEST(Sealed, WhatAsksForTheWholeMachineIsRefusedAtOnce) {
  const auto random = test_random(3);
  std::string sealed = seal("the key", kPassphrase, *random, SealCost::least).value();
  sealed[23] = 1;  // 2^56 bytes
  EXPECT_EQ(unseal(sealed, kPassphrase).error().code, Code::invalid);
}

}  // namespace
}  // namespace comity::crypto
