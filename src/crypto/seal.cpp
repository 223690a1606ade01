#include "crypto/seal.hpp"

#include <sodium.h>

#include "base/bytes.hpp"
#include "crypto/key_file.hpp"
#include "crypto/password.hpp"

namespace comity::crypto {
namespace {

constexpr std::string_view kPrefix = "comity-sealing-key 1 ";
constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kKey = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace

SealingKey SealingKey::generate(Random& random) {
  SealingKey out;
  out.bytes_ = random.bytes(kKey);
  return out;
}

Result<SealingKey> SealingKey::from_bytes(std::string bytes) {
  if (bytes.size() != kKey) {
    wipe(bytes);
    return fail(Code::invalid, "a sealing key has 32 bytes");
  }
  SealingKey out;
  out.bytes_ = std::move(bytes);
  return out;
}

SealingKey::SealingKey(SealingKey&& other) noexcept : bytes_(other.bytes_) { wipe(other.bytes_); }
SealingKey& SealingKey::operator=(SealingKey&& other) noexcept {
  if (this != &other) {
    wipe(bytes_);
    bytes_ = other.bytes_;
    wipe(other.bytes_);
  }
  return *this;
}
SealingKey::~SealingKey() { wipe(bytes_); }

std::string SealingKey::seal(std::string_view secret, std::string_view about, Random& random) const {
  CHECK(bytes_.size() == kKey);  // else it was moved from
  const std::string nonce = random.bytes(kNonce);
  std::string box(secret.size() + kTag, '\0');
  CHECK(crypto_aead_xchacha20poly1305_ietf_encrypt(bytes_of(box), nullptr, bytes_of(secret), secret.size(), bytes_of(about), about.size(), nullptr,
                                                   bytes_of(nonce), bytes_of(bytes_)) == 0);
  return nonce + box;
}

Result<std::string> SealingKey::open(std::string_view sealed, std::string_view about) const {
  const auto wrong = [] { return fail(Code::corrupt, "a sealed secret cannot be opened with this node's key of credentials"); };
  if (sealed.size() < kNonce + kTag) return wrong();
  std::string out(sealed.size() - kNonce - kTag, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(bytes_of(out), nullptr, nullptr, bytes_of(sealed.substr(kNonce)), sealed.size() - kNonce,
                                                 bytes_of(about), about.size(), bytes_of(sealed), bytes_of(bytes_)) != 0)
    return wrong();
  return out;
}

Result<void> write_sealing_key(const std::string& path, const SealingKey& key) { return write_secret_line(path, kPrefix, key.bytes()); }

Result<SealingKey> read_sealing_key(const std::string& path) {
  TRY(std::string bytes, read_secret_line(path, kPrefix, kKey));
  return SealingKey::from_bytes(std::move(bytes));
}

}  // namespace comity::crypto
