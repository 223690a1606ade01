#include "access/tokens.hpp"

#include <algorithm>
#include <cstring>

#include "base/bytes.hpp"
#include "base/codec.hpp"

namespace comity::access {
namespace {

// Base64url without padding (RFC 4648 §5): safe in headers, URLs and shells.
std::string url_text(std::string_view bytes) {
  std::string out = to_base64(bytes);
  out.erase(out.find_last_not_of('=') + 1);
  std::replace(out.begin(), out.end(), '+', '-');
  std::replace(out.begin(), out.end(), '/', '_');
  return out;
}

}  // namespace

FreshToken make_token(crypto::Random& random, std::string person, Time until) {
  FreshToken out;
  out.secret = "comity_" + url_text(random.bytes(32));
  out.token = {"token-" + url_text(random.bytes(9)), std::move(person), crypto::sha256(out.secret), until, false};
  return out;
}

std::string encode(const Token& token) {
  return Encoder().text(token.id).text(token.person).text(crypto::view(token.hash)).number(static_cast<std::uint64_t>(token.until.us))
      .number(token.revoked ? 1 : 0).take();
}

Result<Token> decode_token(std::string_view body) {
  Decoder in(body);
  Token out;
  out.id = in.text();
  out.person = in.text();
  const auto hash = in.text();
  out.until.us = static_cast<std::int64_t>(in.number());
  out.revoked = in.number() != 0;
  if (!in.done() || hash.size() != out.hash.size()) return fail(Code::corrupt, "a token record cannot be read");
  std::copy(hash.begin(), hash.end(), out.hash.begin());
  return out;
}

std::size_t Tokens::HashOf::operator()(const crypto::Digest& digest) const noexcept {
  std::size_t out;
  std::memcpy(&out, digest.data(), sizeof out);  // a hash already
  return out;
}

void Tokens::apply(const journal::Entry& entry) {
  if (entry.kind != journal::Kind::token) return;
  if (auto token = decode_token(entry.body)) by_hash_[token->hash] = std::move(*token);
}

const Token* Tokens::find(std::string_view secret, Time now) const {
  const auto found = by_hash_.find(crypto::sha256(secret));
  if (found == by_hash_.end() || found->second.revoked || now >= found->second.until) return nullptr;
  return &found->second;
}

}  // namespace comity::access
