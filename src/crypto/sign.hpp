// Ed25519 (RFC 8032) by libsodium, random bytes, and key files.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace comity::crypto {

// Passed in wherever randomness is needed, so that tests are deterministic.
class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(char* out, std::size_t size) = 0;  // any thread
  std::string bytes(std::size_t size);
};
std::unique_ptr<Random> system_random();
std::unique_ptr<Random> test_random(std::uint64_t seed);  // never for real keys

// A signing key. The secret is wiped on destruction and never printed.
class SigningKey {
 public:
  static SigningKey generate(Random& random);
  // 32 bytes of seed. Errors: invalid.
  static Result<SigningKey> from_seed(std::string_view seed);
  SigningKey(SigningKey&&) noexcept;
  SigningKey& operator=(SigningKey&&) noexcept;
  ~SigningKey();
  std::string sign(std::string_view message) const;          // 64 bytes
  const std::string& public_key() const { return public_; }  // 32 bytes
  std::string_view seed() const;

 private:
  SigningKey() = default;
  std::string public_;
  std::string secret_;
};

// False for wrong sizes too.
bool verify(std::string_view public_key, std::string_view message, std::string_view signature);

// A key file: one line "comity-ed25519-key 1 BASE64SEED\n", mode 0600, never overwritten.
// Errors: conflict (exists), precondition (readable by others), invalid.
Result<void> write_key_file(const std::string& path, const SigningKey& key);
Result<SigningKey> read_key_file(const std::string& path);

}  // namespace comity::crypto
