// What stands in one property: §2 and the formats that the type's own section asks for.
#include <charconv>
#include <cmath>

#include "stix/check_pattern.hpp"
#include "stix/formats.hpp"
#include "stix/object.hpp"
#include "stix/selector.hpp"
#include "stix/validator.hpp"

namespace comity::stix {

using json::Kind;

bool Validator::is(Kind kind, const Value& value, const Place* place, std::string_view section,
                   std::string_view wanted) {
  if (value.is(kind)) return true;
  error(place, value, section, "type", "must be {}", wanted);
  return false;
}

void Validator::property(const Property& property, const Value& value, const Place* place) {
  if (!property.list) {
    one(property, value, place);
    return;
  }
  if (!is(Kind::array, value, place, "2.12", "a list")) return;
  if (value.size() == 0) {
    error(place, value, "2.12", "empty-list", "a list must not be empty; leave the property out");
    return;
  }
  std::int64_t index = 0;
  value.each_element([&](const Value& element) {
    const Place at{place, {}, index++, 0};
    one(property, element, &at);
  });
}

void Validator::one(const Property& property, const Value& value, const Place* place) {
  switch (property.form) {
    case Form::string:
      string(property, value, place);
      break;
    case Form::integer:
    case Form::number:
      number(property, value, place);
      break;
    case Form::boolean:
      is(Kind::boolean, value, place, "2.2", "true or false, without quotes");
      break;
    case Form::timestamp:
      timestamp(property, value, place);
      break;
    case Form::identifier:
      identifier(property, value, place);
      break;
    case Form::hashes:
      hashes(value, place);
      break;
    case Form::hex:
    case Form::binary: {
      const bool hex = property.form == Form::hex;
      if (!is(Kind::string, value, place, hex ? "2.8" : "2.1", "a string")) break;
      std::string hold;
      const std::string_view plain = text(value, hold);
      // Letters of either case are hexadecimal in STIX 2.0, whose text names no case.
      std::string lower;
      if (hex && version_ != Version::v21 && has_capital(plain))
        for (const char c : plain) lower += static_cast<char>(c >= 'A' && c <= 'F' ? c + 32 : c);
      if (hex ? !is_hex(lower.empty() ? plain : lower) : !is_base64(plain))
        error(place, value, hex ? "2.8" : "2.1", hex ? "hex" : "binary", "must be {}",
              hex ? "an even number of 0-9 and a-f" : "base64 with its padding (RFC 4648)");
      break;
    }
    case Form::dictionary:
      dictionary(static_cast<Values>(property.detail), value, place);
      break;
    case Form::open_word:
    case Form::closed_word:
      word(property, value, place);
      break;
    case Form::part:
      part(static_cast<Part>(property.detail), value, place);
      break;
    case Form::extensions:
      extensions(value, place);
      break;
    case Form::container:
      container(value, place);
      break;
    case Form::definition:
      is(Kind::object, value, place, "7.2.1", "an object");  // looked into by marking_definition
      break;
    case Form::contents:
      contents(value, place);
      break;
    case Form::reserved:
      error(place, value, "3.8", "reserved", "{} is reserved for later versions of STIX; remove it", property.name);
      break;
  }
}

void Validator::string(const Property& property, const Value& value, const Place* place) {
  if (!is(Kind::string, value, place, "2.15", "a string")) return;
  const Shape which = static_cast<Shape>(property.detail);
  if (which == Shape::any) {
    if (version_ == Version::v20 && property.name == "labels" && table_ != nullptr) {
      const Vocabulary words = table_->structure().labels20;
      std::string hold;
      if (words != Vocabulary::none && !has_word(words, text(value, hold)))
        warn(place, value, "2.0", "vocabulary", "'{}' is not in {}", shown(text(value, hold)), vocabulary(words).name);
    }
    return;
  }
  std::string hold;
  shape(which, value, text(value, hold), place);
}

void Validator::shape(Shape shape, const Value& value, std::string_view text, const Place* place) {
  // Formats of the value itself say nothing where it was altered on purpose.
  const auto format = [&](bool good, std::string_view section, std::string_view rule, std::string_view wanted) {
    if (!good && !defanged_) error(place, value, section, rule, "'{}' must be {}", shown(text), wanted);
  };
  const auto should = [&](bool good, std::string_view section, std::string_view rule, std::string_view wanted) {
    if (!good) warn(place, value, section, rule, "'{}' should be {}", shown(text), wanted);
  };
  const bool advice = shape == Shape::hyphenated || shape == Shape::product || shape == Shape::priority_class ||
                      shape == Shape::lower_case || shape == Shape::link || shape == Shape::mime_type ||
                      shape == Shape::country || shape == Shape::area;
  if (advice && !options_.warnings) return;
  switch (shape) {
    case Shape::any:
    case Shape::selector:
      break;
    case Shape::type_name:
      if (find_type(text) == nullptr && !is_type_name(text))
        error(place, value, "11.2", "type-name",
              "'{}' must be 3 to 250 of a-z, 0-9 and -, a letter first and no two - together", shown(text));
      break;
    case Shape::version:
      if (text != "2.1" && text != "2.0") error(place, value, "3.2", "spec-version", "must be 2.1");
      break;
    case Shape::language:
      if (!is_language(text))
        error(place, value, "3.2", "language", "'{}' must be a language code of RFC 5646, like en or pt-BR",
              shown(text));
      break;
    case Shape::pattern:
      break;  // with its pattern_type, by indicator()
    case Shape::relationship_type:
      for (const char c : text) {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-') continue;
        error(place, value, "5.1", "relationship-type", "'{}' must be of a-z, 0-9 and - alone", shown(text));
        return;
      }
      if (text.size() < 3 || text.size() > 250) should(false, "3.1", "length", "3 to 250 characters long");
      break;
    case Shape::hyphenated:
      should(is_hyphenated(text), "2.11", "hyphenated", "lower case, with - between words");
      break;
    case Shape::product:
      should(is_hyphenated(text), "4.12", "hyphenated", "lower case, with - between words");
      break;
    case Shape::priority_class:
      should(text.ends_with("_CLASS"), "6.13.2", "priority", "a word that ends in _CLASS, like NORMAL_PRIORITY_CLASS");
      break;
    case Shape::lower_case:
      should(!has_capital(text), "6.12", "lower-case", "lower case");
      break;
    case Shape::url:
      format(is_url(text), "6.15", "url",
             "a URL of RFC 3986, like https://example.org/a; other characters are written as % and two digits");
      break;
    case Shape::link:
      should(is_url(text), "2.5", "url", "a URL of RFC 3986");
      break;
    case Shape::domain:
      format(is_domain_name(text), "6.4", "domain-name", "a domain name (RFC 1034, RFC 5890)");
      break;
    case Shape::mail_address:
      format(is_mail_address(text), "6.5", "mail-address", "one address without a display name, like jane@example.org");
      break;
    case Shape::ipv4:
      format(is_ipv4(text), "6.8", "ipv4", "an IPv4 address or CIDR block, like 198.51.100.0/24");
      break;
    case Shape::ipv6:
      format(is_ipv6(text), "6.9", "ipv6", "an IPv6 address or CIDR block, like 2001:db8::/96");
      break;
    case Shape::mac:
      format(is_mac(text), "6.10", "mac", "six octets of two lower-case digits with : between them");
      break;
    case Shape::cpe:
      format(is_cpe(text), "6.14", "cpe", "a CPE 2.3 formatted string, cpe:2.3: and eleven components");
      break;
    case Shape::charset:
      format(is_character_set(text), "3.9.1", "charset",
             "the preferred MIME name of a character set that IANA registers, like windows-1251");
      break;
    case Shape::mime_type:
      should(is_mime_type(text), "6.7", "mime-type", "a media type like application/pdf");
      break;
    case Shape::country:
      should(is_country(text), "4.10", "country", "a code of ISO 3166-1 alpha-2, like NZ");
      break;
    case Shape::area:
      should(is_subdivision(text), "4.10", "area", "a code of ISO 3166-2, like NZ-WGN");
      break;
    case Shape::registry_key: {
      const std::string_view hive = text.substr(0, text.find('\\'));
      const bool cut = lists("HKLM HKCU HKCR HKCC HKU HKPD hklm hkcu hkcr hkcc hku hkpd", hive);
      format(!cut, "6.17", "registry-hive", "written with its whole hive, like HKEY_LOCAL_MACHINE");
      break;
    }
    case Shape::property_name:
      if (!is_property_name(text))
        error(place, value, "7.3.2", "property-name", "'{}' must be 3 to 250 of a-z, 0-9 and _", shown(text));
      break;
  }
}

void Validator::number(const Property& property, const Value& value, const Place* place) {
  const bool whole = property.form == Form::integer;
  const std::string_view section = whole ? "2.10" : "2.6";
  if (!is(Kind::number, value, place, section, whole ? "a whole number, without quotes" : "a number, without quotes"))
    return;
  const std::string_view digits = value.text();
  const std::string_view range_section = property.name == "confidence" ? "3.2" : section;
  if (whole) {
    std::int64_t integer = 0;
    const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), integer);
    if (code == std::errc() && end != digits.data() + digits.size()) {
      error(place, value, section, "integer", "must be a whole number, written without point and exponent");
      return;
    }
    constexpr std::int64_t kMost = (std::int64_t{1} << 53) - 1;
    if (code != std::errc() || integer > kMost || integer < -kMost) {
      error(place, value, section, "integer-range", "must lie between -(2^53)+1 and (2^53)-1");
    } else if (integer < property.low || integer > property.high) {
      if (property.high == std::numeric_limits<std::int64_t>::max())
        error(place, value, range_section, "range", "must not be less than {}", property.low);
      else
        error(place, value, range_section, "range", "must be from {} to {}", property.low, property.high);
    }
    return;
  }
  double real = 0;
  const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), real);
  // What is too small for a double is a zero; what is too large is none that JSON can carry on.
  if (code == std::errc::result_out_of_range && std::abs(real) > 1) real = HUGE_VAL;
  if (!std::isfinite(real)) {
    error(place, value, section, "number-range", "must be a number that a double can hold");
  } else if (property.high != std::numeric_limits<std::int64_t>::max() &&
             (real < static_cast<double>(property.low) || real > static_cast<double>(property.high))) {
    error(place, value, "4.10", "range", "must be from {} to {}", property.low, property.high);
  }
}

