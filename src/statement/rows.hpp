// Positions of parties on statements as plain rows, for analyses and lists; and who left the line. Values; pure; any thread.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "statement/outcome.hpp"

namespace comity::statement {

// One invited party on one statement. A party that was not invited has no row: it did not decline.
struct PositionRow {
  std::string statement, title;
  Time date;                      // of a statement of the node: when it was adopted, else when its last version was recorded
  std::string meeting;            // its id, or the words of an import; "" for none
  std::set<std::string> topics;
  std::string party;
  Stand stand = Stand::none;
  std::vector<Reservation> reservations;  // of an import: of no paragraph
  bool imported = false;          // somebody's claim about the past, without a signature
  std::string source;             // of an import
  bool own = false;               // an import of the asker's party: there for nobody else
};

// A statement on which a party did not do what the line was.
struct Departure {
  std::string statement, title, party;
  Time date;
  Stand stand = Stand::none;
  std::size_t agreed = 0, invited = 0;  // of all that were invited
  bool imported = false;
};
// Per party its record on a series of statements.
struct LineRecord {
  std::size_t invited = 0, agreed = 0, reserved = 0, left = 0;  // reserved among those that agreed
  std::map<Stand, std::size_t> stands;
};
struct Line {
  std::vector<Departure> departures;           // by date, statement and party
  std::map<std::string, LineRecord> parties;
};
// The line of a statement is that it was agreed: it has one where more than half of the invited agreed. Who was invited and did not agree left it, by abstaining, declining, breaking
// silence, withdrawing or not answering. A reservation leaves no line.
Line line_of(const std::vector<PositionRow>& rows);

}  // namespace comity::statement
