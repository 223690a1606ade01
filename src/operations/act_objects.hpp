// The objects that an act names, as records of this node. For operations on the writer thread, or with Journal::state() held.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agreement/act.hpp"
#include "agreement/life.hpp"
#include "operations/node.hpp"

namespace comity::operations {

// `by` is an originating party of the row, or an originating agency of it, whatever was said of the row since.
bool originates(const Node& node, std::uint32_t row, std::string_view by);

// What a consent to the row opens: its label, and those of its marked fields, as a consent covers the object whole.
std::vector<const marking::Label*> labels_opened(const Node& node, std::uint32_t row);

// SHA-256 of the stored bytes, hexadecimal: what a tearline's approval is of. Errors: as reading them.
Result<std::string> sha256_of(Node& node, std::uint32_t row);

// The row of this very version; kNoRow if it is not held.
std::uint32_t find_row(const Node& node, const journal::Batch& batch, const agreement::ObjectName& name);

// A tearline that this party has yet to approve, and that nobody took back.
bool waits_for(const Node& node, std::uint32_t row, const std::string& party);

// What may be known of an object that an act of `by` names: its label joined with those of its marked fields, as a consent covers the
// object whole; and of a tearline that waits for the approval of `by`, its own label and the hash of its bytes. Nothing if it is not held, or `by` does
// not originate it. Borrows the node and the batch.
agreement::FindObject find_object(Node& node, const journal::Batch& batch, std::string by);

// The rows of all of them. Nothing (an empty list) if one is not held, or `by` does not originate it: which, and why, is not told, and
// each is looked up whatever became of those before.
std::vector<std::uint32_t> rows_of_originator(const Node& node, const journal::Batch& batch, std::span<const agreement::ObjectName> names,
                                              std::string_view by);

}  // namespace comity::operations
