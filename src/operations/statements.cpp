#include "operations/statements.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <shared_mutex>
#include <tuple>

#include "operations/representing.hpp"

namespace comity::operations {
namespace {

using statement::Statements;

Reading reading_of(Node& node, const Caller& caller) {
  return {[&](std::string_view name) { return node.statements.was_read(caller.person, name); },
          [&](journal::Batch& batch, const std::set<std::string>& names) { batch.add(journal::Kind::statement, statement::read_record(caller.person, names)); }};
}

// The latest version and what was done about it, and no copy of anything else.
Statements::Held latest_of(const Statements::Held& held) {
  Statements::Held out;
  out.versions = {held.latest()};
  out.closure = held.closure;
  out.last = held.last;
  out.last_at = held.last_at;
  for (const auto& one : held.positions)
    if (one.position.version == held.latest().text.document.version) out.positions.push_back(one);
  for (const Seq seq : held.records)
    if (seq >= held.latest().seq) out.records.push_back(seq);
  return out;
}

enum class Extent { latest, all };
StatementSeen seen(Node& node, const Caller& caller, const std::string& id, const Statements::Held& held, const StatementSight& sight, Extent extent, Time now) {
  // Earlier texts were for those alone who speak for the invited, and with whom the convenor still shares.
  const statement::Document& document = held.latest().text.document;
  const bool speaks = document.invited.contains(caller.party) && represents(node, caller, now) && !has_suspended(node, document.convenor, caller.party, now);
  return {id, extent == Extent::all && speaks ? held : latest_of(held), outcome_of(node, held, now), voids_of(node, held), caller.is_operator(), sight.everybody};
}

// What is for everybody is the version that was adopted; whoever gets another is named.
void name(const StatementSeen& one, std::set<std::string>& names) {
  if (one.numbers_only) return;
  for (const auto& version : one.held.versions)
    if (!one.everybody || version.seq != one.held.latest().seq) names.insert(statement::version_name(one.id, version.text.document.version));
}

bool wanted(const StatementSeen& one, const StatementFilter& filter) {
  const statement::Document& document = one.held.latest().text.document;
  return (filter.meeting.empty() || document.meeting == filter.meeting) && (filter.party.empty() || document.invited.contains(filter.party)) &&
         (filter.state.empty() || statement::name_of(one.outcome.state) == filter.state);
}

}  // namespace

Time as_of(Node& node, const Statements::Held& held) { return std::max({node.clock().now(), node.policy.world().time(), held.last_at}); }

std::set<Seq> voids_of(const Node& node, const Statements::Held& held) {
  std::set<Seq> out;
  for (const auto& one : held.positions)
    if (const auto& made = one.paper.signatures.front(); !node.policy.life().counts(made.signer, made.key, one.position.party, statement::kPosition.power, one.at)) out.insert(one.seq);
  return out;
}

statement::Outcome outcome_of(const Node& node, const Statements::Held& held, Time now) {
  return statement::outcome_of(held, [&](const auto& one) {
    const auto& made = one.paper.signatures.front();
    return node.policy.life().counts(made.signer, made.key, one.position.party, statement::kPosition.power, one.at);
  }, now);
}

std::optional<StatementSight> sight_of(const Node& node, const Caller& caller, const Statements::Held& held, Time now) {
  if (caller.is_operator()) return StatementSight{};
  const statement::Document& document = held.latest().text.document;
  // What can be said without working out how it stands is said first: to most who may not know it takes no longer than what is not there.
  const bool invited = document.invited.contains(caller.party), may_be_for_everybody = document.afterwards == statement::Afterwards::everybody;
  if (!may_be_for_everybody && (!invited || !is_cleared(node, caller, now))) return std::nullopt;
  const statement::Outcome outcome = outcome_of(node, held, now);
  const bool released = outcome.state == statement::State::adopted && (!document.embargo || now >= *document.embargo);
  if (released && may_be_for_everybody && node.policy.world().directory().people.contains(caller.person)) return StatementSight{true};
  if (!invited || has_suspended(node, document.convenor, caller.party, now)) return std::nullopt;
  if (outcome.state == statement::State::draft && caller.party != document.convenor) return std::nullopt;
  if (represents(node, caller, now) || (released && is_cleared(node, caller, now))) return StatementSight{};
  return std::nullopt;
}

Result<std::vector<StatementSeen>> statements(Node& node, const Caller& caller, const StatementFilter& filter) {
  // By asking for one party after another it would learn whom each statement invites.
  if (caller.is_operator() && !(filter.meeting.empty() && filter.party.empty()))
    return fail(Code::invalid, "the operator is told how statements stand, and not whom they invite or where: ask without a meeting and a party");
  TRY_VOID(settle_clock(node));
  std::vector<StatementSeen> out;
  TRY_VOID(read_noted(node, reading_of(node, caller), [&](std::set<std::string>& names) -> Result<void> {
    out.clear();
    for (const auto& [id, held] : node.statements.statements()) {
      const Time now = as_of(node, held);
      const auto sight = sight_of(node, caller, held, now);
      if (!sight) continue;
      StatementSeen one = seen(node, caller, id, held, *sight, Extent::latest, now);
      if (!wanted(one, filter)) continue;
      name(one, names);
      out.push_back(std::move(one));
    }
    return {};
  }));
  return out;
}

Result<StatementSeen> statement_of(Node& node, const Caller& caller, std::string_view id) {
  TRY_VOID(settle_clock(node));
  StatementSeen out;
  TRY_VOID(read_noted(node, reading_of(node, caller), [&](std::set<std::string>& names) -> Result<void> {
    const auto* held = node.statements.find(id);
    const Time now = held ? as_of(node, *held) : Time{};
    const auto sight = held ? sight_of(node, caller, *held, now) : std::nullopt;
    if (!sight) return fail(Code::not_found, "there is no such statement for you");
    out = seen(node, caller, std::string(id), *held, *sight, Extent::all, now);
    name(out, names);
    return {};
  }));
  return out;
}

Result<std::vector<statement::PositionRow>> statement_positions(Node& node, const Caller& caller) {
  std::vector<statement::PositionRow> out;
  if (!caller.is_operator()) {
    TRY(const auto all, statements(node, caller));
    for (const auto& one : all) {
      if (one.outcome.state == statement::State::draft) continue;
      const auto& version = one.held.latest();
      const statement::Document& document = version.text.document;
      for (const auto& [party, standing] : one.outcome.parties) {
        statement::PositionRow row{one.id, document.title, one.outcome.adopted_at.value_or(version.at), document.meeting, document.topics, party, standing.stand, {}, false, ""};
        for (const auto& position : one.held.positions)
          if (position.position.party == party && standing.since == position.at) row.reservations = position.position.reservations;
        out.push_back(std::move(row));
      }
    }
  }
  // One account of each statement: the node's own records before claims, and of claims those of the caller's party before those for everybody.
  std::set<std::string> accounted;
  for (const auto& row : out) accounted.insert(row.statement);
  std::shared_lock state(node.journal().state());
  const auto& past = node.statements.past();
  for (const std::string& claimant : {caller.is_operator() ? std::string() : caller.party, std::string()})
    for (auto at = past.lower_bound({claimant, ""}); at != past.end() && at->first.first == claimant; ++at)
      if (accounted.insert(at->first.second).second)
        for (auto& row : statement::rows_of(at->second.past)) {
          row.own = !claimant.empty();
          out.push_back(std::move(row));
        }
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return std::tie(a.date, a.statement, a.party) < std::tie(b.date, b.statement, b.party); });
  return out;
}

}  // namespace comity::operations
