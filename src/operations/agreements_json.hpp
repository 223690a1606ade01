// Agreements, their drafts and simulations as JSON: what the REST API takes and answers, and the command line prints. docs/cli.md
// shows the members.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "operations/acts.hpp"

namespace comity::operations {

nlohmann::ordered_json to_json(const Proposed& proposed);                  // {"agreement","version","agreed","signed_by"}
nlohmann::ordered_json to_json(const AgreementSeen& one);                  // standing, versions, history, drafts
nlohmann::ordered_json to_json(const std::vector<AgreementSeen>& all);     // {"agreements":[…]}: each with its standing and drafts, no texts
nlohmann::ordered_json to_json(const Simulation& simulation);

struct SimulationAsked {
  agreement::Signed draft;
  SimulationRequest request;
};
// {"draft","at","objects"}: `draft` is a signed file, whoever has signed it. Errors: invalid, where = a JSON pointer.
Result<SimulationAsked> parse_simulation(std::string_view body);
std::string to_json(const SimulationAsked& asked);

}  // namespace comity::operations
