#include "crypto/password.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include "base/bytes.hpp"

namespace comity::crypto {
namespace {

void start_sodium() {
  static const bool started = sodium_init() >= 0;
  CHECK(started);
}

std::string unpadded(std::string_view bytes) {
  std::string out = to_base64(bytes);
  out.erase(out.find_last_not_of('=') + 1);
  return out;
}

}  // namespace

Result<std::string> hash_password(std::string_view password, PasswordCost cost) {
  start_sodium();
  std::string out(crypto_pwhash_STRBYTES, '\0');
  if (crypto_pwhash_str_alg(out.data(), password.data(), password.size(), cost.passes, cost.memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0)
    return fail(Code::unavailable, "the node has no memory to hash a password now; try again later");
  out.resize(out.find('\0'));
  return out;
}

bool verify_password(const std::string& hash, std::string_view password) {
  start_sodium();
  return hash.size() < crypto_pwhash_STRBYTES && crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

bool wants_rehash(const std::string& hash, PasswordCost cost) {
  start_sodium();
  return crypto_pwhash_str_needs_rehash(hash.c_str(), cost.passes, cost.memory_bytes) != 0;
}

std::string decoy_hash(Random& random, PasswordCost cost) {
  return fmt::format("$argon2id$v=19$m={},t={},p=1${}${}", cost.memory_bytes / 1024, cost.passes, unpadded(random.bytes(16)), unpadded(random.bytes(32)));
}

void wipe(std::string& secret) {
  sodium_memzero(secret.data(), secret.size());
  secret.clear();
}

}  // namespace comity::crypto
