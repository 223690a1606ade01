#include "marking/known_schemes.hpp"

#include <array>

namespace comity::marking {
namespace {

struct Row {
  std::string_view scheme, title, source;
  int rank;
  std::string_view word, portion;
};

constexpr std::string_view kUsa = "Executive Order 13526 §1.2; ODNI IC-TF-ISM controlled values";
constexpr std::array kRows = {
    Row{"USA", "United States", kUsa, 0, "UNCLASSIFIED", "U"},
    Row{"USA", "United States", kUsa, 1, "CONFIDENTIAL", "C"},
    Row{"USA", "United States", kUsa, 2, "SECRET", "S"},
    Row{"USA", "United States", kUsa, 3, "TOP SECRET", "TS"},
};

Schemes make() {
  Schemes out;
  for (std::size_t i = 0; i < kRows.size();) {
    Scheme scheme{std::string(kRows[i].scheme), std::string(kRows[i].title), std::string(kRows[i].source), {}};
    for (; i < kRows.size() && kRows[i].scheme == scheme.id; ++i)
      scheme.levels.push_back({std::string(kRows[i].word), kRows[i].rank, std::string(kRows[i].portion)});
    CHECK(out.add(std::move(scheme)).has_value());
  }
  return out;
}

}  // namespace

const Schemes& known_schemes() {
  static const Schemes schemes = make();
  return schemes;
}

}  // namespace comity::marking
