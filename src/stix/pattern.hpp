// Patterns of indicators whose pattern_type is "stix" (STIX 2.1 §9; STIX 2.0 part 5): from text to a flat tree, and back.
// The grammar is docs/format/pattern.md. Other pattern types (snort, yara, sigma, pcre, suricata, spl) are not read here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "base/result.hpp"

namespace comity::stix {

enum class PatternVersion : std::uint8_t { v20, v21 };

enum class PatternKind : std::uint8_t {
  // Observations. The three operators have two children or more; a row of equal operators is one node.
  followed_by, or_observations, and_observations,
  qualified,     // children: what is qualified, then its qualifiers as they stand
  observation,   // [ … ]; one child: any_of, all_of or comparison
  // Qualifiers
  within,        // one child: integer or real, seconds
  repeats,       // one child: integer
  start_stop,    // two children: timestamps
  // Comparisons
  any_of,        // OR: two children or more
  all_of,        // AND: likewise
  comparison,    // object_path, then no literal (EXISTS), one, or those of the set (IN)
  object_path,   // children: steps; its own text is the object type
  key,           // a property name or a dictionary's key
  index,         // [n]
  every_index,   // [*]
  // Literals
  string, integer, real, boolean, hex, binary, timestamp,
};

enum class Comparison : std::uint8_t {
  none, equal, not_equal, less, less_equal, greater, greater_equal, in, like, matches, is_subset, is_superset, exists,
};

inline constexpr std::uint32_t kNoNode = 0xffffffff;

// A node's bytes in the pattern's text are [begin, end); of a leaf they are its token, of an object_path its object type.
struct PatternNode {
  PatternKind kind;
  Comparison comparison = Comparison::none;  // of a comparison
  bool negated = false;                      // of a comparison: NOT
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t first = kNoNode;             // the first child
  std::uint32_t next = kNoNode;              // the next child of the same parent
};

// What is wrong and where. `offset` and `length` count bytes of UTF-8, `line` and `column` from 1 and in code points. The
// message says what was expected there, without the place.
struct PatternError {
  std::uint32_t offset = 0;
  std::uint32_t length = 0;
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  std::string message;
};

// Over a limit is an error like any other. Time and memory are linear in the text, times the depth where AND and OR alternate.
struct PatternLimits {
  std::uint32_t max_bytes = 1 << 20;
  std::uint32_t max_depth = 64;  // parentheses within parentheses
  // How many operands of MATCHES are compiled to see whether they are PCRE. None by default: PCRE2 can be made to spend 20 ms on 30
  // bytes, so this is for people who check their own patterns, not for what arrives. Those beyond are taken as they are, with a note.
  std::uint32_t max_regexes = 0;
};

// A pattern that was read. Owns its text; immutable, so any thread may read it.
class Pattern {
 public:
  PatternVersion version() const { return version_; }
  const std::string& text() const { return text_; }
  std::uint32_t root() const { return root_; }
  const std::vector<PatternNode>& nodes() const { return nodes_; }
  const PatternNode& node(std::uint32_t index) const { return nodes_[index]; }
  // The value of a leaf: strings and keys without quotes and escapes, hex and binary as bytes, an object_path's object
  // type; of others the text in canonical form.
  std::string value(std::uint32_t index) const;
  // What is accepted though the specification's prose does not have it, or though it can match nothing: at most 16.
  const std::vector<PatternError>& notes() const { return notes_; }
  // The same tree, whatever the spelling.
  bool operator==(const Pattern& other) const;

 private:
  friend class PatternParser;
  PatternVersion version_ = PatternVersion::v21;
  std::string text_;
  std::uint32_t root_ = kNoNode;
  std::vector<PatternNode> nodes_;
  std::vector<PatternError> notes_;
};

// The whole text must be one pattern of that version. The first error is reported.
tl::expected<Pattern, PatternError> parse_pattern(std::string_view text, PatternVersion version = PatternVersion::v21,
                                                  PatternLimits limits = {});
// The error as others of Comity: invalid, with "line 1, column 14" as the place.
Error to_error(const PatternError& error);

// The canonical text: one space around operators, no parentheses that change nothing, `=` for `==`, `!=` for `<>`, keys quoted
// only where they must be. parse_pattern reads it as an equal tree.
std::string to_string(const Pattern& pattern);

// The object types that comparisons start from, each once, in the order of the text: "file", "network-traffic".
std::vector<std::string> types_in(const Pattern& pattern);

}  // namespace comity::stix
