// Weights by performance on questions whose answers are known: the classical model of structured expert judgement (Cooke, Experts in Uncertainty, Oxford University Press 1991, chapter 12).
// Pure; values; any thread.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "judgement/scores.hpp"

namespace comity::judgement {

inline constexpr std::size_t kResolvedLeast = 10;  // fewer seed questions do not tell good calibration from luck

// p-value of the hypothesis that the realisations fall into the bins as the quantiles say: 1 − χ²(2N·Σ s ln(s/p)) with one degree of freedom fewer than bins. The expectation is of the
// 5, 50 and 95 percent quantiles unless given.
double calibration_score(std::span<const int> bins, std::span<const double> expected = {});

// Chance that χ² with `degrees` degrees of freedom exceeds x (DLMF 8.2.4: Q(degrees/2, x/2)).
double chi_squared_above(double x, int degrees);

struct Quantiles {
  double q05 = 0, q50 = 0, q95 = 0, realised = 0;
};
// Mean over the questions of Σ p ln(p/r) against the uniform background between the least and the greatest of all experts' quantiles and the realisation, with a tenth more at each end.
// `experts` by expert, then question; all answered all. Gives one number per expert.
std::vector<double> information_scores(const std::vector<std::vector<Quantiles>>& experts);

struct Performance {
  std::string who;
  std::size_t n = 0;           // resolved questions
  double calibration = 0;      // p-value
  double information = 0;      // nats
  double weight = 0;           // calibration × information, scaled to a sum of 1
};
// precondition: fewer than kResolvedLeast resolved questions, or nobody with a weight above 0; the message says which. invalid: quantiles that do not ascend, experts who did not answer all.
Result<std::vector<Performance>> cooke_weights(const std::vector<std::string>& who, const std::vector<std::vector<Quantiles>>& experts);

struct Resolved {
  std::string who;
  std::vector<Forecast> forecasts;
};
// The same for probabilities of events (the discrete case, Cooke 1991 §12.3): forecasts of tenths; calibration from Σ 2n·I(share that came true, mean forecast) with as many degrees of freedom as tenths that hold any;
// information against one half.
Result<std::vector<Performance>> cooke_weights(const std::vector<Resolved>& experts);

}  // namespace comity::judgement
