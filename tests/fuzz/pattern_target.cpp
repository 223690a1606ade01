// Patterns of indicators: the first byte says of which version.
#include "stix/pattern.hpp"

#include "targets.hpp"

namespace comity::fuzz {

void fuzz_pattern(std::string_view input) {
  if (input.empty()) return;
  const auto version = input[0] & 1 ? stix::PatternVersion::v21 : stix::PatternVersion::v20;
  const std::string_view text = input.substr(1);
  const auto pattern = stix::parse_pattern(text, version);
  if (!pattern) {
    const stix::PatternError& error = pattern.error();
    CHECK(!error.message.empty() && error.line >= 1 && error.column >= 1);
    CHECK(error.offset <= text.size() && error.length <= text.size() - error.offset);
    CHECK(stix::to_error(error).code == Code::invalid);
    return;
  }
  CHECK(pattern->text() == text && pattern->version() == version && pattern->root() < pattern->nodes().size());
  for (std::uint32_t i = 0; i < pattern->nodes().size(); ++i) {
    const stix::PatternNode& node = pattern->node(i);
    CHECK(node.begin <= node.end && node.end <= text.size());
    CHECK(node.first == stix::kNoNode || node.first < pattern->nodes().size());
    CHECK(node.next == stix::kNoNode || node.next < pattern->nodes().size());
    if (node.first == stix::kNoNode) pattern->value(i);
  }
  // The canonical text is an equal tree, and its own canonical text.
  const std::string canonical = stix::to_string(*pattern);
  const auto again = stix::parse_pattern(canonical, version);
  CHECK(again && *again == *pattern && stix::to_string(*again) == canonical);
  CHECK(stix::types_in(*again) == stix::types_in(*pattern));
}

}  // namespace comity::fuzz
