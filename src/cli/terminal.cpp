#include "cli/terminal.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace comity::cli {
namespace {

struct Range {
  std::uint32_t first, last;
};
// Unicode East_Asian_Width W and F, in blocks (UAX #11).
constexpr std::array<Range, 12> kWide{{{0x1100, 0x115f},
                                       {0x2e80, 0x303e},
                                       {0x3041, 0x33ff},
                                       {0x3400, 0x4dbf},
                                       {0x4e00, 0x9fff},
                                       {0xa000, 0xa4cf},
                                       {0xac00, 0xd7a3},
                                       {0xf900, 0xfaff},
                                       {0xfe30, 0xfe6f},
                                       {0xff00, 0xff60},
                                       {0xffe0, 0xffe6},
                                       {0x1f300, 0x3fffd}}};
constexpr std::array<Range, 3> kNone{{{0x300, 0x36f}, {0x200b, 0x200f}, {0xfe00, 0xfe0f}}};

template <std::size_t N>
bool in(const std::array<Range, N>& ranges, std::uint32_t code) {
  return std::any_of(ranges.begin(), ranges.end(), [&](Range r) { return r.first <= code && code <= r.last; });
}

// The code point at the front, which is taken off. Bytes that are not UTF-8 count one each.
std::uint32_t take(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text[0]);
  std::size_t size = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
  size = std::min(size, text.size());
  std::uint32_t code = size == 1 ? first : first & (0x7fU >> size);
  for (std::size_t i = 1; i < size; ++i) code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3fU);
  text.remove_prefix(size);
  return code;
}

}  // namespace

bool colours() {
  static const bool yes = [] {
    const char* term = std::getenv("TERM");
    return ::isatty(STDOUT_FILENO) == 1 && !std::getenv("NO_COLOR") && term && std::string_view(term) != "dumb";
  }();
  return yes;
}

std::string paint(Paint how, std::string_view text) {
  if (!colours()) return std::string(text);
  const char* code = how == Paint::good ? "32" : how == Paint::bad ? "31" : how == Paint::faint ? "2" : "1";
  return fmt::format("\033[{}m{}\033[0m", code, text);
}

std::string plain(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::string_view before = text;
    const std::uint32_t code = take(text);
    // C0, DEL, C1, and the marks that turn the direction of writing round
    const bool control = code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x202a && code <= 0x202e) ||
                         (code >= 0x2066 && code <= 0x2069);
    if (control)
      out += fmt::format("\\u{:04x}", code);
    else
      out.append(before.substr(0, before.size() - text.size()));
  }
  return out;
}

std::size_t width(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const std::uint32_t code = take(text);
    columns += in(kNone, code) ? 0 : in(kWide, code) ? 2 : 1;
  }
  return columns;
}

std::string padded(std::string_view text, std::size_t columns) {
  const std::size_t have = width(text);
  return std::string(text) + std::string(columns > have ? columns - have : 0, ' ');
}

std::string table(const std::vector<std::vector<Cell>>& rows) {
  std::vector<std::size_t> columns;
  for (const auto& row : rows) {
    columns.resize(std::max(columns.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) columns[i] = std::max(columns[i], width(row[i].text));
  }
  std::string out;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool last = i + 1 == row.size();
      const std::string text = last ? row[i].text : padded(row[i].text, columns[i] + 2);
      out += row[i].painted ? paint(row[i].how, text) : text;
    }
    while (out.ends_with(' ')) out.pop_back();
    out += '\n';
  }
  return out;
}

Progress::Progress(std::string what) : what_(std::move(what)), shown_(::isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (shown_ && last_ >= 0) std::fputs("\r\033[K", stderr);
}

void Progress::at(std::size_t done, std::size_t total) {
  if (!shown_ || total == 0) return;
  const int now = static_cast<int>(done * 1000 / total);
  if (now == last_) return;
  last_ = now;
  constexpr int kBar = 30;
  const int full = now * kBar / 1000;
  std::fputs(fmt::format("\r\033[K  {} [{}{}] {}/{}", what_, std::string(static_cast<std::size_t>(full), '='),
                         std::string(static_cast<std::size_t>(kBar - full), ' '), done, total)
                 .c_str(),
             stderr);
}

}  // namespace comity::cli
