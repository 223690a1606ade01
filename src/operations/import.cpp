#include <fmt/format.h>

#include <algorithm>

#include "operations/import_rules.hpp"
#include "operations/intake.hpp"

namespace comity::operations {
namespace {

constexpr std::size_t kObjectsPerCommit = 4096;

}  // namespace

Result<ImportReport> import(Node& node, std::string_view bundle, std::string_view rules_toml, std::string_view rules_name,
                            const std::function<void(std::size_t done, std::size_t total)>& progress) {
  std::vector<ImportRule> rules;
  {
    std::shared_lock state(node.journal().state());
    TRY(rules, read_import_rules(rules_toml, rules_name, node.policy.world().directory()));
  }
  TRY(const stix::Bundle split, stix::split(bundle));
  ImportReport report;
  report.objects = split.objects.size();
  // By submitter, in the order of the rules: what everybody refers to is shared first.
  std::vector<std::pair<std::string, std::vector<std::unique_ptr<Prepared>>>> groups;
  for (const ImportRule& rule : rules)
    if (std::none_of(groups.begin(), groups.end(), [&](const auto& group) { return group.first == rule.submitter(); }))
      groups.emplace_back(rule.submitter(), std::vector<std::unique_ptr<Prepared>>{});
  for (const std::string_view bytes : split.objects) {
    auto prepared = prepare_one(std::string(bytes));
    if (prepared->error) {
      report.refused.push_back({prepared->object.id, {}, false, to_string(*prepared->error), 0});
      continue;
    }
    const auto rule = std::find_if(rules.begin(), rules.end(), [&](const ImportRule& one) {
      return one.matches(prepared->object, prepared->document);
    });
    if (rule == rules.end())
      return fail(Code::invalid, fmt::format("no rule matches {}; let the last rule match everything", prepared->object.id), std::string(rules_name));
    auto labelled = prepare_one(stix::with_label(
        prepared->document,
        marking::extension_with(prepared->object.type == "marking-definition" ? "own_label" : "label", rule->label())));
    const auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& one) { return one.first == rule->submitter(); });
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
