// Hexadecimal and base64: one encoding for each value.
#include <string>

#include "base/bytes.hpp"
#include "base/codec.hpp"
#include "base/result.hpp"
#include "targets.hpp"

namespace comity::fuzz {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

// Fields of journal records, read as they come: numbers and texts by turns.
void decode(std::string_view input) {
  Decoder decoder(input);
  Encoder encoder;
  while (decoder.ok() && !decoder.done()) {
    const std::uint64_t number = decoder.number();
    const std::string_view text = decoder.text();
    if (!decoder.ok()) return;
    CHECK(text.empty() || (text.data() >= input.data() && text.data() + text.size() <= input.data() + input.size()));
    const std::string again = encoder.number(number).text(text).take();
    Decoder second(again);
    CHECK(second.number() == number && second.text() == text && second.done());
    encoder = Encoder();
  }
}

}  // namespace

void fuzz_bytes(std::string_view input) {
  if (const auto bytes = from_base64(input)) CHECK(to_base64(*bytes) == input);
  CHECK(from_base64(to_base64(input)) == input);
  if (const auto bytes = from_hex(input)) CHECK(to_hex(*bytes) == lower(input));
  CHECK(from_hex(to_hex(input)) == input);
  CHECK(equal_in_constant_time(input, std::string(input)));
  decode(input);
}

}  // namespace comity::fuzz
