// The JSON of directories and clearances, as journal records and partners bring it.
#include "alliance/directory.hpp"
#include "base/bytes.hpp"
#include "samples.hpp"
#include "targets.hpp"

namespace comity::fuzz {

void fuzz_directory(std::string_view input) {
  if (const auto directory = alliance::parse_directory(input)) {
    CHECK(alliance::check(*directory).has_value());
    const std::string text = alliance::to_json(*directory);
    const auto again = alliance::parse_directory(text);
    CHECK(again && alliance::to_json(*again) == text);
  } else {
    CHECK(!directory.error().message.empty());
  }
  if (const auto clearance = alliance::parse_clearance(input)) {
    const std::string text = alliance::to_json(*clearance);
    const auto again = alliance::parse_clearance(text);
    CHECK(again && alliance::to_json(*again) == text);
    const std::string key = to_base64(sample_key('1').public_key());
    CHECK(alliance::verify_clearance(text, alliance::sign_clearance(*clearance, sample_key('1')), key).has_value());
    CHECK(!alliance::verify_clearance(text, alliance::sign_clearance(*clearance, sample_key('2')), key));
    CHECK(!alliance::verify_clearance(text, input, key));
  }
}

}  // namespace comity::fuzz
