// How alike two rows of choices are: indices of a k × k table of counts, in which the choices have an order and stand equally far apart. Pure; any thread.
//
// With o[i][j] of n the table, r and c its margins, m = r + c, and d = |i − j|:
//   agree2     share on the diagonal. Lijphart 1963 (his index of agreement, with abstentions a choice of their own)
//   agree3     1 − Σ o·d / (n (k − 1)): with k = 3 half a point for one step apart. Lijphart 1963; Voeten's agree3un
//   S_abs      1 − 2 Σ o·d / (n (k − 1)): S of Signorino and Ritter 1999, International Studies Quarterly 43(1)
//   S_sq       1 − 2 Σ o·d² / (n (k − 1)²): the same with squared distances, as Häge 2011 has it
//   kappa_*    1 − Σ w·o / Σ w·r·c/n: Cohen 1960 (nom: w = [i ≠ j]), Cohen 1968 (lin: w = d; sq: w = d²)
//   pi_*       1 − Σ w·o / Σ w·m·m/(4n): Scott 1955, with the same weights; Häge 2011, Political Analysis 19(3)
// Undefined, and then nothing: all of n = 0; kappa and pi where chance alone leaves no disagreement (both always chose the same one thing).
// Sums are whole numbers; each index is one division.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace comity::insight {

enum class Index : std::uint8_t { agree2, agree3, s_abs, s_sq, kappa_nom, kappa_lin, kappa_sq, pi_nom, pi_lin, pi_sq };
inline constexpr std::size_t kIndices = 10;
inline constexpr std::array<std::string_view, kIndices> kIndexNames{"agree2", "agree3", "S_abs", "S_sq", "kappa_nom", "kappa_lin", "kappa_sq", "pi_nom", "pi_lin", "pi_sq"};
std::string_view name_of(Index index);
std::optional<Index> index_named(std::string_view name);
// The least and the most that it can be, for axes: agree from 0 to 1, the others from −1 to 1.
double least_of(Index index);
// In words, with its numbers in place: "agree3 = (same + ½ × one step apart) / n".
std::string_view formula_of(Index index);

using Indices = std::array<std::optional<double>, kIndices>;

// Of three choices: yes, abstain, no. Row by row; the first member's vote is the row.
struct Cells {
  std::array<std::uint32_t, 9> t{};
  std::uint32_t n() const;
  bool operator==(const Cells&) const = default;
};
Indices indices_of(const Cells& cells);
std::optional<double> index_of(const Cells& cells, Index index);

// Of any number of choices from 2 to 64: `cells` has k × k counts. The sums stay below 2^53 for n up to 10^5.
Indices indices_of(std::span<const std::uint32_t> cells, std::size_t k);

}  // namespace comity::insight
