#include "insight/copied_text.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <string>

namespace comity::insight {
namespace {

constexpr std::uint64_t kPrime = (std::uint64_t{1} << 61) - 1;
constexpr std::size_t kMostOfBand = 64;  // texts of one band that are compared with each other

// Steele, Lea and Flood 2014: a fixed sequence, so that sketches compare everywhere.
constexpr std::uint64_t splitmix(std::uint64_t& state) {
  std::uint64_t z = (state += 0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

// x -> a·x + b modulo a prime.
struct Permutation {
  std::uint64_t a, b;
};
std::array<Permutation, kHashes> make_permutations() {
  std::array<Permutation, kHashes> out{};
  std::uint64_t state = 0x436f6d697479;
  for (Permutation& one : out) one = {splitmix(state) % (kPrime - 1) + 1, splitmix(state) % kPrime};
  return out;
}

std::uint64_t permuted(const Permutation& by, std::uint64_t x) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(by.a) * x + by.b;
  std::uint64_t out = static_cast<std::uint64_t>(product & kPrime) + static_cast<std::uint64_t>(product >> 61);
  if (out >= kPrime) out -= kPrime;
  return out;
}

std::vector<char32_t> letters(std::string_view text) {
  text = text.substr(0, kMostText);
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* fold = icu::Normalizer2::getNFKCCasefoldInstance(status);
  std::vector<char32_t> out;
  if (U_FAILURE(status)) return out;
  const icu::UnicodeString folded =
      fold->normalize(icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size()))), status);
  if (U_FAILURE(status)) return out;
  for (std::int32_t at = 0; at < folded.length(); at = folded.moveIndex32(at, 1))
    if (const UChar32 one = folded.char32At(at); u_isalnum(one)) out.push_back(static_cast<char32_t>(one));
  return out;
}

std::vector<std::uint64_t> shingles(std::string_view text) {
  const std::vector<char32_t> all = letters(text);
  std::vector<std::uint64_t> out;
  for (std::size_t at = 0; at + kShingle <= all.size(); ++at) {
    std::uint64_t hash = 0;
    for (std::size_t i = 0; i < kShingle; ++i) {
      hash ^= all[at + i];
      hash = splitmix(hash);
    }
    out.push_back(hash % kPrime);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace

std::optional<Sketch> sketch(std::string_view text) {
  static const std::array<Permutation, kHashes> permutations = make_permutations();
  const std::vector<std::uint64_t> all = shingles(text);
  if (all.size() < kLeastShingles) return std::nullopt;
  Sketch out;
  out.fill(UINT64_MAX);
  for (const std::uint64_t one : all)
    for (std::size_t i = 0; i < kHashes; ++i) out[i] = std::min(out[i], permuted(permutations[i], one));
  return out;
}

double resemblance(const Sketch& a, const Sketch& b) {
  std::size_t equal = 0;
  for (std::size_t i = 0; i < kHashes; ++i) equal += a[i] == b[i];
  return static_cast<double>(equal) / kHashes;
}

std::vector<Resembling> resembling(std::span<const std::optional<Sketch>> texts, std::size_t most) {
  constexpr std::size_t kRows = kHashes / kBands;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
  std::vector<std::pair<std::uint64_t, std::uint32_t>> band;
  for (std::size_t i = 0; i < kBands; ++i) {
    band.clear();
    for (std::uint32_t text = 0; text < texts.size(); ++text) {
      if (!texts[text]) continue;
      std::uint64_t hash = i;
      for (std::size_t row = 0; row < kRows; ++row) {
        hash ^= (*texts[text])[i * kRows + row];
        hash = splitmix(hash);
      }
      band.emplace_back(hash, text);
    }
    std::sort(band.begin(), band.end());
    for (std::size_t first = 0; first < band.size(); ++first)  // a thousand copies of one text are not half a million pairs
      for (std::size_t next = first + 1; next < band.size() && next <= first + kMostOfBand && band[next].first == band[first].first; ++next)
        pairs.emplace_back(band[first].second, band[next].second);
  }
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  std::vector<Resembling> out;
  for (const auto& [a, b] : pairs)
    if (const double estimate = resemblance(*texts[a], *texts[b]); estimate >= kResembling) out.push_back({a, b, estimate});
  std::stable_sort(out.begin(), out.end(), [](const Resembling& x, const Resembling& y) { return x.estimate > y.estimate; });
  if (out.size() > most) out.resize(most);
  return out;
}

}  // namespace comity::insight
