// Scanning JSON text many bytes at a time: to the end of a string's plain bytes, and which of sixty-four bytes lie
// inside strings (after Langdale and Lemire, "Parsing gigabytes of JSON per second", 2019, §3.1). For json.cpp and
// json_framing.cpp alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace comity::json {

inline bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// The first byte in [p, end) that a string cannot hold as it stands: '"', '\\' or a control character (RFC 8259 §7).
inline const char* skip_string_bytes(const char* p, const char* end) {
#if defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\'), control = _mm_set1_epi8(0x1f);
  while (end - p >= 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    const __m128i special = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash)),
                                         _mm_cmpeq_epi8(_mm_min_epu8(bytes, control), bytes));
    if (const int mask = _mm_movemask_epi8(special)) return p + __builtin_ctz(static_cast<unsigned>(mask));
    p += 16;
  }
#endif
  while (p < end && *p != '"' && *p != '\\' && static_cast<unsigned char>(*p) >= 0x20) ++p;
  return p;
}

inline constexpr std::ptrdiff_t kBlock = 64;

// A block in registers; bit i of a mask is byte i.
class Block {
 public:
  // `bytes` (at most 64) of the text; the rest is NUL, which is neither quote, bracket nor space.
  Block(const char* p, std::ptrdiff_t bytes) {
    if (bytes >= kBlock) {
      load(p);
    } else {
      char padded[kBlock] = {};
      std::memcpy(padded, p, static_cast<std::size_t>(bytes));
      load(padded);
    }
  }

#if defined(__SSE2__)
  std::uint64_t equal(char c) const {
    const __m128i wanted = _mm_set1_epi8(c);
    std::uint64_t mask = 0;
    for (int i = 0; i < 4; ++i) {
      mask |= static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(part_[i], wanted))))
              << (16 * i);
    }
    return mask;
  }

 private:
  void load(const char* p) {
    for (int i = 0; i < 4; ++i) part_[i] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + 16 * i));
  }
  __m128i part_[4];
#else
  std::uint64_t equal(char c) const {
    std::uint64_t mask = 0;
    for (int i = 0; i < kBlock; ++i) mask |= static_cast<std::uint64_t>(part_[i] == c) << i;
    return mask;
  }

 private:
  void load(const char* p) { std::memcpy(part_, p, kBlock); }
  char part_[kBlock];
#endif
};

// Carries from block to block whether a string is open and whether a backslash waits for its character.
class StringMask {
 public:
  // Bytes inside strings: opening quotes are, closing ones are not. A backslash outside a string, which is no JSON,
  // makes all that follows unreliable and is told by sound().
  std::uint64_t next(const Block& block) {
    const std::uint64_t backslash = block.equal('\\');
    const std::uint64_t quotes = block.equal('"') & ~escaped_by(backslash);
    const std::uint64_t inside = prefix_xor(quotes) ^ open_;
    open_ = 0 - (inside >> 63);
    stray_ |= backslash & ~inside;
    return inside;
  }
  bool sound() const { return stray_ == 0; }
  bool open() const { return open_ != 0; }

 private:
  // Bytes that an odd run of backslashes precedes.
  std::uint64_t escaped_by(std::uint64_t backslash) {
    constexpr std::uint64_t kEven = 0x5555555555555555;
    if (backslash == 0) {
      const std::uint64_t escaped = waiting_;
      waiting_ = 0;
      return escaped;
    }
    backslash &= ~waiting_;
    const std::uint64_t follows = backslash << 1 | waiting_;
    const std::uint64_t odd_starts = backslash & ~kEven & ~follows;
    const std::uint64_t sum = odd_starts + backslash;
    waiting_ = sum < backslash;  // a run that reaches the end of the block with its last backslash escaping
    return (kEven ^ (sum << 1)) & follows;
  }
  // Bit i: the parity of bits 0 to i.
  static std::uint64_t prefix_xor(std::uint64_t bits) {
    for (int shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
    return bits;
  }

  std::uint64_t open_ = 0;  // all ones while a string is open
  std::uint64_t waiting_ = 0;
  std::uint64_t stray_ = 0;
};

}  // namespace comity::json
