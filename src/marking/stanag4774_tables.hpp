// What names mean in STANAG 4774 labels: policies and categories. To add one, add a row in stanag4774_tables.cpp.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "marking/levels.hpp"

namespace comity::marking {

inline constexpr std::string_view kLabelSpace = "urn:nato:stanag:4774:confidentialitymetadatalabel:1:0";
inline constexpr std::string_view kBindingSpace = "urn:nato:stanag:4778:bindinginformation:1:0";
inline constexpr std::string_view kSignatureSpace = "http://www.w3.org/2000/09/xmldsig#";

// A category that no tool knows: what a label could not say otherwise, so that nobody reads it as if it were not there.
inline constexpr std::string_view kNotExpressed = "Not expressed";

enum class CategoryType { restrictive, permissive, informative };

enum class CategoryEffect {
  context,      // PERMISSIVE: readers; the policy's own name alone says nothing more than its default
  releasable,   // PERMISSIVE: readers, together with the context
  only,         // PERMISSIVE: readers, a set of its own
  compartment,  // RESTRICTIVE: the reader must hold (party, value)
  control,      // RESTRICTIVE: the restricting control of that name
  topic,        // PERMISSIVE: one clause of topics
  purpose,      // PERMISSIVE: purposes
  action,       // RESTRICTIVE: "display" or "none"
  tlp,          // RESTRICTIVE: a TLP value
  originator,   // INFORMATIVE: the agency of the party
  warning,      // INFORMATIVE: goes with the level word
  duty,         // INFORMATIVE
  caveat,       // INFORMATIVE: shown as it stands
};

struct CategoryRow {
  std::string_view policy;  // party; "" every one
  std::string_view tag;     // folded before it is compared; the first of an effect is how it is written
  CategoryType type;
  CategoryEffect effect;
  std::string_view source;
};
std::span<const CategoryRow> category_rows();
const CategoryRow* find_category(std::string_view party, std::string_view tag);  // nullptr: not known
const CategoryRow* row_of(std::string_view party, CategoryEffect effect);        // how that party writes it

std::string_view name_of(CategoryType type);  // "RESTRICTIVE"

// The party whose policy this is: by a table, by the names of states, or the id of a party that has level schemes here.
// "": unknown.
std::string party_of_policy(std::string_view name, const Schemes& schemes);
// The policy's name as it is written, and its URI ("" if none is published).
struct Policy {
  std::string_view name, uri;
};
Policy policy_of(std::string_view party);
// The party of a policy URI that is known; "" for all others.
std::string_view party_of_policy_uri(std::string_view uri);

}  // namespace comity::marking
