#include "operations/import_rules.hpp"
#include "operations/roles.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "alliance/toml_document.hpp"
#include "marking/label.hpp"

namespace comity::operations {
namespace {

constexpr std::int64_t kExpressionMemory = 1 << 20;  // bytes of program and automaton for one expression

RE2::Options expression_options() {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_never_capture(true);
  options.set_max_mem(kExpressionMemory);
  return options;
}

}  // namespace

struct ImportRule::Expressions {
  std::optional<RE2> name, id;
};

ImportRule::ImportRule() : expressions_(std::make_unique<Expressions>()) {}
ImportRule::ImportRule(ImportRule&&) noexcept = default;
ImportRule& ImportRule::operator=(ImportRule&&) noexcept = default;
ImportRule::~ImportRule() = default;

Result<ImportRule> ImportRule::read(const nlohmann::json& value, const alliance::TomlDocument& document, const std::string& at) {
  std::string place = at;
  const auto refuse = [&](std::string message) { return fail(Code::invalid, std::move(message), document.where(place)); };
  if (!value.is_object()) return refuse("a rule is a table: [[rule]]");
  ImportRule rule;
  for (const auto& [key, part] : value.items()) {
    place = at + "/" + key;
    if (key == "type") {
      if (!part.is_array()) return refuse("type is a list of STIX types");
      for (const auto& type : part) {
        if (!type.is_string()) return refuse("type is a list of STIX types");
        rule.types_.push_back(type.get<std::string>());
      }
      continue;
    }
    if (key != "submitter" && key != "label" && key != "name" && key != "id")
      return refuse(fmt::format("a rule has type, name, id, submitter and label; '{}' is none of them", key.substr(0, 40)));
    if (!part.is_string()) return refuse(fmt::format("{} is a string", key));
    const std::string text = part.get<std::string>();
    if (key == "submitter") {
      rule.submitter_ = text;
    } else if (key == "label") {
      if (auto label = marking::parse_label(text); !label)
        return refuse(fmt::format("the label cannot be read: {}", to_string(label.error())));
      rule.label_ = text;
    } else {
      if (text.size() > kMostExpressionBytes)
        return refuse(fmt::format("{} has {} bytes; a regular expression has at most {}", key, text.size(), kMostExpressionBytes));
      std::optional<RE2>& expression = key == "name" ? rule.expressions_->name : rule.expressions_->id;
      expression.emplace(text, expression_options());
      if (!expression->ok()) {
        return refuse(fmt::format("{} is not a regular expression that can be read here: {} (look-around and back-references are not)", key,
                                  expression->error()));
      }
    }
  }
  place = at;
  if (rule.submitter_.empty() || rule.label_.empty()) return refuse("a rule needs a submitter and a label");
  std::ranges::sort(rule.types_);
  return rule;
}

bool ImportRule::matches(const stix::Object& object, const json::Document& document) const {
  if (!types_.empty() && !std::ranges::binary_search(types_, object.type)) return false;
  if (expressions_->id && !RE2::PartialMatch(object.id, *expressions_->id)) return false;
  if (expressions_->name) {
    const auto name = document.root().get("name");
    if (!name || !name->is(json::Kind::string) || !RE2::PartialMatch(name->string(), *expressions_->name)) return false;
  }
  return true;
}

Result<std::vector<ImportRule>> read_import_rules(std::string_view toml, std::string_view name, const alliance::Directory& directory) {
  TRY(const alliance::TomlDocument document, alliance::read_toml(toml, name));
  std::vector<ImportRule> out;
  for (const auto& [key, value] : document.value.items()) {
    if (key == "note") continue;
    if (key != "rule" || !value.is_array())
      return fail(Code::invalid, fmt::format("a rules file has a note and [[rule]] tables; '{}' is neither", key.substr(0, 40)),
                  document.where("/" + key));
    if (value.size() > kMostRules)
      return fail(Code::invalid, fmt::format("a rules file has at most {} rules, this one {}", kMostRules, value.size()),
                  std::string(name));
    for (std::size_t i = 0; i < value.size(); ++i) {
      const std::string at = fmt::format("/rule/{}", i);
      TRY(ImportRule rule, ImportRule::read(value[i], document, at));
      if (!operations::has_role(directory, rule.submitter(), "submitter"))
        return fail(Code::invalid, fmt::format("{} is nobody in the directory with the role submitter", rule.submitter()),
                    document.where(at + "/submitter"));
      out.push_back(std::move(rule));
    }
  }
  if (out.empty()) return fail(Code::invalid, "the file has no [[rule]]", std::string(name));
  return out;
}

}  // namespace comity::operations
