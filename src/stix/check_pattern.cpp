#include "stix/check_pattern.hpp"

#include <fmt/format.h>

namespace comity::stix {

std::string check_pattern(std::string_view pattern_type, std::string_view pattern, PatternVersion version) {
  if (pattern.find_first_not_of(" \t\r\n") == std::string_view::npos) return "a pattern that says nothing; write one";
  if (pattern_type != "stix") return {};
  const auto parsed = parse_pattern(pattern, version);
  if (parsed) return {};
  return fmt::format("a pattern with an error in line {}, column {}: {}", parsed.error().line, parsed.error().column, parsed.error().message);
}

}  // namespace comity::stix
