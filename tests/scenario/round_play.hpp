// A round as agencies of the sample alliance play it: questions, judgements and what is signed, for tests. Calls that tests expect to be taken throw where they are refused.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "crypto/sign.hpp"
#include "judgement/judgement.hpp"
#include "operations/rounds.hpp"
#include "tests/fault/sample_alliance.hpp"

namespace comity::scenario {

inline constexpr std::int64_t kHour = 3'600'000'000;

// A marking of the party's own, readable by those parties and communities.
std::string marking_of(const std::string& party, const std::vector<std::string>& readers);
std::string submitter_of(const std::string& agency);

class RoundPlay {
 public:
  RoundPlay(operations::Node& node, const fault::SampleAlliance& alliance) : node_(&node), alliance_(alliance) {}
  void use(operations::Node& node) { node_ = &node; }

  // Parts of an hour each, from the node's present time on.
  operations::RoundWish wish(const std::vector<std::string>& invited, const std::vector<std::string>& readers = {"FVEY", "JPN"}) const;
  std::string open(const std::vector<std::string>& invited, const std::vector<std::string>& readers = {"FVEY", "JPN"});

  static judgement::Judgement judgement(const std::string& agency, const std::string& round, int stage, const std::string& p, char nonce = '5');
  // The commitment to it, signed by the authority of its party.
  std::string paper(const judgement::Judgement& one, Time issued) const;
  Result<operations::CommitOutcome> commit(const judgement::Judgement& one);
  Result<operations::Shared> reveal(const judgement::Judgement& one, const std::vector<std::string>& readers = {"FVEY", "JPN"});
  operations::RoundSeen seen(const std::string& person, const std::string& round);

 private:
  operations::Node* node_;
  const fault::SampleAlliance& alliance_;
};

}  // namespace comity::scenario
