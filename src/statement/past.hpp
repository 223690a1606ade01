// Statements of before the node, from a table of who was invited and what it did: claims with their sources, and no signatures. docs/format/joint-statement.md, Past statements.
// Values; pure; any thread.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "statement/rows.hpp"

namespace comity::statement {

struct PastParty {
  std::string party;
  Stand stand = Stand::none;   // signed, reserved, silent, abstained, declined or none
  std::string reservation;     // of "reserved": its words, "" where none are known
  std::string source;
  bool operator==(const PastParty&) const = default;
};
struct Past {
  std::string statement, title, meeting;
  Time date;
  std::set<std::string> topics;
  std::vector<PastParty> invited;
  std::set<std::string> not_invited;  // that the table says so of
  bool operator==(const Past&) const = default;
};
std::string to_json(const Past& past);               // canonical: a record's text
Result<Past> parse_past(std::string_view json);      // Errors: invalid

inline constexpr std::size_t kMostPastBytes = 4 << 20;
inline constexpr std::size_t kMostPastRows = 50'000;
// A CSV (RFC 4180, UTF-8) with a header that names statement, title, date, meeting, party, invited, position, reservation, source and perhaps topic, in any order. Statements in the order of
// their first row. Errors: invalid, where = "file:line" of the row: among them one that says "not invited" and a position; too_large.
Result<std::vector<Past>> parse_past_csv(std::string_view csv, std::string_view file_name);

std::vector<PositionRow> rows_of(const Past& past);

}  // namespace comity::statement
