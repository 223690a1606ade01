// What STIX 2.1 says of each object type, as one table. To add a type is one row.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>

#include "stix/object.hpp"
#include "stix/types.hpp"

namespace comity::stix {
namespace {

struct Row {
  std::string_view type;
  Family family;
  std::string_view required;      // beside the family's common properties, parted by spaces
  std::string_view any_of;        // at least one of these
  std::string_view contributing;  // observables: id contributing properties (§2.9 and the type's own section)
};

using enum Family;
constexpr std::string_view kDefinition = "definition extensions";
constexpr auto kRows = std::to_array<Row>({
    // §4: domain objects
    {"attack-pattern", domain, "name", "", ""},
    {"campaign", domain, "name", "", ""},
    {"course-of-action", domain, "name", "", ""},
    {"grouping", domain, "context object_refs", "", ""},
    {"identity", domain, "name", "", ""},
    {"incident", domain, "name", "", ""},
    {"indicator", domain, "pattern pattern_type valid_from", "", ""},
    {"infrastructure", domain, "name", "", ""},
    {"intrusion-set", domain, "name", "", ""},
    {"location", domain, "", "region country latitude", ""},
    {"malware", domain, "is_family", "", ""},
    {"malware-analysis", domain, "product", "result analysis_sco_refs", ""},
    {"note", domain, "content object_refs", "", ""},
    {"observed-data", domain, "first_observed last_observed number_observed", "objects object_refs", ""},
    {"opinion", domain, "opinion object_refs", "", ""},
    {"report", domain, "name published object_refs", "", ""},
    {"threat-actor", domain, "name", "", ""},
    {"tool", domain, "name", "", ""},
    {"vulnerability", domain, "name", "", ""},
    // §5: relationship objects
    {"relationship", relationship, "relationship_type source_ref target_ref", "", ""},
    {"sighting", relationship, "sighting_of_ref", "", ""},
    // §6: cyber-observable objects
    {"artifact", observable, "", "payload_bin url", "hashes payload_bin"},
    {"autonomous-system", observable, "number", "", "number"},
    {"directory", observable, "path", "", "path"},
    {"domain-name", observable, "value", "", "value"},
    {"email-addr", observable, "value", "", "value"},
    {"email-message", observable, "is_multipart", "", "from_ref subject body"},
    {"file", observable, "", "hashes name", "hashes name extensions parent_directory_ref"},
    {"ipv4-addr", observable, "value", "", "value"},
    {"ipv6-addr", observable, "value", "", "value"},
    {"mac-addr", observable, "value", "", "value"},
    {"mutex", observable, "name", "", "name"},
    {"network-traffic", observable, "protocols", "src_ref dst_ref",
     "start end src_ref dst_ref src_port dst_port protocols extensions"},
    {"process", observable, "",
     "extensions is_hidden pid created_time cwd command_line environment_variables opened_connection_refs "
     "creator_user_ref image_ref parent_ref child_refs",
     ""},  // §6.13: no property identifies a process; its ids are random
    {"software", observable, "name", "", "name cpe swid vendor version"},
    {"url", observable, "value", "", "value"},
    {"user-account", observable, "",
     "extensions user_id credential account_login account_type display_name is_service_account is_privileged "
     "can_escalate_privs is_disabled account_created account_expires credential_last_changed account_first_login "
     "account_last_login",
     "account_type user_id account_login"},
    {"windows-registry-key", observable, "", "key values modified_time creator_user_ref number_of_subkeys",
     "key values"},
    {"x509-certificate", observable, "",
     "is_self_signed hashes version serial_number signature_algorithm issuer validity_not_before validity_not_after "
     "subject subject_public_key_algorithm subject_public_key_modulus subject_public_key_exponent x509_v3_extensions",
     "hashes serial_number"},
    // §7: meta objects
    {"extension-definition", meta, "created_by_ref name schema version extension_types", "", ""},
    {"language-content", meta, "object_ref contents", "", ""},
    {"marking-definition", meta, "", kDefinition, ""},
});

const Row* find_row(std::string_view type) {
  const auto found = std::ranges::find(kRows, type, &Row::type);
  return found == kRows.end() ? nullptr : &*found;
}

// `words` are parted by one space each.
template <class F>
bool any_word(std::string_view words, F&& test) {
  while (!words.empty()) {
    const std::size_t space = std::min(words.find(' '), words.size());
    if (test(words.substr(0, space))) return true;
    words.remove_prefix(std::min(space + 1, words.size()));
  }
  return false;
}

bool lists(std::string_view words, std::string_view word) {
  return any_word(words, [word](std::string_view one) { return one == word; });
}

// §3.2: the common properties that each family requires. A type that STIX does not define is taken for a domain object.
std::string_view common_required(std::string_view type, Family family) {
  if (family == observable) return "type id";
  if (type == "marking-definition") return "type spec_version id created";  // §7.2.1: it has no versions
  return "type spec_version id created modified";
}

// §3.2: properties that any object may have and that identify none.
constexpr std::string_view kCommon =
    "type spec_version id created_by_ref created modified revoked labels confidence lang external_references "
    "object_marking_refs granular_markings defanged";

bool has(const json::Value& object, std::string_view property) { return object.get(property).has_value(); }

// The first element of a list of dictionaries that lacks one of `all`, or all of `any`.
std::string missing_in_elements(const json::Value& object, std::string_view list, std::string_view all,
                                std::string_view any) {
  const auto elements = object.get(list);
  std::string lack;
  if (!elements) return lack;
  elements->each_element([&](json::Value element) {
    if (!lack.empty()) return;
    const auto absent = [&element](std::string_view name) { return !has(element, name); };
    any_word(all, [&](std::string_view name) {
      if (absent(name)) lack = fmt::format("{} in {}", name, list);
      return !lack.empty();
    });
    const bool one = any.empty() || any_word(any, [&](std::string_view name) { return !absent(name); });
    if (lack.empty() && !one) lack = fmt::format("one of {} in {}", any, list);
  });
  return lack;
}

// What depends on other properties of the same object.
std::string missing_by_condition(std::string_view type, const json::Value& object) {
  const auto is_true = [&object](std::string_view property) {
    const auto value = object.get(property);
    return value && value->is(json::Kind::boolean) && value->boolean();
  };
  if (type == "malware" && is_true("is_family") && !has(object, "name")) return "name";  // §4.11
  if (type == "location") {                                                              // §4.10
    if (has(object, "latitude") != has(object, "longitude")) return "latitude and longitude together";
    if (has(object, "precision") && !has(object, "latitude")) return "latitude and longitude together";
  }
  if (type == "artifact" && has(object, "url") && !has(object, "hashes")) return "hashes";  // §6.1
  if (type == "email-message" && is_true("is_multipart") && has(object, "body")) return "is_multipart false";
  if (type == "marking-definition" && has(object, "definition") != has(object, "definition_type")) {  // §7.2.1
    return "definition and definition_type together";
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
  const Row* row = find_row(type);
  return row == nullptr ? Family::unknown : row->family;
}

bool is_required(std::string_view type, std::string_view property) {
  const Row* row = find_row(type);
  if (lists(common_required(type, row == nullptr ? unknown : row->family), property)) return true;
  return row != nullptr && lists(row->required, property);
}

bool is_id_contributing(std::string_view type, std::string_view property) {
  if (const Row* row = find_row(type)) return lists(row->contributing, property);
  return !lists(kCommon, property);
}

std::string missing(const json::Value& object) {
  const auto type_value = object.get("type");
  if (!type_value || !type_value->is(json::Kind::string)) return "type";
  const std::string type = type_value->string();
  const Row* row = find_row(type);
  const Family family = row == nullptr ? unknown : row->family;
  const auto spec = object.get("spec_version");
  // STIX 2.0 has no spec_version on objects; whether an object of an unknown type is an observable is not known.
  const bool old = family != observable && (!spec || spec->equals("2.0"));
  const auto absent = [&object](std::string_view name) { return !has(object, name); };
  std::string lack;
  const auto note_absent = [&](std::string_view name) {
    if (absent(name)) lack = name;
    return !lack.empty();
  };
  std::string_view common = common_required(type, family);
  if (old) common = type == "marking-definition" ? "type id created" : "type id created modified";
  if (family == unknown) common = "type id";
  if (any_word(common, note_absent)) return lack;
  if (old) {
    // STIX 2.0 part 2: what 2.1 asks for more or less than it.
    std::string_view required = row == nullptr ? "" : row->required;
    if (type == "indicator") required = "labels pattern valid_from";
    if (type == "malware" || type == "threat-actor" || type == "tool") required = "labels name";
    if (type == "report") required = "labels name published object_refs";
    if (type == "identity") required = "name identity_class";
    if (type == "observed-data") required = "first_observed last_observed number_observed objects";
    if (type == "marking-definition") required = "definition definition_type";
    if (any_word(required, note_absent)) return lack;
  } else if (row != nullptr) {
    if (any_word(row->required, note_absent)) return lack;
    const bool one = row->any_of.empty() || any_word(row->any_of, [&](std::string_view name) { return !absent(name); });
    if (!one) {
      std::string names;
      any_word(row->any_of, [&names](std::string_view name) {
        names += fmt::format("{}{}", names.empty() ? "" : ", ", name);
        return false;
      });
      return "one of " + names;
    }
    if (lack = missing_by_condition(type, object); !lack.empty()) return lack;
  }
  if (lack = missing_in_elements(object, "external_references", "source_name", "description url external_id");
      !lack.empty()) {
    return lack;
  }
  return missing_in_elements(object, "kill_chain_phases", "kill_chain_name phase_name", "");
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
