#include "agreement/membership.hpp"

#include <algorithm>

namespace comity::agreement {

void add_spell(std::vector<alliance::Spell>& spells, alliance::Spell next) {
  if (next.from >= next.until) return;
  for (auto& one : spells)
    if (one.party == next.party && one.until == next.from) {
      one.until = next.until;
      return;
    }
  spells.push_back(std::move(next));
}

alliance::Community succeeded(const alliance::Community& before, const Terms& terms) {
  alliance::Community out{terms.id, terms.title, {}};
  for (alliance::Spell spell : before.spells) {
    spell.until = std::min(spell.until, terms.in_force);
    add_spell(out.spells, std::move(spell));
  }
  std::vector<alliance::Spell> rest;
  for (const auto& one : terms.parties)
    rest.push_back({one.party, std::max(one.since, terms.in_force), std::min(one.until, terms.until)});
  std::stable_sort(rest.begin(), rest.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
  for (auto& spell : rest) add_spell(out.spells, std::move(spell));
  return out;
}

}  // namespace comity::agreement
