// The frontier of exposure against sharing: which grants to give up so that, for what is lost, as much as possible is no longer exposed. Plain values in and out; pure; any thread.
// docs/methods/exposure.md is the method.
//
// For a weight λ of exposure, the best choice maximises λ · removed - lost: a closure problem, solved by one minimum cut (J.-C. Picard, "Maximal closure of a graph and applications
// to combinatorial problems", 1976): source → class (λ · weight), class → each of its grants (endless), grant → sink (its cost). The choices for all λ are nested, and so the
// breakpoints are found by halving: between two neighbours only what they differ in is looked at again (G. Gallo, M. Grigoriadis, R. Tarjan, "A fast parametric maximum flow algorithm",
// 1989, is the theory). Points that lie inside the hull of others (never the best for any λ) are not shown.
//
// A class that several originators must all permit is gone when any one of them no longer does. That choice is no closure. All combinations of such choices are tried while there are at
// most `most_combinations` and `most_cuts` are not spent; past that the cheapest choice of each class is taken, the points are then true but perhaps not the best, and each says what the best could at most remove.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "insight/exposure.hpp"

namespace comity::insight {

// Of a grant that cannot be given up, such as a copy that was received.
inline constexpr std::int64_t kStays = -1;

struct FrontierPoint {
  std::int64_t lost = 0, removed = 0;
  std::vector<GrantIx> cut;                 // ascending
  std::optional<std::int64_t> at_most;      // what any choice of that cost could remove, where that was not settled
};

struct Frontier {
  std::vector<FrontierPoint> points;        // from nothing cut on; lost and removed both rise
  std::int64_t exposed = 0;                 // the weight of all classes that some grant releases
  std::int64_t removable = 0;               // of it, what can be removed at all
  bool exact = true;                        // else see at_most
  std::uint64_t chosen_classes = 0;         // classes with a choice, of different grants or structure, and their weight
  std::int64_t chosen_weight = 0;
  bool more = false;                        // `most_points` or `most_cuts` were reached: further points lie between those shown
};

struct FrontierLimits {
  std::size_t most_combinations = 256;
  std::size_t most_points = 4096;
  std::size_t most_cuts = std::size_t{1} << 20;  // minimum cuts in all; once they are spent the cheapest choices are swept with as many more, and `exact` is false
};
// `cost[g]`: what is lost with grant g; 1 or more, or kStays. Errors: too_large (total weight times total cost is 2^59 or more: use smaller weights).
Result<Frontier> frontier(std::span<const ExposureClass> classes, std::span<const std::int64_t> cost, const FrontierLimits& limits = {});

// One point: the best choice for exposure weighing `exposure` where sharing weighs `sharing`, of classes that any one of their grants releases. The smallest choice of the best.
// `grants[c]`: ascending. Errors: too_large.
struct Closure {
  std::vector<std::size_t> removed;  // classes
  std::vector<GrantIx> cut;
};
Result<Closure> best_closure(std::span<const std::vector<GrantIx>> grants, std::span<const std::int64_t> weights, std::span<const std::int64_t> cost,
                             std::int64_t exposure, std::int64_t sharing);

}  // namespace comity::insight
