// What was shared between parties, from the node's own leases, beside how alike they vote. An association, never a cause. docs/methods/alignment.md.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "insight/alignment.hpp"
#include "insight/association.hpp"
#include "operations/node.hpp"

namespace comity::operations {

struct SharedPair {
  std::string a, b;                // parties, a before b
  // Distinct versions of objects of which the one is an originating party and which the other's people may first have received then: by month ("2026-01") of the first lease. What only names objects is none.
  std::vector<std::pair<std::string, std::uint64_t>> to_b, to_a;
  std::uint64_t total_to_b = 0, total_to_a = 0;
  std::uint64_t delivered_to_b = 0, delivered_to_a = 0;  // of these, handed over as far as it is journalled
  // Of both directions, over the months from the first to the last in which any pair that the caller is told of shared something; nothing where there are none.
  std::optional<double> a_month;
  // |both| / |either| of the objects that each has at hand, its own or leased: to the operator alone, as it counts what third parties shared.
  std::optional<double> overlap;
};
// The pairs in which the caller's party is one; the operator's is all. Objects of other parties are counted nowhere but in overlap. For officials, registrars and the operator. Errors: forbidden.
Result<std::vector<SharedPair>> shared_pairs(Node& node, const Caller& caller);

struct SharingAsk {
  insight::Index index = insight::Index::agree3;
  insight::VoteOptions options;    // with the dates that the votes are of
  insight::Resampling resampling;
};
// {"words","index","pairs","association","about"}. Errors: forbidden.
Result<nlohmann::ordered_json> sharing_against_alignment(Node& node, const Caller& caller, const insight::RollCallSet& set, const SharingAsk& ask);

}  // namespace comity::operations
