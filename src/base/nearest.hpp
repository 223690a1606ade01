// "Did you mean …?"
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace comity {

// The word of `known` nearest to `word` by insertions, deletions, replacements and swaps of neighbours, if it is near
// enough to be meant (a third of the letters, at least one); else "".
std::string nearest(std::string_view word, std::span<const std::string> known);

}  // namespace comity
