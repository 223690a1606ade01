#include "crypto/sealed.hpp"

#include <sodium.h>

#include <array>
#include <cstring>

namespace comity::crypto {
namespace {

constexpr std::string_view kMagic = "CMTYSEAL";
constexpr std::size_t kHeadBytes = 8 + 4 + 4 + 8 + crypto_pwhash_SALTBYTES;
// What is read may ask for no more than this: a changed head must not eat the machine.
constexpr std::uint64_t kMostPasses = 16, kMostMemory = 1ull << 30;

template <class Integer>
void put(std::string& out, Integer value) {
  for (std::size_t i = 0; i < sizeof value; ++i) out.push_back(static_cast<char>((value >> (8 * i)) & 0xff));
}
std::uint64_t get(std::string_view bytes) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) out |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  return out;
}
const unsigned char* raw(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

struct Key {
  std::array<unsigned char, crypto_secretstream_xchacha20poly1305_KEYBYTES> bytes{};
  ~Key() { sodium_memzero(bytes.data(), bytes.size()); }
};

Result<void> derive(Key& key, std::string_view passphrase, std::string_view head) {
  const std::uint64_t passes = get(head.substr(12, 4)), memory = get(head.substr(16, 8));
  if (passes < 1 || passes > kMostPasses || memory < crypto_pwhash_MEMLIMIT_MIN || memory > kMostMemory)
    return fail(Code::invalid, "these are not sealed bytes, or they were changed");
  if (crypto_pwhash(key.bytes.data(), key.bytes.size(), passphrase.data(), passphrase.size(), raw(head.substr(24)),
                    passes, memory, crypto_pwhash_ALG_ARGON2ID13) != 0)
    return fail(Code::unavailable, "there is not enough memory for the passphrase's key; try again when more is free");
  return {};
}

}  // namespace

Result<std::string> seal(std::string_view plain, std::string_view passphrase, Random& random, SealCost cost) {
  if (sodium_init() < 0) return fail(Code::internal, "libsodium did not start");
  if (passphrase.size() < kLeastPassphrase)
    return fail(Code::invalid, "the passphrase needs 12 characters or more; a few random words make a good one");
  std::string out(kMagic);
  put(out, std::uint32_t{1});
  put(out, static_cast<std::uint32_t>(cost == SealCost::moderate ? crypto_pwhash_OPSLIMIT_MODERATE : crypto_pwhash_OPSLIMIT_MIN));
  put(out, static_cast<std::uint64_t>(cost == SealCost::moderate ? crypto_pwhash_MEMLIMIT_MODERATE : crypto_pwhash_MEMLIMIT_MIN));
  out += random.bytes(crypto_pwhash_SALTBYTES);
  Key key;
  TRY_VOID(derive(key, passphrase, out));
  crypto_secretstream_xchacha20poly1305_state state;
  std::array<unsigned char, crypto_secretstream_xchacha20poly1305_HEADERBYTES> header;
  crypto_secretstream_xchacha20poly1305_init_push(&state, header.data(), key.bytes.data());
  out.append(reinterpret_cast<const char*>(header.data()), header.size());
  std::string message(plain.size() + crypto_secretstream_xchacha20poly1305_ABYTES, '\0');
  crypto_secretstream_xchacha20poly1305_push(&state, reinterpret_cast<unsigned char*>(message.data()), nullptr, raw(plain),
                                             plain.size(), raw(out), kHeadBytes,
                                             crypto_secretstream_xchacha20poly1305_TAG_FINAL);
  return out + message;
}

Result<std::string> unseal(std::string_view sealed, std::string_view passphrase) {
  if (sodium_init() < 0) return fail(Code::internal, "libsodium did not start");
  constexpr std::size_t kHeader = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
  constexpr std::size_t kTag = crypto_secretstream_xchacha20poly1305_ABYTES;
  const auto wrong = [] { return fail(Code::invalid, "another passphrase sealed these bytes, or they were changed"); };
  if (sealed.size() < kHeadBytes + kHeader + kTag || !sealed.starts_with(kMagic) || get(sealed.substr(8, 4)) != 1) return wrong();
  Key key;
  TRY_VOID(derive(key, passphrase, sealed.substr(0, kHeadBytes)));
  crypto_secretstream_xchacha20poly1305_state state;
  if (crypto_secretstream_xchacha20poly1305_init_pull(&state, raw(sealed.substr(kHeadBytes)), key.bytes.data()) != 0) return wrong();
  const std::string_view message = sealed.substr(kHeadBytes + kHeader);
  std::string plain(message.size() - kTag, '\0');
  unsigned char tag = 0;
  if (crypto_secretstream_xchacha20poly1305_pull(&state, reinterpret_cast<unsigned char*>(plain.data()), nullptr, &tag, raw(message),
                                                 message.size(), raw(sealed), kHeadBytes) != 0 ||
      tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL)
    return wrong();
  return plain;
}

}  // namespace comity::crypto
