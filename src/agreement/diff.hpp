// Two versions of an agreement compared in words, clause by clause.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agreement/terms.hpp"
#include "alliance/directory.hpp"

namespace comity::agreement {

// What a change does to what may be released, as far as the two texts alone tell.
enum class Effect {
  neither,  // decides nothing: a title, a duty, the number of an article
  widens,   // nobody loses anything by it
  narrows,  // nobody gains anything by it
  unclear,  // may do both, or depends on a scheme that is not known here
};
std::string_view name_of(Effect effect);  // "widens", …

struct Change {
  std::string clause;   // "equivalence", "topics", "term", … as in docs/format/agreement.md
  std::string article;  // "" when neither version names one
  Effect effect = Effect::neither;
  std::string text;              // "adds NZL SECRET → JPN 極秘"
  std::string sentence() const;  // "Article 4: adds NZL SECRET → JPN 極秘"; "topics: …" where there is no article
};

// In the order of the document. Level words are ranked by the directory's schemes, else by those that every node knows.
// Each effect is for dates of marking that are not in the future. Empty: the two say the same. Pure.
std::vector<Change> diff(const Terms& before, const Terms& after, const alliance::Directory* directory = nullptr);

}  // namespace comity::agreement
