// What a result shows of an object: made from the bytes that the reader gets.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "search/parts.hpp"
#include "search/query.hpp"

namespace comity::search {

struct Run {
  std::string text;
  bool match = false;
};
struct Shown {
  std::string title;      // name, or value, or what else says best what it is
  std::string member;     // of which the snippet is; "" where nothing of the text was asked for
  std::vector<Run> snippet;
};

// The phrases of a query that are to occur somewhere, not those that are to be absent.
std::vector<const Phrase*> wanted_phrases(const Query& query);

// `object` is the whole text of an object as its reader gets it.
Shown show(std::string_view object, const std::vector<const Phrase*>& phrases, Splitter& splitter);

}  // namespace comity::search
