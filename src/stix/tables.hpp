// Which tables there are (schema.hpp says what a row is), and finding a property in them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "stix/schema.hpp"
#include "stix/types.hpp"

namespace comity::stix {

// Which column of the table of common properties (§3.2) holds for a type.
enum class Column : std::uint8_t {
  domain,
  relationship,
  observable,
  extension_definition,
  language_content,
  marking_definition,
  part
};

// One table of the specification: an object type, an extension that it defines, or a part of either.
struct Structure {
  std::string_view name;
  Column column = Column::part;
  std::string_view section;
  std::span<const Property> properties;  // beside the common ones
  std::string_view one_of;        // at least one of these; "*": of all its own, and `extensions` where it has any
  std::string_view contributing;  // observables: what deterministic ids are computed from
  std::string_view extensions;    // predefined extensions, parted by spaces
  bool in20 = true;               // STIX 2.0 has it as well
  Vocabulary labels20 = Vocabulary::none;  // where 2.0 requires `labels`: the words for them
};

// A dependence between two properties of one object.
struct Rule {
  enum class Kind : std::uint8_t {
    later,           // second is later than first
    not_before,      // second is not earlier than first
    together,        // second is there if first is
    apart,           // not both
    not_if_true,     // first is absent where the boolean second is true
    not_if_false,    // first is absent where the boolean second is false
    needed_if_true,  // second is there where the boolean first is true
  };
  std::string_view structure;
  Kind kind;
  std::string_view first;
  std::string_view second;
  std::string_view section;
};

std::span<const Structure> domain_structures();      // §4, §5: schema_domain.cpp
std::span<const Structure> observable_structures();  // §6: schema_observable.cpp
std::span<const Structure> extension_structures();   // §6: schema_extension.cpp
std::span<const Structure> meta_structures();        // §7: schema_meta.cpp
std::span<const Structure> part_structures();        // in the order of Part: schema_part.cpp
std::span<const Rule> rules();                       // schema_rules.cpp
// The common properties with their need in 2.1 and 2.0 by Column, one letter each: R required, O optional, - not in
// use.
struct CommonProperty {
  Property property;
  std::string_view need;    // domain relationship observable extension-definition language-content marking-definition
  std::string_view need20;  // the same columns
};
std::span<const CommonProperty> common_properties();  // schema_meta.cpp

// A table made ready for finding: common properties first, then the structure's own.
class Table {
 public:
  static constexpr std::size_t kMost = 64;  // properties, so that a set of them is one word
  struct Entry {
    Property property;  // with the needs of this table
    bool common = false;
  };
  struct Dependence {
    Rule::Kind kind;
    std::uint8_t first;
    std::uint8_t second;
    std::string_view section;
  };
  static constexpr int kNone = -1;

  explicit Table(const Structure& structure);
  const Structure& structure() const { return *structure_; }
  std::span<const Entry> entries() const { return entries_; }
  int find(std::string_view name) const;  // kNone if this table has no such property
  std::span<const Dependence> dependences() const { return dependences_; }
  std::uint64_t required(bool old) const { return old ? required20_ : required_; }
  std::uint64_t recommended() const { return recommended_; }
  std::uint64_t any_of() const { return any_of_; }  // 0: nothing is asked

 private:
  const Structure* structure_;
  std::vector<Entry> entries_;
  std::vector<Dependence> dependences_;
  std::uint8_t slots_[128];  // open addressing; 0xff: empty
  std::uint64_t required_ = 0, required20_ = 0, recommended_ = 0, any_of_ = 0;
};

// Null if STIX defines no such type, extension. Safe in all threads.
const Table* find_type(std::string_view type);
const Table* find_extension(std::string_view name);
const Table& table_of(Part part);
// "one of a, b": what `any_of` asks for.
std::string at_least_one_of(const Table& table, std::string_view separator);
const Table& custom_table(Column column);   // common properties alone, for types that STIX does not define
std::span<const Table* const> all_types();  // for tests and documents
std::span<const Table* const> all_extensions();

// `words` are parted by one space each.
template <class F>
bool any_word(std::string_view words, F&& test) {
  while (!words.empty()) {
    const std::size_t space = words.find(' ');
    if (space == std::string_view::npos) return test(words);
    if (test(words.substr(0, space))) return true;
    words.remove_prefix(space + 1);
  }
  return false;
}
inline bool lists(std::string_view words, std::string_view word) {
  return any_word(words, [word](std::string_view one) { return one == word; });
}

}  // namespace comity::stix
