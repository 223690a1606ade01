#include "stix/tables.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/result.hpp"

namespace comity::stix {
namespace {

// Few names share it: their ends and their length.
std::uint64_t print_of(std::string_view name) {
  std::uint64_t head = 0, tail = 0;
  if (name.size() >= 8) {
    std::memcpy(&head, name.data(), 8);
    std::memcpy(&tail, name.data() + name.size() - 8, 8);
  } else {
    for (const char c : name) head = head << 8 | static_cast<unsigned char>(c);
  }
  return ((head ^ (tail << 23 | tail >> 41)) + name.size()) * 0x9e3779b97f4a7c15ull;
}

std::size_t slot_of(std::string_view name) { return print_of(name) >> 57; }

Need need_of(char letter) { return letter == 'R' ? Need::required : letter == 'O' ? Need::optional : Need::unknown; }

// All tables, made once.
struct Tables {
  std::vector<Table> types, extensions, parts, custom;
  std::vector<const Table*> all_types, all_extensions;
  std::array<Structure, 6> bare;
  std::array<std::uint8_t, 256> slots;  // of types

  Tables() {
    types.reserve(64);
    for (const auto list : {domain_structures(), observable_structures(), meta_structures()})
      for (const Structure& one : list) types.emplace_back(one);
    for (const Structure& one : extension_structures()) extensions.emplace_back(one);
    for (const Structure& one : part_structures()) parts.emplace_back(one);
    for (std::size_t i = 0; i < bare.size(); ++i) {
      bare[i] = Structure{"", static_cast<Column>(i), "11.2", {}, "", "", ""};
      custom.emplace_back(bare[i]);
    }
    for (const Table& one : types) all_types.push_back(&one);
    for (const Table& one : extensions) all_extensions.push_back(&one);
    slots.fill(0xff);
    for (std::size_t i = 0; i < types.size(); ++i) {
      std::size_t at = print_of(types[i].structure().name) >> 56;
      while (slots[at] != 0xff) at = (at + 1) % slots.size();
      slots[at] = static_cast<std::uint8_t>(i);
    }
  }
};

const Tables& tables() {
  static const Tables all;
  return all;
}

}  // namespace

Table::Table(const Structure& structure) : structure_(&structure) {
  if (structure.column != Column::part) {
    for (const CommonProperty& common : common_properties()) {
      Entry entry{common.property, true};
      entry.property.need = need_of(common.need[static_cast<std::size_t>(structure.column)]);
      entry.property.need20 = need_of(common.need20[static_cast<std::size_t>(structure.column)]);
      if (structure.labels20 != Vocabulary::none && entry.property.name == "labels")
        entry.property.need20 = Need::required;
      entries_.push_back(entry);
    }
  }
  for (const Property& property : structure.properties) entries_.push_back({property, false});
  CHECK(entries_.size() <= kMost);
  std::fill(std::begin(slots_), std::end(slots_), std::uint8_t{0xff});
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const Property& property = entries_[i].property;
    std::size_t at = slot_of(property.name);
    while (slots_[at] != 0xff) at = (at + 1) % sizeof slots_;
    slots_[at] = static_cast<std::uint8_t>(i);
    const std::uint64_t bit = std::uint64_t{1} << i;
    if (property.need == Need::required) required_ |= bit;
    if (property.need20 == Need::required) required20_ |= bit;
    if (property.need == Need::recommended) recommended_ |= bit;
    const bool own = !entries_[i].common || (property.name == "extensions" && !structure.extensions.empty());
    const bool any = structure.one_of == "*" && own;
    if (any || lists(structure.one_of, property.name)) any_of_ |= bit;
  }
  for (const Rule& rule : rules()) {
    if (rule.structure != structure.name) continue;
    const int first = find(rule.first), second = find(rule.second);
    CHECK(first != kNone && second != kNone);
    dependences_.push_back(
        {rule.kind, static_cast<std::uint8_t>(first), static_cast<std::uint8_t>(second), rule.section});
  }
}

int Table::find(std::string_view name) const {
  for (std::size_t at = slot_of(name); slots_[at] != 0xff; at = (at + 1) % sizeof slots_)
    if (entries_[slots_[at]].property.name == name) return slots_[at];
  return kNone;
}

const Table* find_type(std::string_view type) {
  const Tables& all = tables();
  for (std::size_t at = print_of(type) >> 56; all.slots[at] != 0xff; at = (at + 1) % all.slots.size()) {
    const Table& table = all.types[all.slots[at]];
    if (table.structure().name == type) return &table;
  }
  return nullptr;
}

std::string at_least_one_of(const Table& table, std::string_view separator) {
  std::string names;
  const auto add = [&](std::string_view name) {
    names += names.empty() ? "one of " : separator;
    names += name;
    return false;
  };
  if (table.structure().one_of != "*") {
    any_word(table.structure().one_of, add);
  } else {
    for (std::size_t i = 0; i < table.entries().size(); ++i)
      if (table.any_of() >> i & 1) add(table.entries()[i].property.name);
  }
  return names;
}

const Table* find_extension(std::string_view name) {
  for (const Table& table : tables().extensions)
    if (table.structure().name == name) return &table;
  return nullptr;
}

const Table& table_of(Part part) { return tables().parts[static_cast<std::size_t>(part)]; }
const Table& custom_table(Column column) { return tables().custom[static_cast<std::size_t>(column)]; }
std::span<const Table* const> all_types() { return tables().all_types; }
std::span<const Table* const> all_extensions() { return tables().all_extensions; }

}  // namespace comity::stix
