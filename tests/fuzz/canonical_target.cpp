// What is signed: strict JSON and its one canonical form (RFC 8785).
#include "crypto/canonical.hpp"

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "targets.hpp"

namespace comity::fuzz {

void fuzz_canonical(std::string_view input) {
  const auto value = crypto::parse_strict(input);
  if (!value) {
    CHECK(value.error().code == Code::invalid && !value.error().message.empty());
    return;
  }
  CHECK(json::Document::parse(input).has_value());  // the two strict readers of the node agree on what JSON is
  const auto text = crypto::canonical(*value);
  if (!text) {
    CHECK(text.error().code == Code::invalid);
    return;
  }
  const auto again = crypto::parse_strict(*text);
  CHECK(json::minify(*text) == *text);
  // RFC 8785 writes 1e17 as a whole number of 18 digits, and whole numbers beyond 2^53 are refused: what cannot be signed twice
  // alike is not signed.
  const auto twice = again ? crypto::canonical(*again) : fail(again.error().code, again.error().message);
  if (twice) CHECK(*twice == *text);
  else CHECK(twice.error().message.find("beyond") != std::string::npos);
}

}  // namespace comity::fuzz
