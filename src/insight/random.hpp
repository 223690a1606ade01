// A generator of random numbers whose sequence for a seed is the same on every machine: xoshiro256** 1.0, seeded by splitmix64 (Blackman and Vigna 2018). For resampling; never for secrets.
#pragma once

#include <bit>
#include <cstdint>

namespace comity::insight {

// A value; not thread-safe.
class Generator {
 public:
  explicit constexpr Generator(std::uint64_t seed) {
    for (std::uint64_t& word : state_) {
      seed += 0x9e3779b97f4a7c15;
      std::uint64_t z = seed;
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
      z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
      word = z ^ (z >> 31);
    }
  }
  constexpr std::uint64_t next() {
    const std::uint64_t out = std::rotl(state_[1] * 5, 7) * 9, shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return out;
  }
  // From 0 to below `bound`, each as likely (Lemire 2019). `bound` is above 0 and at most 2^32.
  constexpr std::uint32_t below(std::uint64_t bound) {
    while (true) {
      const std::uint64_t product = (next() >> 32) * bound;
      const std::uint64_t low = product & 0xffffffff;
      if (low >= bound || low >= (std::uint64_t{1} << 32) % bound) return static_cast<std::uint32_t>(product >> 32);
    }
  }

 private:
  std::uint64_t state_[4]{};
};

}  // namespace comity::insight
