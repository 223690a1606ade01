#include "crypto/sign.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "base/bytes.hpp"

namespace comity::crypto {
namespace {

std::string hex(std::string_view text) { return from_hex(text).value(); }

// RFC 8032 §7.1: TEST 1, 2, 3 and TEST SHA(abc).
struct Vector {
  const char* seed;
  const char* public_key;
  const char* message;
  const char* signature;
};
const Vector kVectors[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24"
     "655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aee"
     "b00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28d"
     "c027beceea1ec40a"},
    {"833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
     "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e"
     "2a9ac94fa54ca49f",
     "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17a"
     "d9bef1177331a704"},
};

TEST(SignTest, Rfc8032Vectors) {
  for (const auto& vector : kVectors) {
    const auto key = SigningKey::from_seed(hex(vector.seed));
    ASSERT_TRUE(key);
    EXPECT_EQ(to_hex(key->public_key()), vector.public_key);
    EXPECT_EQ(to_hex(key->seed()), vector.seed);
    EXPECT_EQ(to_hex(key->sign(hex(vector.message))), vector.signature);
    EXPECT_TRUE(verify(key->public_key(), hex(vector.message), hex(vector.signature)));
  }
}

TEST(SignTest, EveryFlippedBitFails) {
  const auto random = test_random(1);
  const auto key = SigningKey::generate(*random);
  const std::string message = "release to NZL only";
  const std::string signature = key.sign(message);
  for (std::size_t bit = 0; bit < signature.size() * 8; ++bit) {
    std::string altered = signature;
    altered[bit / 8] = static_cast<char>(altered[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(verify(key.public_key(), message, altered)) << bit;
  }
  for (std::size_t bit = 0; bit < message.size() * 8; ++bit) {
    std::string altered = message;
    altered[bit / 8] = static_cast<char>(altered[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(verify(key.public_key(), altered, signature)) << bit;
  }
}

TEST(SignTest, WrongSizesAreFalseOrInvalid) {
  const auto random = test_random(2);
  const auto key = SigningKey::generate(*random);
  const std::string signature = key.sign("x");
  EXPECT_FALSE(verify("", "x", signature));
  EXPECT_FALSE(verify(key.public_key() + "x", "x", signature));
  EXPECT_FALSE(verify(key.public_key(), "x", signature.substr(1)));
  EXPECT_FALSE(verify(key.public_key(), "x", ""));
  EXPECT_EQ(SigningKey::from_seed("short").error().code, Code::invalid);
}

TEST(SignTest, MovedKeysSignAsBefore) {
  const auto random = test_random(3);
  auto key = SigningKey::generate(*random);
  const std::string expected = key.sign("m");
  SigningKey moved(std::move(key));
  EXPECT_EQ(moved.sign("m"), expected);
  auto other = SigningKey::generate(*random);
  other = std::move(moved);
  EXPECT_EQ(other.sign("m"), expected);
}

TEST(RandomTest, TestRandomRepeatsAndSystemRandomDoesNot) {
  EXPECT_EQ(test_random(7)->bytes(64), test_random(7)->bytes(64));
  EXPECT_NE(test_random(7)->bytes(64), test_random(8)->bytes(64));
  const auto stream = test_random(7);
  EXPECT_NE(stream->bytes(32), stream->bytes(32));
  const auto real = system_random();
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) seen.insert(real->bytes(16));
  EXPECT_EQ(seen.size(), 100U);
}

class KeyFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "comity-key-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string path(const char* name) const { return (folder_ / name).string(); }
  void write(const char* name, std::string_view text, mode_t mode = 0600) const {
    std::ofstream(path(name), std::ios::binary) << text;
    ASSERT_EQ(::chmod(path(name).c_str(), mode), 0);
  }
  std::filesystem::path folder_;
};

TEST_F(KeyFileTest, WritesOneLineThatOnlyTheOwnerReads) {
  const auto random = test_random(4);
  const auto key = SigningKey::generate(*random);
  ASSERT_TRUE(write_key_file(path("key"), key));
  struct stat facts {};
  ASSERT_EQ(::stat(path("key").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600U);
  std::ifstream file(path("key"), std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  EXPECT_EQ(text, "comity-ed25519-key 1 " + to_base64(key.seed()) + "\n");
  const auto back = read_key_file(path("key"));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->public_key(), key.public_key());
}

TEST_F(KeyFileTest, IsNeverOverwritten) {
  const auto random = test_random(5);
  const auto first = SigningKey::generate(*random), second = SigningKey::generate(*random);
  ASSERT_TRUE(write_key_file(path("key"), first));
  const auto again = write_key_file(path("key"), second);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::conflict);
  EXPECT_EQ(read_key_file(path("key"))->public_key(), first.public_key());
  // Nor through a link that points nowhere yet.
  ASSERT_EQ(::symlink(path("elsewhere").c_str(), path("link").c_str()), 0);
  EXPECT_FALSE(write_key_file(path("link"), second));
  EXPECT_FALSE(std::filesystem::exists(path("elsewhere")));
}

TEST_F(KeyFileTest, RefusesWhatOthersMayReadAndWhatIsNotAKey) {
  const auto random = test_random(6);
  const std::string good = "comity-ed25519-key 1 " + to_base64(random->bytes(32)) + "\n";
  write("shared", good, 0640);
  EXPECT_EQ(read_key_file(path("shared")).error().code, Code::precondition);
  write("good", good);
  EXPECT_TRUE(read_key_file(path("good")));
  for (const std::string& bad : {std::string(), good.substr(0, good.size() - 1), good + "\n", "x" + good.substr(1),
                                 good.substr(0, 30) + "!" + good.substr(31)}) {
    write("bad", bad);
    EXPECT_EQ(read_key_file(path("bad")).error().code, Code::invalid) << bad.size();
  }
  EXPECT_EQ(read_key_file(path("absent")).error().code, Code::not_found);
  EXPECT_EQ(read_key_file(folder_.string()).error().code, Code::invalid);
}

}  // namespace
}  // namespace comity::crypto
