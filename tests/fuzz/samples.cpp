#include "samples.hpp"

#include <simdjson.h>

#include <fstream>
#include <iterator>
#include <map>
#include <string>

namespace comity::fuzz {

const alliance::Directory& sample_directory() {
  static const alliance::Directory directory = [] {
    std::ifstream file(COMITY_SOURCE_DIR "/alliances/sample/alliance.toml", std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    auto read = alliance::parse_alliance(text, "alliance.toml");
    CHECK(read.has_value());
    return *std::move(read);
  }();
  return directory;
}

const crypto::SigningKey& sample_key(char number) {
  static std::map<char, crypto::SigningKey> keys;
  const auto found = keys.find(number);
  if (found != keys.end()) return found->second;
  auto key = crypto::SigningKey::from_seed(std::string(32, number));
  CHECK(key.has_value());
  return keys.emplace(number, *std::move(key)).first->second;
}

bool is_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

}  // namespace comity::fuzz
