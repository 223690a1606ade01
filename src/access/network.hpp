// Ranges of IP addresses, as CIDR writes them (RFC 4632, RFC 4291 §2.3).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace comity::access {

// One range. An IPv4 address and its IPv6-mapped form are the same.
class Network {
 public:
  // "10.0.0.0/8", "2001:db8::/32", or one address. Errors: invalid (no address, bits set behind the prefix).
  static Result<Network> parse(std::string_view text);
  bool holds(std::string_view address) const;  // false for what is no address
  const std::string& text() const { return text_; }

 private:
  std::array<std::uint8_t, 16> bits_{};
  int prefix_ = 128;  // of the IPv6 form
  std::string text_;
};

}  // namespace comity::access
