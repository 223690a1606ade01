#include "operations/concerns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <shared_mutex>

#include "operations/representing.hpp"

namespace comity::operations {
namespace {

using statement::Concerns;

std::vector<statement::Taken> taken(const Concerns::Held& held) {
  std::vector<statement::Taken> out;
  for (const auto& one : held.steps) out.push_back({one.step, one.at});
  return out;
}

// The steps whose keys still count. Without its raising there is no concern.
struct Counting {
  Concerns::Held held;
  std::set<Seq> voids;
  bool is_void = false;
};
Counting counting(const Node& node, const Concerns::Held& held) {
  Counting out;
  for (const auto& one : held.steps) {
    const auto& made = one.paper.signatures.front();
    if (node.policy.life().counts(made.signer, made.key, one.step.by, statement::kConcern.power, one.at)) out.held.steps.push_back(one);
    else out.voids.insert(one.seq);
  }
  out.is_void = out.voids.contains(held.steps.front().seq);
  if (out.is_void) out.held.steps = {held.steps.front()};
  return out;
}

bool is_told(const Node& node, std::string_view party, const Concerns::Held& held) {
  const statement::Step& raised = held.raised();
  if (party == raised.by || party == marking::party_of(raised.about)) return true;
  const alliance::Directory& directory = node.policy.world().directory();
  return std::any_of(raised.told.begin(), raised.told.end(), [&](const std::string& name) {
    const auto community = directory.communities.find(name);
    return name == party || (community != directory.communities.end() && community->second.member(party, held.steps.front().at));
  });
}

bool may_know(const Node& node, const Caller& caller, const Concerns::Held& held, Time now) {
  if (caller.is_operator()) return true;
  const std::string& raiser = held.raised().by;
  const bool told_by_other = caller.party != raiser && caller.party != marking::party_of(held.raised().about);
  return is_told(node, caller.party, held) && represents(node, caller, now) && !(told_by_other && has_suspended(node, raiser, caller.party, now));
}

Time as_of(Node& node, const Concerns::Held& held) { return std::max({node.clock().now(), node.policy.world().time(), held.steps.back().at}); }

bool wanted(const ConcernSeen& one, const ConcernFilter& filter) {
  const statement::Step& raised = one.held.raised();
  return (filter.about.empty() || raised.about == filter.about || marking::party_of(raised.about) == filter.about) && (!filter.category || raised.category == *filter.category) &&
         (filter.object.empty() || raised.objects.contains(filter.object)) && (!filter.open_only || (!one.is_void && statement::is_open(one.course.state)));
}

ConcernSeen seen(Node& node, const Caller& caller, const std::string& id, const Concerns::Held& held) {
  Counting counted = counting(node, held);
  ConcernSeen out{id, std::move(counted.held), {}, counted.is_void, std::move(counted.voids), caller.is_operator()};
  out.course = statement::course_of(taken(out.held), as_of(node, held));
  return out;
}

Reading reading_of(Node& node, const Caller& caller) {
  return {[&](std::string_view name) { return node.concerns.was_read(caller.person, name); },
          [&](journal::Batch& batch, const std::set<std::string>& names) { batch.add(journal::Kind::concern, statement::concern_read_record(caller.person, names)); }};
}

Result<void> check_raising(const Node& node, const statement::Step& step, Time now) {
  const alliance::Directory& directory = node.policy.world().directory();
  if (party_of_id(node, step.id) != step.by) return fail(Code::invalid, "another party's id begins this id as well; choose an id that is the raiser's alone");
  if (!directory.parties.contains(step.about) && !directory.agencies.contains(step.about)) return fail(Code::invalid, fmt::format("there is no party or agency '{}'", step.about));
  // A community that the raiser is not in is to it as one that is not there.
  for (const auto& name : step.told) {
    const auto community = directory.communities.find(name);
    const bool own = community != directory.communities.end() && community->second.member(step.by, now);
    if (!own && !directory.parties.contains(name)) return fail(Code::invalid, fmt::format("there is no party or community '{}' for {}", name, step.by));
  }
  return {};
}

}  // namespace

Result<Seq> record_concern(Node& node, const Caller& caller, std::string_view paper_json) {
  TRY(const agreement::Paper paper, agreement::parse_paper(statement::kConcern, paper_json));
  TRY(const statement::Step step, statement::parse_step(paper.text));
  TRY_VOID(settle_clock(node));
  return node.journal().commit([&](journal::Batch& batch) -> Result<void> {
    if (batch.policy_pending() || batch.next() != node.journal().last() + 1) return fail(Code::conflict, "the concern is changing; try again");
    const Time now = batch.next_time();
    if (!caller.is_operator() && (caller.party != step.by || !represents(node, caller, now)))
      return fail(Code::forbidden, "a concern is brought by an official or a registrar of the party that signed it, or by the operator");
    const auto* held = node.concerns.find(step.id);
    if (step.move == statement::Move::raise) TRY_VOID(check_raising(node, step, now));
    // Its id begins with the raiser's: that it is taken is no news to the party that signs.
    if (held && step.move == statement::Move::raise) return fail(Code::conflict, "a concern of this id is recorded already; give another");
    if (held && !may_know(node, caller, *held, now)) held = nullptr;
    if (!held && step.move != statement::Move::raise) return fail(Code::not_found, "there is no such concern for you");
    for (const auto& [what, time] : {std::pair{"an answer is asked for", step.answer_by}, {"a remedy is promised", step.remedy_by}})
      if (time && *time <= now) return fail(Code::invalid, fmt::format("{} by {}, which is over; set a later time", what, format_time(*time)));
    if (step.issued > Time{now.us + 10ll * 60 * 1'000'000}) return fail(Code::invalid, "this was issued in the future; set the signer's clock");
    if (held) {
      const Counting counted = counting(node, *held);
      if (counted.is_void) return fail(Code::precondition, "the concern is void: the key that raised it was revoked");
      TRY_VOID(statement::may_follow(taken(counted.held), step, now));
    }
    TRY_VOID(agreement::check(statement::kConcern, paper, step.by, node.policy.life(), node.policy.counts_from(now)));
    batch.add(journal::Kind::concern, statement::concern_record(caller.person, paper));
    return {};
  });
}

Result<std::vector<ConcernSeen>> concerns(Node& node, const Caller& caller, const ConcernFilter& filter) {
  // By asking for one party or object after another it would learn what each concern is about.
  if (caller.is_operator() && !(filter.about.empty() && filter.object.empty()))
    return fail(Code::invalid, "the operator is told how concerns stand, and not what they are about: ask without a party and an object");
  TRY_VOID(settle_clock(node));
  std::vector<ConcernSeen> out;
  TRY_VOID(read_noted(node, reading_of(node, caller), [&](std::set<std::string>& names) -> Result<void> {
    out.clear();
    for (const auto& [id, held] : node.concerns.all()) {
      if (!may_know(node, caller, held, as_of(node, held))) continue;
      ConcernSeen one = seen(node, caller, id, held);
      if (!wanted(one, filter)) continue;
      if (!one.numbers_only) names.insert(fmt::format("concern {} {}", id, held.steps.size()));
      out.push_back(std::move(one));
    }
    return {};
  }));
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.held.steps.front().at < b.held.steps.front().at; });
  return out;
}

