#include <fmt/format.h>

#include <algorithm>
#include <shared_mutex>

#include "operations/representing.hpp"
#include "operations/roles.hpp"
#include "operations/statements.hpp"

namespace comity::operations {
namespace {

using statement::Statements;

bool may_know(const Node& node, const Caller& caller, const statement::Meeting& meeting, Time now) {
  return !caller.is_operator() && meeting.parties.contains(caller.party) && represents(node, caller, now) && !has_suspended(node, meeting.convenor, caller.party, now);
}

// As it was recorded last: a later form is to be read again.
std::string name_of(const Statements::HeldMeeting& held) { return fmt::format("meeting {} {}", held.meeting.id, held.seq); }

Result<std::vector<MeetingSeen>> known(Node& node, const Caller& caller, std::string_view id) {
  TRY_VOID(settle_clock(node));
  std::vector<MeetingSeen> out;
  const Reading reading{[&](std::string_view name) { return node.statements.was_read(caller.person, name); },
                        [&](journal::Batch& batch, const std::set<std::string>& names) { batch.add(journal::Kind::statement, statement::read_record(caller.person, names)); }};
  TRY_VOID(read_noted(node, reading, [&](std::set<std::string>& names) -> Result<void> {
    out.clear();
    const Time now = std::max(node.clock().now(), node.policy.world().time());
    for (const auto& [one, held] : node.statements.meetings()) {
      if ((!id.empty() && one != id) || !may_know(node, caller, held.meeting, now)) continue;
      names.insert(name_of(held));
      out.push_back({held.meeting, held.at, {}});
    }
    return {};
  }));
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.meeting.from < b.meeting.from; });
  return out;
}

}  // namespace

Result<std::string> record_meeting(Node& node, const Caller& caller, std::string_view meeting_json) {
  TRY(const statement::Meeting meeting, statement::parse_meeting(meeting_json));
  TRY_VOID(settle_clock(node));
  const auto plan = [&](journal::Batch& batch) -> Result<void> {
    if (batch.policy_pending()) return fail(Code::conflict, "the policy is changing; try again");
    const alliance::Directory& directory = node.policy.world().directory();
    if (caller.is_operator() || caller.party != meeting.convenor || !has_role(directory, caller.person, "official") || !is_cleared(node, caller, batch.next_time()))
      return fail(Code::forbidden, "a meeting is recorded by an official of the party that convenes it");
    if (party_of_id(node, meeting.id) != meeting.convenor)
      return fail(Code::invalid, "another party's id begins this id as well; choose an id that is the convenor's alone", "/id");
    for (const auto& party : meeting.parties)
      if (!directory.parties.contains(party)) return fail(Code::invalid, fmt::format("there is no party '{}'", party), "/parties");
    batch.add(journal::Kind::statement, statement::meeting_record(caller.person, meeting));
    return {};
  };
  TRY_VOID(node.journal().commit(plan));
  return meeting.id;
}

Result<std::vector<MeetingSeen>> meetings(Node& node, const Caller& caller) { return known(node, caller, {}); }

Result<MeetingSeen> meeting_of(Node& node, const Caller& caller, std::string_view id) {
  TRY(auto all, known(node, caller, id.empty() ? "-" : id));
  if (all.empty()) return fail(Code::not_found, "there is no such meeting for you");
  TRY(all.front().statements, statements(node, caller, {std::string(id), "", ""}));
  return std::move(all.front());
}

}  // namespace comity::operations
