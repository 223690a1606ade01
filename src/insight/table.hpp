// What an analysis prints: a table that says how each number came about, as text for a terminal, as CSV and as JSON. Values; pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace comity::insight {

// Nothing stands for "undefined": it is written as an empty field, a dash or null, and never as 0. A number that is not finite counts as undefined.
using Cell = std::variant<std::monostate, std::int64_t, double, std::string>;

struct Column {
  std::string name;     // "kappa_nom": of CSV and JSON
  std::string heading;  // "κ": of a terminal; "" for the name
  std::string unit;     // "share", "objects"; "" for none
  int digits = 3;       // after the point, on a terminal; CSV gives the fewest digits that read back as the same number
};

struct Table {
  std::string title;
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;  // as wide as the columns
  std::vector<std::string> notes;       // method and source, n, what was left out: printed below
};

// RFC 4180, UTF-8, header row first, CRLF; notes are not in it. A text that a spreadsheet would take for a formula (it begins with = + - @, tab or CR) gets a ' before it.
std::string to_csv(const Table& table);
// Aligned columns of at most `width` characters in all; numbers to the right. Wide East Asian characters count two. The widest texts are cut with "…" where the width does not
// suffice; numbers never are, so that a table of many numbers may be wider.
std::string to_text(const Table& table, std::size_t width = 120);

}  // namespace comity::insight
