#include "marking/folding.hpp"

#include <algorithm>
#include <array>

#include "marking/levels.hpp"

namespace comity::marking {
namespace {

// One code point from the front of `text`, and its length; length 0 if what stands there is not UTF-8 (RFC 3629 §4).
struct Point {
  std::uint32_t value = 0;
  std::size_t length = 0;
};

Point point_at(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const std::uint32_t first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4) return {};
  std::uint32_t value = first & (0x7fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0u) != 0x80u) return {};
    value = (value << 6) | (byte(i) & 0x3fu);
  }
  constexpr std::array<std::uint32_t, 5> kLeast = {0, 0, 0x80, 0x800, 0x10000};
  if (value < kLeast[length] || value > 0x10ffff || (value >= 0xd800 && value < 0xe000)) return {};
  return {value, length};
}

// Letters with accents and ligatures, by ranges of Unicode (Latin-1 Supplement, Latin Extended-A); the German umlauts
// as they are written without them.
struct Letters {
  std::uint32_t from, to;
  std::string_view plain;
};
constexpr std::array kLetters = {
    Letters{0xc0, 0xc3, "A"},     Letters{0xc4, 0xc4, "AE"},    Letters{0xc5, 0xc5, "A"},
    Letters{0xc6, 0xc6, "AE"},    Letters{0xc7, 0xc7, "C"},     Letters{0xc8, 0xcb, "E"},
    Letters{0xcc, 0xcf, "I"},     Letters{0xd1, 0xd1, "N"},     Letters{0xd2, 0xd5, "O"},
    Letters{0xd6, 0xd6, "OE"},    Letters{0xd8, 0xd8, "O"},     Letters{0xd9, 0xdb, "U"},
    Letters{0xdc, 0xdc, "UE"},    Letters{0xdd, 0xdd, "Y"},     Letters{0xdf, 0xdf, "SS"},
    Letters{0xe0, 0xe3, "A"},     Letters{0xe4, 0xe4, "AE"},    Letters{0xe5, 0xe5, "A"},
    Letters{0xe6, 0xe6, "AE"},    Letters{0xe7, 0xe7, "C"},     Letters{0xe8, 0xeb, "E"},
    Letters{0xec, 0xef, "I"},     Letters{0xf1, 0xf1, "N"},     Letters{0xf2, 0xf5, "O"},
    Letters{0xf6, 0xf6, "OE"},    Letters{0xf8, 0xf8, "O"},     Letters{0xf9, 0xfb, "U"},
    Letters{0xfc, 0xfc, "UE"},    Letters{0xfd, 0xfd, "Y"},     Letters{0xff, 0xff, "Y"},
    Letters{0x100, 0x105, "A"},   Letters{0x106, 0x10d, "C"},   Letters{0x10e, 0x111, "D"},
    Letters{0x112, 0x11b, "E"},   Letters{0x11c, 0x123, "G"},   Letters{0x124, 0x127, "H"},
    Letters{0x128, 0x131, "I"},   Letters{0x134, 0x135, "J"},   Letters{0x136, 0x138, "K"},
    Letters{0x139, 0x142, "L"},   Letters{0x143, 0x14b, "N"},   Letters{0x14c, 0x151, "O"},
    Letters{0x152, 0x153, "OE"},  Letters{0x154, 0x159, "R"},   Letters{0x15a, 0x161, "S"},
    Letters{0x162, 0x167, "T"},   Letters{0x168, 0x173, "U"},   Letters{0x174, 0x175, "W"},
    Letters{0x176, 0x178, "Y"},   Letters{0x179, 0x17e, "Z"},   Letters{0x2010, 0x2015, "-"},
    Letters{0x2018, 0x2019, "'"}, Letters{0x2212, 0x2212, "-"},
};

bool is_space(std::uint32_t c) {
  return c == ' ' || (c >= 9 && c <= 13) || c == 0xa0 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x3000;
}

bool tight(char c) { return c == ':' || c == '-' || c == '/'; }

}  // namespace

Folded fold(std::string_view text) {
  Folded out;
  out.text.reserve(text.size());
  out.at.reserve(text.size() + 1);
  const auto put = [&](std::string_view plain, std::size_t from) {
    for (const char c : plain) {
      out.text.push_back(c);
      out.at.push_back(static_cast<std::uint32_t>(from));
    }
  };
  std::size_t end = 0;  // of the last byte that was not space
  for (std::size_t i = 0; i < text.size();) {
    const Point point = point_at(text.substr(i, 4));
    const std::size_t length = std::max<std::size_t>(point.length, 1);
    if (point.length == 0) {
      out.utf8 = false;
      put(text.substr(i, 1), i);
    } else if (is_space(point.value)) {
      if (!out.text.empty() && out.text.back() != ' ') put(" ", i);
      i += length;
      continue;
    } else if (point.value >= 'a' && point.value <= 'z') {
      const char upper = static_cast<char>(point.value - 'a' + 'A');
      put({&upper, 1}, i);
    } else if (point.value < 0x80) {
      put(text.substr(i, 1), i);
    } else if (point.value >= 0x300 && point.value <= 0x36f) {
      // A combining accent: the diaeresis of a German umlaut is its E, all others go.
      const char before = out.text.empty() ? ' ' : out.text.back();
      if (point.value == 0x308 && (before == 'A' || before == 'O' || before == 'U')) put("E", i);
    } else {
      const auto* letters = std::find_if(kLetters.begin(), kLetters.end(), [&](const Letters& row) {
        return row.from <= point.value && point.value <= row.to;
      });
      put(letters == kLetters.end() ? text.substr(i, length) : letters->plain, i);
    }
    i += length;
    end = i;
  }
  if (!out.text.empty() && out.text.back() == ' ') {
    out.text.pop_back();
    out.at.pop_back();
  }
  out.at.push_back(static_cast<std::uint32_t>(end));
  return out;
}

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const Point point = point_at(text.substr(i, 4));
    if (point.length == 0) return false;
    i += point.length;
  }
  return true;
}

std::string fold_word(std::string_view text) {
  const Folded folded = fold(text);
  std::string out;
  for (std::size_t i = 0; i < folded.text.size(); ++i) {
    const char c = folded.text[i];
    const bool beside = c == ' ' && (tight(folded.text[i + 1]) || (!out.empty() && tight(out.back())));
    if (!beside) out.push_back(c);
  }
  return out;
}

std::size_t match_word(std::string_view folded, std::size_t at, std::string_view word) {
  const auto space = [&] { return at < folded.size() && folded[at] == ' '; };
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (tight(word[i]) && i > 0 && space()) ++at;
    if (at >= folded.size() || folded[at] != word[i]) return std::string_view::npos;
    ++at;
    if (tight(word[i]) && i + 1 < word.size() && !tight(word[i + 1]) && space()) ++at;
  }
  return at;
}

bool is_word_byte(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
         (static_cast<unsigned char>(c) >= 0x80);
}

}  // namespace comity::marking
