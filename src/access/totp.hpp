// One-time passwords by time (RFC 6238: HMAC-SHA-1, 30 s, 6 digits), and recovery codes for who has lost the device.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "crypto/hash.hpp"
#include "crypto/sign.hpp"

namespace comity::access {

inline constexpr std::size_t kTotpSecretBytes = 20;
inline constexpr std::size_t kRecoveryCodes = 10;

std::uint64_t totp_step(Time time);
std::string totp_code(std::string_view secret, std::uint64_t step, int digits = 6);
// The step that the code is of: that of `now`, or one before or after, and later than `used`; a code opens once.
std::optional<std::uint64_t> totp_check(std::string_view secret, std::string_view code, Time now, std::uint64_t used);

// What an authenticator reads from a QR code (the otpauth scheme); secret in base32 (RFC 4648 §6).
std::string base32(std::string_view bytes);
std::string totp_uri(std::string_view secret, std::string_view node, std::string_view person);

// "abcd-efgh-ijkl-mnop-qrst-uvwx": 120 random bits, so that one SHA-256 keeps it.
std::vector<std::string> make_recovery_codes(crypto::Random& random);
// Of the code as it is typed: letters of either size, with or without dashes and spaces.
crypto::Digest recovery_hash(std::string_view code);

}  // namespace comity::access
