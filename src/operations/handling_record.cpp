#include "operations/handling_record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <shared_mutex>
#include <unordered_map>

#include "agreement/terms.hpp"
#include "operations/concerns.hpp"
#include "operations/held.hpp"
#include "operations/representing.hpp"
#include "operations/roles.hpp"

namespace comity::operations {
namespace {

using insight::HandlingEvents;
using shelf::RecallRecord;

constexpr std::size_t kMostAudited = 10000;  // the latest so many records of a party's people are looked at

std::string_view cause_words(RecallRecord::Cause cause) {
  static constexpr std::string_view kWords[] = {"recalled", "corrected", "reclassified", "withdrawn"};
  return kWords[static_cast<std::size_t>(cause)];
}

// One pass over the leases of a party's people. The state lock is held.
class Walk {
 public:
  Walk(Node& node, std::string party, std::string originator, std::optional<Time> since) : node_(node), party_(std::move(party)), originator_(std::move(originator)), since_(since) {
    const auto& labels = node_.policy.labels();
    for (const auto& said : node_.exceptions.said())
      if (const auto* event = node_.exceptions.recall_of(said.row)) recalls_.emplace(said.row, event);
    label_about_.assign(labels.size(), -1);
    seen_.assign(node_.shelf.size(), false);
    seen_handed_over_.assign(node_.shelf.size(), false);
  }

  void run(HandlingEvents& out) {
    node_.leases.each([&](const shelf::Leases::Taken& taken) {
      if (taken.lease.names || marking::party_of(taken.lease.reader.person) != party_) return;
      lease(out, taken);
    });
    for (auto& [key, one] : owed_)
      if (one.held > 0 && (!since_ || one.at >= *since_)) out.recalls.push_back(std::move(one));
  }

 private:
  // The record is about rows of which the party is no originator itself, and the asker's party is one.
  bool about(std::uint32_t row) {
    const auto label = node_.shelf.row(row).label;
    auto& known = label_about_[label.value];
    if (known < 0) {
      const auto parties = node_.policy.labels().at(label).originating_parties();
      known = !parties.contains(party_) && (originator_.empty() || parties.contains(originator_)) ? 1 : 0;
    }
    return known == 1;
  }

  void lease(HandlingEvents& out, const shelf::Leases::Taken& taken) {
    const auto* delivered = node_.holdings.delivered(taken.seq);
    const bool counted = !since_ || taken.time >= *since_;
    insight::LeaseGiven given{.record = taken.seq, .at = taken.time, .person = taken.lease.reader.person, .objects = 0, .handed_over = 0};
    std::uint32_t position = 0;
    taken.lease.objects.each_run([&](const shelf::RowRun& run) {
      for (std::uint32_t i = 0; i < run.count; ++i, ++position) {
        const std::uint32_t row = run.first + i;
        if (row >= node_.shelf.size() || !about(row)) continue;
        const auto recall = recalls_.find(row);
        const bool told = recall != recalls_.end() && taken.lease.policy >= recall->second->seq;
        if (recall != recalls_.end()) owe(*recall->second, row, taken, told);
        if (told || !counted) continue;
        ++given.objects;
        if (!seen_[row]) seen_[row] = true, ++out.versions;
        if (delivered == nullptr || !delivered->contains(position)) continue;
        ++given.handed_over;
        if (!seen_handed_over_[row]) seen_handed_over_[row] = true, ++out.versions_handed_over;
      }
    });
    if (given.objects > 0) out.leases.push_back(std::move(given));
  }

  void owe(const shelf::Exceptions::Event& event, std::uint32_t row, const shelf::Leases::Taken& taken, bool told) {
    auto [at, first] = owed_.try_emplace({event.seq, taken.lease.reader.person});
    auto& one = at->second;
    if (first) {
      one.record = event.seq, one.person = taken.lease.reader.person;
      one.at = time_of(event.seq);
      one.cause = cause_words(event.recall->cause), one.reason = event.recall->reason;
      one.tellable = false;
    }
    one.tellable = one.tellable || !node_.exceptions.revoked_version(row).empty();
    if (told) {
      if (!one.told || taken.time < *one.told) one.told = taken.time;
      return;
    }
    if (held_.emplace(event.seq, row, taken.lease.reader.person).second) ++one.held;
  }

  Time time_of(Seq seq) const {
    const auto& events = node_.policy.events();
    const auto found = std::lower_bound(events.begin(), events.end(), seq, [](const auto& event, Seq wanted) { return event.seq < wanted; });
    CHECK(found != events.end() && found->seq == seq);
    return found->time;
  }

