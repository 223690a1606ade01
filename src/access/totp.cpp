#include "access/totp.hpp"

#include <fmt/format.h>

#include "base/bytes.hpp"
#include "crypto/hmac.hpp"

namespace comity::access {
namespace {
constexpr std::int64_t kStepUs = 30'000'000;
constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
}  // namespace

std::uint64_t totp_step(Time time) { return time.us < 0 ? 0 : static_cast<std::uint64_t>(time.us / kStepUs); }

// RFC 4226 §5.3.
std::string totp_code(std::string_view secret, std::uint64_t step, int digits) {
  std::string counter(8, '\0');
  for (int i = 7; i >= 0; --i, step >>= 8) counter[static_cast<std::size_t>(i)] = static_cast<char>(step & 0xff);
  const std::string mac = crypto::hmac_sha1(secret, counter);
  const auto byte = [&](std::size_t at) { return static_cast<std::uint32_t>(static_cast<unsigned char>(mac[at])); };
  const std::size_t at = byte(19) & 0xf;
  const std::uint32_t value = (byte(at) & 0x7f) << 24 | byte(at + 1) << 16 | byte(at + 2) << 8 | byte(at + 3);
  std::uint32_t modulus = 1;
  for (int i = 0; i < digits; ++i) modulus *= 10;
  return fmt::format("{:0{}}", value % modulus, digits);
}

std::optional<std::uint64_t> totp_check(std::string_view secret, std::string_view code, Time now, std::uint64_t used) {
  const std::uint64_t current = totp_step(now);
  std::optional<std::uint64_t> found;
  // All three are computed, whichever fits.
  for (std::uint64_t step = current - (current > 0); step <= current + 1; ++step)
    if (equal_in_constant_time(totp_code(secret, step), code) && step > used) found = step;
  return found;
}

std::string base32(std::string_view bytes) {
  std::string out;
  std::uint32_t held = 0;
  int bits = 0;
  for (const char c : bytes) {
    held = held << 8 | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 5; bits -= 5) out += kAlphabet[held >> (bits - 5) & 31];
    held &= (1u << bits) - 1;
  }
  if (bits > 0) out += kAlphabet[held << (5 - bits) & 31];
  return out;
}

std::string totp_uri(std::string_view secret, std::string_view node, std::string_view person) {
  return fmt::format("otpauth://totp/{0}:{1}?secret={2}&issuer={0}", node, person, base32(secret));
}

std::vector<std::string> make_recovery_codes(crypto::Random& random) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < kRecoveryCodes; ++i) {
    std::string code = base32(random.bytes(15));  // 120 bits: past what a plain hash needs (NIST SP 800-63B §5.1.2.2: 112)
    for (char& c : code)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    for (const std::size_t at : {20u, 16u, 12u, 8u, 4u}) code.insert(at, "-");
    out.push_back(std::move(code));
  }
  return out;
}

crypto::Digest recovery_hash(std::string_view code) {
  std::string plain;
  for (const char c : code.substr(0, 64)) {
    if (c == '-' || c == ' ') continue;
    plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  }
  return crypto::sha256("comity/recovery/v1\n", plain);
}

}  // namespace comity::access
