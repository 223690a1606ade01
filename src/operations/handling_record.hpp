// The handling record of a party, from the journal. docs/methods/handling.md says who sees what of whom. Thread-safe.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "insight/handling.hpp"
#include "operations/node.hpp"

namespace comity::operations {

struct HandlingRecord {
  std::string party;
  std::string originator;   // whose objects it is about; "" of all
  bool own = false;         // the party asks for its own
  std::optional<Time> since;
  Time as_of;
  insight::HandlingEvents events;
};
// How `party` handled what the caller's party originated; to the party itself, what its people were given of others; to the operator, all of others'. For officials and registrars, and the
// operator. Errors: forbidden, not_found (no such party), corrupt.
Result<HandlingRecord> handling_record(Node& node, const Caller& caller, const std::string& party, std::optional<Time> since);

nlohmann::ordered_json to_json(const HandlingRecord& record);
// {"evidence": [...]}, newest first; each with a key of its own that ascends. Errors: invalid (kind).
Result<nlohmann::ordered_json> evidence_json(const HandlingRecord& record, const std::string& kind);

}  // namespace comity::operations
