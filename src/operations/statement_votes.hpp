// Positions on the statements that a caller may read, as roll calls.
#pragma once

#include "insight/statement_votes.hpp"
#include "operations/node.hpp"

namespace comity::operations {

// Errors: not_found (there are none that the caller may read).
Result<insight::RollCallSet> statement_votes(Node& node, const Caller& caller, const insight::StatementOptions& options);

}  // namespace comity::operations