Result<ConcernSeen> concern_of(Node& node, const Caller& caller, std::string_view id) {
  TRY_VOID(settle_clock(node));
  ConcernSeen out;
  TRY_VOID(read_noted(node, reading_of(node, caller), [&](std::set<std::string>& names) -> Result<void> {
    // To the operator concerns have no ids.
    const bool speaks = !caller.is_operator() && represents(node, caller, std::max(node.clock().now(), node.policy.world().time()));
    const auto* held = speaks ? node.concerns.find(id) : nullptr;
    if (!held || !may_know(node, caller, *held, as_of(node, *held))) return fail(Code::not_found, "there is no such concern for you");
    out = seen(node, caller, std::string(id), *held);
    names.insert(fmt::format("concern {} {}", id, held->steps.size()));
    return {};
  }));
  return out;
}

std::map<statement::ConcernState, std::size_t> open_concerns(const Node& node, const Caller& caller, std::string_view party, Time now) {
  std::map<statement::ConcernState, std::size_t> out;
  for (const auto& [id, held] : node.concerns.all()) {
    if (marking::party_of(held.raised().about) != party || !may_know(node, caller, held, now)) continue;
    const Counting counted = counting(node, held);
    const auto state = statement::course_of(taken(counted.held), now).state;
    if (!counted.is_void && statement::is_open(state)) ++out[state];
  }
  return out;
}

}  // namespace comity::operations
