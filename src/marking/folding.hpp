// Text as markings are compared, with the way back to the bytes that were written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace comity::marking {

// The letters are those of fold_word (levels.hpp); white space is one space each run, none at either end, and is kept
// beside ":", "-", "/".
struct Folded {
  std::string text;
  std::vector<std::uint32_t> at;  // for each byte of `text`, and one past its end, where it comes from in the original
  bool utf8 = true;               // false: some bytes are not UTF-8; they were kept as they are
};
// Linear in the text, which is at most 4 GiB. Any thread.
Folded fold(std::string_view text);

// RFC 3629: no overlong form, no surrogate.
bool is_utf8(std::string_view text);

// If `word` (folded by fold_word) stands at `at`, the place after it; else npos. Spaces beside its ":", "-" and "/" are
// allowed. What follows is not looked at.
std::size_t match_word(std::string_view folded, std::size_t at, std::string_view word);

// A letter, digit or byte of another script: a word does not end between two of them.
bool is_word_byte(char c);

}  // namespace comity::marking
