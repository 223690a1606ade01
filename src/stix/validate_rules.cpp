// What one type asks beyond its table of properties and the dependences in schema_rules.cpp.
#include "stix/check_pattern.hpp"
#include "stix/deterministic_id.hpp"
#include "stix/formats.hpp"
#include "stix/object.hpp"
#include "stix/relationships.hpp"
#include "stix/selector.hpp"
#include "stix/validator.hpp"

namespace comity::stix {

using json::Kind;

void Validator::rules_of(const Value& value, const Table& table, const Place* place, const Found& found) {
  const std::string_view type = type_;
  if (!container_) {
    own_id(value, table, place, found);
    const auto created = value.get("created"), modified = value.get("modified");
    if (created && modified && created->plain() && modified->plain()) {
      const Instant first = read_instant(*created->plain()), second = read_instant(*modified->plain());
      const Place at{place, "modified"};
      if (first.good && second.good && is_before(second, first))
        error(&at, *modified, "3.2", "order", "must not be earlier than created");
    }
  }
  if (type == "relationship")
    relationship(value);
  else if (type == "indicator")
    indicator(value, place);
  else if (type == "observed-data")
    observed_data(value, place);
  else if (type == "network-traffic")
    network_traffic(value, place);
  else if (type == "marking-definition")
    marking_definition(value, place);
  else if (type == "extension-definition")
    extension_definition(value, place);
}

// §2.9: which UUID an id should be.
void Validator::own_id(const Value& value, const Table& table, const Place* place, const Found& found) {
  if (!is_identifier(id_) || !has_uuid_variant(id_)) return;
  const auto id = value.get("id");
  const Place at{place, "id"};
  const int version = uuid_version(id_);
  if (version_ == Version::v20) {
    if (version != 4) error(&at, *id, "2.0", "uuid-version", "must hold a UUID of version 4 in STIX 2.0");
    return;
  }
  const Structure& structure = table.structure();
  if (structure.column != Column::observable) {
    if (version != 4 && version <= 5) warn(&at, *id, "2.9", "uuid-version", "should hold a UUID of version 4");
    return;
  }
  if (table_ == nullptr || version == 4) return;
  if (version != 5) {
    warn(&at, *id, "2.9", "uuid-version", "should hold a UUID of version 5, else of version 4");
    return;
  }
  if (structure.contributing.empty()) {
    warn(&at, *id, structure.section, "uuid-version", "should hold a UUID of version 4: no property identifies a {}",
         type_);
    return;
  }
  std::uint64_t contributing = 0;
  any_word(structure.contributing, [&](std::string_view name) {
    contributing |= std::uint64_t{1} << table.find(name);
    return false;
  });
  if ((contributing & found.present) == 0) {
    error(&at, *id, "2.9", "uuid-version", "must hold a UUID of version 4: none of {} is there",
          structure.contributing);
    return;
  }
  // §3.6: who writes versions of an observable must not take the id that all others give it.
  const bool versioned = value.get("created") && value.get("modified");
  if (!versioned && !options_.warnings) return;
  std::string expected = deterministic_id(value);
  if (expected.empty()) return;
  bool same = expected == id_;
  if (!same) {
    // Our own label is added to what others made, whose id it does not change.
    if (const auto all = value.get("extensions"); all && all->get(kLabelExtension))
      same = deterministic_id(value, kLabelExtension) == id_;
  }
  if (same && versioned)
    error(&at, *id, "3.6", "versioned-observable",
          "has the id that every producer gives it, and so cannot have created and modified");
  else if (!same)
    warn(&at, *id, "2.9", "deterministic-id", "is not computed from its properties by the rule of STIX, which gives {}",
         expected);
}

void Validator::relationship(const Value& value) {
  if (!options_.warnings) return;
  const auto source = value.get("source_ref"), target = value.get("target_ref"), kind = value.get("relationship_type");
  if (!source || !target || !kind || !kind->is(Kind::string)) return;
  std::string holds[3];
  if (!source->is(Kind::string) || !target->is(Kind::string)) return;
  const std::string_view from = text(*source, holds[0]), to = text(*target, holds[1]), name = text(*kind, holds[2]);
  if (!is_identifier(from) || !is_identifier(to)) return;
  const std::string_view source_type = from.substr(0, from.size() - 38), target_type = to.substr(0, to.size() - 38);
  // What STIX does not define brings relationships of its own.
  if (family_of(source_type) == Family::unknown || family_of(target_type) == Family::unknown) return;
  const RelationshipKind which = relationship_kind(source_type, name, target_type);
  if (which == RelationshipKind::defined) return;
  const Place at{nullptr, "relationship_type"};
  std::string instead = defined_between(source_type, target_type);
  instead = instead.empty() ? "related-to" : instead + ", related-to";
  if (which == RelationshipKind::other_ends)
    warn(&at, *kind, "5.1", "relationship-ends", "STIX does not define {} from {} to {}; defined are {}", name,
         source_type, target_type, instead);
  else
    warn(&at, *kind, "5.1", "relationship-type", "{} is not defined by STIX; from {} to {} it defines {}", shown(name),
         source_type, target_type, instead);
}

void Validator::indicator(const Value& value, const Place* place) {
  const auto pattern = value.get("pattern");
  if (!pattern || !pattern->is(Kind::string)) return;
  std::string hold, type_hold;
  const auto type = value.get("pattern_type");
  std::string_view language = "stix";
  if (version_ != Version::v20) language = type && type->is(Kind::string) ? text(*type, type_hold) : std::string_view();
  const auto written = value.get("pattern_version");
  const bool old = version_ == Version::v20 || (written && written->equals("2.0"));
  const Place at{place, "pattern"};
  const std::string wrong = check_pattern(language, text(*pattern, hold), old ? PatternVersion::v20 : PatternVersion::v21);
  if (!wrong.empty())
    error(&at, *pattern, "4.7", "pattern", "{}", wrong);
}

void Validator::observed_data(const Value& value, const Place* place) {
  const auto refs = value.get("object_refs");
  if (!refs || !refs->is(Kind::array) || refs->size() == 0 || version_ == Version::v20) return;
  bool observable = false;
  refs->each_element([&](const Value& ref) {
    std::string hold;
    if (!ref.is(Kind::string)) return;
    const std::string_view id = text(ref, hold);
    if (id.size() < 39) return;
    const Family family = family_of(id.substr(0, id.size() - 38));
    observable = observable || family == Family::observable || family == Family::unknown;
  });
  const Place at{place, "object_refs"};
  if (!observable) error(&at, *refs, "4.14", "no-observable", "must refer to at least one observable");
}

void Validator::network_traffic(const Value& value, const Place* place) {
  if (!options_.warnings) return;
  const auto extensions = value.get("extensions"), protocols = value.get("protocols");
  if (!extensions || !protocols) return;
  struct Row {
    std::string_view extension, protocol;
  };
  for (const Row row : {Row{"http-request-ext", "http"}, Row{"icmp-ext", "icmp"}, Row{"tcp-ext", "tcp"}}) {
    if (!extensions->get(row.extension)) continue;
    bool listed = false;
    protocols->each_element([&](const Value& one) { listed = listed || one.equals(row.protocol); });
    const Place at{place, "protocols"};
    if (!listed) warn(&at, *protocols, "6.12", "protocol", "should list {} beside {}", row.protocol, row.extension);
  }
}

// §7.2.1.3 and §7.2.1.4.
void Validator::marking_definition(const Value& value, const Place* place) {
  const auto type = value.get("definition_type"), definition = value.get("definition");
  if (!type || !definition || !type->is(Kind::string) || !definition->is(Kind::object)) return;
  const Place type_at{place, "definition_type"}, at{place, "definition"};
  const bool tlp = type->equals("tlp");
  if (!tlp && !type->equals("statement")) {
    std::string hold;
    warn(&type_at, *type, "7.2.1", "vocabulary",
         "'{}' is neither statement nor tlp; define the marking by an extension", shown(text(*type, hold)));
    anything(*definition, &at, Severity::warning);
    return;
  }
  const std::string_view name = tlp ? "tlp" : "statement";
  const Place below{&at, name};
  const auto word = definition->get(name);
  if (!word) {
    error(&below, *definition, "7.2.1", "missing", "{} is required", name);
    return;
  }
  if (!is(Kind::string, *word, &below, "2.15", "a string") || !tlp) return;
  struct Row {
    std::string_view word, id;
  };
  static constexpr Row kRows[] = {
      {"white", "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"},
      {"green", "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da"},
      {"amber", "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"},
      {"red", "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"},
  };
  std::string hold;
  const std::string_view level = text(*word, hold);
  for (const Row& row : kRows) {
    if (row.word != level) continue;
    const Place id_at{place, "id"}, created_at{place, "created"};
    if (row.id != id_) error(&id_at, value, "7.2.1", "tlp", "the one marking of TLP {} is {}", row.word, row.id);
    const auto created = value.get("created");
    if (created && created->plain()) {
      const Instant instant = read_instant(*created->plain());
      if (instant.good && (instant.second != 1'484'870'400 || !instant.fraction.empty()))
        error(&created_at, *created, "7.2.1", "tlp", "the one marking of TLP {} was created 2017-01-20T00:00:00.000Z",
              row.word);
    }
    return;
  }
  error(&below, *word, "7.2.1", "tlp",
        "'{}' must be white, green, amber or red; other markings are defined by an extension", shown(level));
}

void Validator::extension_definition(const Value& value, const Place* place) {
  const auto types = value.get("extension_types"), properties = value.get("extension_properties");
  if (!types || !types->is(Kind::array)) return;
  bool toplevel = false;
  types->each_element([&](const Value& one) { toplevel = toplevel || one.equals("toplevel-property-extension"); });
  const Place at{place, "extension_properties"};
  if (properties && !toplevel)
    error(&at, *properties, "7.3", "apart", "only where extension_types holds toplevel-property-extension");
  if (!properties && toplevel)
    warn(&at, value, "7.3", "recommended", "should name the properties that are added at top level");
}

// §4.1, §4.19: identifiers that have one way to be written.
void Validator::external_reference(const Value& value, const Place* place) {
  const bool attack_pattern = type_ == "attack-pattern";
  if (!attack_pattern && type_ != "vulnerability") return;
  const auto source = value.get("source_name"), id = value.get("external_id");
  if (!source || !id || !source->is(Kind::string) || !id->is(Kind::string)) return;
  std::string hold;
  const std::string_view text_of_id = text(*id, hold);
  const Place source_at{place, "source_name"}, id_at{place, "external_id"};
  if (attack_pattern) {
    bool capec = text_of_id.starts_with("CAPEC-") && text_of_id.size() > 6;
    for (const char c : text_of_id.substr(capec ? 6 : text_of_id.size())) capec = capec && c >= '0' && c <= '9';
    if (source->equals("capec") && !capec)
      error(&id_at, *id, "4.1", "capec", "'{}' must be CAPEC- and a number", shown(text_of_id));
    if (capec && !source->equals("capec"))
      error(&source_at, *source, "4.1", "capec", "must be capec beside {}", text_of_id);
    return;
  }
  const bool cve = is_cve(text_of_id);
  if (source->equals("cve") && !cve)
    error(&id_at, *id, "4.19", "cve", "'{}' must be a CVE identifier, like CVE-2026-12345", shown(text_of_id));
  if (cve && !source->equals("cve")) error(&source_at, *source, "4.19", "cve", "must be cve beside {}", text_of_id);
}

void Validator::granular_marking(const Value& value, const Place* place) {
  const auto selectors = value.get("selectors");
  if (!selectors || !selectors->is(Kind::array)) return;
  const Place list{place, "selectors"};
  // Each selector is followed from the root; what that may cost in all is bounded.
  constexpr std::uint64_t kMostSteps = 200'000'000;
  std::int64_t index = 0;
  selectors->each_element([&](const Value& selector) {
    const Place at{&list, {}, index++, 0};
    if (!selector.is(Kind::string)) return;
    std::string hold;
    const bool within = steps_ <= kMostSteps;
    steps_ += document_.nodes().size();
    if (steps_ > kMostSteps) {
      if (within)
        error(&at, selector, "7.2.3", "selector", "more selectors than can be checked; mark the whole object");
      return;
    }
    const auto path = parse_selector(text(selector, hold));
    if (!path)
      error(&at, selector, "7.2.3", "selector", "'{}' is no selector: names and [numbers] with dots between them",
            shown(text(selector, hold)));
    else if (!resolve(root_, *path))
      error(&at, selector, "7.2.3", "selector", "'{}' does not lead to a value of this object",
            shown(text(selector, hold)));
  });
}

}  // namespace comity::stix
