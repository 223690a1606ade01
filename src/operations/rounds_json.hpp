// Rounds as JSON with what their judgements come to, for the doors that speak it: REST and the command line. docs/format/round.md has the shapes, docs/methods/judgement.md the numbers.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "operations/rounds.hpp"

namespace comity::operations {

// Bodies of requests. Errors: invalid, `where` a JSON pointer.
Result<RoundWish> parse_round_wish(const nlohmann::ordered_json& body);
struct RevealWish {
  std::string judgement, marking;
};
Result<RevealWish> parse_reveal_wish(const nlohmann::ordered_json& body);
struct DiscussWish {
  std::string text, answers, marking;
};
Result<DiscussWish> parse_discuss_wish(const nlohmann::ordered_json& body);
Result<judgement::Resolve> parse_resolution(const nlohmann::ordered_json& body);
Result<std::string> parse_withholding(const nlohmann::ordered_json& body);  // the agency

nlohmann::ordered_json to_json(const OpenedRound& opened);
nlohmann::ordered_json to_json(const CommitOutcome& done);
nlohmann::ordered_json to_json(const Shared& shared);
nlohmann::ordered_json to_json(const RoundList& list);
// Each judgement with its author's term and the term of the reader's own yardstick; pools, dissent and convergence over the judgements that this reader gets; scores once it is resolved.
// `reader`: an agency, or "" for no yardstick of its own.
nlohmann::ordered_json to_json(const RoundSeen& round, std::string_view reader);
nlohmann::ordered_json to_json(const RoundTrack& track);
// A STIX bundle of what the reader got of the round.
nlohmann::ordered_json export_of(const RoundSeen& round, Time at);

}  // namespace comity::operations
