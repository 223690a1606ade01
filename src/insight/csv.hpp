// Comma-separated values as RFC 4180 has them, read in place. Values; not thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace comity::insight {

// Rows of a text, one after the other. Lines end with LF or CRLF; a quoted field may hold commas, quotes written twice, and line ends; empty lines are passed over; a byte order mark is too.
// The text outlives the scanner, and fields are good until the next call.
class CsvScanner {
 public:
  static constexpr std::size_t kMostFields = 256;
  explicit CsvScanner(std::string_view text);
  // The next row; false at the end. Errors: invalid with where = "line N" (a quote that is not closed, text after a closing quote, too many fields).
  Result<bool> next(std::vector<std::string_view>& fields);
  // The line on which the last row began, from 1.
  std::uint32_t line() const { return row_line_; }

 private:
  Result<std::string_view> quoted();
  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1, row_line_ = 1;
  std::vector<std::string> unquoted_;  // fields that are not as they stand in the text
  std::size_t used_ = 0;
};

// Columns by the names of the header row, in any order and among others.
class CsvHeader {
 public:
  explicit CsvHeader(const std::vector<std::string_view>& names);
  // Errors: invalid (no such column, or two).
  Result<std::size_t> required(std::string_view name) const;
  bool has(std::string_view name) const;
  std::size_t width() const { return names_.size(); }

 private:
  std::vector<std::string> names_;
};

// "line 12": where a row lies, for errors.
std::string line_name(std::uint32_t line);

}  // namespace comity::insight
