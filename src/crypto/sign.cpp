#include "crypto/sign.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <mutex>

#include "base/bytes.hpp"

namespace comity::crypto {
namespace {

constexpr std::string_view kKeyFilePrefix = "comity-ed25519-key 1 ";
constexpr std::size_t kKeyFileSize = kKeyFilePrefix.size() + 44 + 1;  // base64 of 32 bytes, and the newline

void start_sodium() {
  static const bool started = sodium_init() >= 0;
  CHECK(started);
}

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

void wipe(std::string& secret) {
  sodium_memzero(secret.data(), secret.size());
  secret.clear();
}

// Wipes on every way out of a scope.
struct Wiped {
  std::string text;
  Wiped() = default;
  explicit Wiped(std::string t) : text(std::move(t)) {}
  Wiped(const Wiped&) = delete;
  Wiped& operator=(const Wiped&) = delete;
  ~Wiped() { wipe(text); }
};

struct File {
  int fd = -1;
  explicit File(int f) : fd(f) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (fd >= 0) ::close(fd);
  }
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

Result<void> write_key_file(const std::string& path, const SigningKey& key) {
  // O_EXCL: a key that is overwritten is lost, with all that only it can sign.
  const File file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (file.fd < 0) {
    if (errno == EEXIST)
      return fail(Code::conflict, "the key file exists and is never overwritten; choose another name", path);
    return fail(Code::unavailable, fmt::format("cannot create the key file: {}", std::strerror(errno)), path);
  }
  Wiped base64(to_base64(key.seed()));
  Wiped line;
  line.text.reserve(kKeyFileSize);  // appending must not leave copies in freed memory
  line.text.append(kKeyFilePrefix).append(base64.text).push_back('\n');
  std::size_t written = 0;
  while (written < line.text.size()) {
    const ssize_t n = ::write(file.fd, line.text.data() + written, line.text.size() - written);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    written += static_cast<std::size_t>(n);
  }
  if (written != line.text.size() || ::fsync(file.fd) != 0) {
    const int cause = errno;
    ::unlink(path.c_str());
    return fail(Code::unavailable, fmt::format("cannot write the key file: {}", std::strerror(cause)), path);
  }
  return {};
}

Result<SigningKey> read_key_file(const std::string& path) {
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.fd < 0) {
    const Code code = errno == ENOENT ? Code::not_found : Code::unavailable;
    return fail(code, fmt::format("cannot open the key file: {}", std::strerror(errno)), path);
  }
  struct stat facts {};
  if (::fstat(file.fd, &facts) != 0 || !S_ISREG(facts.st_mode))
    return fail(Code::invalid, "this is not a regular file", path);
  if (facts.st_mode & 077)
    return fail(Code::precondition,
                "others may read or write this key file; run chmod 600 on it, and consider the key known", path);
  Wiped text(std::string(kKeyFileSize + 1, '\0'));
  std::size_t size = 0;
  while (size < text.text.size()) {
    const ssize_t n = ::read(file.fd, text.text.data() + size, text.text.size() - size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(Code::unavailable, fmt::format("cannot read the key file: {}", std::strerror(errno)), path);
    if (n == 0) break;
    size += static_cast<std::size_t>(n);
  }
  const std::string_view view(text.text.data(), size);
  const auto bad = [&] {
    return fail(Code::invalid, "this is not a Comity key file: one line 'comity-ed25519-key 1 BASE64' is expected",
                path);
  };
  if (size != kKeyFileSize || !view.starts_with(kKeyFilePrefix) || view.back() != '\n') return bad();
  auto seed = from_base64(view.substr(kKeyFilePrefix.size(), 44));
  if (!seed) return bad();
  const Wiped held(std::move(*seed));
  if (held.text.size() != crypto_sign_SEEDBYTES) return bad();
  return SigningKey::from_seed(held.text);
}

}  // namespace comity::crypto
