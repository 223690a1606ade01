#include "stix/pattern_lexer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/bytes.hpp"
#include "base/time.hpp"

namespace comity::stix {
namespace {

constexpr std::array<std::string_view, 17> kKeywords = {
    "AND", "OR", "NOT",   "FOLLOWEDBY", "LIKE",    "MATCHES", "ISSUPERSET", "ISSUBSET", "EXISTS",
    "LAST", "IN", "START", "STOP",       "SECONDS", "WITHIN",  "REPEATS",    "TIMES"};

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
constexpr bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// Bytes of the Unicode white space (WSpace=Y, as §9.4 has it) that `text` begins with; 0 if it begins with none.
std::size_t blank(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const unsigned first = byte(0);
  if (first == ' ' || (first >= 0x09 && first <= 0x0d)) return 1;
  if (first < 0x80) return 0;
  if (first == 0xc2) return byte(1) == 0x85 || byte(1) == 0xa0 ? 2 : 0;
  const unsigned three = first << 16 | byte(1) << 8 | byte(2);
  const bool is = three == 0xe19a80 || (three >= 0xe28080 && three <= 0xe2808a) || three == 0xe280a8 || three == 0xe280a9 ||
                  three == 0xe280af || three == 0xe2819f || three == 0xe38080;
  return is ? 3 : 0;
}

// Bytes of the UTF-8 sequence that `text` begins with, at least 1.
std::size_t code_point(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  const std::size_t length = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  return std::min(length, text.size());
}

// What hides in a timestamp: the form of §2.16, and a day and time that exist.
bool is_timestamp(std::string_view text) { return text.size() >= 20 && text[10] == 'T' && text.back() == 'Z' && parse_time(text); }

}  // namespace

TokenKind keyword(std::string_view word) {
  if (word.size() < 2 || word.size() > 10 || word[0] < 'A' || word[0] > 'Z') return TokenKind::end;
  const auto found = std::ranges::find(kKeywords, word);
  if (found == kKeywords.end()) return TokenKind::end;
  return static_cast<TokenKind>(static_cast<int>(TokenKind::kw_and) + (found - kKeywords.begin()));
}

std::string_view keyword_meant(std::string_view word) {
  const auto same = [](char a, char b) { return a == (b >= 'a' && b <= 'z' ? static_cast<char>(b - 'a' + 'A') : b); };
  const auto found = std::ranges::find_if(
      kKeywords, [&](std::string_view one) { return std::ranges::equal(one, word, same) && one != word; });
  return found == kKeywords.end() ? std::string_view() : *found;
}

bool is_bare_key(std::string_view text) {
  return !text.empty() && is_letter(text[0]) &&
         std::ranges::all_of(text, [](char c) { return is_letter(c) || is_digit(c); }) &&
         keyword(text) == TokenKind::end && text != "true" && text != "false";
}

Token PatternLexer::bad(std::size_t begin, std::size_t end, std::string why) {
  fault_ = std::move(why);
  return {TokenKind::bad, false, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

// White space and comments. The published grammar has both kinds of comment; the prose of §9 mentions neither.
bool PatternLexer::skip_blanks(Token& fault) {
  while (at_ < text_.size()) {
    const std::string_view rest = text_.substr(at_);
    if (const std::size_t length = blank(rest)) {
      at_ += length;
    } else if (rest.starts_with("//")) {
      at_ = std::min(text_.find_first_of("\r\n", at_), text_.size());
    } else if (rest.starts_with("/*")) {
      const std::size_t close = text_.find("*/", at_ + 2);
      if (close == std::string_view::npos) {
        fault = bad(at_, at_ + 2, "a comment begins here that is not closed with */");
        return false;
      }
      at_ = close + 2;
    } else {
      return true;
    }
  }
  return true;
}

Token PatternLexer::next() {
  Token fault;
  if (!skip_blanks(fault)) return fault;
  const std::size_t begin = at_;
  const auto token = [&](TokenKind kind, std::size_t length) {
    at_ = begin + length;
    return Token{kind, false, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at_)};
  };
  if (begin == text_.size()) return token(TokenKind::end, 0);
  const char c = text_[begin];
  const char after = begin + 1 < text_.size() ? text_[begin + 1] : '\0';
  if (is_letter(c)) {
    if (after == '\'' && (c == 'h' || c == 'b' || c == 't')) return prefixed(begin, c);
    return word(begin);
  }
  const char past = begin + 2 < text_.size() ? text_[begin + 2] : '\0';
  const bool sign = (c == '-' || c == '+') && (is_digit(after) || (after == '.' && is_digit(past)));
  if (is_digit(c) || sign || (c == '.' && is_digit(after))) return number(begin);
  switch (c) {
    case '\'': return quoted(begin);
    case '[': return token(TokenKind::left_bracket, 1);
    case ']': return token(TokenKind::right_bracket, 1);
    case '(': return token(TokenKind::left_parenthesis, 1);
    case ')': return token(TokenKind::right_parenthesis, 1);
    case ':': return token(TokenKind::colon, 1);
    case '.': return token(TokenKind::dot, 1);
    case ',': return token(TokenKind::comma, 1);
    case '*': return token(TokenKind::star, 1);
    case '=': return token(TokenKind::equal, after == '=' ? 2 : 1);
    case '<':
      if (after == '>') return token(TokenKind::not_equal, 2);
      return after == '=' ? token(TokenKind::less_equal, 2) : token(TokenKind::less, 1);
    case '>': return after == '=' ? token(TokenKind::greater_equal, 2) : token(TokenKind::greater, 1);
    case '!':
      if (after == '=') return token(TokenKind::not_equal, 2);
      return bad(begin, begin + 1, "'!' alone is no operator; write != or NOT");
    case '"': return bad(begin, begin + 1, "strings and property names are quoted with ', not with \"");
    case '&':
    case '|': return bad(begin, begin + 1, fmt::format("'{}' is no operator; write {}", c, c == '&' ? "AND" : "OR"));
    default: break;
  }
  if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
    return bad(begin, begin + 1, fmt::format("the control character {:#04x} may stand in a string only", static_cast<int>(c)));
  const std::size_t length = code_point(text_.substr(begin));
  return bad(begin, begin + length, fmt::format("'{}' may stand in a string only", text_.substr(begin, length)));
}

Token PatternLexer::quoted(std::size_t begin) {
  bool plain = true;
  for (std::size_t i = begin + 1; i < text_.size(); ++i) {
    i = text_.find_first_of("'\\", i);
    if (i == std::string_view::npos) break;
    if (text_[i] == '\'') {
      at_ = i + 1;
      return {TokenKind::string, plain, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at_)};
    }
    plain = false;
    const char escaped = i + 1 < text_.size() ? text_[i + 1] : '\0';
    if (escaped != '\'' && escaped != '\\') {
      return bad(i, std::min(i + 2, text_.size()),
                 "in a string a backslash stands before ' or another backslash only; write \\\\ for one backslash");
    }
    ++i;
  }
  return bad(begin, text_.size(), "this string is not closed with '");
}

// h'…', b'…' and t'…'. Their content has no escapes, so the next quote ends them.
Token PatternLexer::prefixed(std::size_t begin, char prefix) {
  const std::size_t close = text_.find('\'', begin + 2);
  if (close == std::string_view::npos) return bad(begin, text_.size(), "this constant is not closed with '");
  const std::string_view content = text_.substr(begin + 2, close - begin - 2);
  at_ = close + 1;
  const auto token = [&](TokenKind kind) {
    return Token{kind, true, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at_)};
  };
  if (prefix == 'h') {
    if (content.size() % 2 != 0 || !std::ranges::all_of(content, is_hex))
      return bad(begin, at_, "a hexadecimal constant is written h'…' with an even number of the digits 0-9 and a-f");
    return token(TokenKind::hex);
  }
  if (prefix == 't') {
    if (!is_timestamp(content))
      return bad(begin, at_, "a timestamp is written t'2026-01-31T12:00:00Z', with a day and time that exist, in UTC");
    return token(TokenKind::timestamp);
  }
  std::string joined(content);  // §9.2: line feeds are ignored
  std::erase(joined, '\n');
  if (joined.empty() || !from_base64(joined))
    return bad(begin, at_, "a binary constant is written b'…' with base64 of RFC 4648 §4, padded with =");
  return token(TokenKind::binary);
}

