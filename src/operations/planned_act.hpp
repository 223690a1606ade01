// What the record of an act about single objects holds beside the act.
#pragma once

#include <cstdint>
#include <vector>

#include "agreement/act.hpp"
#include "operations/node.hpp"

namespace comity::operations {

struct PlannedAct {
  std::vector<Seq> objects;  // the records of those that it names, in its order
  std::uint64_t span = 1;    // dates from the record on: one for each row that it may move, after its own
};
// Of an act that counts (agreement::Life::check). On the writer thread. Errors: not_found (a request that was not put to the party that signs: as one that
// is not there), precondition (answered already), conflict (the id of a consent is taken).
Result<PlannedAct> plan_act(const Node& node, const journal::Batch& batch, const agreement::Act& act);

}  // namespace comity::operations
