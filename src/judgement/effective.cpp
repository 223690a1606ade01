#include "judgement/effective.hpp"

#include <cmath>

namespace comity::judgement {

Result<double> effective_number(double n, double rho) {
  const double below = 1 + (n - 1) * rho;
  if (!(n >= 1) || !(rho >= -1 && rho <= 1) || !(below > 0)) return fail(Code::invalid, "give n of 1 or more, and a correlation from -1 to 1 that n sources can have with each other");
  return n / below;
}

Result<double> effective_number(const std::vector<std::vector<double>>& correlation) {
  const auto n = correlation.size();
  if (n == 0) return fail(Code::invalid, "give a correlation matrix");
  // Cholesky: R = LLᵀ, and 1ᵀR⁻¹1 is the square of L⁻¹1.
  std::vector<std::vector<double>> lower(n, std::vector<double>(n, 0));
  std::vector<double> solved(n, 0);
  double out = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (correlation[i].size() != n || correlation[i][i] != 1) return fail(Code::invalid, "a correlation matrix is square with 1 on its diagonal");
    double right = 1;
    for (std::size_t j = 0; j <= i; ++j) {
      if (correlation[j].size() != n || correlation[i][j] != correlation[j][i]) return fail(Code::invalid, "a correlation matrix is symmetric");
      double sum = correlation[i][j];
      for (std::size_t k = 0; k < j; ++k) sum -= lower[i][k] * lower[j][k];
      if (i == j) {
        if (!(sum > 1e-12)) return fail(Code::invalid, "the correlation matrix is not positive definite: two sources are one, or no sources can be so correlated");
        lower[i][i] = std::sqrt(sum);
      } else {
        lower[i][j] = sum / lower[j][j];
      }
    }
    for (std::size_t k = 0; k < i; ++k) right -= lower[i][k] * solved[k];
    solved[i] = right / lower[i][i];
    out += solved[i] * solved[i];
  }
  return out;
}

Result<double> posterior(double prior, double likelihood_ratio, double number) {
  if (!(prior > 0 && prior < 1)) return fail(Code::invalid, "the prior lies between 0 and 1, and is neither");
  if (!(likelihood_ratio > 0 && std::isfinite(likelihood_ratio))) return fail(Code::invalid, "the likelihood ratio is above 0");
  if (!(number >= 0 && std::isfinite(number))) return fail(Code::invalid, "the number of sources is 0 or more");
  const double odds = std::log(prior / (1 - prior)) + number * std::log(likelihood_ratio);
  return 1 / (1 + std::exp(-odds));
}

}  // namespace comity::judgement
