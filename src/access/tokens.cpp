#include "access/tokens.hpp"

#include <algorithm>
#include <cstring>

#include "base/bytes.hpp"
#include "base/codec.hpp"

namespace comity::access {
namespace {

constexpr std::int64_t kMinuteUs = 60'000'000;
constexpr std::uint64_t kMostNetworks = 64;

std::string url_text(std::string_view bytes) {
  std::string out = to_base64(bytes);
  out.erase(out.find_last_not_of('=') + 1);
  std::replace(out.begin(), out.end(), '+', '-');
  std::replace(out.begin(), out.end(), '/', '_');
  return out;
}

std::uint64_t first_of(const crypto::Digest& digest) {
  std::uint64_t out;
  std::memcpy(&out, digest.data(), sizeof out);
  return out;
}

bool may_come_from(const Token& token, std::string_view address) {
  return token.from.empty() || std::any_of(token.from.begin(), token.from.end(), [&](const Network& one) { return one.holds(address); });
}

}  // namespace

std::string make_secret(crypto::Random& random, std::string_view prefix) { return std::string(prefix) + url_text(random.bytes(32)); }
std::string make_public_id(crypto::Random& random, std::string_view prefix) { return std::string(prefix) + url_text(random.bytes(9)); }

FreshToken make_token(crypto::Random& random, std::string person, Time until) {
  FreshToken out;
  out.secret = make_secret(random, "comity_");
  out.token = {make_public_id(random, "token-"), std::move(person), crypto::sha256(out.secret), until};
  return out;
}

std::string encode(const Token& token) {
  Encoder out;
  out.text(token.id).text(token.person).text(crypto::view(token.hash)).number(static_cast<std::uint64_t>(token.until.us)).number(token.revoked ? 1 : 0);
  out.number(token.scopes.bits()).text(token.note).number(token.from.size());
  for (const Network& one : token.from) out.text(one.text());
  return out.take();
}

Result<Token> decode_token(std::string_view body) {
  const auto wrong = [] { return fail(Code::corrupt, "a token record cannot be read"); };
  Decoder in(body);
  Token out;
  out.id = in.text();
  out.person = in.text();
  const auto hash = in.text();
  out.until.us = static_cast<std::int64_t>(in.number());
  out.revoked = in.number() != 0;
  if (!in.ok() || hash.size() != out.hash.size()) return wrong();
  std::copy(hash.begin(), hash.end(), out.hash.begin());
  if (in.done()) return out;  // of before there were scopes
  out.scopes = Scopes::of_bits(in.number());
  out.note = in.text();
  std::uint64_t left = in.number();
  if (left > kMostNetworks) return wrong();
  for (; left > 0; --left) {
    auto network = Network::parse(in.text());
    if (!network) return wrong();
    out.from.push_back(*std::move(network));
  }
  if (!in.done()) return wrong();
  return out;
}

// A record that cannot be read opens nothing.
void Tokens::apply(const journal::Entry& entry) {
  if (entry.kind != journal::Kind::token) return;
  auto token = decode_token(entry.body);
  if (!token) return;
  auto& held = by_id_[token->id];
  if (held) {
    if (held->token.hash == token->hash) held->token = *std::move(token);  // revoked
    return;
  }
  held = std::make_unique<Held>();
  held->token = *std::move(token);
  held->made = entry.time;
  by_hash_.emplace(first_of(held->token.hash), held.get());
}

const Token* Tokens::find(std::string_view secret, std::string_view address, Time now) const {
  const crypto::Digest hash = crypto::sha256(secret);
  const Held* found = nullptr;
  const auto [begin, end] = by_hash_.equal_range(first_of(hash));
  for (auto at = begin; at != end; ++at)
    if (equal_in_constant_time(crypto::view(at->second->token.hash), crypto::view(hash))) found = at->second;
  return opened(found, address, now);
}

const Token* Tokens::usable(std::string_view id, std::string_view address, Time now) const {
  const auto found = by_id_.find(id);
  return opened(found == by_id_.end() ? nullptr : found->second.get(), address, now);
}

const Token* Tokens::opened(const Held* held, std::string_view address, Time now) {
  if (!held || held->token.revoked || now >= held->token.until || !may_come_from(held->token, address)) return nullptr;
  const std::int64_t minute = now.us - now.us % kMinuteUs;
  if (held->used.load(std::memory_order_relaxed) != minute) held->used.store(minute, std::memory_order_relaxed);
  return &held->token;
}

std::vector<Tokens::Listed> Tokens::list(std::string_view person) const {
  std::vector<Listed> out;
  for (const auto& [id, held] : by_id_) {
    if (!person.empty() && held->token.person != person) continue;
    Listed one{&held->token, held->made, std::nullopt};
    if (const std::int64_t used = held->used.load(std::memory_order_relaxed); used != 0) one.used = Time{used};
    out.push_back(one);
  }
  return out;
}

const Token* Tokens::by_id(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : &found->second->token;
}

}  // namespace comity::access
