// HMAC (RFC 2104) by OpenSSL.
#pragma once

#include <string>
#include <string_view>

namespace comity::crypto {

std::string hmac_sha1(std::string_view key, std::string_view message);  // 20 bytes; for TOTP (RFC 6238), for nothing else

}  // namespace comity::crypto
