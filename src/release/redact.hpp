// One object for one reader: what is cut from it, or that it is withheld. docs/format/release.md §4.
#pragma once

#include <string>
#include <vector>

#include "base/json.hpp"
#include "stix/object.hpp"

namespace comity::release {

enum class Outcome { whole, cut, withheld };

struct Redaction {
  Outcome outcome = Outcome::whole;
  std::string bytes;  // of the cut object; empty otherwise
};

// `field_readable` is for the selectors of object.granular, in order; `released[i]` for object.references[i]. The object's own label is permitted.
// Pure; any thread.
Redaction redact(const json::Document& document, const stix::Object& object, const std::vector<bool>& field_readable,
                 const std::vector<bool>& released);

}  // namespace comity::release
