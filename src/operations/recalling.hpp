// Recalls as part of a plan: shared by recall, correction and reclassification. Not a door's business. On the writer thread.
#pragma once

#include <vector>

#include "operations/held.hpp"
#include "operations/recall.hpp"

namespace comity::operations {

// Errors: conflict: this batch holds what a record about single rows may not stand beside.
Result<void> alone_in(const journal::Batch& batch);

// The dates of a record about single rows: one microsecond for itself and one for each row that it may give a new place. What
// this plan's own objects may have moved is counted in.
std::uint64_t span_about(const Node& node, const journal::Batch& batch, const std::vector<std::uint32_t>& rows);

// Those of the rows that were not taken back before, and may be by the caller. Errors: precondition (none).
Result<std::vector<std::uint32_t>> not_recalled_yet(Node& node, const Caller& caller, std::vector<std::uint32_t> rows);

// Adds the record: the last thing that a plan does. Rows ascending. Errors: corrupt.
Result<Seq> add_recall(Node& node, journal::Batch& batch, const Caller& caller, const std::vector<std::uint32_t>& rows,
                       shelf::RecallRecord::Cause cause, std::string reason, shelf::Thing replaced_by);

// What was recalled by that record, and how far it had spread. Takes Journal::state() itself. Errors: corrupt.
Result<Recalled> recalled_by(Node& node, Seq record);

}  // namespace comity::operations
