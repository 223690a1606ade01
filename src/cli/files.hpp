// Files that the program reads and writes beside a node's store.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace comity::cli {

// Errors: not_found, too_large, unavailable.
Result<std::string> read_file(const std::string& path, std::uint64_t most_bytes);
// The same; a file that begins as gzip (RFC 1952) is unpacked, and `most_bytes` counts what comes out. Errors: also
// invalid (damaged or cut short).
Result<std::string> read_plain_or_gzip(const std::string& path, std::uint64_t most_bytes);

// Replaces the file or leaves it as it was: written beside it, synced, renamed. Errors: unavailable.
Result<void> replace_file(const std::string& path, std::string_view text, unsigned mode);

// Bounds on what the commands read: documents that people write, and bundles once unpacked.
inline constexpr std::uint64_t kMostDocument = 16ull << 20;
inline constexpr std::uint64_t kMostBundle = 1ull << 30;

}  // namespace comity::cli
