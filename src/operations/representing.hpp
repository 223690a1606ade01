// Who is told of what parties do among themselves: statements, meetings and concerns. docs/format/joint-statement.md, Who is told. The state lock is held by callers of the first three.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "operations/node.hpp"

namespace comity::operations {

// The caller may speak and listen for its party: it has the role official or registrar, and a clearance that holds.
bool represents(const Node& node, const Caller& caller, Time now);
// It has a clearance that holds, whatever its role.
bool is_cleared(const Node& node, const Caller& caller, Time now);
// `by` has stopped all sharing with `party`.
bool has_suspended(const Node& node, std::string_view by, std::string_view party, Time now);
// The party whose id an id begins with: the longest, so that no party's ids are those of another.
std::string_view party_of_id(const Node& node, std::string_view id);

// A paper's bytes are what somebody reads: nobody is given any that are not for everybody before the journal says so. `collect` runs with the state lock held, and names what the caller
// is about to be given; it is run again once these names are durable. `noted` says whether one is in the journal, `record` makes the record of the rest.
struct Reading {
  std::function<bool(std::string_view name)> noted;
  std::function<void(journal::Batch&, const std::set<std::string>& names)> record;
};
Result<void> read_noted(Node& node, const Reading& reading, const std::function<Result<void>(std::set<std::string>& names)>& collect);

}  // namespace comity::operations
