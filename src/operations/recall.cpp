#include "operations/recall.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "operations/recalling.hpp"
#include "stix/revoked.hpp"

namespace comity::operations {
namespace {

using shelf::RecallRecord;

// What products among the rows hold by object_refs, and products among that.
std::vector<std::uint32_t> with_contents(Node& node, const Caller& caller, std::vector<std::uint32_t> rows) {
  std::set<std::uint32_t> all(rows.begin(), rows.end());
  while (!rows.empty()) {
    const std::uint32_t row = rows.back();
    rows.pop_back();
    for (const shelf::Edge& edge : node.shelf.references(row)) {
      if (edge.kind != stix::Reference::Kind::required_list || edge.bound.none()) continue;
      node.shelf.each_version(edge.bound, [&](std::uint32_t other) {
        if (!all.contains(other) && may_take_back(node, caller, other)) {
          all.insert(other);
          rows.push_back(other);
        }
      });
    }
  }
  return {all.begin(), all.end()};
}

// "" where STIX has no such version, or the bytes are not there to be looked at.
std::string revoked_version_of(Node& node, const journal::Batch& batch, std::uint32_t row) {
  const auto bytes = shelf::render(node.engine(), node.shelf, row, {});
  if (!bytes) return {};
  const auto document = json::Document::parse(*bytes);
  if (!document) return {};
  const auto modified = document->root().get("modified");
  if (!modified || !modified->is(json::Kind::string)) return {};
  // It must not go by the name of a version that is held.
  std::string later = stix::a_millisecond_later(modified->string());
  while (!later.empty() && batch.get(shelf::version_key(node.shelf.row(row).thing, later))) later = stix::a_millisecond_later(later);
  return later.empty() ? std::string() : stix::revoked_version(*document, later);
}

// The object that stands in the place of these rows: one that the caller knows of, and that is not taken back with them.
Result<shelf::Thing> find_replacement(Node& node, const Caller& caller, std::string_view id, const std::vector<std::uint32_t>& recalled) {
  if (id.empty()) return shelf::Thing{};
  const auto absent = [] { return fail(Code::not_found, "there is no such object for you", "replaced_by"); };
  shelf::Thing found;
  std::vector<shelf::Thing> things = things_named(node, id);
  const bool nobodys = things.empty();
  if (const shelf::Thing other = node.shelf.stand_in(id); nobodys && !other.none()) things.push_back(other);
  for (const shelf::Thing thing : things) {
    bool knows = node.views().with(shelf::Reader{caller.person, caller.purpose, marking::Action::copy},
                                   [&](const shelf::View& view) { return view.released(thing); });
    bool own = false;
    node.shelf.each_version(thing, [&](std::uint32_t row) {
      knows = knows || may_take_back(node, caller, row);
      own = node.shelf.owner(node.shelf.row(row).owner) == caller.party;
    });
    if (knows && !nobodys && (own || found.none())) found = thing;
  }
  if (found.none()) return absent();
  bool stands = false;
  node.shelf.each_version(found, [&](std::uint32_t row) {
    stands = stands || (!node.exceptions.recalled(row, UINT64_MAX) && !std::binary_search(recalled.begin(), recalled.end(), row));
  });
  if (!stands) return fail(Code::invalid, "what takes the place of a recalled object is not recalled itself", "replaced_by");
  return found;
}

Result<VersionOf> name_of_row(Node& node, std::uint32_t row) {
  TRY(const shelf::ObjectRecord record, object_record(node.engine(), node.shelf.row(row).seq));
  return VersionOf{record.owner, record.id, record.version};
}

bool is_originator(const Node& node, std::uint32_t row, std::string_view party) {
  return node.policy.labels().at(node.shelf.row(row).label).originating_parties().contains(std::string(party));
}

}  // namespace

Result<void> alone_in(const journal::Batch& batch) {
  if (batch.policy_pending() || batch.pending.objects > 0) return fail(Code::conflict, "the journal is busy; try again");
  return {};
}

std::uint64_t span_about(const Node& node, const journal::Batch& batch, const std::vector<std::uint32_t>& rows) {
  return 1 + node.shelf.affected_by(rows).size() + batch.pending.objects + batch.noted_rows();
}

Result<std::vector<std::uint32_t>> not_recalled_yet(Node& node, const Caller& caller, std::vector<std::uint32_t> rows) {
  std::erase_if(rows, [&](std::uint32_t row) { return node.exceptions.recalled(row, UINT64_MAX) || !may_take_back(node, caller, row); });
  if (rows.empty()) return fail(Code::precondition, "it is recalled already");
  std::sort(rows.begin(), rows.end());
  return rows;
}

Result<Seq> add_recall(Node& node, journal::Batch& batch, const Caller& caller, const std::vector<std::uint32_t>& rows,
                       RecallRecord::Cause cause, std::string reason, shelf::Thing replaced_by) {
  RecallRecord record;
  record.cause = cause;
  record.by = caller.person;
  record.party = caller.party;
  record.reason = std::move(reason);
  record.replaced_by = replaced_by;
  for (const std::uint32_t row : rows) record.objects.push_back({node.shelf.row(row).seq, revoked_version_of(node, batch, row)});
  const std::uint64_t span = span_about(node, batch, rows);
  flush_extents(node, batch);
  return batch.add(journal::Kind::recall, shelf::encode(record), {}, span);
}

Result<Recalled> recalled_by(Node& node, Seq record) {
  std::shared_lock state(node.journal().state());
  const shelf::Exceptions::Event* event = node.exceptions.event(record);
  CHECK(event && event->recall);
  Recalled out;
  out.record = record;
  for (const RecallRecord::One& one : event->recall->objects) {
    TRY(VersionOf version, name_of_row(node, node.shelf.row_of(one.seq)));
    out.objects.push_back({std::move(version), !one.revoked.empty()});
  }
  std::vector<std::set<std::string>> originators;  // by row of the event
  for (const std::uint32_t row : event->rows)
    originators.push_back(node.policy.labels().at(node.shelf.row(row).label).originating_parties());
  std::set<std::string> people;
  node.leases.each([&](const shelf::Leases::Taken& taken) {
    const std::string& person = taken.lease.reader.person;
    if (taken.lease.names || taken.seq > record || people.contains(person)) return;
    const std::string party(marking::party_of(person));
    taken.lease.objects.each_run([&](const shelf::RowRun& run) {
      for (auto row = std::lower_bound(event->rows.begin(), event->rows.end(), run.first);
           row != event->rows.end() && *row - run.first < run.count; ++row)
        if (!originators[static_cast<std::size_t>(row - event->rows.begin())].contains(party)) people.insert(person);
    });
  });
  std::set<std::string_view> parties;
  for (const std::string& person : people) parties.insert(marking::party_of(person));
  out.people = people.size();
  out.parties = parties.size();
  return out;
}

Result<Recalled> recall(Node& node, const Caller& caller, const RecallRequest& request) {
  TRY_VOID(check_reason(request.reason));
  const auto plan = [&](journal::Batch& batch) -> Result<void> {
    TRY_VOID(alone_in(batch));
    const ObjectNamed& object = request.object;
    TRY(Named named, find_named(node, caller, object.id, object.owner, object.version,
                                [&](std::uint32_t row) { return may_take_back(node, caller, row); }));
    if (request.with_references) named.rows = with_contents(node, caller, std::move(named.rows));
    TRY(const auto rows, not_recalled_yet(node, caller, std::move(named.rows)));
    TRY(const shelf::Thing replaced_by, find_replacement(node, caller, request.replaced_by, rows));
    TRY_VOID(add_recall(node, batch, caller, rows, request.cause, request.reason, replaced_by));
    return {};
  };
  TRY(const Seq record, node.journal().commit(plan));
  return recalled_by(node, record);
}

Result<std::vector<Holders>> holders(Node& node, const Caller& caller, const ObjectNamed& object) {
  std::shared_lock state(node.journal().state());
  const bool entitled = caller.is_operator() || has_role(node, caller, "registrar") || has_role(node, caller, "official");
  TRY(const Named named, find_named(node, caller, object.id, object.owner, object.version, [&](std::uint32_t row) {
    return entitled && (caller.is_operator() || originates(node, caller, row));
  }));
  std::vector<Holders> out;
  for (const std::uint32_t row : named.rows) {
    TRY(VersionOf version, name_of_row(node, row));
    const shelf::Exceptions::Event* recall = node.exceptions.recall_of(row);
    Holders one{std::move(version), recall != nullptr, {}};
    std::map<std::tuple<std::string, std::string, marking::Action, bool>, Holding> by_reader;
    for (const shelf::Holdings::Holder& lease : node.holdings.holders(row)) {
      const shelf::Reader& reader = lease.reader;
      const std::string party(marking::party_of(reader.person));
      const bool told = recall && !is_originator(node, row, party) && node.leases.find(lease.lease)->lease.policy >= recall->seq;
      const auto [at, first] = by_reader.try_emplace({reader.person, reader.purpose, reader.action, told});
      Holding& holding = at->second;
      if (first)
        holding = {reader.person, std::string(marking::agency_of(reader.person)), party, reader.purpose, reader.action,
                   lease.leased, lease.leased, false, told};
      holding.last = lease.leased;
      holding.delivered = holding.delivered || lease.delivered;
    }
    for (auto& [reader, holding] : by_reader) one.people.push_back(std::move(holding));
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace comity::operations
