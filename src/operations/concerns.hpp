// Concerns about how a party handles what it is given. docs/format/concern.md is normative, also for who is told. Errors everywhere: unavailable besides those named; what is hidden answers as what is absent.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "operations/node.hpp"
#include "statement/concerns.hpp"

namespace comity::operations {

// A signed step, brought by whoever may speak for the party that signed it, or by the operator. Errors: invalid, forbidden (not for this party or caller; a party that is not there), not_found, conflict,
// precondition (it cannot follow; a signature that does not count).
Result<Seq> record_concern(Node& node, const Caller& caller, std::string_view paper_json);

struct ConcernSeen {
  std::string id;
  statement::Concerns::Held held;   // without the steps that are void since a key was revoked; where that is the raising, the raising alone
  statement::Course course;
  bool is_void = false;             // its raising is
  std::set<Seq> voids;
  bool numbers_only = false;        // to the operator: neither words nor parties
};
struct ConcernFilter {
  std::string about;                // a party, with its agencies, or an agency
  std::optional<statement::Category> category;
  std::string object;               // that it names; this and `about` are not for the operator: invalid
  bool open_only = false;
};
// To who may speak for the raiser, for the party concerned or for one that was told; by the time of raising. On return the journal says that the caller was given them.
Result<std::vector<ConcernSeen>> concerns(Node& node, const Caller& caller, const ConcernFilter& filter = {});
// Errors: not_found, also to the operator: it is given no ids.
Result<ConcernSeen> concern_of(Node& node, const Caller& caller, std::string_view id);

// How many that the caller may know of are open about the party and its agencies, by how they stand. The state lock is held. To the operator: of all.
std::map<statement::ConcernState, std::size_t> open_concerns(const Node& node, const Caller& caller, std::string_view party, Time now);

}  // namespace comity::operations
