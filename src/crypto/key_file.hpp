// Files of one secret: a prefix that names what it is, and base64. Private to crypto/.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace comity::crypto {

// Mode 0600, never overwritten, synced. Errors: conflict (exists), unavailable (disk).
Result<void> write_secret_line(const std::string& path, std::string_view prefix, std::string_view secret);
// Errors: not_found, precondition (others may read or write it), invalid (no such file of `size` bytes), unavailable.
Result<std::string> read_secret_line(const std::string& path, std::string_view prefix, std::size_t size);

}  // namespace comity::crypto
