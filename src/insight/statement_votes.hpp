// Positions on joint statements as votes, so that the same indices can be asked of them. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "insight/votes.hpp"

namespace comity::insight {

// What one party did about one statement.
struct StatementPosition {
  enum class Kind : std::uint8_t { signed_, reserved, abstained, declined, no_answer, not_invited };
  std::string party;
  std::string statement;            // its id
  std::string title;
  Day date;                         // of the statement, the same for all parties
  std::string meeting;              // "" for none
  Kind kind = Kind::no_answer;
  std::vector<std::string> topics;
  // Whose word it is: the node's own papers, an import of the asker's party, or an import of somebody else.
  enum class Word : std::uint8_t { node, own, others } word = Word::node;
};
std::string_view name_of(StatementPosition::Kind kind);  // "signed", "reserved", "abstained", "declined", "no answer", "not invited"
// The same words; also with - or _ for the space. Errors: invalid.
Result<StatementPosition::Kind> position_named(std::string_view name);

// Of a statement that stands in several lists the rows of one alone stay: of the node before the asker's own, and that before others'. Whose else's rows went: ids, ascending.
std::vector<std::string> keep_one_word(std::vector<StatementPosition>& positions);

struct StatementOptions {
  bool reserved_is_middle = false;  // who signs with a reservation abstains; else it says yes
};
// Signed is yes, abstained abstain, declined no. Who did not answer is absent, and who was not invited is absent too: never a no. Statements are roll calls, by their ids; meetings are sessions, topics issues. Errors:
// invalid (one party takes two positions on one statement; one statement has two dates), too_large.
Result<RollCallSet> votes_of(const std::vector<StatementPosition>& positions, const StatementOptions& options);

// The file form: statement, date, party and position, and title, meeting and topics (words with a bar between) where it has them, in any order, among others. Errors: invalid with where = "line N".
Result<std::vector<StatementPosition>> read_positions(std::string_view csv);

}  // namespace comity::insight
