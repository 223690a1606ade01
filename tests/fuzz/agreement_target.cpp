// Agreements as people write them: what is signed is what is enforced.
#include "agreement/terms.hpp"
#include "base/bytes.hpp"
#include "crypto/canonical.hpp"
#include "samples.hpp"
#include "targets.hpp"

namespace comity::fuzz {

void fuzz_agreement(std::string_view input) {
  const auto document = agreement::parse_agreement(input, "fuzzed.toml");
  if (!document) {
    CHECK(!document.error().message.empty() && document.error().where.starts_with("fuzzed.toml"));
    return;
  }
  const auto again = agreement::parse_canonical(document->canonical);
  CHECK(again && again->terms == document->terms && again->canonical == document->canonical);
  const auto sound = agreement::check(document->terms, sample_directory());
  CHECK(sound || !sound.error().message.empty());
  CHECK(document->terms.parties.size() >= 2 && document->terms.in_force < document->terms.until);

  // All parties sign with one key: the whole way to a signed file and back.
  agreement::Signed file{*document, {}};
  std::map<std::string, std::string> authorities;
  for (const agreement::Adherence& one : document->terms.parties) {
    if (!authorities.emplace(one.party, to_base64(sample_key('1').public_key())).second) continue;
    const auto signature = agreement::sign(*document, one.party, sample_key('1'));
    CHECK(signature.has_value());
    file.signatures.push_back(*signature);
  }
  const auto read = agreement::parse_signed(agreement::to_json(file));
  CHECK(read && read->document.terms == document->terms);
  CHECK(agreement::verify(*read, authorities).has_value());
  authorities.begin()->second = to_base64(sample_key('2').public_key());
  CHECK(!agreement::verify(*read, authorities));
}

}  // namespace comity::fuzz
