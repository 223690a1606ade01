// How the program writes for people: colour and progress on a terminal only, columns by what a screen shows.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace comity::cli {

bool colours();  // standard output is a terminal, NO_COLOR is not set, and TERM is not "dumb"

enum class Paint { good, bad, faint, strong };
// `text` in that paint where colours() says so, else as it is.
std::string paint(Paint how, std::string_view text);

// What came from elsewhere, with control characters made visible: a name in an object must not move the cursor.
std::string plain(std::string_view text);

// Columns that the text takes: East Asian wide characters take two, combining marks none.
std::size_t width(std::string_view text);
// `text` and as many spaces as make it `columns` wide.
std::string padded(std::string_view text, std::size_t columns);

// Rows of cells in columns two spaces apart; the last column is not padded.
struct Cell {
  std::string text;
  Paint how = Paint::strong;
  bool painted = false;
};
std::string table(const std::vector<std::vector<Cell>>& rows);

// A line on standard error that shows how far a piece of work is; nothing unless that is a terminal.
class Progress {
 public:
  explicit Progress(std::string what);
  ~Progress();  // wipes the line
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void at(std::size_t done, std::size_t total);

 private:
  std::string what_;
  bool shown_;
  int last_ = -1;  // in thousandths
};

}  // namespace comity::cli
