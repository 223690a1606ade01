// C2SP signed-note, tlog-checkpoint and tlog-cosignature (cosignature/v1): https://c2sp.org.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "crypto/hash.hpp"
#include "crypto/sign.hpp"

namespace comity::ledger {

// A verifier key "name+hash+base64(0x01 || public key)" (Ed25519) or 0x04 (cosignature/v1).
struct VerifierKey {
  std::string name;
  std::uint32_t hash = 0;  // first four bytes of SHA-256(name || "\n" || type || key)
  std::uint8_t type = 1;   // 1 Ed25519, 4 cosignature/v1
  std::string public_key;  // 32 bytes
};
Result<VerifierKey> parse_verifier_key(std::string_view text);
std::string to_string(const VerifierKey& key);
VerifierKey verifier_key(std::string name, const crypto::SigningKey& key);  // type 1
VerifierKey cosigner_key(std::string name, const crypto::SigningKey& key);  // type 4
// Not empty, UTF-8, no white space, no "+": what may stand before a key's hash. The functions that sign CHECK it.
bool is_key_name(std::string_view name);

struct Checkpoint {
  std::string origin;  // the log's name
  std::uint64_t size = 0;
  crypto::Digest root{};
  std::vector<std::string> extensions;
};
std::string to_text(const Checkpoint& checkpoint);  // the note's text, ending in a newline
// Errors: invalid. parse_checkpoint(t) succeeds only if to_text of it is t again.
Result<Checkpoint> parse_checkpoint(std::string_view text);

// text + "\n" + "— name base64(hash || signature)\n". The text is valid UTF-8, ends in a newline and holds no other
// control characters.
std::string sign_note(std::string_view text, const std::string& name, const crypto::SigningKey& key);

// One more line for such a note, "— name base64(hash || time || signature)\n": the witness has seen the log grow
// consistently to this checkpoint by that time (Unix seconds).
std::string cosign(std::string_view text, const std::string& name, const crypto::SigningKey& key,
                   std::uint64_t unix_seconds);

// The text, if the log's own key signed it and, besides it, every key in `also` did (cosignature/v1 keys verify over
// their timestamped form). Unknown signatures are ignored, bad ones by known keys refuse the note. Canonical base64
// only, no leading zeros in sizes. Errors: invalid.
Result<std::string> open_note(std::string_view note, const VerifierKey& log, const std::vector<VerifierKey>& also);

}  // namespace comity::ledger
