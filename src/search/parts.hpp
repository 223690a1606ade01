// Text as search sees it: parts, each a word or a single character of a script that is written without spaces. docs/format/search.md §2.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace comity::search {

inline constexpr std::size_t kLongestPart = 256;  // bytes; of what is longer its beginning counts

struct Part {
  std::string_view text;           // folded; valid until the splitter splits again
  std::uint32_t begin = 0, end = 0;  // where it stands in what was split: bytes
  bool tight = false;              // nothing but a joint (none between single characters) lies between the part before and this one
  bool single = false;             // one character of a script without spaces
};

// Folds (NFKC, case; "hxxp" is "http") and splits. Keeps its memory between calls; not thread-safe.
class Splitter {
 public:
  Splitter();
  ~Splitter();
  Splitter(const Splitter&) = delete;
  Splitter& operator=(const Splitter&) = delete;
  // The parts of UTF-8 text, in order; valid until the next call.
  const std::vector<Part>& split(std::string_view text);

 private:
  struct Folding;
  std::unique_ptr<Folding> folding_;
  std::vector<Part> parts_;
};

}  // namespace comity::search
