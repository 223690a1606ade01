// alliance.toml: what is read stands in the journal as JSON, and reads the same from there.
#include "alliance/directory.hpp"
#include "targets.hpp"

namespace comity::fuzz {

void fuzz_alliance(std::string_view input) {
  const auto directory = alliance::parse_alliance(input, "fuzzed.toml");
  if (!directory) {
    CHECK(!directory.error().message.empty() && directory.error().where.starts_with("fuzzed.toml:"));
    return;
  }
  CHECK(alliance::check(*directory).has_value());
  const std::string text = alliance::to_json(*directory);
  const auto again = alliance::parse_directory(text);
  CHECK(again.has_value());
  CHECK(alliance::to_json(*again) == text);
}

}  // namespace comity::fuzz
