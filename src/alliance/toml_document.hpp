// A TOML file as a JSON document that remembers its lines. The only place that knows the TOML library, which is slow
// to compile; everything that people write in TOML is read from here as JSON.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace comity::alliance {

struct TomlDocument {
  nlohmann::json value;              // dates are strings: "2026-01-31", or RFC 3339 with upper-case T and Z
  std::map<std::string, int> lines;  // JSON pointer -> line, from 1
  std::string file_name;

  // "file:line" of the value that the pointer names, or of the nearest one around it.
  std::string where(std::string_view pointer) const;
  // The same error, with `where` a file and line instead of a pointer.
  Error at_line(Error error) const;
};

// Errors: invalid, where = "file:line"; too_large for what no document of people is: over 4 MiB, values more than 64 deep in each
// other, a key with more than 33 parts. Times without an offset, and infinite or undefined numbers, are refused.
Result<TomlDocument> read_toml(std::string_view text, std::string_view file_name);

}  // namespace comity::alliance