void Validator::timestamp(const Property& property, const Value& value, const Place* place) {
  if (!is(Kind::string, value, place, "2.16", "a string, a timestamp")) return;
  std::string hold;
  const std::string_view plain = text(value, hold);
  const Instant instant = read_instant(plain);
  if (!instant.good) {
    error(place, value, "2.16", "timestamp", "'{}' is no timestamp; write it like 2026-01-31T12:00:00.000Z",
          shown(plain));
    return;
  }
  const auto precision = static_cast<Precision>(property.detail);
  if (precision == Precision::milliseconds && instant.digits < 3 && !container_)
    error(place, value, version_ == Version::v20 ? "2.0" : "3.2", "precision",
          "must be precise to the millisecond: three digits after the point");
  if (precision == Precision::milliseconds && instant.digits > 3 && version_ == Version::v20)
    error(place, value, "2.0", "precision", "must have exactly three digits after the point in STIX 2.0");
  if (precision == Precision::seconds && !instant.fraction.empty())
    error(place, value, "6.7.6", "precision", "must be precise to the second: nothing after the point");
}

void Validator::identifier(const Property& property, const Value& value, const Place* place) {
  if (!is(Kind::string, value, place, "2.9", "a string, an identifier")) return;
  std::string hold;
  const std::string_view id = text(value, hold);
  if (container_ && property.name != "id" && property.targets != "marking-definition") {
    local_reference(property, value, id, place);
    return;
  }
  if (!is_identifier(id)) {
    if (container_ && property.name == "id") return;  // any string names what is in the container
    error(place, value, "2.9", "identifier", "'{}' is no identifier: a type, two hyphens and a UUID", shown(id));
    return;
  }
  const int version = uuid_version(id);
  if (!has_uuid_variant(id) || version == 0 || version > 8)
    error(place, value, "2.9", "uuid", "'{}' holds no UUID of RFC 4122; make one of version 4 or 5", shown(id));
  else if (version > 5)
    warn(place, value, "2.9", "uuid", "UUIDs of version {} are newer than RFC 4122; STIX asks for version 4 or 5",
         version);
  const std::string_view type = id.substr(0, id.size() - 38);
  if (property.name == "id") {
    if (type != type_) error(place, value, "2.9", "id-type", "must begin with the object's type, {}--", shown(type_));
    return;
  }
  if (type == "bundle") {
    error(place, value, "8.2", "target-type", "a bundle must not be referred to");
    return;
  }
  if (property.targets.empty() || lists(property.targets, type)) {
    // A marking does not mark itself.
    if (property.targets == "marking-definition" && id == id_)
      error(place, value, "3.2", "circular", "must not refer to this object itself");
    return;
  }
  const Family family = family_of(type);
  bool good = false;
  any_word(property.targets, [&](std::string_view target) {
    // What STIX does not define may belong to any family.
    const bool group = target == "SDO" || target == "SCO" || target == "SRO";
    good = group &&
           (family == Family::unknown || (target == "SDO" && family == Family::domain) ||
            (target == "SCO" && family == Family::observable) || (target == "SRO" && family == Family::relationship));
    return good;
  });
  if (good) return;
  const bool common = property.name == "created_by_ref" || property.name == "object_marking_refs";
  const std::string_view section = common || table_ == nullptr ? "3.2" : table_->structure().section;
  error(place, value, section, "target-type", "refers to a {}; it may refer to: {}", shown(type), property.targets);
}

