// Sentences of a text, in languages that end them with . ! ? or 。. Pure; any thread.
#pragma once

#include <string_view>
#include <vector>

namespace comity::judgement {

struct Sentence {
  std::size_t at = 0;      // byte of its first character in the text
  std::string_view words;  // into the text, without space around it
};

// A stop after an abbreviation ("U.S.", "e.g.", "approx.", "No. 4", an initial) or within a number ends nothing; an empty line, and a line that begins like an item of a list, do.
std::vector<Sentence> sentences_of(std::string_view text);

}  // namespace comity::judgement
