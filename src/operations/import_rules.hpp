// The rules by which an import spreads a foreign bundle over submitters and labels (docs/format/rules.md).
#pragma once

#include <cstddef>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "alliance/directory.hpp"
#include "alliance/toml_document.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "stix/object.hpp"

namespace comity::operations {

inline constexpr std::size_t kMostRules = 10'000;
inline constexpr std::size_t kMostExpressionBytes = 4096;

// One rule. `matches` takes time in proportion to the rule's expressions and to what they are held against, whatever they say:
// the expressions are RE2's, which has neither look-around nor back-references.
class ImportRule {
 public:
  // `value` is one [[rule]] table, found at the pointer `at`. Errors: invalid, where = "file:line".
  static Result<ImportRule> read(const nlohmann::json& value, const alliance::TomlDocument& document, const std::string& at);
  ImportRule(ImportRule&&) noexcept;
  ImportRule& operator=(ImportRule&&) noexcept;
  ~ImportRule();

  const std::string& submitter() const { return submitter_; }
  const std::string& label() const { return label_; }  // as it stands in the file: JSON of docs/format/label.md
  bool matches(const stix::Object& object, const json::Document& document) const;

 private:
  struct Expressions;  // keeps the library out of this header
  ImportRule();
  std::vector<std::string> types_;
  std::unique_ptr<Expressions> expressions_;
  std::string submitter_, label_;
};

// Reads a file of rules for a node with that directory. Errors: invalid, where = "file:line".
Result<std::vector<ImportRule>> read_import_rules(std::string_view toml, std::string_view name, const alliance::Directory& directory);

}  // namespace comity::operations
