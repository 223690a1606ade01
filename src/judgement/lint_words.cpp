#include "judgement/lint_words.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

namespace comity::judgement {
namespace {
constexpr std::array<std::string_view, 27> kVague{
    "possible", "possibly", "a possibility", "could", "may", "might", "cannot rule out", "can not rule out", "can't rule out", "cannot be ruled out", "cannot exclude", "cannot be excluded", "cannot dismiss",
    "cannot be dismissed", "cannot discount", "cannot be discounted", "conceivable", "conceivably", "plausible", "plausibly", "potentially", "perhaps", "可能性がある", "可能性もある", "否定できない", "かもしれない", "おそれがある"};
constexpr std::array<std::string_view, 12> kConfidence{"high confidence",   "moderate confidence",   "medium confidence", "low confidence",        "highly confident", "moderately confident",
                                                       "confidence is high", "confidence is moderate", "confidence is low", "確信度が高い", "確信度が中程度", "確信度が低い"};
constexpr std::array<std::string_view, 14> kDenials{"not unlikely",   "not improbable", "not impossible", "not implausible", "not inconceivable", "not very unlikely",  "not highly unlikely",
                                                    "not out of the question", "可能性は低くない", "可能性が低くない", "ないとは言えない", "ないとはいえない", "あり得なくはない", "ありえなくはない"};
constexpr std::array<std::string_view, 9> kOfLikelihood{"chance", "probab", "likel", "odds", "certain", "possib", "確率", "可能性", "sandsynlig"};

bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0; }
bool digit(char c) { return c >= '0' && c <= '9'; }
bool wide(std::string_view words) { return !words.empty() && static_cast<unsigned char>(words.front()) >= 0xE3; }

std::string small(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

bool stands_alone(std::string_view text, std::size_t at, std::size_t length) {
  if (wide(text.substr(at, length))) return true;  // no spaces between words
  const auto joins = [](char c) { return letter(c) || digit(c) || c == '_' || c == '-'; };
  if (at > 0 && joins(text[at - 1])) return false;
  const auto to = at + length;
  if (to >= text.size()) return true;
  // What follows may be of another script: "likelyと".
  return !(joins(text[to]) && static_cast<unsigned char>(text[to]) < 0xE3);
}

// "May" with a capital is the month or the first word: where it is the first word, the sentence asks.
bool is_month(std::string_view sentence, const std::string& words, std::size_t at) { return words == "may" && sentence[at] == 'M'; }

std::optional<double> number_at(std::string_view text, std::size_t& at) {
  std::size_t to = at;
  while (to < text.size() && (digit(text[to]) || (text[to] == '.' && to > at && to + 1 < text.size() && digit(text[to + 1])))) ++to;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data() + at, text.data() + to, value);
  if (to == at || error != std::errc() || end != text.data() + to) return std::nullopt;
  at = to;
  return value;
}

std::size_t eat(std::string_view text, std::size_t at, std::initializer_list<std::string_view> any) {
  for (const auto one : any)
    if (text.substr(at, one.size()) == one) return one.size();
  return 0;
}

std::size_t eat_percent(std::string_view text, std::size_t at) { return eat(text, at, {"%", " %", " percent", " per cent", "%", "パーセント"}); }

// "70%", "55 to 75 percent", "between 10 and 20 per cent".
std::vector<Word> numbers_in(const std::string& text) {
  std::vector<Word> out;
  const bool said_of_likelihood = std::any_of(kOfLikelihood.begin(), kOfLikelihood.end(), [&](auto word) { return text.find(word) != std::string::npos; });
  if (!said_of_likelihood) return out;
  for (std::size_t at = 0; at < text.size();) {
    if (!digit(text[at]) || (at > 0 && (letter(text[at - 1]) || digit(text[at - 1]) || text[at - 1] == '.') && static_cast<unsigned char>(text[at - 1]) < 0x80)) {
      ++at;
      continue;
    }
    const std::size_t from = at;
    auto first = number_at(text, at);
    std::optional<double> second;
    if (first && eat_percent(text, at) == 0) {
      const auto joint = eat(text, at, {"-", "–", " to ", " and ", "〜", "~"});
      std::size_t next = at + joint;
      if (joint > 0 && next < text.size() && digit(text[next])) {
        second = number_at(text, next);
        if (second) at = next;
      }
    }
    const auto sign = first ? eat_percent(text, at) : 0;
    if (sign == 0) {
      at = std::max(at, from + 1);
      continue;
    }
    at += sign;
    out.push_back({.kind = WordKind::number, .at = from, .length = at - from, .words = text.substr(from, at - from), .low = first, .high = second ? second : first});
  }
  return out;
}
}  // namespace

WordFinder::WordFinder(const Yardsticks& yardsticks) {
  std::set<std::string> terms;
  for (const auto& one : yardsticks.all())
    for (const auto& band : one.bands) {
      terms.insert(small(band.term));
      for (const auto& form : band.also) terms.insert(small(form.words));
    }
  for (const auto& term : terms) entries_.push_back({term, WordKind::term});
  const auto add = [&](const auto& list, WordKind kind) {
    for (const auto words : list)
      if (!terms.contains(std::string(words))) entries_.push_back({std::string(words), kind});
  };
  add(kVague, WordKind::vague);
  add(kConfidence, WordKind::confidence);
  add(kDenials, WordKind::denial);
  std::stable_sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) { return a.words.size() > b.words.size(); });
}

std::vector<Word> WordFinder::find(std::string_view sentence) const {
  const auto text = small(sentence);
  std::vector<Word> out = numbers_in(text);
  std::vector<bool> taken(text.size(), false);
  for (const auto& word : out) std::fill_n(taken.begin() + static_cast<std::ptrdiff_t>(word.at), word.length, true);
  for (const auto& entry : entries_)
    for (auto at = text.find(entry.words); at != std::string::npos; at = text.find(entry.words, at + 1)) {
      const auto length = entry.words.size();
      if (!stands_alone(text, at, length) || is_month(sentence, entry.words, at)) continue;
      if (std::any_of(taken.begin() + static_cast<std::ptrdiff_t>(at), taken.begin() + static_cast<std::ptrdiff_t>(at + length), [](bool one) { return one; })) continue;
      std::fill_n(taken.begin() + static_cast<std::ptrdiff_t>(at), length, true);
      out.push_back({.kind = entry.kind, .at = at, .length = length, .words = entry.words, .low = {}, .high = {}});
    }
  std::sort(out.begin(), out.end(), [](const Word& a, const Word& b) { return a.at < b.at; });
  return out;
}

}  // namespace comity::judgement
