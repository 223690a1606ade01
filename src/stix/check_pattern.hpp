// The one place where an indicator's pattern is looked into.
#pragma once

#include <string>
#include <string_view>

#include "stix/pattern.hpp"

namespace comity::stix {

// What is wrong with a pattern of this pattern_type ("stix" for STIX 2.0, where there is no such property), with its place
// in the pattern; "" if nothing is found. Patterns of other languages are not read.
std::string check_pattern(std::string_view pattern_type, std::string_view pattern, PatternVersion version);

}  // namespace comity::stix
