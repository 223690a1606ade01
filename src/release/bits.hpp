// Sets of small numbers (labels, rows) as words of bits.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace comity::release {

using Bits = std::vector<std::uint64_t>;  // bit i is bit i % 64 of word i / 64; what lies past the end is 0

inline bool test(const Bits& bits, std::size_t i) { return i >> 6 < bits.size() && (bits[i >> 6] >> (i & 63) & 1); }

inline void set(Bits& bits, std::size_t i) {
  if (bits.size() <= i >> 6) bits.resize((i >> 6) + 1, 0);
  bits[i >> 6] |= std::uint64_t{1} << (i & 63);
}

// Calls visit(i) for each bit that is set, ascending. `visit` may clear bits of the word it is in.
template <class F>
void each(const Bits& bits, F&& visit) {
  for (std::size_t word = 0; word < bits.size(); ++word)
    for (std::uint64_t left = bits[word]; left != 0; left &= left - 1)
      visit(word * 64 + static_cast<std::size_t>(std::countr_zero(left)));
}

inline void unite(Bits& into, const Bits& from) {
  if (into.size() < from.size()) into.resize(from.size(), 0);
  for (std::size_t word = 0; word < from.size(); ++word) into[word] |= from[word];
}

inline bool any(const Bits& bits) {
  return std::any_of(bits.begin(), bits.end(), [](auto word) { return word != 0; });
}

}  // namespace comity::release
