// Secrets that a node must read again, such as those of TOTP, at rest: XChaCha20-Poly1305 by libsodium, with a key in a file of its own.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "crypto/sign.hpp"

namespace comity::crypto {

// A key of 256 bits. Wiped on destruction and never printed. Thread-safe once made.
class SealingKey {
 public:
  static SealingKey generate(Random& random);
  static Result<SealingKey> from_bytes(std::string bytes);  // 32. Errors: invalid
  SealingKey(SealingKey&&) noexcept;
  SealingKey& operator=(SealingKey&&) noexcept;
  ~SealingKey();
  std::string_view bytes() const { return bytes_; }

  // nonce (24 bytes), ciphertext, tag (16). `about` is bound to it, and is not in it: what was sealed about one person cannot stand for another.
  std::string seal(std::string_view secret, std::string_view about, Random& random) const;
  // Errors: corrupt (changed, about something else, or sealed with another key).
  Result<std::string> open(std::string_view sealed, std::string_view about) const;

 private:
  SealingKey() = default;
  std::string bytes_;
};

// A file of one line "comity-sealing-key 1 BASE64\n", mode 0600, never overwritten. Errors as of key files: conflict (exists), not_found,
// precondition (readable by others), invalid.
Result<void> write_sealing_key(const std::string& path, const SealingKey& key);
Result<SealingKey> read_sealing_key(const std::string& path);

}  // namespace comity::crypto
