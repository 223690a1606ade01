#include "judgement/sentences.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace comity::judgement {
namespace {
constexpr std::array<std::string_view, 46> kAbbreviations{
    "e.g", "i.e", "cf",  "vs",  "etc", "al",  "approx", "ca",  "est", "no",  "nos", "vol", "fig", "para", "sec",  "art",
    "mr",  "mrs", "ms",  "dr",  "prof", "st", "gen",    "lt",  "col", "maj", "capt", "sgt", "adm", "cmdr", "brig", "gov",
    "sen", "rep", "hon", "jan", "feb", "mar", "apr",    "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
// After "U.S." a capital may go on with a name; these begin a sentence.
constexpr std::array<std::string_view, 24> kOpeners{"The", "It", "We", "This", "These", "That", "They", "He", "She", "There", "However", "In", "If", "A", "An", "Our", "But", "And", "Its", "Their", "On", "By", "As", "With"};

bool space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool digit(char c) { return c >= '0' && c <= '9'; }
bool capital(char c) { return c >= 'A' && c <= 'Z'; }
bool letter(char c) { return (c >= 'a' && c <= 'z') || capital(c) || (c & 0x80) != 0; }

template <class List>
bool among(const List& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

std::string_view word_before(std::string_view text, std::size_t stop) {
  std::size_t from = stop;
  while (from > 0 && (letter(text[from - 1]) || text[from - 1] == '.')) --from;
  return text.substr(from, stop - from);
}

std::string_view word_after(std::string_view text, std::size_t at) {
  while (at < text.size() && (space(text[at]) || text[at] == '"' || text[at] == '(')) ++at;
  std::size_t to = at;
  while (to < text.size() && letter(text[to])) ++to;
  return text.substr(at, to - at);
}

bool abbreviates(std::string_view text, std::size_t stop) {
  const auto before = word_before(text, stop);
  std::string low(before);
  std::transform(low.begin(), low.end(), low.begin(), [](char c) { return capital(c) ? static_cast<char>(c + 32) : c; });
  if (low == "no" || low == "nos" || low == "fig" || low == "sec" || low == "para" || low == "art" || low == "vol") {
    std::size_t next = stop + 1;
    while (next < text.size() && space(text[next])) ++next;
    return next < text.size() && digit(text[next]);
  }
  if (among(kAbbreviations, low)) return low != "etc" || !capital(word_after(text, stop + 1).empty() ? 'a' : word_after(text, stop + 1).front());
  // "J. Smith"; "U.S. forces".
  const bool initials = (before.size() == 1 && capital(before[0])) || (before.size() >= 3 && before[1] == '.' && letter(before[0]));
  if (!initials) return false;
  const auto after = word_after(text, stop + 1);
  return !after.empty() && !among(kOpeners, after);
}

std::size_t ideographic_end(std::string_view text, std::size_t at) {
  for (const std::string_view end : {"。", "!", "?"})
    if (text.substr(at, end.size()) == end) return end.size();
  return 0;
}

bool ends_after_stop(std::string_view text, std::size_t at) {
  std::size_t next = at + 1;
  const std::size_t most = std::min(text.size(), at + 8);
  while (next < most && (text[next] == '"' || text[next] == ')' || text[next] == '\'' || text[next] == ']' || text[next] == '.' || text[next] == '!' || text[next] == '?')) ++next;
  if (next < text.size() && text.substr(next, 3) == "”") next += 3;
  return next >= text.size() || space(text[next]);
}

// "2." at the head of an item.
bool numbers_item(std::string_view before) {
  while (!before.empty() && space(before.front())) before.remove_prefix(1);
  return !before.empty() && before.size() <= 3 && std::all_of(before.begin(), before.end(), digit);
}

// An empty line follows, or an item of a list.
bool line_ends_sentence(std::string_view text, std::size_t newline) {
  std::size_t at = newline + 1;
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t' || text[at] == '\r')) ++at;
  if (at >= text.size() || text[at] == '\n') return true;
  if ((text[at] == '-' || text[at] == '*' || text[at] == '#') && at + 1 < text.size() && space(text[at + 1])) return true;
  if (text.substr(at, 3) == "•" || text.substr(at, 3) == "・") return true;
  std::size_t digits = at;
  while (digits < text.size() && digit(text[digits])) ++digits;
  return digits > at && digits < text.size() && (text[digits] == '.' || text[digits] == ')') && digits + 1 < text.size() && space(text[digits + 1]);
}
}  // namespace

std::vector<Sentence> sentences_of(std::string_view text) {
  std::vector<Sentence> out;
  std::size_t from = 0;
  const auto end_at = [&](std::size_t to) {
    auto at = from;
    while (at < to && space(text[at])) ++at;
    auto end = to;
    while (end > at && space(text[end - 1])) --end;
    if (end > at) out.push_back({.at = at, .words = text.substr(at, end - at)});
    from = to;
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (const auto wide = ideographic_end(text, at); wide > 0) {
      end_at(at + wide);
      at += wide - 1;
    } else if (c == '\n') {
      if (line_ends_sentence(text, at)) end_at(at + 1);
    } else if ((c == '!' || c == '?' || c == '.') && ends_after_stop(text, at) && !(c == '.' && abbreviates(text, at))) {
      if (numbers_item(text.substr(from, at - from))) continue;
      std::size_t to = at + 1;
      while (to < text.size() && !space(text[to])) ++to;
      end_at(to);
      at = to - 1;
    }
  }
  end_at(text.size());
  return out;
}

}  // namespace comity::judgement
