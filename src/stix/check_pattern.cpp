#include "stix/check_pattern.hpp"

namespace comity::stix {

std::string check_pattern(std::string_view, std::string_view pattern) {
  if (pattern.find_first_not_of(" \t\r\n") == std::string_view::npos) return "a pattern that says nothing; write one";
  return {};
}

}  // namespace comity::stix
