// How far judgements lie apart, whether a second round brought them together, and who stands alone. Pure; values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "judgement/pools.hpp"

namespace comity::judgement {

// Lin 1991, of the judgements as yes-or-no distributions, equal weights: H(mean) − mean H, in bits. 0: all alike; 1: half say 0 and half say 1.
double jensen_shannon_bits(Probabilities p);
// Sample standard deviation (n − 1) of the log odds; nothing for fewer than two.
std::optional<double> log_odds_deviation(Probabilities p);

struct Convergence {
  double jsd_before = 0, jsd_after = 0;
  std::optional<double> deviation_before, deviation_after;
  bool closer = false;  // jsd_after < jsd_before
};
// Of those who judged in both rounds: the two lists are of the same agencies.
Convergence convergence(Probabilities before, Probabilities after);

// Krippendorff 2011 ("Computing Krippendorff's alpha-reliability"): 1 for perfect agreement, 0 for what chance gives. `ratings` by judge, then unit; missing ones are nothing. Nothing
// where no unit has two ratings or nothing varies.
enum class Level { nominal, ordinal, interval };
std::optional<double> krippendorff_alpha(const std::vector<std::vector<std::optional<double>>>& ratings, Level level);

// Van der Eijk 2001: agreement A of a distribution over ordered bands: 1 all in one, 0 spread evenly, −1 half at each end. Nothing for an empty one, or for fewer than three bands.
std::optional<double> agreement_a(std::span<const std::int64_t> counts);

// Esteban and Ray 1994: Σ π_i^(1+α) π_j |y_i − y_j|, over two even camps at the ends of the scale. α = 1.6.
std::optional<double> polarisation(std::span<const double> shares, std::span<const double> places, double alpha = 1.6);

// A judgement dissents when its odds and those of the pool of all others differ by this factor or more. Stated beside every list of dissents.
inline constexpr double kDissentOdds = 3;
struct Stand {
  std::size_t index = 0;
  double apart = 0;          // |log odds − log odds of the pool of the others|
  double pool_without = 0;   // geometric mean of odds of the others
  bool dissents = false;
};
// One per judgement, in their order; empty for fewer than two.
std::vector<Stand> stands_of(Probabilities p, double odds = kDissentOdds);
// The one farthest from the pool of the others; the first where several are.
std::optional<Stand> farthest(Probabilities p);

}  // namespace comity::judgement
