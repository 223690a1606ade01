// RFC 8785 (JSON Canonicalization Scheme).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "base/result.hpp"

namespace comity::crypto {

// Members sorted by UTF-16 code units, ECMAScript number text, minimal escapes. Errors: invalid (NaN, infinity, lone
// surrogates, integers beyond 2^53).
Result<std::string> canonical(const nlohmann::json& value);

// Strict parse for documents that will be signed or verified: no duplicate keys, no comments, depth at most 64.
// Errors: invalid, where = "byte N".
Result<nlohmann::json> parse_strict(std::string_view text);

}  // namespace comity::crypto
