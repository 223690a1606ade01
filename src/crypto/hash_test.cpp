#include "crypto/hash.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "base/bytes.hpp"

namespace comity::crypto {
namespace {

// FIPS 180-4, examples of NIST's "SHA-256" example document, and the empty message.
struct Vector {
  std::string message;
  const char* digest;
};
const Vector kVectors[] = {
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {std::string(1'000'000, 'a'), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
};

TEST(Sha256Test, PublishedVectors) {
  for (const auto& vector : kVectors) EXPECT_EQ(to_hex(view(sha256(vector.message))), vector.digest);
}

TEST(Sha256Test, PiecesEqualTheWhole) {
  Sha256 running;
  for (const auto& vector : kVectors) {
    for (std::size_t at = 0; at < vector.message.size(); at += 997)
      running.update(std::string_view(vector.message).substr(at, 997));
    EXPECT_EQ(to_hex(view(running.finish())), vector.digest) << "finish() must start anew";
    const std::size_t half = vector.message.size() / 2;
    EXPECT_EQ(to_hex(view(sha256(vector.message.substr(0, half), vector.message.substr(half)))), vector.digest);
  }
}

TEST(Sha256Test, ThreadsDoNotDisturbEachOther) {
  std::vector<int> wrong(4, 0);
  {
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < wrong.size(); ++t)
      threads.emplace_back([&wrong, t] {
        for (int i = 0; i < 2000; ++i)
          if (to_hex(view(sha256(kVectors[t % 3].message))) != kVectors[t % 3].digest) ++wrong[t];
      });
    for (auto& thread : threads) thread.join();
  }
  EXPECT_EQ(wrong, std::vector<int>(4, 0));
}

}  // namespace
}  // namespace comity::crypto
