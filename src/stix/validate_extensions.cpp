// Extensions (§3.10, §7.3, §11.3), the container of observed-data (§2.13), and the contents of a translation (§7.1).
#include "stix/formats.hpp"
#include "stix/object.hpp"
#include "stix/validator.hpp"

namespace comity::stix {

using json::Kind;

void Validator::extensions(const Value& value, const Place* place) {
  if (!is(Kind::object, value, place, "3.2", "an object: ids of extension definitions and what they add")) return;
  if (value.size() == 0) error(place, value, "2.3", "empty-dictionary", "must not be empty; leave the property out");
  const Table* const table = container_ ? find_type(type_) : table_;
  value.each_member([&](const Value& key, const Value& member) {
    const Place at{place, {}, -1, key.index()};
    std::string hold;
    const std::string_view name = text(key, hold);
    if (!is(Kind::object, member, &at, "3.2", "an object: what the extension adds")) return;
    if (name.starts_with("extension-definition--")) {
      if (!is_identifier(name))
        error(&at, member, "2.9", "identifier", "'{}' is no identifier: a type, two hyphens and a UUID", shown(name));
      defined_extension(member, &at);
      return;
    }
    const Table* const predefined = find_extension(name);
    if (predefined != nullptr && table != nullptr && lists(table->structure().extensions, name)) {
      Found found;
      structure(member, *predefined, &at, Custom::deprecated, found);
      return;
    }
    if (predefined != nullptr) {
      warn(&at, member, "3.10", "extension-elsewhere", "STIX defines {} for another type than {}", name, shown(type_));
      anything(member, &at, Severity::warning);
      return;
    }
    custom_extension(name, member, &at);
  });
}

void Validator::defined_extension(const Value& value, const Place* place) {
  if (value.size() == 0)
    error(place, value, "2.3", "empty-dictionary", "must not be empty; write at least its extension_type");
  bool typed = false;
  value.each_member([&](const Value& key, const Value& member) {
    const Place at{place, {}, -1, key.index()};
    std::string hold, word_hold;
    const std::string_view name = text(key, hold);
    if (name == "extension_type") {
      typed = true;
      word(closed("extension_type", Vocabulary::extension_type), member, &at);
      if (!member.is(Kind::string) || !text(member, word_hold).starts_with("new-")) return;
      if (table_ != nullptr)
        error(&at, member, "7.3", "redefined", "{} is a type of STIX and cannot be new; write property-extension",
              shown(type_));
      return;
    }
    if (!is_property_name(name))
      error(&at, member, "7.3.2", "property-name", "'{}' must be 3 to 250 of a-z, 0-9 and _", shown(name));
    anything(member, &at, Severity::warning);
  });
  const Place at{place, "extension_type"};
  if (!typed) error(&at, value, "3.2", "missing", "extension_type is required, like property-extension");
}

void Validator::custom_extension(std::string_view name, const Value& value, const Place* place) {
  const bool observable = container_ || table_ == nullptr || table_->structure().column == Column::observable;
  const std::string_view section = "11.3";
  bool good = name.size() >= 3 && name.size() <= 250 && (name.ends_with("-ext") || version_ != Version::v21);
  for (const char c : name) good = good && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
  if (!observable) {
    warn(place, value, section, "custom-extension",
         "extensions are named by the id of an extension-definition; '{}' is none", shown(name));
  } else if (!good) {
    error(place, value, section, "extension-name",
          "'{}' must be the id of an extension-definition, or else 3 to 250 of a-z, 0-9 and - that end in -ext",
          shown(name));
  } else {
    warn(place, value, section, "custom-extension",
         "{} is defined nowhere; name it by the id of an extension-definition{}", name,
         name.starts_with("x-") ? "" : ", or let it begin with x-");
  }
  if (value.size() == 0) error(place, value, section, "empty-dictionary", "an extension has at least one property");
  value.each_member([&](const Value& key, const Value& member) {
    const Place at{place, {}, -1, key.index()};
    std::string hold;
    const std::string_view property = text(key, hold);
    if (!is_property_name(property))
      error(&at, member, section, "property-name", "'{}' must be 3 to 250 of a-z, 0-9 and _", shown(property));
    anything(member, &at, Severity::warning);
  });
}

void Validator::container(const Value& value, const Place* place) {
  if (container_) {  // objects are not in objects
    anything(value, place, Severity::warning);
    return;
  }
  if (!is(Kind::object, value, place, "2.13", "an object: keys and observables")) return;
  if (value.size() == 0) error(place, value, "4.14", "empty-dictionary", "must hold at least one observable");
  const Version version = version_;
  const std::string_view type = type_;
  const bool defanged = defanged_;
  std::string hold;
  if (version_ == Version::v21) version_ = Version::either;
  container_ = value;
  value.each_member([&](const Value& key, const Value& member) { keys_.emplace(key.string(), member.index()); });
  std::swap(hold, type_hold_);  // what `type` may lie in
  value.each_member([&](const Value& key, const Value& member) {
    const Place at{place, {}, -1, key.index()};
    const auto plain = key.plain();
    if (!plain || plain->empty() || plain->find_first_not_of("0123456789") != std::string_view::npos)
      warn(&at, member, "2.9", "container-key", "keys of a container should be whole numbers from 0");
    object(member, &at);
  });
  std::swap(hold, type_hold_);
  container_.reset();
  version_ = version;
  defanged_ = defanged;
  type_ = type;
}

void Validator::contents(const Value& value, const Place* place) {
  if (!is(Kind::object, value, place, "7.1", "an object: language codes and translations")) return;
  if (value.size() == 0) error(place, value, "2.3", "empty-dictionary", "must hold at least one language");
  value.each_member([&](const Value& key, const Value& member) {
    const Place at{place, {}, -1, key.index()};
    std::string hold;
    const std::string_view code = text(key, hold);
    if (!is_language(code))
      error(&at, member, "7.1", "language", "'{}' must be a language code of RFC 5646, like en or pt-BR", shown(code));
    if (!is(Kind::object, member, &at, "7.1", "an object with the names of the translated properties")) return;
    if (member.size() == 0) error(&at, member, "2.3", "empty-dictionary", "must hold at least one translated property");
    member.each_member([&](const Value& name, const Value& one) {
      const Place below{&at, {}, -1, name.index()};
      translation(one, &below);
    });
  });
}

// It mirrors the property: a string, a list or an object of such.
void Validator::translation(const Value& value, const Place* place) {
  switch (value.kind()) {
    case Kind::string:
      break;
    case Kind::array: {
      if (value.size() == 0) error(place, value, "2.12", "empty-list", "a list must not be empty");
      std::int64_t index = 0;
      value.each_element([&](const Value& element) {
        const Place at{place, {}, index++, 0};
        translation(element, &at);
      });
      break;
    }
    case Kind::object:
      if (value.size() == 0) error(place, value, "2.3", "empty-dictionary", "must not be empty");
      value.each_member([&](const Value& key, const Value& member) {
        const Place at{place, {}, -1, key.index()};
        translation(member, &at);
      });
      break;
    case Kind::null:
      error(place, value, "2", "null", "null is no value of STIX; what is not translated is an empty string");
      break;
    default:
      warn(place, value, "7.1", "translation", "only text can be translated; leave it out");
  }
}

}  // namespace comity::stix
