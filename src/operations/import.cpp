#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "operations/import_dates.hpp"
#include "operations/import_rules.hpp"
#include "operations/intake.hpp"

namespace comity::operations {
namespace {

constexpr std::size_t kObjectsPerCommit = 4096;

using Objects = std::vector<std::unique_ptr<Prepared>>;
using Groups = std::vector<std::pair<std::string, Objects>>;  // by submitter

// Objects of one submitter that go into the journal together.
struct Run {
  struct One {
    const Prepared* prepared;
    std::optional<Time> added;  // as another server says
  };
  const std::string* submitter;
  const Objects* group;  // all of the submitter's
  std::vector<One> objects;
};

// In the order of the dates; what has none, and what has the same, in the order in which it would be shared without.
std::vector<Run> runs_by_date(const Groups& groups, const ImportDates& dates) {
  struct Dated {
    std::optional<Time> added;
    const std::pair<std::string, Objects>* group;
    const Prepared* prepared;
  };
  std::vector<Dated> all;
  for (const auto& group : groups)
    for (const auto& prepared : group.second) all.push_back({dates.of(prepared->object), &group, prepared.get()});
  std::stable_sort(all.begin(), all.end(), [](const Dated& a, const Dated& b) { return a.added.value_or(Time::max()) < b.added.value_or(Time::max()); });
  std::vector<Run> out;
  for (const Dated& one : all) {
    if (out.empty() || out.back().submitter != &one.group->first || out.back().objects.size() == kObjectsPerCommit)
      out.push_back({&one.group->first, &one.group->second, {}});
    out.back().objects.push_back({one.prepared, one.added});
  }
  return out;
}

struct Sharing {
  Node& node;
  ImportReport& report;
  const std::function<void(std::size_t done, std::size_t total)>& progress;
  std::size_t done = 0;

  Result<void> commit(const Run& run) {
    Submission submission;
    submission.id = random_uuid(node.random());
    submission.requested = node.clock().now();
    const bool dated = std::any_of(run.objects.begin(), run.objects.end(), [](const Run::One& one) { return one.added.has_value(); });
    TRY_VOID(node.journal().commit([&](journal::Batch& batch) -> Result<void> {
      if (batch.policy_pending()) return fail(Code::conflict, "the policy is changing; import again");
      submission.objects.clear();
      Intake intake(node, batch, *run.submitter, *run.group);
      for (const Run::One& one : run.objects) {
        TRY(auto submitted, intake.add(*one.prepared));
        submission.objects.push_back(std::move(submitted));
      }
      if (dated) add_submission(batch, marking::agency_of(*run.submitter), claiming(run, submission));
      return {};
    }));
    if (dated) report.submissions.push_back(submission.id);
    for (std::size_t i = 0; i < run.objects.size(); ++i) {
      Submitted& one = submission.objects[i];
      if (one.accepted && run.objects[i].added) ++report.dated;
      if (!one.accepted) report.refused.push_back(std::move(one));
      else if (one.message == kHeldAlready) ++report.known;
      else ++report.accepted;
    }
    done += run.objects.size();
    if (progress) progress(done, report.objects);
    return {};
  }

  // What is recorded of the dates: with each object that was taken, what the other server said.
  static Submission claiming(const Run& run, Submission submission) {
    for (std::size_t i = 0; i < run.objects.size(); ++i) {
      if (!run.objects[i].added || !submission.objects[i].accepted) continue;
      std::string& message = submission.objects[i].message;
      message += fmt::format("{}date_added before the import: {}", message.empty() ? "" : "; ", format_time(*run.objects[i].added));
    }
    return submission;
  }
};

}  // namespace

Result<ImportReport> import(Node& node, std::string_view bundle, std::string_view rules_toml, std::string_view rules_name,
                            const std::function<void(std::size_t done, std::size_t total)>& progress, const ImportDates* dates) {
  if (dates && dates->last > node.clock().now())
    return fail(Code::invalid, fmt::format("a date_added lies in the future: {}", format_time(dates->last)));
  std::vector<ImportRule> rules;
  {
    std::shared_lock state(node.journal().state());
    TRY(rules, read_import_rules(rules_toml, rules_name, node.policy.world().directory()));
  }
  TRY(const stix::Bundle split, stix::split(bundle));
  ImportReport report;
  report.objects = split.objects.size();
  // By submitter, in the order of the rules: what everybody refers to is shared first.
  Groups groups;
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
  Sharing sharing{node, report, progress};
  for (auto& [person, objects] : groups) {
    order_by_reference(objects);
    if (!objects.empty()) report.by_submitter.emplace_back(person, objects.size());
    if (dates) continue;
    for (std::size_t from = 0; from < objects.size(); from += kObjectsPerCommit) {
      Run run{&person, &objects, {}};
      for (std::size_t i = from; i < std::min(objects.size(), from + kObjectsPerCommit); ++i) run.objects.push_back({objects[i].get(), std::nullopt});
      TRY_VOID(sharing.commit(run));
    }
  }
  if (dates)
    for (const Run& run : runs_by_date(groups, *dates)) TRY_VOID(sharing.commit(run));
  return report;
}

}  // namespace comity::operations
