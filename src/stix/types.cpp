// What may not be cut away from an object, read from the tables (tables.hpp).
#include "stix/types.hpp"

#include <fmt/format.h>

#include <array>
#include <bit>

#include "stix/object.hpp"
#include "stix/tables.hpp"

namespace comity::stix {
namespace {

using json::Value;

// The properties of `object` that `table` knows, as a set of its entries.
std::uint64_t present_in(const Value& object, const Table& table) {
  std::uint64_t present = 0;
  object.each_member([&](const Value& key, const Value&) {
    const auto plain = key.plain();
    const int at = plain ? table.find(*plain) : table.find(key.string());
    if (at != Table::kNone) present |= std::uint64_t{1} << at;
  });
  return present;
}

std::string_view name_at(const Table& table, unsigned at) { return table.entries()[at].property.name; }

bool is_true(const Value& object, std::string_view property) {
  const auto value = object.get(property);
  return value && value->is(json::Kind::boolean) && value->boolean();
}

// Of the elements of a list of parts, the first that lacks something.
std::string missing_in_elements(const Value& object, std::string_view list, Part part) {
  const auto elements = object.get(list);
  std::string lack;
  if (!elements) return lack;
  const Table& table = table_of(part);
  elements->each_element([&](const Value& element) {
    if (!lack.empty()) return;
    const std::uint64_t present = present_in(element, table);
    if (const std::uint64_t absent = table.required(false) & ~present; absent != 0)
      lack = fmt::format("{} in {}", name_at(table, static_cast<unsigned>(std::countr_zero(absent))), list);
    else if (table.any_of() != 0 && (table.any_of() & present) == 0)
      lack = fmt::format("{} in {}", at_least_one_of(table, " "), list);
  });
  return lack;
}

// What depends on other properties of the same object.
std::string missing_by_rule(const Table& table, std::uint64_t present, const Value& object) {
  const auto has = [present](std::uint8_t at) { return (present >> at & 1) != 0; };
  for (const Table::Dependence& rule : table.dependences()) {
    if (!has(rule.first) || has(rule.second)) continue;
    const std::string_view first = name_at(table, rule.first), second = name_at(table, rule.second);
    if (rule.kind == Rule::Kind::needed_if_true && is_true(object, first)) return std::string(second);
    if (rule.kind != Rule::Kind::together) continue;
    for (const Table::Dependence& other : table.dependences())
      if (other.kind == Rule::Kind::together && other.first == rule.second && other.second == rule.first)
        return fmt::format("{} and {} together", first, second);
    return std::string(second);
  }
  return {};
}

constexpr std::size_t kUuid = 36;

// 36 characters of RFC 4122 §3. Every reference of every object passes here, so the digits are looked up and their
// verdicts summed without a branch for each.
constexpr std::array<bool, 256> kHexDigits = [] {
  std::array<bool, 256> table{};
  for (const char c : std::string_view("0123456789abcdefABCDEF")) table[static_cast<unsigned char>(c)] = true;
  return table;
}();

bool is_uuid(const char* text) {
  bool good = text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-';
  const auto digits = [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) good &= kHexDigits[static_cast<unsigned char>(text[i])];
  };
  digits(0, 8);
  digits(9, 13);
  digits(14, 18);
  digits(19, 23);
  digits(24, 36);
  return good;
}

}  // namespace

Family family_of(std::string_view type) {
  const Table* table = find_type(type);
  if (table == nullptr) return Family::unknown;
  switch (table->structure().column) {
    case Column::domain:
      return Family::domain;
    case Column::relationship:
      return Family::relationship;
    case Column::observable:
      return Family::observable;
    default:
      return Family::meta;
  }
}

bool is_required(std::string_view type, std::string_view property) {
  // A type that STIX does not define is taken for a domain object.
  const Table* table = find_type(type);
  const Table& known = table != nullptr ? *table : custom_table(Column::domain);
  const int at = known.find(property);
  return at != Table::kNone && (known.required(false) >> at & 1) != 0;
}

bool is_id_contributing(std::string_view type, std::string_view property) {
  if (const Table* table = find_type(type)) return lists(table->structure().contributing, property);
  // Properties that any object may have identify none; an extension may.
  return property == "extensions" || custom_table(Column::domain).find(property) == Table::kNone;
}

std::string missing(const json::Value& object) {
  const auto type_value = object.get("type");
  if (!type_value || !type_value->is(json::Kind::string)) return "type";
  const Table* known = find_type(type_value->string());
  if (known == nullptr)
    return object.get("id") ? missing_in_elements(object, "external_references", Part::external_reference) : "id";
  const Table& table = *known;
  const auto spec = object.get("spec_version");
  const bool old = table.structure().column != Column::observable && (!spec || spec->equals("2.0"));
  const std::uint64_t present = present_in(object, table);
  if (const std::uint64_t absent = table.required(old) & ~present; absent != 0)
    return std::string(name_at(table, static_cast<unsigned>(std::countr_zero(absent))));
  std::string lack;
  if (!old) {
    if (table.any_of() != 0 && (table.any_of() & present) == 0) return at_least_one_of(table, ", ");
    if (lack = missing_by_rule(table, present, object); !lack.empty()) return lack;
  }
  if (lack = missing_in_elements(object, "external_references", Part::external_reference); !lack.empty()) return lack;
  return missing_in_elements(object, "kill_chain_phases", Part::kill_chain_phase);
}

bool is_identifier(std::string_view text) {
  if (text.size() < kUuid + 3 || text.size() > kUuid + 2 + 250) return false;
  const std::string_view type = text.substr(0, text.size() - kUuid - 2);
  if (text[type.size()] != '-' || text[type.size() + 1] != '-' || type.front() == '-' || type.back() == '-')
    return false;
  for (std::size_t i = 0; i < type.size(); ++i) {
    const char c = type[i];
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!letter && (c != '-' || type[i - 1] == '-')) return false;
  }
  return is_uuid(text.data() + text.size() - kUuid);
}

bool has_deterministic_id(std::string_view id) { return is_identifier(id) && id[id.size() - 22] == '5'; }

}  // namespace comity::stix
