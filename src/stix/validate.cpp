#include "stix/validate.hpp"

#include <bit>

#include "stix/formats.hpp"
#include "stix/object.hpp"
#include "stix/validator.hpp"

namespace comity::stix {

using json::Kind;

std::string_view name_of(Severity severity) { return severity == Severity::error ? "error" : "warning"; }

Verdict validate(const json::Document& document, const ValidateOptions& options, std::vector<Problem>& problems) {
  problems.clear();
  return Validator(document, options, problems).run();
}

Verdict Validator::run() {
  object(root_, nullptr);
  verdict_.old = version_ == Version::v20;
  return verdict_;
}

Need Validator::need(const Property& property) const {
  if (version_ == Version::v21) return property.need;
  if (version_ == Version::v20) return property.need20;
  return std::min(property.need, property.need20) == Need::required  ? Need::required
         : std::max(property.need, property.need20) == Need::unknown ? Need::unknown
                                                                     : Need::optional;
}

// Which extension_type an object of a new type names, if any does.
static std::optional<Column> new_type(const json::Value& value) {
  std::optional<Column> column;
  if (const auto extensions = value.get("extensions")) {
    extensions->each_member([&](const json::Value&, const json::Value& extension) {
      const auto kind = extension.get("extension_type");
      if (!kind) return;
      if (kind->equals("new-sdo")) column = Column::domain;
      if (kind->equals("new-sro")) column = Column::relationship;
      if (kind->equals("new-sco")) column = Column::observable;
    });
  }
  return column;
}

static bool has_toplevel_extension(const json::Value& value) {
  bool has = false;
  if (const auto extensions = value.get("extensions")) {
    extensions->each_member([&](const json::Value&, const json::Value& extension) {
      const auto kind = extension.get("extension_type");
      has = has || (kind && kind->equals("toplevel-property-extension"));
    });
  }
  return has;
}

// Settles the version as well.
const Table* Validator::choose_table(std::string_view type, const Value& value, Custom& custom, const Place* place) {
  const Table* table = find_type(type);
  custom = Custom::deprecated;
  if (container_) {
    if (table != nullptr && table->structure().column == Column::observable) return table;
    if (table != nullptr) {
      const Place at{place, "type"};
      error(&at, value, "2.13", "container-type", "'{}' is no observable; only observables stand in this container",
            shown(type));
    } else {
      warn(place, value, "11.2", "custom-object", "'{}' is no type of STIX; other nodes may refuse it", shown(type));
    }
    custom = Custom::own;
    return &custom_table(Column::observable);
  }
  const auto spec = value.get("spec_version");
  const auto extended = table == nullptr ? new_type(value) : std::nullopt;
  Column column = table != nullptr       ? table->structure().column
                  : extended             ? *extended
                  : value.get("created") ? Column::domain
                                         : Column::observable;
  const bool old = spec ? spec->equals("2.0") : column != Column::observable && !extended;
  if (old && column == Column::observable) {
    const Place at{place, "spec_version"};
    error(&at, *spec, "2.0", "observable-in-2.0",
          "in STIX 2.0 observables stand in observed-data alone; write spec_version 2.1");
  } else if (old) {
    version_ = Version::v20;
  }
  if (table != nullptr && (version_ != Version::v20 || table->structure().in20)) {
    if (table->structure().column != Column::part && has_toplevel_extension(value)) custom = Custom::extended;
    return table;
  }
  custom = Custom::own;
  if (table != nullptr) {
    warn(place, value, "2.0", "type-of-2.1", "STIX 2.0 has no type '{}'; write spec_version 2.1 and what it requires",
         type);
    column = table->structure().column;
  } else if (!extended) {
    const std::string_view prefix = type.starts_with("x-") ? "" : "; such a name begins with x-";
    warn(place, value, "11.2", "custom-object", "'{}' is no type of STIX; define it by an extension{}", shown(type),
         prefix);
  }
  return &custom_table(column);
}

void Validator::object(const Value& value, const Place* place) {
  if (!value.is(Kind::object)) {
    error(place, value, "2", "not-an-object", "a STIX object is due here: a JSON object with type and id");
    return;
  }
  const auto type = value.get("type");
  const Place at{place, "type"};
  if (!type) {
    error(&at, value, "3.2", "missing", "type is required: the name of a STIX type, like indicator");
    return;
  }
  if (!type->is(Kind::string)) {
    error(&at, *type, "2.15", "string", "must be a string: the name of a STIX type, like indicator");
    return;
  }
  type_ = text(*type, type_hold_);
  Custom custom;
  const Table* const table = choose_table(type_, value, custom, place);
  if (!container_) {
    table_ = custom == Custom::own ? nullptr : table;
    if (const auto id = value.get("id"); id && id->is(Kind::string)) id_ = text(*id, id_hold_);
  }
  if (const auto defanged = value.get("defanged")) defanged_ = defanged->is(Kind::boolean) && defanged->boolean();
  Found found;
  structure(value, *table, place, custom, found);
  rules_of(value, *table, place, found);
}

void Validator::structure(const Value& value, const Table& table, const Place* place, Custom custom, Found& found) {
  std::uint32_t own = 0;
  value.each_member([&](const Value& key, const Value& member) {
    std::string hold;
    const std::string_view name = text(key, hold);
    const Place at{place, {}, -1, key.index()};
    const int entry = table.find(name);
    if (entry == Table::kNone) {
      ++own;
      custom_member(key, member, name, &at, custom);
      return;
    }
    const Property& known = table.entries()[static_cast<std::size_t>(entry)].property;
    if (need(known) == Need::unknown) {
      not_in_use(member, table, known, &at);
      return;
    }
    found.present |= std::uint64_t{1} << entry;
    found.at[static_cast<std::size_t>(entry)] = member.index();
    if (known.deprecated && version_ == Version::v21)
      warn(&at, member, table.structure().section, "deprecated", "{} is deprecated; write object_refs", known.name);
    property(known, member, &at);
  });
  if (custom == Custom::own && own == 0 && !container_)
    error(place, value, "11.2", "nothing-of-its-own",
          "a type that STIX does not define needs at least one property of its own");
  absent(value, table, place, found);
  dependences(value, table, place, found);
}

void Validator::absent(const Value& value, const Table& table, const Place* place, const Found& found) {
  const Structure& structure = table.structure();
  std::uint64_t wanted = table.required(version_ == Version::v20);
  if (version_ == Version::either) wanted &= table.required(true);
  if (container_ && structure.column == Column::observable) {
    const int id = table.find("id");  // what stands in a container is named by its key
    wanted &= ~(std::uint64_t{1} << id);
  }
  for (std::uint64_t left = wanted & ~found.present; left != 0; left &= left - 1) {
    const Table::Entry& entry = table.entries()[static_cast<std::size_t>(std::countr_zero(left))];
    const Place at{place, entry.property.name};
    const bool old = version_ == Version::v20 && entry.property.need != Need::required;
    error(&at, value,
          old            ? "2.0"
          : entry.common ? "3.2"
                         : structure.section,
          "missing", "{} is required{}", entry.property.name, old ? " in STIX 2.0" : "");
  }
  if (version_ == Version::v21 && options_.warnings) {
    for (std::uint64_t left = table.recommended() & ~found.present; left != 0; left &= left - 1) {
      const Table::Entry& entry = table.entries()[static_cast<std::size_t>(std::countr_zero(left))];
      const Place at{place, entry.property.name};
      warn(&at, value, structure.section, "recommended", "{} should be given", entry.property.name);
    }
  }
  const bool said = (table.any_of() & wanted & ~found.present) != 0;
  const bool eased =
      version_ != Version::v21 && structure.name == "windows-pebinary-ext";  // STIX 2.0 asks for pe_type alone
  if (table.any_of() != 0 && (table.any_of() & found.present) == 0 && !said && !eased)
    error(place, value, structure.section, "at-least-one", "{} is required", at_least_one_of(table, ", "));
}

void Validator::dependences(const Value& value, const Table& table, const Place* place, const Found& found) {
  for (const Table::Dependence& rule : table.dependences()) {
    const bool has_first = (found.present >> rule.first & 1) != 0, has_second = (found.present >> rule.second & 1) != 0;
    if (!has_first) continue;
    const Property& first = table.entries()[rule.first].property;
    const Property& second = table.entries()[rule.second].property;
    const Value first_value(&document_, found.at[rule.first]);
    const Place first_place{place, first.name}, second_place{place, second.name};
    const auto boolean = [&](const Value& of) {
      return of.is(Kind::boolean) ? std::optional(of.boolean()) : std::nullopt;
    };
    if (!has_second) {
      if ((table.required(version_ == Version::v20) >> rule.second & 1) != 0) continue;  // said already
      if (rule.kind == Rule::Kind::together)
        error(&second_place, value, rule.section, "together", "{} is required beside {}", second.name, first.name);
      if (rule.kind == Rule::Kind::needed_if_true && boolean(first_value) == true)
        error(&second_place, value, rule.section, "together", "{} is required where {} is true", second.name,
              first.name);
      continue;
    }
    const Value second_value(&document_, found.at[rule.second]);
    switch (rule.kind) {
      case Rule::Kind::apart:
        error(&second_place, second_value, rule.section, "apart", "not beside {}; keep one of the two", first.name);
        break;
      case Rule::Kind::not_if_true:
      case Rule::Kind::not_if_false: {
        const bool barred = rule.kind == Rule::Kind::not_if_true;
        if (boolean(second_value) == barred)
          error(&first_place, first_value, rule.section, "apart", "must be absent where {} is {}", second.name, barred);
        break;
      }
      case Rule::Kind::later:
      case Rule::Kind::not_before: {
        const auto a = first_value.plain(), b = second_value.plain();
        if (!a || !b) break;
        const Instant from = read_instant(*a), to = read_instant(*b);
        if (!from.good || !to.good) break;
        const bool strict = rule.kind == Rule::Kind::later;
        if (strict ? !is_before(from, to) : is_before(to, from))
          error(&second_place, second_value, rule.section, "order", "must {} {}",
                strict ? "be later than" : "not be earlier than", first.name);
        break;
      }
      default:
        break;
    }
  }
}

void Validator::custom_member(const Value&, const Value& value, std::string_view name, const Place* place,
                              Custom custom) {
  const bool of_type = custom == Custom::own;
  const std::string_view section = of_type ? "11.2" : "11.1";
  constexpr std::string_view kReserved = "severity username phone_number action";
  constexpr std::string_view kReserved20 = "severity action usernames phone_numbers addresses";
  if (lists(version_ == Version::v20 ? kReserved20 : kReserved, name))
    error(place, value, version_ == Version::v20 ? "2.0" : "3.8", "reserved",
          "{} is reserved for later versions of STIX; write another name", name);
  if (!is_property_name(name))
    error(place, value, section, "property-name",
          "'{}' is no property of STIX, and a name has 3 to 250 of a-z, 0-9 and _", shown(name));
  else if (custom == Custom::deprecated)
    warn(place, value, section, "custom-property", "{} is no property that STIX defines here; add it by an extension{}",
         name, name.starts_with("x_") ? "" : ", or let its name begin with x_");
  if (version_ != Version::v20 && options_.warnings) {
    // §3.1: these endings promise what the value is.
    std::string hold;
    const bool is_string = value.is(Kind::string);
    if (name.ends_with("_ref") && !(is_string && is_identifier(text(value, hold))))
      warn(place, value, "3.1", "name-ending", "a name that ends in _ref promises one identifier");
    if (name.ends_with("_hex") && !(is_string && is_hex(text(value, hold))))
      warn(place, value, "3.1", "name-ending", "a name that ends in _hex promises hexadecimal digits");
    if (name.ends_with("_bin") && !(is_string && is_base64(text(value, hold))))
      warn(place, value, "3.1", "name-ending", "a name that ends in _bin promises base64");
  }
  anything(value, place, Severity::warning);
}

void Validator::not_in_use(const Value& value, const Table& table, const Property& property_row, const Place* place) {
  const Structure& structure = table.structure();
  const bool common = custom_table(Column::domain).find(property_row.name) != Table::kNone;
  if (version_ == Version::v20 && property_row.name == "confidence") {
    error(place, value, "2.0", "reserved", "STIX 2.0 reserves confidence; write spec_version 2.1 and what it requires");
    return;
  }
  if (version_ == Version::v20) {
    warn(place, value, "2.0", "property-of-2.1", "{} is no property of STIX 2.0 here", property_row.name);
    anything(value, place, Severity::warning);
    return;
  }
  if (property_row.name == "defanged") {
    error(place, value, "3.2", "not-in-use", "defanged must not be used but on observables; remove it");
  } else if (common && structure.column != Column::part) {
    warn(place, value, "3.2", "not-in-use", "{} is not in use on {}", property_row.name,
         type_.empty() ? structure.name : type_);
  } else {
    warn(place, value, structure.section, "property-of-2.0", "{} is a property of STIX 2.0 that 2.1 no longer has",
         property_row.name);
  }
  if (common)
    property(property_row, value, place);
  else
    anything(value, place, Severity::warning);
}

std::string Validator::pointer(const Place* place) const {
  if (place == nullptr) return {};
  std::string out = pointer(place->up);
  out += '/';
  if (place->index >= 0) {
    out += std::to_string(place->index);
    return out;
  }
  std::string hold;
  const std::string_view name = place->key == 0 ? place->name : text(Value(&document_, place->key), hold);
  constexpr std::size_t kMost = 300;            // what is longer is no name of STIX, and hostile
  for (const char c : name.substr(0, kMost)) {  // RFC 6901 §3
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += c;
  }
  while (name.size() > kMost && (static_cast<unsigned char>(out.back()) & 0xc0) == 0x80) out.pop_back();
  if (name.size() > kMost) out.back() = '*';
  return out;
}

bool Validator::keeps(Severity severity, std::string_view section, std::string_view rule) {
  bool first = false;  // of its rule: kept as an example, whatever the bound
  if (options_.counts != nullptr) {
    auto& counts = *options_.counts;
    auto one = counts.begin();
    while (one != counts.end() && (one->severity != severity || one->rule != rule || one->section != section)) ++one;
    if (one == counts.end()) one = counts.insert(one, RuleCount{severity, section, rule, 0});
    first = one->count++ == 0;
  }
  if (severity == Severity::error) return verdict_.errors++ < options_.max_errors || first;
  return verdict_.warnings++ < options_.max_warnings || first;
}

void Validator::add(Severity severity, const Place* place, const Value& value, std::string_view section,
                    std::string_view rule, std::string message) {
  problems_.push_back({severity, pointer(place), value.node().begin, section, rule, std::move(message)});
}

std::string Validator::shown(std::string_view text) {
  constexpr std::size_t kMost = 60;
  std::string out;
  for (const char c : text.substr(0, kMost)) out += static_cast<unsigned char>(c) < ' ' || c == 127 ? '?' : c;
  while (!out.empty() && text.size() > kMost && (static_cast<unsigned char>(out.back()) & 0xc0) == 0x80) out.pop_back();
  if (text.size() > kMost) {
    if (!out.empty() && static_cast<unsigned char>(out.back()) >= 0xc0) out.pop_back();
    out += "…";
  }
  return out;
}

}  // namespace comity::stix
