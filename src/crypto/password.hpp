// Passwords at rest: Argon2id (RFC 9106) by libsodium, as its text "$argon2id$v=19$m=…,t=…,p=1$salt$hash".
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "crypto/sign.hpp"

namespace comity::crypto {

struct PasswordCost {
  std::uint64_t passes = 3;                // libsodium's "moderate": about 0.7 s
  std::size_t memory_bytes = 256u << 20;
};

// Salted by libsodium's own randomness. Errors: unavailable (no memory for it now).
Result<std::string> hash_password(std::string_view password, PasswordCost cost);
// Takes as long as making that hash took. False for a text that is no hash.
bool verify_password(const std::string& hash, std::string_view password);
// Made with less than `cost`, or with something else than `cost`.
bool wants_rehash(const std::string& hash, PasswordCost cost);
// The form of a hash of no password: what is verified where there is none, for the same time. Costs nothing.
std::string decoy_hash(Random& random, PasswordCost cost);

// Overwrites it before it is let go.
void wipe(std::string& secret);

}  // namespace comity::crypto