void Validator::local_reference(const Property& property, const Value& value, std::string_view key,
                                const Place* place) {
  const auto target = keys_.find(std::string(key));
  if (target == keys_.end()) {
    error(place, value, "2.13", "local-reference", "'{}' is no key of this container", shown(key));
    return;
  }
  const auto type = Value(&document_, target->second).get("type");
  if (property.targets.empty() || !type || !type->is(Kind::string)) return;
  std::string hold;
  const std::string_view name = text(*type, hold);
  if (lists(property.targets, name) || property.targets == "SCO" || family_of(name) == Family::unknown) return;
  error(place, value, "2.13", "target-type", "refers to a {}; it may refer to: {}", shown(name), property.targets);
}

void Validator::word(const Property& property, const Value& value, const Place* place) {
  const bool open = property.form == Form::open_word;
  const auto which = static_cast<Vocabulary>(property.detail);
  if (!is(Kind::string, value, place, open ? "2.14" : "2.4", "a string")) return;
  if (open && !options_.warnings) return;
  std::string hold;
  const std::string_view plain = text(value, hold);
  if (has_word(which, plain)) return;
  if (!open) {
    error(place, value, vocabulary(which).section, "enumeration", "'{}' is not in {}: {}", shown(plain),
          vocabulary(which).name, shown(vocabulary(which).words));
    return;
  }
  warn(place, value, vocabulary(which).section, "vocabulary", "'{}' is not in {}{}", shown(plain),
       vocabulary(which).name, is_hyphenated(plain) ? "" : "; other words are lower case with - between words");
}

