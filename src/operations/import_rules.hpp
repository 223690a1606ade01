// Rules files (alliances/README.md): who shares which object of a foreign bundle, and under which label.
#pragma once

#include <optional>
#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "alliance/directory.hpp"
#include "base/result.hpp"

namespace comity::operations {

// Patterns are held against so many bytes of a name or id, from its start.
inline constexpr std::size_t kMaxMatchedBytes = 512;
inline constexpr std::size_t kMaxPatternBytes = 200;

struct ImportRule {
  std::set<std::string> types;          // empty: any
  std::optional<std::regex> name, id;   // absent: any
  std::string submitter;                // a person of the directory with the role submitter
  std::string label;                    // JSON that marking::parse_label reads

  // An object without a name matches no rule that asks for one. Time is bounded by the bounds above (the square of the
  // first, times the second): a bundle comes from strangers. Any thread.
  bool matches(std::string_view type, std::string_view object_id, const std::optional<std::string>& object_name) const;
};

// At least one rule, in the order of the file. Errors: invalid, where = "file:line". Patterns are ECMAScript without back
// references and counted repetitions, which no matcher can bound.
Result<std::vector<ImportRule>> read_import_rules(std::string_view toml, std::string_view file_name,
                                                  const alliance::Directory& directory);

}  // namespace comity::operations
