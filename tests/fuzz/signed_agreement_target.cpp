// Signed agreements: only what the authorities signed is ever verified. One text was signed with these keys.
#include "agreement/terms.hpp"
#include "base/bytes.hpp"
#include "crypto/hash.hpp"
#include "samples.hpp"
#include "targets.hpp"

namespace comity::fuzz {
namespace {

// Of the canonical bytes of corpus/signed_agreement/signed.json, the one agreement signed with these keys.
constexpr std::string_view kSigned = "40fddd758a0d59f4339631fe13be6f8bad763cedd9f861e4a8f411981b331b7f";

}  // namespace

void fuzz_signed_agreement(std::string_view input) {
  static const std::map<std::string, std::string> authorities = {{"JPN", to_base64(sample_key('1').public_key())},
                                                                 {"NZL", to_base64(sample_key('2').public_key())}};
  if (const auto document = agreement::parse_canonical(input)) {
    CHECK(document->canonical == input);
  } else {
    CHECK(!document.error().message.empty());
  }
  const auto file = agreement::parse_signed(input);
  if (!file) {
    CHECK(!file.error().message.empty());
    return;
  }
  const std::string text = agreement::to_json(*file);
  const auto again = agreement::parse_signed(text);
  CHECK(again && again->document.terms == file->document.terms && again->document.canonical == file->document.canonical);
  CHECK(again->signatures.size() == file->signatures.size() && agreement::to_json(*again) == text);
  if (agreement::verify(*file, authorities)) CHECK(to_hex(crypto::view(crypto::sha256(file->document.canonical))) == kSigned);
}

}  // namespace comity::fuzz
