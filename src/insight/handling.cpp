#include "insight/handling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace comity::insight {
namespace {
constexpr std::array<std::string_view, 6> kKinds{"lease", "recall", "duty", "log-in", "clearance", "second-person"};
constexpr std::string_view kOwnOnly = "told to the party itself and to the operator";

double hours(Time from, Time to) { return static_cast<double>(to.us - from.us) / 3.6e9; }

std::optional<double> median_of(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  std::sort(values.begin(), values.end());
  const auto middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

std::optional<double> most_of(const std::vector<double>& values) {
  if (values.empty()) return std::nullopt;
  return *std::max_element(values.begin(), values.end());
}

class Numbers {
 public:
  void add(std::string_view id, std::string_view heading, std::string_view unit, std::optional<double> value, std::string_view evidence, std::string note = {}) {
    list_.push_back({.id = id, .heading = heading, .unit = unit, .value = value, .evidence = evidence, .note = std::move(note)});
  }
  std::vector<HandlingNumber> list() && { return std::move(list_); }

 private:
  std::vector<HandlingNumber> list_;
};

void add_given(Numbers& numbers, const HandlingEvents& events) {
  std::set<std::string_view> people;
  for (const auto& one : events.leases) people.insert(one.person);
  numbers.add("may_have_received", "versions that its people may have received", "versions", static_cast<double>(events.versions), "lease", "by leases, which precede every byte");
  numbers.add("handed_over", "of these, handed over", "versions", static_cast<double>(events.versions_handed_over), "lease", "bytes left this node; whether they arrived, nobody here knows");
  numbers.add("leases", "leases", "leases", static_cast<double>(events.leases.size()), "lease");
  numbers.add("people", "people of the party in them", "people", static_cast<double>(people.size()), "lease");
  numbers.add("acknowledged", "acknowledged by the party", "versions", std::nullopt, "", "receipts are not recorded yet: handed over is all that is known");
}

void add_recalls(Numbers& numbers, const HandlingEvents& events, Time now) {
  std::set<Seq> recalls;
  std::vector<double> took, waits;
  std::size_t told = 0, waiting = 0, silent = 0;
  for (const auto& one : events.recalls) {
    recalls.insert(one.record);
    if (one.told) {
      ++told;
      took.push_back(hours(one.at, *one.told));
    } else if (!one.tellable) {
      ++silent;
    } else {
      ++waiting;
      waits.push_back(hours(one.at, now));
    }
  }
  numbers.add("recalls", "recalls of something that its people may have held", "recalls", static_cast<double>(recalls.size()), "recall", events.untold_too ? "" : "only those that its people were told of");
  numbers.add("told", "people who were handed the revoked version since", "person and recall", static_cast<double>(told), "recall", "told is not answered: what they did with their copies is not recorded");
  numbers.add("told_median_hours", "hours from recall to that, median", "hours", median_of(took), "recall", took.empty() ? "nobody was told" : fmt::format("n = {}", took.size()));
  numbers.add("told_longest_hours", "the same, longest", "hours", most_of(took), "recall", took.empty() ? "nobody was told" : "");
  if (!events.untold_too) return;
  numbers.add("not_told", "people who have not fetched it since", "person and recall", static_cast<double>(waiting), "recall");
  numbers.add("not_told_longest_hours", "hours that the longest of them has not", "hours", most_of(waits), "recall", waits.empty() ? "nobody waits" : "");
  if (silent > 0) numbers.add("not_tellable", "of whom nothing can be said", "person and recall", static_cast<double>(silent), "recall", "what has no revoked version is told by tombstones, which no lease records");
}

void add_own(Numbers& numbers, const HandlingEvents& events) {
  using What = OwnMatter::What;
  const auto count = [&](What what) -> std::optional<double> {
    if (!events.own) return std::nullopt;
    std::uint64_t sum = 0;
    for (const auto& one : *events.own)
      if (one.what == what) sum += one.count;
    return static_cast<double>(sum);
  };
  const std::string note(events.own ? "" : kOwnOnly);
  numbers.add("refused_log_ins", "refused log-ins of its people", "log-ins", count(What::refused_log_in), "log-in", note);
  numbers.add("clearances_ended", "people in these leases whose clearance has ended", "people", count(What::clearance_ended), "clearance", note);
  numbers.add("awaiting_second_person", "versions of its own that wait for a second person", "versions", count(What::awaits_second_person), "second-person", note);
}

std::string recall_words(const RecallOwed& one) {
  const auto after = one.told ? fmt::format("told after {:.1f} hours", hours(one.at, *one.told)) : one.tellable ? std::string("not told yet") : std::string("whether told is not recorded");
  return fmt::format("{}: {}; {} version{} held; {}", one.cause, one.reason, one.held, one.held == 1 ? "" : "s", after);
}

HandlingEvidence own_evidence(const OwnMatter& one) {
  using What = OwnMatter::What;
  if (one.what == What::refused_log_in) return {.kind = "log-in", .record = one.record, .at = one.at, .person = one.person, .says = fmt::format("refused, {} time{}", one.count, one.count == 1 ? "" : "s")};
  if (one.what == What::clearance_ended) return {.kind = "clearance", .record = one.record, .at = one.at, .person = one.person, .says = "its clearance ended"};
  return {.kind = "second-person", .record = one.record, .at = one.at, .person = one.person, .says = "waits for a second person"};
}
}  // namespace

std::vector<HandlingNumber> handling_numbers(const HandlingEvents& events, Time now) {
  Numbers numbers;
  add_given(numbers, events);
  add_recalls(numbers, events, now);
  numbers.add("duties", "duties stated in agreements with it", "duties", static_cast<double>(events.duties.size()), "duty", "what was done about them is not recorded yet");
  add_own(numbers, events);
  if (!events.concerns) {
    numbers.add("concerns", "concerns about its handling", "concerns", std::nullopt, "", "this node records none yet");
  } else {
    std::uint64_t all = 0;
    std::string states;
    for (const auto& [state, n] : *events.concerns) all += n, states += fmt::format("{}{} {}", states.empty() ? "" : ", ", n, state);
    numbers.add("concerns", "open concerns about its handling that the asker may know of", "concerns", static_cast<double>(all), "", states);
  }
  return std::move(numbers).list();
}

bool is_evidence_kind(std::string_view kind) { return std::find(kKinds.begin(), kKinds.end(), kind) != kKinds.end(); }

std::vector<HandlingEvidence> handling_evidence(const HandlingEvents& events, std::string_view kind) {
  std::vector<HandlingEvidence> out;
  const auto wanted = [&](std::string_view one) { return kind.empty() || kind == one; };
  if (wanted("lease"))
    for (const auto& one : events.leases)
      out.push_back({.kind = "lease", .record = one.record, .at = one.at, .person = one.person, .says = fmt::format("{} version{}, {} handed over", one.objects, one.objects == 1 ? "" : "s", one.handed_over)});
  if (wanted("recall"))
    for (const auto& one : events.recalls) out.push_back({.kind = "recall", .record = one.record, .at = one.at, .person = one.person, .says = recall_words(one)});
  if (wanted("duty"))
    for (const auto& one : events.duties) out.push_back({.kind = "duty", .record = 0, .at = {}, .person = "", .says = fmt::format("{}: {} = {}", one.agreement, one.duty, one.value)});
  if (events.own)
    for (const auto& one : *events.own)
      if (auto evidence = own_evidence(one); wanted(evidence.kind)) out.push_back(std::move(evidence));
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return std::tie(b.record, a.kind, a.person, a.says) < std::tie(a.record, b.kind, b.person, b.says); });
  return out;
}

}  // namespace comity::insight
