// What a node has and what it still lacks, for its operator.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "server/assemble.hpp"

namespace comity::server {

// How long before its end something counts as expiring.
inline constexpr std::int64_t kExpiringDays = 30;

// {"node","created","records","checkpoint","key","policy","next_transition","parties","agencies","people","authorities_missing":[…],
// "clearances":{"valid","without":[…],"expiring":[{"person","until"}]},"agreements":{"in_force":[…],"expiring":[{"id","until"}],"other"},
// "log_ins","erasures_pending","disk":{"used","free"},"exercise","missing":[{"what","how"}]}. Names people and agreements: for the operator alone. Any thread.
nlohmann::ordered_json node_status(Opened& opened);

}  // namespace comity::server
