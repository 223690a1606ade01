// Rounds: one text for one step, one judgement, one commitment; and what is read of an object is read from nothing else.
#include "crypto/canonical.hpp"
#include "judgement/round_stix.hpp"
#include "judgement/rounds.hpp"
#include "targets.hpp"

#include <nlohmann/json.hpp>

namespace comity::fuzz {

void fuzz_round(std::string_view input) {
  if (const auto step = judgement::decode_step(input)) {
    const std::string text = judgement::encode(*step);
    const auto again = judgement::decode_step(text);
    CHECK(again && *again == *step && judgement::encode(*again) == text);
  } else {
    CHECK(step.error().code == Code::corrupt && !step.error().message.empty());
  }
  if (const auto one = judgement::parse_judgement(input)) {
    const std::string text = judgement::to_json(*one);
    const auto again = judgement::parse_judgement(text);
    CHECK(again && *again == *one && judgement::commitment_to(judgement::to_json(*again)) == judgement::commitment_to(text));
    const auto p = judgement::probability(one->p);
    CHECK(p && *p > 0 && *p < 1);
    judgement::Judgement other = *one;
    other.p = one->p == "0.5" ? "0.25" : "0.5";
    other.low.clear();
    other.high.clear();
    CHECK(judgement::commitment_to(judgement::to_json(other)) != judgement::commitment_to(text));
    // It survives its note.
    const judgement::Made made{"note--00000000-0000-4000-8000-000000000001", Time{}, R"({"label":{}})"};
    const auto back = judgement::read_judgement(judgement::judgement_text(made, *one, {}));
    CHECK(back && *back == *one);
  } else {
    CHECK(!one.error().message.empty());
  }
  if (const auto one = judgement::parse_commitment(input)) {
    const auto again = judgement::parse_commitment(judgement::to_json(*one));
    CHECK(again && *again == *one);
  }
  judgement::read_judgement(input);
  judgement::read_question(input);
  judgement::read_said(input);
  CHECK(judgement::bundle_of({std::string(input)}, Time{}).contains("objects"));
}

}  // namespace comity::fuzz
