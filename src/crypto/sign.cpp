#include "crypto/sign.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <cstdint>
#include <mutex>

#include "base/bytes.hpp"
#include "crypto/key_file.hpp"
#include "crypto/password.hpp"

namespace comity::crypto {
namespace {

constexpr std::string_view kKeyFilePrefix = "comity-ed25519-key 1 ";

void start_sodium() {
  static const bool started = sodium_init() >= 0;
  CHECK(started);
}

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// Wipes on every way out of a scope.
struct Wiped {
  std::string text;
  Wiped() = default;
  explicit Wiped(std::string t) : text(std::move(t)) {}
  Wiped(const Wiped&) = delete;
  Wiped& operator=(const Wiped&) = delete;
  ~Wiped() { wipe(text); }
};

class SystemRandom final : public Random {
 public:
  SystemRandom() { start_sodium(); }
  void fill(char* out, std::size_t size) override { randombytes_buf(out, size); }
};

// The ChaCha20 stream of a key made from the seed: the same bytes in the same order on every machine.
class TestRandom final : public Random {
 public:
  explicit TestRandom(std::uint64_t seed) {
    start_sodium();
    for (std::size_t i = 0; i < 8; ++i) key_[i] = static_cast<unsigned char>(seed >> (8 * i));
  }
  void fill(char* out, std::size_t size) override {
    std::array<unsigned char, crypto_stream_chacha20_NONCEBYTES> nonce{};
    {
      const std::lock_guard lock(mutex_);
      for (std::size_t i = 0; i < nonce.size(); ++i) nonce[i] = static_cast<unsigned char>(calls_ >> (8 * i));
      ++calls_;
    }
    crypto_stream_chacha20(reinterpret_cast<unsigned char*>(out), size, nonce.data(), key_.data());
  }

 private:
  std::array<unsigned char, crypto_stream_chacha20_KEYBYTES> key_{};
  std::mutex mutex_;
  std::uint64_t calls_ = 0;
};

}  // namespace

std::string Random::bytes(std::size_t size) {
  std::string out(size, '\0');
  fill(out.data(), size);
  return out;
}

std::unique_ptr<Random> system_random() { return std::make_unique<SystemRandom>(); }
std::unique_ptr<Random> test_random(std::uint64_t seed) { return std::make_unique<TestRandom>(seed); }

SigningKey SigningKey::generate(Random& random) {
  const Wiped seed(random.bytes(crypto_sign_SEEDBYTES));
  return std::move(from_seed(seed.text)).value();
}

Result<SigningKey> SigningKey::from_seed(std::string_view seed) {
  if (seed.size() != crypto_sign_SEEDBYTES)
    return fail(Code::invalid,
                fmt::format("an Ed25519 seed has {} bytes, this has {}", crypto_sign_SEEDBYTES, seed.size()));
  start_sodium();
  SigningKey key;
  key.public_.resize(crypto_sign_PUBLICKEYBYTES);
  key.secret_.resize(crypto_sign_SECRETKEYBYTES);
  CHECK(crypto_sign_seed_keypair(bytes_of(key.public_), bytes_of(key.secret_), bytes_of(seed)) == 0);
  return key;
}

// The secret is longer than any small-string buffer, so a move takes the allocation and leaves no copy behind.
SigningKey::SigningKey(SigningKey&& other) noexcept
    : public_(std::move(other.public_)), secret_(std::move(other.secret_)) {
  wipe(other.secret_);
}

SigningKey& SigningKey::operator=(SigningKey&& other) noexcept {
  if (this != &other) {
    wipe(secret_);
    public_ = std::move(other.public_);
    secret_ = std::move(other.secret_);
    wipe(other.secret_);
  }
  return *this;
}

SigningKey::~SigningKey() { wipe(secret_); }

std::string SigningKey::sign(std::string_view message) const {
  CHECK(secret_.size() == crypto_sign_SECRETKEYBYTES);  // else it was moved from
  std::string signature(crypto_sign_BYTES, '\0');
  CHECK(crypto_sign_detached(bytes_of(signature), nullptr, bytes_of(message), message.size(), bytes_of(secret_)) == 0);
  return signature;
}

// libsodium keeps the seed as the first half of the secret key.
std::string_view SigningKey::seed() const { return std::string_view(secret_).substr(0, crypto_sign_SEEDBYTES); }

bool verify(std::string_view public_key, std::string_view message, std::string_view signature) {
  if (public_key.size() != crypto_sign_PUBLICKEYBYTES || signature.size() != crypto_sign_BYTES) return false;
  start_sodium();
  return crypto_sign_verify_detached(bytes_of(signature), bytes_of(message), message.size(), bytes_of(public_key)) == 0;
}

Result<void> write_key_file(const std::string& path, const SigningKey& key) { return write_secret_line(path, kKeyFilePrefix, key.seed()); }

Result<SigningKey> read_key_file(const std::string& path) {
  TRY(std::string seed, read_secret_line(path, kKeyFilePrefix, crypto_sign_SEEDBYTES));
  const Wiped held(std::move(seed));
  return SigningKey::from_seed(held.text);
}

}  // namespace comity::crypto
