// Hexadecimal, base64 (RFC 4648 §4, canonical), UTF-8 for messages, and constant-time comparison.
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
// The text with U+FFFD for each byte that is no part of UTF-8: for messages that quote what strangers sent, as messages go into
// JSON.
std::string as_utf8(std::string_view text);
// Time depends on the lengths only.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace comity