  Node& node_;
  std::string party_, originator_;
  std::optional<Time> since_;
  std::unordered_map<std::uint32_t, const shelf::Exceptions::Event*> recalls_;  // by row
  std::vector<signed char> label_about_;                                       // by label; -1: not looked at
  std::vector<bool> seen_, seen_handed_over_;                                  // by row
  std::map<std::pair<Seq, std::string>, insight::RecallOwed> owed_;
  std::set<std::tuple<Seq, std::uint32_t, std::string>> held_;
};

// Of the agreements that bind both; to the party itself and the operator, of all that bind it.
std::vector<insight::DutyStated> duties_of(const Node& node, const std::string& party, const std::string& other) {
  std::vector<insight::DutyStated> out;
  const auto& world = node.policy.world();
  for (const auto& pact : world.current()) {
    const auto& terms = pact->terms();
    if (!agreement::binds(terms, party, world.time()) || (!other.empty() && !agreement::binds(terms, other, world.time()))) continue;
    for (const auto& [duty, value] : terms.duties) out.push_back({terms.id, duty, value});
  }
  return out;
}

void add_clearances(const Node& node, HandlingEvents& events) {
  std::set<std::string> people;
  for (const auto& one : events.leases) people.insert(one.person);
  const auto& world = node.policy.world();
  for (const auto& person : people) {
    const auto found = world.directory().clearances.find(person);
    if (found != world.directory().clearances.end() && found->second.until <= world.time())
      events.own->push_back({.what = insight::OwnMatter::What::clearance_ended, .record = 0, .at = found->second.until, .person = person, .count = 1});
  }
}

void add_second_persons(const Node& node, const std::string& party, HandlingEvents& events) {
  for (const auto& said : node.exceptions.said()) {
    const auto& row = node.shelf.row(said.row);
    if (node.shelf.owner(row.owner) == party && node.exceptions.awaits_second_person(said.row))
      events.own->push_back({.what = insight::OwnMatter::What::awaits_second_person, .record = row.seq, .at = row.added, .person = "", .count = 1});
  }
}

// Records are read without the lock: what is in the journal stays.
Result<void> add_refusals(Node& node, const std::vector<Seq>& audited, std::optional<Time> since, HandlingEvents& events) {
  for (const Seq seq : audited) {
    TRY(const store::Record record, node.engine().read(seq));
    TRY(const journal::Entry entry, journal::decode_payload(record));
    TRY(const access::Audited one, access::decode_audited(entry.body));
    if (one.done || one.what != "login" || (since && entry.time < *since)) continue;
    events.own->push_back({.what = insight::OwnMatter::What::refused_log_in, .record = seq, .at = entry.time, .person = one.on, .count = one.count});
  }
  return {};
}

struct Rights {
  bool all = false, own = false, official = false;
};

Result<Rights> rights_of(Node& node, const Caller& caller, const std::string& party) {
  Rights out{.all = caller.is_operator(), .own = caller.party == party && !caller.is_operator(), .official = has_role(node, caller, "official")};
  if (!out.all && !represents(node, caller, std::max(node.clock().now(), node.policy.world().time())))
    return fail(Code::forbidden, "handling records are for officials and registrars while their clearance holds, and for the node's operator");
  if (!node.policy.world().directory().parties.contains(party)) return fail(Code::not_found, "there is no such party");
  return out;
}

}  // namespace

Result<HandlingRecord> handling_record(Node& node, const Caller& caller, const std::string& party, std::optional<Time> since) {
  TRY_VOID(settle_clock(node));
  HandlingRecord out;
  std::vector<Seq> audited;
  {
    std::shared_lock state(node.journal().state());
    TRY(const Rights rights, rights_of(node, caller, party));
    out.party = party;
    out.own = rights.own;
    out.originator = rights.all || rights.own ? "" : caller.party;
    out.since = since;
    out.as_of = node.clock().now();
    Walk(node, party, out.originator, since).run(out.events);
    // That something was taken back is not told to those who have not been told of it.
    out.events.untold_too = !rights.own;
    if (rights.own) std::erase_if(out.events.recalls, [](const auto& one) { return !one.told; });
    out.events.duties = duties_of(node, party, out.originator);
    out.events.concerns.emplace();
    for (const auto& [standing, count] : open_concerns(node, caller, party, out.as_of)) (*out.events.concerns)[std::string(statement::name_of(standing))] = count;
    if (rights.all || (rights.own && rights.official)) {
      out.events.own.emplace();
      add_clearances(node, out.events);
      add_second_persons(node, party, out.events);
      const auto& all = node.audit.of_party(party);
      audited.assign(all.end() - static_cast<std::ptrdiff_t>(std::min(all.size(), kMostAudited)), all.end());
    }
  }
  TRY_VOID(add_refusals(node, audited, since, out.events));
  return out;
}

nlohmann::ordered_json to_json(const HandlingRecord& record) {
  auto numbers = nlohmann::ordered_json::array();
  for (const auto& one : insight::handling_numbers(record.events, record.as_of)) {
    nlohmann::ordered_json row{{"id", one.id}, {"heading", one.heading}, {"unit", one.unit}, {"value", one.value ? nlohmann::ordered_json(*one.value) : nlohmann::ordered_json()}};
    if (!one.evidence.empty()) row["evidence"] = one.evidence;
    if (!one.note.empty()) row["note"] = one.note;
    numbers.push_back(std::move(row));
  }
  return {{"party", record.party},
          {"originator", record.originator.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(record.originator)},
          {"own", record.own},
          {"since", record.since ? nlohmann::ordered_json(format_time(*record.since)) : nlohmann::ordered_json()},
          {"as_of", format_time(record.as_of)},
          {"numbers", std::move(numbers)}};
}

Result<nlohmann::ordered_json> evidence_json(const HandlingRecord& record, const std::string& kind) {
  if (!kind.empty() && !insight::is_evidence_kind(kind)) return fail(Code::invalid, "evidence is of the kind lease, recall, duty, log-in, clearance or second-person", "kind");
  auto list = nlohmann::ordered_json::array();
  std::size_t place = 0;
  for (const auto& one : insight::handling_evidence(record.events, kind)) {
    // Newest first: what ascends is what is left to the end of the numbers.
    nlohmann::ordered_json row{{"key", fmt::format("{:020}-{:08}", UINT64_MAX - one.record, place++)}, {"kind", one.kind}};
    if (one.record != 0) row["record"] = one.record;
    if (one.record != 0 || one.at != Time{}) row["time"] = format_time(one.at);
    if (!one.person.empty()) row["person"] = one.person, row["agency"] = marking::agency_of(one.person);
    row["says"] = one.says;
    list.push_back(std::move(row));
  }
  return nlohmann::ordered_json{{"evidence", std::move(list)}};
}

}  // namespace comity::operations
