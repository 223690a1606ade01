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

}  // namespace comity::operations
