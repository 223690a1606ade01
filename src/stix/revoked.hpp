// The version of an object that says it is revoked and nothing else: what clients that had the object get when it is taken back.
#pragma once

#include <string>
#include <string_view>

#include "base/json.hpp"

namespace comity::stix {

// Without the object's content: type, spec_version, id, created, created_by_ref, `modified` of one millisecond later than the object's (with as
// many digits), `revoked`, and what STIX requires of the type, filled with values that say nothing. The ends of a relationship and what a sighting is of
// stay, as no object of the type can be without them. created_by_ref goes where a granular marking selects it. It passes
// validate() if the object does. "": STIX has no such thing (observables, marking definitions, translations, what has no `modified`).
std::string revoked_version(const json::Document& object);
// The same with that `modified`.
std::string revoked_version(const json::Document& object, std::string_view modified);
// The text without its created_by_ref.
std::string without_creator(std::string_view revoked);

// A timestamp one millisecond later, with as many digits of the fraction, but three at least. "": it is no timestamp.
std::string a_millisecond_later(std::string_view timestamp);

}  // namespace comity::stix
