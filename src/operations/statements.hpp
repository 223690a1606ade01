// Joint statements, the meetings that they are made at, and those of before the node. docs/format/joint-statement.md is normative, also for who is told. Errors everywhere: unavailable besides
// those named; and what is hidden answers as what is absent.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "operations/node.hpp"
#include "statement/file.hpp"
#include "statement/rows.hpp"

namespace comity::operations {

// ---- statement_acts.cpp ----------------------------------------------------------------------------------------------

struct ProposedStatement {
  std::string id;
  int version = 0;
  std::string sha256;
};
// A statement's first version, or its next: positions on the one before count no more. Errors: forbidden (no official of the convenor), invalid (the text; a party that is not there), conflict (the version is not
// the next), precondition (adopted, or ended; it has grown too large).
Result<ProposedStatement> propose_statement(Node& node, const Caller& caller, std::string_view document_json);
// A signed position on the statement's latest version, brought by whoever may speak for an invited party, or by the operator. Errors: invalid, forbidden, not_found, conflict (another version or text; one issued
// later is recorded), precondition (not open; a signature that does not count).
Result<Seq> record_position(Node& node, const Caller& caller, std::string_view statement, std::string_view paper_json);
// Ends what is not adopted. Errors: not_found, forbidden (no official of the convenor), precondition.
Result<Seq> close_statement(Node& node, const Caller& caller, std::string_view statement, std::string_view reason);

// ---- statements.cpp --------------------------------------------------------------------------------------------------

struct StatementSeen {
  std::string id;
  statement::Statements::Held held;  // of a list, and to who does not speak for an invited party: the latest version and what was done about it
  statement::Outcome outcome;
  std::set<Seq> voids;           // positions whose key was revoked since
  bool numbers_only = false;     // to the operator: no word of it
  bool everybody = false;        // it is for everybody by now
};
struct StatementFilter {
  std::string meeting, party, state;  // "" for any; the first two are not for the operator: invalid
};
// By id, each with its latest version. Of what is not for everybody, on return the journal says that the caller was given it.
Result<std::vector<StatementSeen>> statements(Node& node, const Caller& caller, const StatementFilter& filter = {});
// With every version, for who speaks for an invited party. Errors: not_found.
Result<StatementSeen> statement_of(Node& node, const Caller& caller, std::string_view id);
// What analyses may know: the positions of all invited parties on every statement that the caller may know of, drafts left out, and on the past ones. Of each statement there is one account: of an id
// that the node's own records have, and the caller may know, no import; of one that the caller's party imported, not the operator's import.
Result<std::vector<statement::PositionRow>> statement_positions(Node& node, const Caller& caller);

// ---- statement_file.cpp ----------------------------------------------------------------------------------------------

// The statement with its positions and proofs under this checkpoint, a signed note of now, whose log has that key (a C2SP verifier key). One look at each leaf of the ledger. Errors: not_found; forbidden (the operator, who is given no
// statement's words); too_large (a ledger of over `most_leaves`).
Result<statement::File> statement_file(Node& node, const Caller& caller, std::string_view id, const std::string& checkpoint, const std::string& log_key,
                                       std::uint64_t most_leaves);

// ---- meetings.cpp ----------------------------------------------------------------------------------------------------

// A meeting, or a later form of it. Errors: invalid, forbidden (no official of the convenor).
Result<std::string> record_meeting(Node& node, const Caller& caller, std::string_view meeting_json);
struct MeetingSeen {
  statement::Meeting meeting;
  Time at;                       // when it was recorded so
  std::vector<StatementSeen> statements;  // under it, as far as the caller may know them
};
// To whoever may speak for one of its parties; by date. The operator gets none: `count` says how many there are.
Result<std::vector<MeetingSeen>> meetings(Node& node, const Caller& caller);
Result<MeetingSeen> meeting_of(Node& node, const Caller& caller, std::string_view id);  // Errors: not_found

// ---- past_statements.cpp ----------------------------------------------------------------------------------------------

struct Imported {
  std::size_t statements = 0, invited = 0, not_invited = 0;
};
// Claims about the past. Of the operator for everybody, of an official or registrar for its own party's people. Errors: invalid (where = the line), too_large, forbidden.
Result<Imported> import_past(Node& node, const Caller& caller, std::string_view csv, std::string_view file_name);

// ---- For the files above -----------------------------------------------------------------------------------------------

// The state lock is held. Nothing: to this caller there is no such statement.
struct StatementSight {
  bool everybody = false;
};
std::optional<StatementSight> sight_of(const Node& node, const Caller& caller, const statement::Statements::Held& held, Time now);
Time as_of(Node& node, const statement::Statements::Held& held);
std::set<Seq> voids_of(const Node& node, const statement::Statements::Held& held);
statement::Outcome outcome_of(const Node& node, const statement::Statements::Held& held, Time now);

}  // namespace comity::operations
