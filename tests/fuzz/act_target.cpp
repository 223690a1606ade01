// Acts: one text for one act, and only what was signed verifies.
#include "agreement/act.hpp"
#include "base/bytes.hpp"
#include "crypto/canonical.hpp"
#include "samples.hpp"
#include "targets.hpp"

#include <nlohmann/json.hpp>

namespace comity::fuzz {

void fuzz_act(std::string_view input) {
  if (const auto file = agreement::parse_signed_act(input)) {
    const std::string text = agreement::to_json(*file);
    const auto again = agreement::parse_signed_act(text);
    CHECK(again && again->act == file->act && agreement::to_json(*again) == text);
    CHECK(again->signatures.size() == file->signatures.size());
    CHECK(agreement::verify(*file).has_value() == agreement::verify(*again).has_value());
  } else {
    CHECK(!file.error().message.empty());
  }
  const auto act = agreement::parse_act(input);
  if (!act) {
    CHECK(!act.error().message.empty());
    return;
  }
  const std::string text = agreement::to_json(*act);
  const auto again = agreement::parse_act(text);
  CHECK(again && *again == *act && agreement::to_json(*again) == text);
  const auto value = crypto::parse_strict(text);
  CHECK(value && crypto::canonical(*value) == text);
  CHECK(!agreement::kind_of(*act).empty() && (agreement::agreement_of(*act).empty() || agreement::subject_of(*act).starts_with("agreement ")));
  agreement::SignedAct one{*act, {agreement::sign(*act, act->by, sample_key('1'))}};
  CHECK(agreement::verify(one).has_value());
  one.act.reason += "!";
  CHECK(!agreement::verify(one));
}

}  // namespace comity::fuzz
