// Tokens of STIX patterns, for pattern.cpp alone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "stix/pattern.hpp"

namespace comity::stix {

enum class TokenKind : std::uint8_t {
  end, bad,
  left_bracket, right_bracket, left_parenthesis, right_parenthesis, colon, dot, comma, star,
  equal, not_equal, less, less_equal, greater, greater_equal,
  name,         // letters, digits, underscores
  hyphen_name,  // with hyphens too: an object type
  string, integer, real, boolean, hex, binary, timestamp,
  // Keywords, in the order of kKeywords
  kw_and, kw_or, kw_not, kw_followedby, kw_like, kw_matches, kw_issuperset, kw_issubset, kw_exists, kw_last, kw_in, kw_start,
  kw_stop, kw_seconds, kw_within, kw_repeats, kw_times,
};

struct Token {
  TokenKind kind = TokenKind::end;
  bool plain = false;  // of strings: no backslash inside
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

// A keyword of either version, or `end` if `word` is none.
TokenKind keyword(std::string_view word);
// The keyword that somebody meant who wrote `word` in other letters ("and", "Within"); "" if none.
std::string_view keyword_meant(std::string_view word);
// May stand as a step of a path without quotes: a name, and no keyword.
bool is_bare_key(std::string_view text);

// Cuts a text into tokens from left to right, each byte looked at a bounded number of times.
class PatternLexer {
 public:
  PatternLexer(std::string_view text, PatternVersion version) : text_(text), version_(version) {}
  // The next token; `end` again and again at the end. After `bad`, fault() says why and the lexer must not be used on.
  Token next();
  const std::string& fault() const { return fault_; }

 private:
  bool skip_blanks(Token& bad);
  Token bad(std::size_t begin, std::size_t end, std::string why);
  Token quoted(std::size_t begin);
  Token prefixed(std::size_t begin, char prefix);
  Token number(std::size_t begin);
  Token word(std::size_t begin);

  std::string_view text_;
  PatternVersion version_;
  std::size_t at_ = 0;
  std::string fault_;
};

}  // namespace comity::stix
