#include "insight/indices.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include "base/result.hpp"

namespace comity::insight {
namespace {

constexpr std::size_t kMostChoices = 64;

// Pairs of different choices by how far these lie apart: seen, and by chance under kappa's margins and under pi's, as whole numbers.
struct Apart {
  std::int64_t nom = 0, lin = 0, sq = 0;  // weighted by 1, d, d²
  void add(std::int64_t d, std::int64_t count) {
    nom += count;
    lin += d * count;
    sq += d * d * count;
  }
};

Indices finished(std::int64_t n, std::int64_t steps, const Apart& seen, const Apart& kappa, const Apart& pi) {
  Indices out{};
  const auto put = [&](Index index, std::int64_t above, std::int64_t below) {
    if (below != 0) out[static_cast<std::size_t>(index)] = static_cast<double>(below - above) / static_cast<double>(below);
  };
  put(Index::agree2, seen.nom, n);
  put(Index::agree3, seen.lin, n * steps);
  put(Index::s_abs, 2 * seen.lin, n * steps);
  put(Index::s_sq, 2 * seen.sq, n * steps * steps);
  put(Index::kappa_nom, n * seen.nom, kappa.nom);
  put(Index::kappa_lin, n * seen.lin, kappa.lin);
  put(Index::kappa_sq, n * seen.sq, kappa.sq);
  put(Index::pi_nom, 4 * n * seen.nom, pi.nom);
  put(Index::pi_lin, 4 * n * seen.lin, pi.lin);
  put(Index::pi_sq, 4 * n * seen.sq, pi.sq);
  return out;
}

constexpr std::array<std::string_view, kIndices> kFormulas{
    "agree2 = same / n",
    "agree3 = (same + ½ × one step apart) / n",
    "S_abs = 1 − 2 × Σ distance / (2 n)",
    "S_sq = 1 − 2 × Σ distance² / (4 n)",
    "kappa_nom = 1 − apart / expected apart, from each one's own shares",
    "kappa_lin = 1 − Σ distance / expected Σ distance, from each one's own shares",
    "kappa_sq = 1 − Σ distance² / expected Σ distance², from each one's own shares",
    "pi_nom = 1 − apart / expected apart, from the shares of both together",
    "pi_lin = 1 − Σ distance / expected Σ distance, from the shares of both together",
    "pi_sq = 1 − Σ distance² / expected Σ distance², from the shares of both together",
};

}  // namespace

std::string_view name_of(Index index) { return kIndexNames[static_cast<std::size_t>(index)]; }

std::optional<Index> index_named(std::string_view name) {
  const auto found = std::find(kIndexNames.begin(), kIndexNames.end(), name);
  if (found == kIndexNames.end()) return std::nullopt;
  return static_cast<Index>(found - kIndexNames.begin());
}

double least_of(Index index) { return index == Index::agree2 || index == Index::agree3 ? 0 : -1; }

std::string_view formula_of(Index index) { return kFormulas[static_cast<std::size_t>(index)]; }

std::uint32_t Cells::n() const { return std::accumulate(t.begin(), t.end(), std::uint32_t{0}); }

// The same as of any k, without its loops: it is asked for millions of tables.
Indices indices_of(const Cells& cells) {
  const auto at = [&](std::size_t i) { return static_cast<std::int64_t>(cells.t[i]); };
  const std::int64_t r0 = at(0) + at(1) + at(2), r1 = at(3) + at(4) + at(5), r2 = at(6) + at(7) + at(8);
  const std::int64_t c0 = at(0) + at(3) + at(6), c1 = at(1) + at(4) + at(7), c2 = at(2) + at(5) + at(8);
  const std::int64_t m0 = r0 + c0, m1 = r1 + c1, m2 = r2 + c2;
  Apart seen, kappa, pi;
  seen.add(1, at(1) + at(3) + at(5) + at(7));
  seen.add(2, at(2) + at(6));
  kappa.add(1, r0 * c1 + r1 * c0 + r1 * c2 + r2 * c1);
  kappa.add(2, r0 * c2 + r2 * c0);
  pi.add(1, 2 * (m0 * m1 + m1 * m2));
  pi.add(2, 2 * m0 * m2);
  return finished(r0 + r1 + r2, 2, seen, kappa, pi);
}

std::optional<double> index_of(const Cells& cells, Index index) { return indices_of(cells)[static_cast<std::size_t>(index)]; }

Indices indices_of(std::span<const std::uint32_t> cells, std::size_t k) {
  CHECK(k >= 2 && k <= kMostChoices && cells.size() == k * k);
  std::vector<std::int64_t> row(k), column(k);
  std::int64_t n = 0;
  for (std::size_t i = 0; i < k; ++i)
    for (std::size_t j = 0; j < k; ++j) {
      row[i] += cells[i * k + j];
      column[j] += cells[i * k + j];
      n += cells[i * k + j];
    }
  Apart seen, kappa, pi;
  for (std::size_t i = 0; i < k; ++i)
    for (std::size_t j = 0; j < k; ++j) {
      const std::int64_t d = i < j ? static_cast<std::int64_t>(j - i) : static_cast<std::int64_t>(i - j);
      if (d == 0) continue;
      seen.add(d, cells[i * k + j]);
      kappa.add(d, row[i] * column[j]);
      pi.add(d, (row[i] + column[i]) * (row[j] + column[j]));
    }
  return finished(n, static_cast<std::int64_t>(k - 1), seen, kappa, pi);
}

}  // namespace comity::insight
