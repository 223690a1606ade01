// Which rounds a caller may know of, and the bytes of their objects under a lease. Not a door's business.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "operations/rounds.hpp"

namespace comity::operations {

// The one answer for what is absent and what is hidden.
inline tl::unexpected<Error> no_such_round() { return fail(Code::not_found, "there is no such round for you"); }

// The round, if the caller gets its question. Callers hold Journal::state() shared. Errors: not_found, after the same work.
Result<const judgement::Round*> reach_round(Node& node, const Caller& caller, std::string_view id);
// Whether a view gives the question as it was recorded with the opening: another version of it, however it is marked, is another text and makes no round there.
bool gets_question(Node& node, const shelf::View& view, const judgement::Round& round);
// The round as it stands by the keys that count now: commitments of others are marked void.
judgement::Round as_it_counts(const Node& node, const judgement::Round& round);

// What stages and times are judged by.
Time round_now(Node& node);

// Of those invited, those that the caller may act for: its agency, and its party where that is invited as a whole.
std::vector<std::string> acts_for(const Caller& caller, const judgement::Round& round);

// Of these records, the bytes that the caller gets, under a durable lease; those that it does not get are left out.
struct RoundTexts {
  std::map<Seq, std::string> texts;  // by record of the object
  RoundLeases leases;
};
Result<RoundTexts> read_texts(Node& node, const Caller& caller, const std::set<Seq>& records);

}  // namespace comity::operations
