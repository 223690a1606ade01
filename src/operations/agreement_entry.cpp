#include "operations/agreement_entry.hpp"

#include <fmt/format.h>

#include <shared_mutex>
#include <variant>

namespace comity::operations {

Result<AgreementEntry> entry_into_force(Node& node, const Caller& caller, std::string_view id) {
  TRY(const AgreementSeen seen, agreement_of(node, caller, id));
  for (const auto& recorded : seen.history) {
    const auto* document = std::get_if<agreement::Signed>(&recorded.what);
    if (document == nullptr || recorded.void_since_revoked) continue;
    const agreement::Terms& terms = document->document.terms;
    if (terms.in_force == Time::min()) break;
    TRY(const insight::Day day, insight::parse_day(format_date(terms.in_force)));
    AgreementEntry out{day, {}};
    for (const agreement::Adherence& one : terms.parties) out.parties.push_back(one.party);
    return out;
  }
  return fail(Code::precondition, "this agreement has no first day in force yet; give a date");
}

Result<void> put_agreement(Node& node, const Caller& caller, const std::string& id, bool has_date, WindowAsk& ask) {
  if (!id.empty()) {
    TRY(const AgreementEntry entry, entry_into_force(node, caller, id));
    if (!has_date) ask.date = entry.date;
    ask.about = fmt::format("{} in force", id);
    if (ask.a.empty() && entry.parties.size() == 2) {
      ask.a = entry.parties[0];
      ask.b = entry.parties[1];
    }
  } else if (!has_date) {
    return fail(Code::invalid, "say around which day: a date, or an agreement", "date");
  }
  if (ask.a.empty() || ask.b.empty()) return fail(Code::invalid, "name the two members of the pair", "a");
  return {};
}

Result<std::vector<std::string>> members_of_node(Node& node, const Caller& caller, const insight::RollCallSet& set, const std::string& community) {
  std::vector<std::string> out;
  std::shared_lock state(node.journal().state());
  const alliance::Directory& directory = node.policy.world().directory();
  const Time now = node.clock().now();
  // A community that the caller's party is not in takes the same look as one that there is none of.
  const alliance::Community* members = nullptr;
  for (const auto& [id, one] : directory.communities)
    if ((caller.is_operator() || one.member(caller.party, now)) && id == community) members = &one;
  for (const auto& [party, about] : directory.parties) {
    const bool votes = !set.named(party).empty();
    if (votes && (community.empty() || (members != nullptr && members->member(party, now)))) out.push_back(party);
  }
  if (out.empty()) return fail(Code::not_found, "no such community, or none of it voted; name members", "members");
  return out;
}

}  // namespace comity::operations
