#include "operations/import_rules.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "alliance/toml_document.hpp"
#include "marking/label.hpp"

namespace comity::operations {
namespace {

// The matcher of libstdc++ that goes through a text once, with all states at the same time. The other one takes a stack frame for
// each byte (a long name ends the process) and exponential time for patterns like (a*)*b.
constexpr auto kFlags = std::regex::ECMAScript | std::regex_constants::__polynomial | std::regex::optimize;

// Counted repetitions are written out when a pattern is compiled: "(a{999}){999}" is a million states, and a stack frame each.
bool has_count(std::string_view pattern) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '\\') ++i;
    else if (pattern[i] == '{') return true;
  }
  return false;
}

Result<std::regex> read_pattern(std::string_view key, const std::string& text) {
  if (text.size() > kMaxPatternBytes)
    return fail(Code::too_large, fmt::format("{} has {} bytes; at most {} are taken", key, text.size(), kMaxPatternBytes));
  if (has_count(text))
    return fail(Code::invalid, fmt::format("{} has a counted repetition; write it out (and a brace as \\{{)", key));
  try {
    return std::regex(text, kFlags);
  } catch (const std::regex_error&) {
    return fail(Code::invalid, fmt::format("{} is not an ECMAScript regular expression without back references", key));
  }
}

bool found_in(std::string_view text, const std::regex& pattern) {
  text = text.substr(0, kMaxMatchedBytes);
  return std::regex_search(text.begin(), text.end(), pattern);
}

}  // namespace

Result<ImportRule> ImportRule::read(const nlohmann::json& value, const alliance::TomlDocument& document, const std::string& at) {
  const auto refuse = [&](std::string message) { return fail(Code::invalid, std::move(message), document.where(at)); };
  if (!value.is_object()) return refuse("a rule is a [[rule]] table");
  ImportRule rule;
  for (const auto& [key, part] : value.items()) {
    if (key == "type") {
      if (!part.is_array()) return refuse("type is a list of STIX types");
      for (const auto& type : part) {
        if (!type.is_string()) return refuse("type is a list of STIX types");
        rule.types_.insert(type.get<std::string>());
      }
      continue;
    }
    if (!part.is_string()) return refuse(fmt::format("{} is a string", key));
    const std::string text = part.get<std::string>();
    if (key == "submitter") {
      rule.submitter_ = text;
    } else if (key == "label") {
      if (auto label = marking::parse_label(text); !label)
        return refuse(fmt::format("the label cannot be read: {}", to_string(label.error())));
      rule.label_ = text;
    } else if (key == "name" || key == "id") {
      auto pattern = read_pattern(key, text);
      if (!pattern) return refuse(pattern.error().message);
      (key == "name" ? rule.name_ : rule.id_) = std::move(*pattern);
    } else {
      return refuse(fmt::format("a rule has type, name, id, submitter and label; '{}' is none of them", key));
    }
  }
  if (rule.submitter_.empty() || rule.label_.empty()) return refuse("a rule needs a submitter and a label");
  return rule;
}

bool ImportRule::matches(const stix::Object& object, const json::Document& document) const {
  if (!types_.empty() && !types_.contains(object.type)) return false;
  if (id_ && !found_in(object.id, *id_)) return false;
  if (!name_) return true;
  const auto name = document.root().get("name");
  return name && name->is(json::Kind::string) && found_in(name->string(), *name_);
}

Result<std::vector<ImportRule>> read_import_rules(std::string_view toml, std::string_view file_name,
                                                  const alliance::Directory& directory) {
  TRY(const alliance::TomlDocument document, alliance::read_toml(toml, file_name));
  std::vector<ImportRule> out;
  for (const auto& [key, value] : document.value.items()) {
    if (key == "note") continue;
    if (key != "rule" || !value.is_array())
      return fail(Code::invalid, fmt::format("a rules file has a note and [[rule]] tables; '{}' is neither", key),
                  document.where("/" + key));
    for (std::size_t i = 0; i < value.size(); ++i) {
      const std::string at = fmt::format("/rule/{}", i);
      TRY(ImportRule rule, ImportRule::read(value[i], document, at));
      const auto person = directory.people.find(rule.submitter());
      if (person == directory.people.end() || !person->second.roles.contains("submitter"))
        return fail(Code::invalid, fmt::format("{} is nobody in the directory with the role submitter", rule.submitter()),
                    document.where(at + "/submitter"));
      out.push_back(std::move(rule));
    }
  }
  if (out.empty()) return fail(Code::invalid, "the file has no [[rule]]", std::string(file_name));
  return out;
}

}  // namespace comity::operations
