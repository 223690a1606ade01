#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <regex>

#include <nlohmann/json.hpp>

#include "alliance/toml_document.hpp"
#include "operations/intake.hpp"

namespace comity::operations {
namespace {

constexpr std::size_t kObjectsPerCommit = 4096;

struct Rule {
  std::set<std::string> types;
  std::optional<std::regex> name, id;
  std::string submitter;
  std::string label;
};

Result<Rule> read_rule(const nlohmann::json& value, const alliance::TomlDocument& document, const std::string& at) {
  const auto refuse = [&](std::string message) { return fail(Code::invalid, std::move(message), document.where(at)); };
  Rule rule;
  for (const auto& [key, part] : value.items()) {
    if (key == "type") {
      if (!part.is_array()) return refuse("type is a list of STIX types");
      for (const auto& type : part) {
        if (!type.is_string()) return refuse("type is a list of STIX types");
        rule.types.insert(type.get<std::string>());
      }
      continue;
    }
    if (!part.is_string()) return refuse(fmt::format("{} is a string", key));
    const std::string text = part.get<std::string>();
    if (key == "submitter") {
      rule.submitter = text;
    } else if (key == "label") {
      if (auto label = marking::parse_label(text); !label)
        return refuse(fmt::format("the label cannot be read: {}", to_string(label.error())));
      rule.label = text;
    } else if (key == "name" || key == "id") {
      try {
        (key == "name" ? rule.name : rule.id) = std::regex(text, std::regex::ECMAScript | std::regex::optimize);
      } catch (const std::regex_error&) {
        return refuse(fmt::format("{} is not an ECMAScript regular expression", key));
      }
    } else {
      return refuse(fmt::format("a rule has type, name, id, submitter and label; '{}' is none of them", key));
    }
  }
  if (rule.submitter.empty() || rule.label.empty()) return refuse("a rule needs a submitter and a label");
  return rule;
}

Result<std::vector<Rule>> read_rules(std::string_view toml, std::string_view name, const alliance::Directory& directory) {
  TRY(const alliance::TomlDocument document, alliance::read_toml(toml, name));
  std::vector<Rule> out;
  for (const auto& [key, value] : document.value.items()) {
    if (key == "note") continue;
    if (key != "rule" || !value.is_array())
      return fail(Code::invalid, fmt::format("a rules file has a note and [[rule]] tables; '{}' is neither", key), document.where("/" + key));
    for (std::size_t i = 0; i < value.size(); ++i) {
      const std::string at = fmt::format("/rule/{}", i);
      TRY(Rule rule, read_rule(value[i], document, at));
      const auto person = directory.people.find(rule.submitter);
      if (person == directory.people.end() || !person->second.roles.contains("submitter"))
        return fail(Code::invalid, fmt::format("{} is nobody in the directory with the role submitter", rule.submitter),
                    document.where(at + "/submitter"));
      out.push_back(std::move(rule));
    }
  }
  if (out.empty()) return fail(Code::invalid, "the file has no [[rule]]", std::string(name));
  return out;
}

bool matches(const Rule& rule, const stix::Object& object, const json::Document& document) {
  if (!rule.types.empty() && !rule.types.contains(object.type)) return false;
  if (rule.id && !std::regex_search(object.id, *rule.id)) return false;
  if (rule.name) {
    const auto name = document.root().get("name");
    if (!name || !name->is(json::Kind::string) || !std::regex_search(name->string(), *rule.name)) return false;
  }
  return true;
}

}  // namespace

Result<ImportReport> import(Node& node, std::string_view bundle, std::string_view rules_toml, std::string_view rules_name,
                            const std::function<void(std::size_t done, std::size_t total)>& progress) {
  std::vector<Rule> rules;
  {
    std::shared_lock state(node.journal().state());
    TRY(rules, read_rules(rules_toml, rules_name, node.policy.world().directory()));
  }
  TRY(const stix::Bundle split, stix::split(bundle));
  ImportReport report;
  report.objects = split.objects.size();
  // By submitter, in the order of the rules: what everybody refers to is shared first.
  std::vector<std::pair<std::string, std::vector<std::unique_ptr<Prepared>>>> groups;
  for (const Rule& rule : rules)
    if (std::none_of(groups.begin(), groups.end(), [&](const auto& group) { return group.first == rule.submitter; }))
      groups.emplace_back(rule.submitter, std::vector<std::unique_ptr<Prepared>>{});
  for (const std::string_view bytes : split.objects) {
    auto prepared = prepare_one(std::string(bytes));
    if (prepared->error) {
      report.refused.push_back({prepared->object.id, {}, false, to_string(*prepared->error), 0});
      continue;
    }
    const auto rule = std::find_if(rules.begin(), rules.end(), [&](const Rule& one) {
      return matches(one, prepared->object, prepared->document);
    });
    if (rule == rules.end())
      return fail(Code::invalid, fmt::format("no rule matches {}; let the last rule match everything", prepared->object.id), std::string(rules_name));
    auto labelled = prepare_one(stix::with_label(
        prepared->document,
        marking::extension_with(prepared->object.type == "marking-definition" ? "own_label" : "label", rule->label)));
    const auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& one) { return one.first == rule->submitter; });
    group->second.push_back(std::move(labelled));
  }
  std::size_t done = 0;
  for (auto& [person, objects] : groups) {
    order_by_reference(objects);
    std::size_t accepted = 0;
    for (std::size_t from = 0; from < objects.size(); from += kObjectsPerCommit) {
      const std::size_t to = std::min(objects.size(), from + kObjectsPerCommit);
      std::vector<Submitted> outcome;
      TRY_VOID(node.journal().commit([&, &submitter = person, &group = objects](journal::Batch& batch) -> Result<void> {
        if (batch.policy_pending()) return fail(Code::conflict, "the policy is changing; import again");
        outcome.clear();
        Intake intake(node, batch, submitter, group);
        for (std::size_t i = from; i < to; ++i) {
          TRY(auto submitted, intake.add(*group[i]));
          outcome.push_back(std::move(submitted));
        }
        return {};
      }));
      for (Submitted& one : outcome) {
        if (!one.accepted) report.refused.push_back(std::move(one));
        else if (one.message == kHeldAlready) ++report.known;
        else ++accepted;
      }
      done += to - from;
      if (progress) progress(done, report.objects);
    }
    report.accepted += accepted;
    if (!objects.empty()) report.by_submitter.emplace_back(person, objects.size());
  }
  return report;
}

}  // namespace comity::operations
