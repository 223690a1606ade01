// How many independent sources several correlated ones are worth, and what that leaves of their evidence. Pure; values; any thread.
#pragma once

#include <vector>

#include "base/result.hpp"

namespace comity::judgement {

// Kish 1965 (design effect): n / (1 + (n − 1)ρ). n at least 1; invalid where ρ leaves nothing below.
Result<double> effective_number(double n, double rho);
// 1ᵀR⁻¹1 of a correlation matrix: the variance of the best pool (Clemen and Winkler 1985, equal variances). invalid: not square, not symmetric, not 1 on the diagonal, not positive definite.
Result<double> effective_number(const std::vector<std::vector<double>>& correlation);
// Odds of the prior times the likelihood ratio to the power of the independent sources (Good 1950). prior within (0, 1), ratio above 0, number from 0.
Result<double> posterior(double prior, double likelihood_ratio, double number);

}  // namespace comity::judgement
