#include "insight/lettering.hpp"

#include <utf8proc.h>

#include <algorithm>

namespace comity::insight {
namespace {
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

struct Letter {
  utf8proc_int32_t code = -1;  // -1: not UTF-8
  std::string_view bytes;
};

Letter next(std::string_view text) {
  utf8proc_int32_t code = -1;
  const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto n = utf8proc_iterate(at, static_cast<utf8proc_ssize_t>(text.size()), &code);
  if (n <= 0) return {-1, text.substr(0, 1)};
  return {code, text.substr(0, static_cast<std::size_t>(n))};
}

template <class Visit>
void each(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const auto letter = next(text);
    visit(letter);
    text.remove_prefix(letter.bytes.size());
  }
}

bool in_xml(utf8proc_int32_t c) { return c >= 0x20 && c != 0x7F && !(c >= 0x80 && c < 0xA0) && c != 0xFFFE && c != 0xFFFF; }

std::size_t columns_of(const Letter& letter) {
  return letter.code < 0 ? 1 : static_cast<std::size_t>(std::max(0, utf8proc_charwidth(letter.code)));
}

double em_of(const Letter& letter) {
  const auto c = letter.code;
  if (columns_of(letter) == 2) return 1.0;
  if (c == ' ' || c == '.' || c == ',' || c == ':' || c == ';' || c == 'i' || c == 'l' || c == 'j' || c == '|' || c == '\'') return 0.32;
  if (c == 'm' || c == 'w' || c == 'M' || c == 'W' || c == '@' || c == '%') return 0.92;
  if (c >= 'A' && c <= 'Z') return 0.7;
  return 0.58;
}
}  // namespace

std::string clean(std::string_view text) {
  std::string out;
  each(text, [&](const Letter& letter) {
    if (letter.code == '\t' || letter.code == '\n' || letter.code == '\r')
      out += ' ';
    else
      out += letter.code >= 0 && in_xml(letter.code) ? letter.bytes : kReplacement;
  });
  return out;
}

std::size_t columns_of(std::string_view text) {
  std::size_t sum = 0;
  each(text, [&](const Letter& letter) { sum += columns_of(letter); });
  return sum;
}

std::string cut_to(std::string_view text, std::size_t columns) {
  if (columns_of(text) <= columns) return std::string(text);
  std::string out;
  std::size_t used = 1;
  bool full = columns == 0;
  each(text, [&](const Letter& letter) {
    used += columns_of(letter);
    full = full || used > columns;
    if (!full) out += letter.bytes;
  });
  return columns == 0 ? std::string() : out + "…";
}

std::vector<std::string> wrapped(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines;
  std::string line, word;
  std::size_t line_columns = 0, word_columns = 0;
  const auto end_line = [&] {
    while (!line.empty() && line.back() == ' ') line.pop_back();
    if (!line.empty()) lines.push_back(line);
    line.clear();
    line_columns = 0;
  };
  const auto end_word = [&] {
    if (line_columns + word_columns > columns) end_line();
    line += word;
    line_columns += word_columns;
    word.clear();
    word_columns = 0;
  };
  each(text, [&](const Letter& letter) {
    if (letter.code == ' ') {
      end_word();
      if (!line.empty()) line += ' ', ++line_columns;
      return;
    }
    if (word_columns + columns_of(letter) > columns) end_word();
    word += letter.bytes;
    word_columns += columns_of(letter);
    if (columns_of(letter) == 2) end_word();  // between ideographs a line may end (UAX #14, class ID)
  });
  end_word();
  end_line();
  return lines;
}

double pixels_of(std::string_view text, double size) {
  double sum = 0;
  each(text, [&](const Letter& letter) { sum += em_of(letter); });
  return sum * size;
}

}  // namespace comity::insight
