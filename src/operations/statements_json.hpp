// Statements, meetings and concerns as JSON: what the REST API answers and the command line prints.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "operations/concerns.hpp"
#include "operations/statements.hpp"

namespace comity::operations {

nlohmann::ordered_json to_json(const ProposedStatement& one);                  // {"id","version","sha256"}
nlohmann::ordered_json to_json(const std::vector<StatementSeen>& all);         // {"statements":[…]}: how each stands, without texts
nlohmann::ordered_json to_json(const StatementSeen& one);                      // with its text, versions and steps; "document" is what positions are about
nlohmann::ordered_json to_json(const std::vector<statement::PositionRow>& rows);  // {"positions":[…],"departures":[…],"parties":[…]}
nlohmann::ordered_json to_json(const std::vector<MeetingSeen>& all);           // {"meetings":[…]}
nlohmann::ordered_json to_json(const MeetingSeen& one);                        // with its statements
nlohmann::ordered_json to_json(const Imported& one);
nlohmann::ordered_json to_json(const std::vector<ConcernSeen>& all);           // {"concerns":[…]}
nlohmann::ordered_json to_json(const ConcernSeen& one);
// {"from","to","changes":[…]} of two of its versions. Errors: not_found.
Result<nlohmann::ordered_json> difference_json(const StatementSeen& one, int from, int to);

}  // namespace comity::operations
