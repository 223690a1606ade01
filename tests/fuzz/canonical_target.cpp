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
  CHECK(again.has_value());
  CHECK(crypto::canonical(*again) == *text);
  CHECK(json::minify(*text) == *text);
}

}  // namespace comity::fuzz
