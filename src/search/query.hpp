// What a person asks: docs/format/search.md §3 has the grammar.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "shelf/filter.hpp"

namespace comity::search {

inline constexpr std::size_t kLongestQuery = 2048;  // bytes
inline constexpr std::size_t kMostAsked = 64;       // parts and field words in all
inline constexpr int kDeepest = 8;                  // parentheses in each other

// Parts that follow each other. `tight`: nothing but a joint between it and the one before, in the query and so in the text.
struct Phrase {
  struct One {
    std::string text;
    bool tight = false;
    bool single = false;
  };
  std::vector<One> parts;
  bool beginning = false;  // of the last part, its beginning
  std::string id;          // where what was written is a STIX identifier: the object of that id is found as well
};

struct Clause {
  enum class Kind : std::uint8_t { all, any, none, phrase, field };
  Kind kind = Kind::all;
  std::vector<Clause> parts;  // all: none is true of everything; none: of exactly one
  Phrase phrase;
  shelf::Filter field;        // one of its members is set
};

struct Query {
  Clause root;
  std::optional<shelf::Versions> versions;  // as the query says
};

// Errors: invalid, with what to do, and where: "character N of the query" counted from 1.
Result<Query> parse_query(std::string_view text);

}  // namespace comity::search
