// Rules files (alliances/README.md): who shares which object of a foreign bundle, and under which label.
#pragma once

#include <optional>
#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "alliance/directory.hpp"
#include "alliance/toml_document.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "stix/object.hpp"

namespace comity::operations {

// Patterns are held against so many bytes of a name or id, from its start.
inline constexpr std::size_t kMaxMatchedBytes = 512;
inline constexpr std::size_t kMaxPatternBytes = 200;

class ImportRule {
 public:
  // `value` is one [[rule]] table, found at the pointer `at`. Errors: invalid, where = "file:line".
  static Result<ImportRule> read(const nlohmann::json& value, const alliance::TomlDocument& document, const std::string& at);

  const std::string& submitter() const { return submitter_; }  // a person of the directory with the role submitter
  const std::string& label() const { return label_; }          // JSON that marking::parse_label reads
  // An object without a name matches no rule that asks for one. Time is bounded by the bounds above (the square of the
  // first, times the second): a bundle comes from strangers. Any thread.
  bool matches(const stix::Object& object, const json::Document& document) const;

 private:
  std::set<std::string> types_;          // empty: any
  std::optional<std::regex> name_, id_;  // absent: any
  std::string submitter_, label_;
};

// At least one rule, in the order of the file. Errors: invalid, where = "file:line". Patterns are ECMAScript without back
// references and counted repetitions, which no matcher can bound.
Result<std::vector<ImportRule>> read_import_rules(std::string_view toml, std::string_view file_name,
                                                  const alliance::Directory& directory);

}  // namespace comity::operations
