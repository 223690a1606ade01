// Log-ins: 256-bit random tokens, stored only as SHA-256, checked by one hash and one look-up.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/time.hpp"
#include "crypto/hash.hpp"
#include "crypto/sign.hpp"
#include "journal/journal.hpp"

namespace comity::access {

// The person id of the node's own operator: may see how the node decides and everything's explanation, no object's bytes.
inline constexpr std::string_view kOperator = "operator";

struct Token {
  std::string id;        // public name of the token, for revocation and lists
  std::string person;    // or kOperator
  crypto::Digest hash{};
  Time until = Time::max();
  bool revoked = false;
};

struct FreshToken {
  Token token;
  std::string secret;  // "comity_…": shown once, never stored
};
FreshToken make_token(crypto::Random& random, std::string person, Time until);
std::string encode(const Token& token);
Result<Token> decode_token(std::string_view body);

// Folds token records. Readers hold Journal::state() shared.
class Tokens final : public journal::Fold {
 public:
  void apply(const journal::Entry& entry) override;
  // The token that this secret opens, valid at `now`.
  const Token* find(std::string_view secret, Time now) const;

 private:
  struct HashOf {
    std::size_t operator()(const crypto::Digest& digest) const noexcept;
  };
  std::unordered_map<crypto::Digest, Token, HashOf> by_hash_;
};

}  // namespace comity::access
