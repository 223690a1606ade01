#include <fmt/format.h>

#include <algorithm>
#include <shared_mutex>

#include "operations/credentials.hpp"
#include "operations/roles.hpp"

namespace comity::operations {
namespace {

constexpr std::int64_t kDayUs = 86'400'000'000;

std::string_view state_of(const alliance::Clearance& one, Time now) {
  if (one.until <= one.from) return "withdrawn";
  if (now < one.from) return "not yet";
  return now < one.until ? "valid" : "expired";
}

// Whether all words are of the schemes of that party.
Result<void> check_levels(const alliance::Directory& directory, std::string_view party, const std::map<std::string, std::string>& levels) {
  const auto of = directory.parties.find(std::string(party));
  for (const auto& [scheme, word] : levels) {
    const std::string where = fmt::format("/levels/{}", scheme);
    if (of == directory.parties.end() || !std::count(of->second.schemes.begin(), of->second.schemes.end(), scheme))
      return fail(Code::invalid, fmt::format("a clearance has words of its party's own schemes, and {} is none of {}", scheme, party), where);
    const marking::Level* level = directory.schemes.level(scheme, word);
    if (!level || level->word != word) return fail(Code::invalid, fmt::format("{} has no word \"{}\"", scheme, word), where);
  }
  return {};
}

}  // namespace

Result<std::vector<ClearanceState>> clearances(Node& node, const Caller& caller, std::optional<int> within_days) {
  std::vector<ClearanceState> out;
  std::shared_lock state(node.journal().state());
  const auto& directory = node.policy.world().directory();
  const bool official = has_role(directory, caller.person, "official");
  const Time now = node.clock().now();
  for (const auto& [person, one] : directory.clearances) {
    const bool theirs = caller.is_operator() || person == caller.person || (official && marking::party_of(person) == caller.party);
    if (!theirs) continue;
    ClearanceState row{person, one.from, one.until, one.issued, std::string(state_of(one, now)), one.levels, one.purposes};
    if (within_days && (row.state != "valid" || one.until == Time::max() || (one.until.us - now.us) / kDayUs >= *within_days)) continue;
    out.push_back(std::move(row));
  }
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.until < b.until; });
  return out;
}

Result<alliance::Clearance> prepare_clearance(Node& node, const Caller& caller, const ClearanceWish& wish) {
  std::shared_lock state(node.journal().state());
  const auto& directory = node.policy.world().directory();
  const bool official = has_role(directory, caller.person, "official");
  if (!caller.is_operator() && !official) return fail(Code::forbidden, "clearances are prepared by the officials of a person's party and by the node's operator");
  if ((!caller.is_operator() && marking::party_of(wish.person) != caller.party) || !directory.people.contains(wish.person))
    return fail(Code::not_found, "there is no such person for this caller; GET /api/v1/people lists those there are", "/person");
  const Time now = node.clock().now();
  const auto counts = directory.clearances.find(wish.person);
  if (counts == directory.clearances.end() && !wish.levels)
    return fail(Code::precondition, "this person has no clearance to begin with; give its levels and purposes", "/levels");
  alliance::Clearance out = counts == directory.clearances.end() ? alliance::Clearance{} : counts->second;
  const bool in_force = counts != directory.clearances.end() && out.from <= now && now < out.until;
  out.person = wish.person;
  out.issued = now;
  if (!in_force) out.from = now;
  if (wish.levels) {
    TRY_VOID(check_levels(directory, marking::party_of(wish.person), *wish.levels));
    out.levels = *wish.levels;
  }
  if (wish.purposes) out.purposes = *wish.purposes;
  if (wish.topics) out.topics = *wish.topics;
  if (!out.purposes.contains(out.default_purpose)) out.default_purpose = out.purposes.size() == 1 ? *out.purposes.begin() : "";
  if (wish.withdraw == wish.until.has_value()) return fail(Code::invalid, "say until when it is to hold, or that it is withdrawn", "/until");
  if (wish.until && *wish.until <= now) return fail(Code::invalid, "this end has passed; to end a clearance now, withdraw it", "/until");
  out.until = wish.withdraw ? out.from : *wish.until;
  return out;
}

}  // namespace comity::operations
