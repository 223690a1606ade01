// Hexadecimal, base64 (RFC 4648 §4, canonical), and constant-time comparison.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace comity {

std::string to_hex(std::string_view bytes);
std::optional<std::string> from_hex(std::string_view text);
std::string to_base64(std::string_view bytes);
// Refuses anything but the one canonical encoding: padding present, unused bits zero, no white space.
std::optional<std::string> from_base64(std::string_view text);
// Time depends on the lengths only.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace comity
