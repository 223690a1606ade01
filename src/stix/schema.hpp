// The property tables of STIX 2.1 and 2.0 as data. One row for each property of each type; what reads them is validate
// (which values may stand there), missing and is_required (what may not be cut away), and deterministic_id.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include "stix/vocabularies.hpp"

namespace comity::stix {

// What a value is written as (§2). `detail` of a property says more for those marked with *.
enum class Form : std::uint8_t {
  string,   // * Shape
  integer,  // low to high
  number,   // "float" in the specification; low to high
  boolean,
  timestamp,   // * Precision
  identifier,  // of one of `targets`
  hashes,
  hex,
  binary,
  dictionary,   // * Values
  open_word,    // * Vocabulary: other words are allowed
  closed_word,  // * Vocabulary: other words are not
  part,         // * Part: an object with a table of its own
  extensions,
  container,   // §2.13, deprecated
  definition,  // of a marking definition
  contents,    // of a language content
  reserved,    // §3.8: the name may not be used
};

// Strings that are more than text.
enum class Shape : std::uint8_t {
  any,
  type_name,
  version,            // of the specification
  language,           // RFC 5646
  pattern,            // of an indicator; looked into by check_pattern
  relationship_type,  // [a-z0-9-]
  hyphenated,         // should be lower case, words parted by hyphens
  product,            // the same, of a product of malware analysis
  priority_class,     // should end in _CLASS
  url,                // RFC 3986, with a scheme
  link,               // the same, but only recommended
  domain,
  mail_address,
  ipv4,
  ipv6,
  mac,
  cpe,
  charset,
  mime_type,
  country,
  area,
  registry_key,
  lower_case,
  selector,  // looked into where granular markings are
  property_name,
};
enum class Precision : std::uint8_t { any, milliseconds, seconds };
enum class Values : std::uint8_t { any, strings, string_lists, integers, integers_or_strings };
enum class Part : std::uint8_t {
  external_reference,
  kill_chain_phase,
  granular_marking,
  mime_part,
  data_stream,
  pe_optional_header,
  pe_section,
  registry_value,
  x509_v3_extensions,
  count,
};
enum class Need : std::uint8_t { unknown, optional, recommended, required };

struct Property {
  std::string_view name;
  Form form = Form::string;
  std::uint8_t detail = 0;
  bool list = false;
  bool deprecated = false;
  Need need = Need::optional;    // in STIX 2.1; `unknown`: this version does not define it
  Need need20 = Need::optional;  // in STIX 2.0
  std::string_view targets;      // types parted by spaces; SDO, SCO and SRO stand for families; "" is any but a bundle
  std::int64_t low = std::numeric_limits<std::int64_t>::min();
  std::int64_t high = std::numeric_limits<std::int64_t>::max();

  // Rows read like the specification's: text("name").required().
  constexpr Property with(auto change) const {
    Property copy = *this;
    change(copy);
    return copy;
  }
  constexpr Property required() const {
    return with([](Property& p) { p.need = p.need20 = Need::required; });
  }
  constexpr Property required21() const {
    return with([](Property& p) { p.need = Need::required; });
  }
  constexpr Property required20() const {
    return with([](Property& p) { p.need20 = Need::required; });
  }
  constexpr Property recommended() const {
    return with([](Property& p) { p.need = Need::recommended; });
  }
  constexpr Property only21() const {
    return with([](Property& p) { p.need20 = Need::unknown; });
  }
  constexpr Property only20() const {
    return with([](Property& p) { p.need = Need::unknown; });
  }
  constexpr Property listed() const {
    return with([](Property& p) { p.list = true; });
  }
  constexpr Property old() const {
    return with([](Property& p) { p.deprecated = true; });
  }
  constexpr Property from(std::int64_t least) const {
    return with([least](Property& p) { p.low = least; });
  }
  constexpr Property to(std::int64_t most) const {
    return with([most](Property& p) { p.high = most; });
  }
};

constexpr Property row(std::string_view name, Form form, std::uint8_t detail = 0) {
  Property p;
  p.name = name;
  p.form = form;
  p.detail = detail;
  return p;
}
constexpr Property text(std::string_view name, Shape shape = Shape::any) {
  return row(name, Form::string, static_cast<std::uint8_t>(shape));
}
constexpr Property integer(std::string_view name) { return row(name, Form::integer); }
constexpr Property number(std::string_view name) { return row(name, Form::number); }
constexpr Property flag(std::string_view name) { return row(name, Form::boolean); }
constexpr Property time(std::string_view name, Precision precision = Precision::any) {
  return row(name, Form::timestamp, static_cast<std::uint8_t>(precision));
}
constexpr Property hex(std::string_view name) { return row(name, Form::hex); }
constexpr Property hashes(std::string_view name) { return row(name, Form::hashes); }
constexpr Property dictionary(std::string_view name, Values values = Values::any) {
  return row(name, Form::dictionary, static_cast<std::uint8_t>(values));
}
constexpr Property open(std::string_view name, Vocabulary vocabulary) {
  return row(name, Form::open_word, static_cast<std::uint8_t>(vocabulary));
}
constexpr Property closed(std::string_view name, Vocabulary vocabulary) {
  return row(name, Form::closed_word, static_cast<std::uint8_t>(vocabulary));
}
constexpr Property part(std::string_view name, Part which) {
  return row(name, Form::part, static_cast<std::uint8_t>(which));
}
constexpr Property ref(std::string_view name, std::string_view targets) {
  return row(name, Form::identifier).with([targets](Property& p) { p.targets = targets; });
}
constexpr Property refs(std::string_view name, std::string_view targets) { return ref(name, targets).listed(); }

}  // namespace comity::stix
