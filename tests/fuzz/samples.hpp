// What the targets read against: the shipped sample alliance, and keys that are no secret.
#pragma once

#include <string_view>
#include <utility>

#include "alliance/directory.hpp"
#include "crypto/sign.hpp"

namespace comity::fuzz {

// alliances/sample/alliance.toml, read once; CHECKs that it can be read.
const alliance::Directory& sample_directory();

// The same key for the same number: for what the corpora hold signed.
const crypto::SigningKey& sample_key(char number);

// Up to the first newline, and what follows it.
inline std::pair<std::string_view, std::string_view> first_line(std::string_view input) {
  const std::size_t end = input.find('\n');
  if (end == std::string_view::npos) return {input, {}};
  return {input.substr(0, end), input.substr(end + 1)};
}

// As JSON and TOML demand it; simdjson's answer, which the parsers do not all take.
bool is_utf8(std::string_view text);

}  // namespace comity::fuzz
