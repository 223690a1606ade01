// Bytes sealed with a passphrase: Argon2id (RFC 9106) makes the key, libsodium's secretstream (XChaCha20-Poly1305)
// seals. For the keys of a node beside its backup.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "crypto/password.hpp"  // wipe
#include "crypto/sign.hpp"

namespace comity::crypto {

inline constexpr std::size_t kLeastPassphrase = 12;

// How hard a guess is made. `moderate` takes most of a second and 256 MiB; `least` is for tests.
enum class SealCost { moderate, least };

// "CMTYSEAL", u32 version 1, u32 passes, u64 bytes of memory (little-endian), 16 bytes of salt, 24 of stream header, then
// one message with the tag FINAL; what stands before the message is authenticated with it. Errors: invalid (a passphrase
// under 12 bytes), unavailable (no memory).
Result<std::string> seal(std::string_view plain, std::string_view passphrase, Random& random,
                         SealCost cost = SealCost::moderate);
// Errors: invalid: another passphrase, or changed bytes: the two cannot be told apart; unavailable (no memory).
Result<std::string> unseal(std::string_view sealed, std::string_view passphrase);

}  // namespace comity::crypto
