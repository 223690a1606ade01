// Level schemes as data: ordered words per scheme. A party uses one or more schemes.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace comity::marking {

inline constexpr std::string_view kNoLevelScheme = "TLP";
inline constexpr std::string_view kNoLevelWord = "NONE";

struct Level {
  std::string word;      // "SECRET", "極秘"
  int rank = 0;          // greater is higher; equal ranks are equally protected (極秘 and 特定秘密)
  std::string portion;   // "S"; may be empty
};

struct Scheme {
  std::string id;        // "NZL", "NZL-POLICY", "FRA-2021"
  std::string title;
  std::string source;
  std::vector<Level> levels;  // ascending rank
};

class Schemes {
 public:
  // Errors: invalid on a repeated scheme or word, or the reserved scheme TLP.
  Result<void> add(Scheme scheme);
  const Scheme* find(std::string_view scheme) const;
  std::optional<int> rank(std::string_view scheme, std::string_view word) const;
  const std::map<std::string, Scheme, std::less<>>& all() const { return schemes_; }

 private:
  std::map<std::string, Scheme, std::less<>> schemes_;
};

}  // namespace comity::marking
