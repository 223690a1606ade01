// When an agreement first entered into force, for what is asked around that date.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "insight/votes.hpp"
#include "operations/acts.hpp"
#include "operations/alignment.hpp"

namespace comity::operations {

struct AgreementEntry {
  insight::Day date;                 // the first day of its first version that counts
  std::vector<std::string> parties;  // of that version
};
// Of an agreement that the caller may see. Errors: not_found (absent, or of others: alike), precondition (no version of it has been signed by all, or it has no first day).
Result<AgreementEntry> entry_into_force(Node& node, const Caller& caller, std::string_view id);

// Puts into a question about a window what an agreement says of it: its first day, unless the question has a date, and its parties, where they are two and no pair is named. Nothing for "". Errors: as above; invalid (no pair).
Result<void> put_agreement(Node& node, const Caller& caller, const std::string& id, bool has_date, WindowAsk& ask);

// The members that a question to a node is about where it names none: of a community as it is now, or all parties of the directory, as far as they vote. Errors: not_found (no such community, one of which the caller's
// party is no member, or none of it votes: alike).
Result<std::vector<std::string>> members_of_node(Node& node, const Caller& caller, const insight::RollCallSet& set, const std::string& community);

}  // namespace comity::operations
