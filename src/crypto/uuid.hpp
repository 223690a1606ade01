// UUIDs computed from names (RFC 4122 §4.3).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace comity::crypto {

using Uuid = std::array<std::uint8_t, 16>;

// Version 5: SHA-1 of the namespace and the name, cut to 128 bits. The text has lower-case digits. Any thread.
std::string uuid5(const Uuid& name_space, std::string_view name);

}  // namespace comity::crypto
