#include "tests/scenario/round_play.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace comity::scenario {
namespace {

template <class T>
T value(Result<T> result) {
  if (!result) throw std::runtime_error(to_string(result.error()));
  return *std::move(result);
}

}  // namespace

std::string marking_of(const std::string& party, const std::vector<std::string>& readers) {
  static const std::map<std::string, std::string> kLevels{{"NZL", "RESTRICTED"}, {"JPN", "秘"}, {"AUS", "PROTECTED"}, {"CAN", "CONFIDENTIAL"}, {"USA", "CONFIDENTIAL"}, {"GBR", "OFFICIAL-SENSITIVE"}};
  std::string list = "\"" + party + "\"";
  for (const auto& one : readers) list += ",\"" + one + "\"";
  return fmt::format(R"({{"label":{{"levels":{{"{0}":["{1}"]}},"topics":[["cyber"]],"releasable":{{"{0}":[[{2}]]}}}}}})", party, kLevels.at(party), list);
}

std::string submitter_of(const std::string& agency) { return agency + ".submitter"; }

operations::RoundWish RoundPlay::wish(const std::vector<std::string>& invited, const std::vector<std::string>& readers) const {
  const Time now = node_->clock().now();
  const auto in = [&](int hours) { return Time{now.us + hours * kHour}; };
  operations::RoundWish out;
  out.question.title = "EXERCISE cable landing stations";
  out.question.text = "EXERCISE Will PALE HERON interrupt service before 30 June 2027?";
  out.question.criteria = "EXERCISE An operator says so in public.";
  out.question.asked.invited = invited;
  out.question.asked.schedule = {in(1), in(2), in(3), in(4), in(5)};
  out.question.asked.resolves = in(1000);
  out.marking = marking_of("NZL", readers);
  return out;
}

std::string RoundPlay::open(const std::vector<std::string>& invited, const std::vector<std::string>& readers) {
  return value(operations::open_round(*node_, fault::SampleAlliance::caller("NZL.NAB.submitter"), wish(invited, readers))).id;
}

judgement::Judgement RoundPlay::judgement(const std::string& agency, const std::string& round, int stage, const std::string& p, char nonce) {
  judgement::Judgement out;
  out.agency = agency;
  out.question = round;
  out.round = stage;
  out.p = p;
  out.confidence = "moderate";
  out.nonce = std::string(64, nonce);
  out.rationale = "EXERCISE rationale of " + agency;
  return out;
}

std::string RoundPlay::paper(const judgement::Judgement& one, Time issued) const {
  const std::string sha256 = to_hex(crypto::view(judgement::commitment_to(judgement::to_json(one))));
  agreement::Paper out{judgement::to_json(judgement::Commitment{one.agency, one.question, one.round, sha256, issued}), {}};
  const std::string party(marking::party_of(one.agency));
  out.signatures.push_back(agreement::sign(judgement::kCommitment, out.text, party, alliance_.authority(party)));
  return agreement::to_json(judgement::kCommitment, out);
}

Result<operations::CommitOutcome> RoundPlay::commit(const judgement::Judgement& one) {
  return operations::commit_judgement(*node_, fault::SampleAlliance::caller(submitter_of(one.agency)), one.question, paper(one, node_->clock().now()));
}

Result<operations::Shared> RoundPlay::reveal(const judgement::Judgement& one, const std::vector<std::string>& readers) {
  return operations::reveal_judgement(*node_, fault::SampleAlliance::caller(submitter_of(one.agency)), one.question, judgement::to_json(one),
                                      marking_of(std::string(marking::party_of(one.agency)), readers));
}

operations::RoundSeen RoundPlay::seen(const std::string& person, const std::string& round) {
  return value(operations::round_of(*node_, fault::SampleAlliance::caller(person), round));
}

}  // namespace comity::scenario
