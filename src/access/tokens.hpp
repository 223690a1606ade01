// Tokens: 256 random bits, kept only as SHA-256, checked by one hash and one look-up.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "access/network.hpp"
#include "access/scopes.hpp"
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
  Scopes scopes = Scopes::all();   // records of before there were scopes: all that the person may do
  std::string note{};              // what it is for
  std::vector<Network> from{};     // where it may be used; empty: anywhere
};

struct FreshToken {
  Token token;
  std::string secret;  // "comity_…": shown once, never stored
};
// A secret of 256 bits that may stand in headers, URLs and shells: `prefix`, and base64url without padding (RFC 4648 §5).
std::string make_secret(crypto::Random& random, std::string_view prefix);
// A public name: `prefix` and 72 random bits.
std::string make_public_id(crypto::Random& random, std::string_view prefix);
FreshToken make_token(crypto::Random& random, std::string person, Time until);
std::string encode(const Token& token);
Result<Token> decode_token(std::string_view body);

// Folds token records. Readers hold Journal::state() shared.
class Tokens final : public journal::Fold {
 public:
  void apply(const journal::Entry& entry) override;
  // The token that this secret opens, valid at `now` from that address. Notes its use.
  const Token* find(std::string_view secret, std::string_view address, Time now) const;
  // The token of this public id, if its secret would open now from that address: for what was opened by it. Notes its use.
  const Token* usable(std::string_view id, std::string_view address, Time now) const;

  struct Listed {
    const Token* token = nullptr;
    Time made;
    std::optional<Time> used;  // to the minute, since this process started: uses are not recorded
  };
  // By id; of everyone for "". Revoked and expired ones too.
  std::vector<Listed> list(std::string_view person) const;
  const Token* by_id(std::string_view id) const;  // or null

 private:
  struct Held {
    Token token;
    Time made;
    mutable std::atomic<std::int64_t> used{0};
  };
  static const Token* opened(const Held* held, std::string_view address, Time now);
  std::map<std::string, std::unique_ptr<Held>, std::less<>> by_id_;
  // By the first eight bytes of the hash; the whole of it is compared in constant time. Whoever times look-ups learns of hashes, which say
  // nothing of 256-bit secrets.
  std::unordered_multimap<std::uint64_t, const Held*> by_hash_;
};

}  // namespace comity::access
