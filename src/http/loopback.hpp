// Numeric addresses, and those among them on which plain HTTP may be spoken.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <string>

#include "base/result.hpp"

namespace comity::http {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

// 127.0.0.0/8, ::1, or "localhost" (127.0.0.1; never looked up). Errors: invalid for anything else.
Result<SocketAddress> loopback_address(const std::string& host, std::uint16_t port);

// Any numeric IPv4 or IPv6 address, or "localhost" (127.0.0.1). Errors: invalid for anything else.
Result<SocketAddress> numeric_address(const std::string& host, std::uint16_t port);

bool is_loopback(const SocketAddress& address);

// "127.0.0.1", "::1"; an IPv4 address in IPv6's clothes as itself; empty when unknown.
std::string text_of(const SocketAddress& address);

}  // namespace comity::http
