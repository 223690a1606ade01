// The acts of recall.hpp as JSON, for the doors that speak it: REST and the command line. docs/cli.md has the shapes.
#pragma once

#include <string>
#include <string_view>

#include "operations/recall.hpp"

namespace comity::operations {

// `act` is recall, correction, reclassification, erasure or approval; `body` one JSON object, of which no other members are taken than:
//   recall            reason, version, owner, with_references, cause ("recalled", "corrected", "reclassified"), replaced_by
//   correction        reason, bundle, version, owner, replaced_by
//   reclassification  reason, and label, or marking {"language", "text", "portions"}
//   erasure           reason, version, owner
//   approval          version, owner
// Errors: the acts'; invalid (the body), not_found (no such act).
Result<std::string> act_on_object(Node& node, const Caller& caller, std::string_view act, std::string_view id, std::string_view body);

std::string to_json(const std::vector<Holders>& holders);

}  // namespace comity::operations