void Validator::hashes(const Value& value, const Place* place) {
  if (!is(Kind::object, value, place, "2.7", "an object: names of algorithms and their hashes")) return;
  if (value.size() == 0) error(place, value, "2.3", "empty-dictionary", "must not be empty; leave the property out");
  value.each_member([&](const Value& key, const Value& hash) {
    const Place at{place, {}, -1, key.index()};
    std::string hold, hash_hold;
    const std::string_view name = text(key, hold);
    if (!is_dictionary_key(name) || name.size() < 3) {
      error(&at, hash, "2.7", "key", "'{}' must be 3 to 250 of a-z, A-Z, 0-9, - and _", shown(name));
      return;
    }
    if (!is(Kind::string, hash, &at, "2.7", "a string")) return;
    switch (check_digest(name, text(hash, hash_hold), version_ != Version::v21)) {
      case Digest::good:
        break;
      case Digest::bad:
        error(&at, hash, "10.7", "digest", "is no {} hash", name);
        break;
      case Digest::unknown_algorithm:
        warn(&at, hash, "2.7", "hash-algorithm", "'{}' is not in hash-algorithm-ov", shown(name));
        break;
    }
  });
}

void Validator::dictionary(Values values, const Value& value, const Place* place) {
  if (!is(Kind::object, value, place, "2.3", "an object")) return;
  if (value.size() == 0) error(place, value, "2.3", "empty-dictionary", "must not be empty; leave the property out");
  value.each_member([&](const Value& key, const Value& member) {
    const Place at{place, {}, -1, key.index()};
    std::string hold;
    const std::string_view name = text(key, hold);
    if (!is_dictionary_key(name))
      error(&at, member, "2.3", "key", "'{}' must be 1 to 250 of a-z, A-Z, 0-9, - and _", shown(name));
    const auto whole = [](const Value& one) {
      return one.is(Kind::number) && one.text().find_first_of(".eE") == std::string_view::npos;
    };
    switch (values) {
      case Values::any:
        break;
      case Values::strings:
        if (!is(Kind::string, member, &at, "2.3", "a string")) return;
        break;
      case Values::string_lists: {
        // A header field that occurs once was a string in STIX 2.0.
        if (member.is(Kind::string) && version_ != Version::v21) break;
        bool good = member.is(Kind::array);
        member.each_element([&](const Value& one) { good = good && one.is(Kind::string); });
        if (!good) error(&at, member, "2.3", "type", "must be a list of strings");
        break;
      }
      case Values::integers:
        if (!whole(member)) error(&at, member, "2.3", "type", "must be a whole number");
        break;
      case Values::integers_or_strings:
        if (!whole(member) && !member.is(Kind::string))
          error(&at, member, "2.3", "type", "must be a whole number or a string");
        break;
    }
    anything(member, &at, Severity::error);
  });
}

