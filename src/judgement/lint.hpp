// Looks over the estimative language of a text: what a reader cannot turn back into a likelihood. Advice to an author, found by words alone; it understands nothing. Pure; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "judgement/yardstick.hpp"

namespace comity::judgement {

enum class Weight { fault, advice };  // a standard forbids it; good practice advises against it

// One row of the catalogue: docs/methods/judgement.md lists them.
struct LintRule {
  std::string_view id;      // "likelihood-with-confidence"; never changed
  Weight weight = Weight::advice;
  std::string_view says;    // what is wrong
  std::string_view write;   // what to write
  std::string_view source;
};
std::span<const LintRule> lint_rules();

struct Finding {
  const LintRule* rule = nullptr;
  std::size_t at = 0, length = 0;    // bytes of the text
  std::size_t line = 1, column = 1;  // counted from 1, columns in characters
  std::string quote;                 // what stands there
  std::string detail;                // "realistic possibility is 40 to 50 percent on UK PHIA"; may be empty
};

inline constexpr std::size_t kLintMost = 1 << 18;  // bytes

// In the order of the text. `own` is the author's yardstick; without one the rules that need it are silent. too_large past kLintMost.
Result<std::vector<Finding>> lint(std::string_view text, const Yardsticks& yardsticks, const Yardstick* own);

}  // namespace comity::judgement
