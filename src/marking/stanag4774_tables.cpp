#include "marking/stanag4774_tables.hpp"

#include <array>

#include "marking/level_words.hpp"
#include "marking/national_caveats.hpp"

namespace comity::marking {
namespace {

using enum CategoryEffect;
using enum CategoryType;

constexpr std::string_view kNatoPolicy = "ADatP-4774 Ed. A, appendix 2 (NATO policy)";
constexpr std::string_view kOurs = "docs/format/stanag4774.md";
constexpr std::array kCategories = {
    CategoryRow{"", "Releasable To", permissive, releasable, kNatoPolicy},
    CategoryRow{"", "ReleasableTo", permissive, releasable, "usage"},
    CategoryRow{"", "REL TO", permissive, releasable, "usage"},
    CategoryRow{"NATO", "Context", permissive, context, kNatoPolicy},
    CategoryRow{"NATO", "Only", permissive, only, kNatoPolicy},
    CategoryRow{"", "Eyes Only", permissive, only, kOurs},
    CategoryRow{"NATO", "Additional Sensitivity", restrictive, compartment, kNatoPolicy},
    CategoryRow{"", "Compartment", restrictive, compartment, kOurs},
    CategoryRow{"", "Codeword", restrictive, compartment, "usage"},
    CategoryRow{"", "Control", restrictive, control, kOurs},
    CategoryRow{"", "Topic", permissive, topic, kOurs},
    CategoryRow{"", "Purpose", permissive, purpose, kOurs},
    CategoryRow{"", "Action", restrictive, action, kOurs},
    CategoryRow{"", "TLP", restrictive, tlp, kOurs},
    CategoryRow{"", "Originator", informative, originator, kOurs},
    CategoryRow{"", "Warning", informative, warning, kOurs},
    CategoryRow{"", "Duty", informative, duty, kOurs},
    CategoryRow{"", "Caveat", informative, caveat, kOurs},
};

struct PolicyRow {
  std::string_view name, party, uri;
};
// The first row of a party is how its policy is written. The names of states are those of reader_names(), and any party
// id.
constexpr std::array kPolicies = {
    PolicyRow{"NATO", "NATO", "urn:oid:1.3.26.1.3.1"},
    PolicyRow{"OTAN", "NATO", ""},
    PolicyRow{"EU", "EU", ""},
    PolicyRow{"EUCI", "EU", ""},
    PolicyRow{"UE", "EU", ""},
};

}  // namespace

std::span<const CategoryRow> category_rows() { return kCategories; }

const CategoryRow* find_category(std::string_view party, std::string_view tag) {
  const std::string folded = fold_word(tag);
  for (const CategoryRow& row : kCategories)
    if ((row.policy.empty() || row.policy == party) && fold_word(row.tag) == folded) return &row;
  return nullptr;
}

const CategoryRow* row_of(std::string_view party, CategoryEffect effect) {
  for (const CategoryRow& row : kCategories)
    if (row.effect == effect && (row.policy.empty() || row.policy == party)) return &row;
  return nullptr;
}

std::string_view name_of(CategoryType type) {
  switch (type) {
    case restrictive:
      return "RESTRICTIVE";
    case permissive:
      return "PERMISSIVE";
    case informative:
      return "INFORMATIVE";
  }
  return {};
}

std::string party_of_policy(std::string_view name, const Schemes& schemes) {
  const std::string folded = fold_word(name);
  for (const PolicyRow& row : kPolicies)
    if (fold_word(row.name) == folded) return std::string(row.party);
  for (const ReaderName& row : reader_names())
    if (fold_word(row.words) == folded && !schemes_of(schemes, row.parties, Time{}).empty())
      return std::string(row.parties);
  for (const std::string& id : {std::string(name), folded})
    if (!id.empty() && !schemes_of(schemes, id, Time{}).empty()) return id;
  return {};
}

Policy policy_of(std::string_view party) {
  for (const PolicyRow& row : kPolicies)
    if (row.party == party) return {row.name, row.uri};
  return {party, {}};
}

std::string_view party_of_policy_uri(std::string_view uri) {
  for (const PolicyRow& row : kPolicies)
    if (!row.uri.empty() && row.uri == uri) return row.party;
  return {};
}

}  // namespace comity::marking