// What a dictionary may hold: anything that STIX has a type for. What a custom property or an extension holds has types
// of its own, of which STIX says nothing. Depth is the document's.
void Validator::anything(const Value& value, const Place* place, Severity severity) {
  if (severity == Severity::warning && !options_.warnings) return;
  switch (value.kind()) {
    case Kind::null:
      broken(severity, place, value, "2", "null", "null is no value of STIX; leave the property out");
      break;
    case Kind::array: {
      if (value.size() == 0)
        broken(severity, place, value, "2.12", "empty-list", "a list must not be empty; leave the property out");
      std::int64_t index = 0;
      value.each_element([&](const Value& element) {
        const Place at{place, {}, index++, 0};
        anything(element, &at, severity);
      });
      break;
    }
    case Kind::object:
      if (value.size() == 0)
        broken(severity, place, value, "2.3", "empty-dictionary", "must not be empty; leave the property out");
      value.each_member([&](const Value& key, const Value& member) {
        const Place at{place, {}, -1, key.index()};
        anything(member, &at, severity);
      });
      break;
    default:
      break;
  }
}

void Validator::part(Part which, const Value& value, const Place* place) {
  const Table& table = table_of(which);
  if (!is(Kind::object, value, place, table.structure().section, "an object")) return;
  Found found;
  structure(value, table, place, Custom::deprecated, found);
  if (which == Part::external_reference) external_reference(value, place);
  if (which == Part::granular_marking) granular_marking(value, place);
}

}  // namespace comity::stix
