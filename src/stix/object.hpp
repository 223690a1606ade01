// STIX objects as this node needs them: split from bundles, read for identity, references and markings. The bytes are
// the submitter's, less insignificant white space.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace comity::stix {

struct Limits {
  std::uint64_t max_bundle_bytes = 256ull << 20;
  std::uint32_t max_objects = 1'000'000;
  std::uint32_t max_object_bytes = 16u << 20;
  std::uint32_t max_depth = 64;
  std::uint32_t max_granular_markings = 10'000;  // of one object; the shelf counts them in 16 bits
};

// A bundle or a TAXII envelope, minified, cut at its object boundaries.
struct Bundle {
  std::string text;                       // minified
  std::vector<std::string_view> objects;  // into text; each from '{' to '}'

  Bundle() = default;
  Bundle(Bundle&&) = default;  // the views go with the text; a copy's would not
  Bundle& operator=(Bundle&&) = default;
};
// Refuses what is not one JSON object with a member "objects" that is a list (type "bundle" or a TAXII envelope). What
// an object holds is not looked into beyond the framing of strings and braces: one bad object does not spoil the rest.
// All that stands around the objects must be strict JSON. max_object_bytes is for read_object to hold, object by
// object. Errors: invalid (framing or UTF-8), too_large; where = JSON pointer, or "byte N" counted without white space.
Result<Bundle> split(std::string_view bundle, const Limits& limits = {});
// The same for a text that the caller gives away (a request's body): one that is minified already is not copied.
Result<Bundle> split_owned(std::string bundle, const Limits& limits = {});

// A reference in an object, outside object_marking_refs and granular_markings.
struct Reference {
  enum class Kind : std::uint8_t {
    mandatory,      // a property that its type requires, as relationship source_ref and target_ref, sighting
                    // sighting_of_ref: unreleased withholds the object
    optional,       // any other _ref property: unreleased is removed
    list,           // a member of a _refs list: unreleased is removed
    required_list,  // same, and the list may not become empty
  };
  Kind kind;
  std::string target;   // the identifier it names
  std::string path;     // selector of the property or list member: "source_ref", "object_refs.[3]"
  std::string removal;  // selector of what goes if it is not released: `path`, or where the reference lies inside a
                        // dictionary that is an element of a list, that element (the innermost such)
};

struct GranularMarking {
  std::string marking_ref;  // "" when it is a lang marking, which does not restrict
  std::vector<std::string> selectors;
};

struct Object {
  // How many selectors all granular markings have: each names a field with a label of its own.
  std::size_t marked_fields() const;

  std::string type;
  std::string id;
  std::string spec_version;     // "2.0" or "2.1"
  std::string created;          // verbatim; "" if none
  std::string modified;         // verbatim; created if no modified; "" if neither (observables)
  std::optional<Time> version;  // modified, else created, as an instant
  bool revoked = false;
  std::vector<std::string> marking_refs;  // object_marking_refs
  std::vector<GranularMarking> granular;
  std::vector<Reference> references;  // distinct paths, in document order
  std::string label_extension;        // text of our extension's value in `extensions`, "" if none
};

// Reads one object of minified text. Spine rules: type and id present and matching, well-formed UUID, timestamps parse,
// common properties have the right JSON type, selectors are valid for this object, every reference can be named by a
// selector, no duplicate keys. All else that STIX asks is for validate (validate.hpp) to say.
// Errors: invalid, too_large (max_object_bytes); where = JSON pointer.
Result<Object> read_object(const json::Document& document, const Limits& limits = {});

// The key of our extension (docs/format/label.md).
inline constexpr std::string_view kLabelExtension = "extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44";
// The key of the one that objects of a round of judgements have (docs/format/round.md).
inline constexpr std::string_view kRoundExtension = "extension-definition--c1f1b7a4-5d0e-4c6e-9b53-7a8e6f20d94b";

// The same object with `label_json` as the value of our extension, spliced in without touching other bytes.
// Replaces one that is there. CHECKs what read_object has made sure of: an object whose `extensions` is one too.
std::string with_label(const json::Document& document, std::string_view label_json);

// STIX 2.1 per type: is the property required at top level; do deterministic ids of that observable depend on it. Of a
// type that STIX does not define, every property but the common ones is taken to contribute to its id.
bool is_required(std::string_view type, std::string_view property);
bool is_id_contributing(std::string_view type, std::string_view property);
// The first thing that STIX requires of an object of this type and spec_version and that is absent, "" if none:
// required properties, "at least one of", properties that need each other, required members of external references and
// kill chain phases; of a type that STIX does not define, the id and the members of external references. An object that
// lacks nothing before a cut and something after it must be withheld. Reads like "name" or "one of name, hashes".
std::string missing(const json::Value& object);
// What makes an observable's id deterministic is version 5 of the UUID.
bool has_deterministic_id(std::string_view id);
// "type--UUID" (STIX 2.1 §2.9); any version of UUID.
bool is_identifier(std::string_view text);

}  // namespace comity::stix
