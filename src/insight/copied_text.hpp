// Which texts look copied from one another: suggested by MinHash, confirmed by a person. docs/methods/corroboration.md.
// Broder, "On the resemblance and containment of documents" (1997); bands after Indyk and Motwani (1998), as in Leskovec, Rajaraman and Ullman, Mining of Massive
// Datasets, chapter 3 (2014).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace comity::insight {

inline constexpr std::size_t kShingle = 9;        // letters and digits that follow one another: of every script, without words
inline constexpr std::size_t kHashes = 128;       // one value each
inline constexpr std::size_t kBands = 64;         // of two values each: a pair of resemblance 0.5 is compared with probability 1 − (1 − ¼)^64 > 1 − 10^−7
inline constexpr std::size_t kLeastShingles = 40; // below that a text is too short to be a copy of anything
inline constexpr std::size_t kMostText = 64 << 10;  // bytes of each text that are looked at
inline constexpr double kResembling = 0.5;

// The least hash of a text's shingles, under each of kHashes permutations, which are the same on every machine.
using Sketch = std::array<std::uint64_t, kHashes>;
// Of a text after NFKC with case folded, less all that is no letter or digit. Nothing: too short. What is no UTF-8 counts as no letter. Pure; any thread.
std::optional<Sketch> sketch(std::string_view text);
// The share of equal values: an estimate of the Jaccard index of the two sets of shingles, with a standard error of √(J(1 − J) / 128), at most 0.045.
double resemblance(const Sketch& a, const Sketch& b);

struct Resembling {
  std::uint32_t a = 0, b = 0;  // places in the list, a < b
  double estimate = 0;
};
// Pairs estimated at kResembling or more, those most alike first, at most `most`. A suggestion, and no edge of anything.
std::vector<Resembling> resembling(std::span<const std::optional<Sketch>> texts, std::size_t most);

}  // namespace comity::insight