Token PatternLexer::number(std::size_t begin) {
  std::size_t i = begin + (text_[begin] == '-' || text_[begin] == '+' ? 1 : 0);
  const std::size_t digits = i;
  while (i < text_.size() && is_digit(text_[i])) ++i;
  const bool real = i + 1 < text_.size() && text_[i] == '.' && is_digit(text_[i + 1]);
  if (real) {
    ++i;
    while (i < text_.size() && is_digit(text_[i])) ++i;
  } else if (i - digits > 1 && text_[digits] == '0') {
    return bad(begin, i, "an integer is written without leading zeros");
  }
  if (i < text_.size() && (is_letter(text_[i]) || (text_[i] == '.' && !real))) {
    std::size_t end = i + 1;
    while (end < text_.size() && (is_letter(text_[end]) || is_digit(text_[end]))) ++end;
    if (keyword(text_.substr(i, end - i)) == TokenKind::end)
      return bad(begin, end, "a number is written 12 or 12.5, without exponent or unit; a string is quoted with '");
  }
  at_ = i;
  return {real ? TokenKind::real : TokenKind::integer, true, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(i)};
}

Token PatternLexer::word(std::size_t begin) {
  std::size_t i = begin;
  bool hyphen = false;
  while (i < text_.size() && (is_letter(text_[i]) || is_digit(text_[i]) || text_[i] == '-')) hyphen |= text_[i++] == '-';
  at_ = i;
  const std::string_view word = text_.substr(begin, i - begin);
  TokenKind kind = hyphen ? TokenKind::hyphen_name : TokenKind::name;
  if (!hyphen) {
    const TokenKind key = keyword(word);
    if (key != TokenKind::end && (key != TokenKind::kw_exists || version_ == PatternVersion::v21)) kind = key;
    if (word == "true" || word == "false") kind = TokenKind::boolean;
  }
  return {kind, true, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(i)};
}

}  // namespace comity::stix
