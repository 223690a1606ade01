// Whether an object is what STIX says it is: every MUST and SHOULD of STIX 2.1, and of 2.0 for objects of 2.0, that can
// be checked on one object. docs/format/stix.md lists them, and what was chosen where the specification is ambiguous.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace comity::stix {

enum class Severity : std::uint8_t {
  error,    // a MUST or MUST NOT is broken
  warning,  // a SHOULD is not followed, or something is deprecated
};
std::string_view name_of(Severity severity);

struct Problem {
  Severity severity = Severity::error;
  std::string pointer;  // JSON pointer (RFC 6901) from the object; for what is absent, where it would stand. A name
                        // of more than 300 bytes is cut, and ends in *
  std::uint32_t offset = 0;  // of the value, else of what lacks it, in bytes of the document's text
  std::string_view section;  // of STIX 2.1, like "4.7"; "2.0" for a rule that only STIX 2.0 has
  std::string_view rule;     // a short fixed name of the kind of problem, for counting: "custom-property"
  std::string message;       // what is wrong, and what to write instead
};

// How often a rule was broken.
struct RuleCount {
  Severity severity;
  std::string_view section;
  std::string_view rule;
  std::uint64_t count = 0;
};

struct ValidateOptions {
  bool warnings = true;           // false: warnings are neither looked for nor counted
  std::uint32_t max_errors = 50;  // kept of one object; further ones are only counted
  std::uint32_t max_warnings = 50;
  // If there is one, every problem is counted there too, kept or not, and the first of each rule is always kept.
  std::vector<RuleCount>* counts = nullptr;
};

struct Verdict {
  std::uint32_t errors = 0;
  std::uint32_t warnings = 0;
  bool old = false;  // held against STIX 2.0: no spec_version, or "2.0"
};

// One pass over a document that was read already; it may have white space. `problems` is emptied first and keeps its
// memory; a valid object without warnings allocates nothing, but where an id of version 5 is computed again or a
// container is looked into. Never fails, however wrong the object is; what it costs is linear in the text. Safe in all
// threads.
Verdict validate(const json::Document& document, const ValidateOptions& options, std::vector<Problem>& problems);

}  // namespace comity::stix
