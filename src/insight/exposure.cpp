#include "insight/exposure.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <set>

#include "base/result.hpp"

namespace comity::insight {
namespace {

bool within(const std::vector<GrantIx>& part, const std::vector<GrantIx>& of) { return std::includes(of.begin(), of.end(), part.begin(), part.end()); }

// Whoever meets `harder` meets `way`: each of its originators is met by one of the other's.
bool implied(const Way& harder, const Way& way) {
  return std::all_of(way.begin(), way.end(), [&](const auto& any) {
    return std::any_of(harder.begin(), harder.end(), [&](const auto& one) { return within(one, any); });
  });
}

void sort_unique(auto& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

std::vector<GrantIx> grants_of(std::span<const Way> ways) {
  std::vector<GrantIx> out;
  for (const Way& way : ways)
    for (const auto& any : way) out.insert(out.end(), any.begin(), any.end());
  sort_unique(out);
  return out;
}

// ---- one class's shares ----------------------------------------------------------------------------------------------

// What one grant of a class gets of its weight, by the place of the grant among the class's.
using Fractions = std::vector<double>;

// One way whose originators have no grant in common, of k_1 … k_m grants. Grants come in random order, each at a uniform time; one of originator j decides when the others of j are
// not there yet and each other originator is met: the integral over s (the share of time left) from 0 to 1 of s^(k_j - 1) · product over l ≠ j of (1 - s^k_l).
Fractions of_disjoint(const Way& way, const std::vector<GrantIx>& grants) {
  Fractions out(grants.size(), 0);
  for (std::size_t j = 0; j < way.size(); ++j) {
    std::map<std::size_t, long double> terms{{way[j].size() - 1, 1}};  // by power
    for (std::size_t l = 0; l < way.size(); ++l) {
      if (l == j) continue;
      auto next = terms;
      for (const auto& [power, factor] : terms) next[power + way[l].size()] -= factor;
      terms = std::move(next);
    }
    long double share = 0;
    for (const auto& [power, factor] : terms) share += factor / static_cast<long double>(power + 1);
    for (const GrantIx grant : way[j]) out[static_cast<std::size_t>(std::lower_bound(grants.begin(), grants.end(), grant) - grants.begin())] = static_cast<double>(share);
  }
  return out;
}

// Ways over the places of a class's grants, as masks.
std::vector<std::vector<std::uint32_t>> masks_of(std::span<const Way> ways, const std::vector<GrantIx>& grants) {
  std::vector<std::vector<std::uint32_t>> out;
  for (const Way& way : ways) {
    out.emplace_back();
    for (const auto& any : way) {
      std::uint32_t mask = 0;
      for (const GrantIx grant : any) mask |= 1U << (std::lower_bound(grants.begin(), grants.end(), grant) - grants.begin());
      out.back().push_back(mask);
    }
  }
  return out;
}

Fractions of_coalitions(std::span<const Way> ways, const std::vector<GrantIx>& grants) {
  const auto masks = masks_of(ways, grants);
  const std::size_t k = grants.size();
  const std::uint32_t all = 1U << k;
  std::vector<bool> wins(all);
  for (std::uint32_t set = 0; set < all; ++set)
    wins[set] = std::any_of(masks.begin(), masks.end(), [&](const auto& way) { return std::all_of(way.begin(), way.end(), [&](auto any) { return (set & any) != 0; }); });
  // By size of the coalition that a grant joins: how often it decides. Whole numbers, so that nothing is lost before the division.
  std::vector<std::vector<std::uint64_t>> decides(k, std::vector<std::uint64_t>(k, 0));
  for (std::uint32_t set = 0; set < all; ++set) {
    if (wins[set]) continue;
    for (std::uint32_t left = ~set & (all - 1); left != 0; left &= left - 1) {
      const std::uint32_t grant = left & (~left + 1);
      if (wins[set | grant]) ++decides[static_cast<std::size_t>(std::countr_zero(grant))][static_cast<std::size_t>(std::popcount(set))];
    }
  }
  // |S|! (k - |S| - 1)! / k! = 1 / (k · binomial(k - 1, |S|)).
  Fractions out(k, 0);
  for (std::size_t grant = 0; grant < k; ++grant) {
    long double share = 0, binomial = 1;
    for (std::size_t size = 0; size < k; ++size) {
      share += static_cast<long double>(decides[grant][size]) / (static_cast<long double>(k) * binomial);
      binomial = binomial * static_cast<long double>(k - 1 - size) / static_cast<long double>(size + 1);
    }
    out[grant] = static_cast<double>(share);
  }
  return out;
}

bool disjoint(const Way& way, std::size_t grants) {
  std::size_t sum = 0;
  for (const auto& any : way) sum += any.size();
  return sum == grants;
}
constexpr std::size_t kMostOriginators = 24;  // past that the signs of of_disjoint would eat its digits

// The same class but for the grants' names: worked out once.
std::vector<Way> renamed(std::span<const Way> ways, const std::vector<GrantIx>& grants) {
  std::vector<Way> out(ways.begin(), ways.end());
  for (Way& way : out)
    for (auto& any : way)
      for (GrantIx& grant : any) grant = static_cast<GrantIx>(std::lower_bound(grants.begin(), grants.end(), grant) - grants.begin());
  return out;
}

bool needs_all(std::span<const Way> ways, GrantIx grant) {
  return std::all_of(ways.begin(), ways.end(), [&](const Way& way) {
    return std::any_of(way.begin(), way.end(), [&](const auto& any) { return any.size() == 1 && any.front() == grant; });
  });
}

}  // namespace

std::vector<Way> simplest(std::vector<Way> ways) {
  std::vector<Way> kept;
  std::vector<GrantIx> single;  // ways of one originator are one way by any of their grants
  bool any_single = false;
  for (Way& way : ways) {
    for (auto& any : way) sort_unique(any);
    if (std::any_of(way.begin(), way.end(), [](const auto& any) { return any.empty(); })) continue;
    sort_unique(way);
    Way least;
    for (const auto& any : way)
      if (std::none_of(way.begin(), way.end(), [&](const auto& other) { return other != any && within(other, any); })) least.push_back(any);
    if (least.empty()) return {Way{}};  // needs nothing
    if (least.size() == 1) {
      single.insert(single.end(), least.front().begin(), least.front().end());
      any_single = true;
    } else {
      kept.push_back(std::move(least));
    }
  }
  sort_unique(single);
  if (any_single) kept.push_back({single});
  sort_unique(kept);
  std::vector<Way> out;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    bool needed = true;
    for (std::size_t j = 0; j < kept.size() && needed; ++j)
      if (i != j && implied(kept[i], kept[j]) && !(implied(kept[j], kept[i]) && i < j)) needed = false;
    if (needed) out.push_back(kept[i]);
  }
  return out;
}

bool released(std::span<const Way> ways, const std::vector<bool>& grants) {
  return std::any_of(ways.begin(), ways.end(), [&](const Way& way) {
    return std::all_of(way.begin(), way.end(), [&](const auto& any) { return std::any_of(any.begin(), any.end(), [&](GrantIx grant) { return grants[grant]; }); });
  });
}

Shares shapley(std::span<const ExposureClass> classes, std::size_t grants, std::size_t most_enumerated, std::uint64_t most_coalitions) {
  most_enumerated = std::min<std::size_t>(most_enumerated, 24);
  Shares out;
  out.share.assign(grants, 0);
  out.only.assign(grants, 0);
  std::map<std::vector<Way>, std::int64_t> alike;  // weights of classes that are released alike are one
  std::map<std::vector<GrantIx>, std::int64_t> plain;
  std::map<std::vector<Way>, Fractions> known;
  for (const ExposureClass& one : classes) {
    auto ways = simplest(one.ways);
    if (ways.empty() || ways.front().empty()) continue;
    if (ways.size() == 1 && ways.front().size() == 1)
      plain[std::move(ways.front().front())] += one.weight;
    else
      alike[std::move(ways)] += one.weight;
  }
  for (const auto& [any, weight] : plain) {
    for (const GrantIx grant : any) out.share[grant] += static_cast<double>(weight) / static_cast<double>(any.size());
    if (any.size() == 1) out.only[any.front()] += weight;
    out.total += weight;
  }
  // Fewest grants first, so that what coalitions are left for is as much as can be.
  struct Mixed {
    const std::vector<Way>* ways;
    std::int64_t weight;
    std::vector<GrantIx> own;
  };
  std::vector<Mixed> mixed;
  for (const auto& [ways, weight] : alike) mixed.push_back({&ways, weight, grants_of(ways)});
  std::stable_sort(mixed.begin(), mixed.end(), [](const auto& a, const auto& b) { return a.own.size() < b.own.size(); });
  for (const auto& [at, weight, own] : mixed) {
    const std::vector<Way>& ways = *at;
    const bool apart = ways.size() == 1 && ways.front().size() <= kMostOriginators && disjoint(ways.front(), own.size());
    auto form = renamed(ways, own);
    auto found = known.find(form);
    if (found == known.end()) {
      const std::uint64_t needed = apart ? 0 : own.size() > most_enumerated ? UINT64_MAX : std::uint64_t{1} << own.size();
      if (needed > most_coalitions - out.coalitions) {
        ++out.left_out;
        out.left_out_weight += weight;
        continue;
      }
      out.coalitions += needed;
      found = known.emplace(std::move(form), apart ? of_disjoint(ways.front(), own) : of_coalitions(ways, own)).first;
    }
    for (const GrantIx grant : own)
      if (needs_all(ways, grant)) out.only[grant] += weight;
    for (std::size_t i = 0; i < own.size(); ++i) out.share[own[i]] += static_cast<double>(weight) * found->second[i];
    out.total += weight;
  }
  return out;
}

MemberShares share_among(std::span<const release::Bits> reached, std::span<const marking::LabelIx> classes, std::span<const std::int64_t> weights) {
  const std::size_t members = reached.size();
  MemberShares out{std::vector<std::int64_t>(members, 0), std::vector<std::int64_t>(members, 0), std::vector<double>(members, 0), 0};
  std::vector<std::uint16_t> by(classes.size(), 0);
  for (const auto& rows : reached) release::each(rows, [&](std::size_t row) { ++by[row]; });
  const auto weight = [&](std::size_t row) { return weights[classes[row].value]; };
  // By how many share it: whole numbers until the division.
  std::vector<std::int64_t> sums(members + 1);
  for (std::size_t m = 0; m < members; ++m) {
    std::fill(sums.begin(), sums.end(), 0);
    release::each(reached[m], [&](std::size_t row) { sums[by[row]] += weight(row); });
    out.only[m] = members > 0 ? sums[1] : 0;
    for (std::size_t k = 1; k <= members; ++k) {
      out.reaches[m] += sums[k];
      out.share[m] += static_cast<double>(sums[k]) / static_cast<double>(k);
    }
  }
  for (std::size_t row = 0; row < by.size(); ++row)
    if (by[row] != 0) out.total += weight(row);
  return out;
}

Census::Census(std::span<const marking::LabelIx> classes, std::size_t size) : counts_(size, 0) {
  // Neighbours are mostly alike: four tables, so that one addition need not wait for the other.
  std::vector<std::uint32_t> tables[4];
  for (auto& table : tables) table.assign(size, 0);
  std::size_t row = 0;
  for (; row + 4 <= classes.size(); row += 4)
    for (std::size_t lane = 0; lane < 4; ++lane) ++tables[lane][classes[row + lane].value];
  for (; row < classes.size(); ++row) ++tables[0][classes[row].value];
  for (std::size_t i = 0; i < size; ++i)
    for (const auto& table : tables) counts_[i] += table[i];
}

std::int64_t Census::weight(std::span<const std::uint64_t> bits, std::span<const std::int64_t> weights) const {
  std::int64_t out = 0;
  const std::size_t words = std::min(bits.size(), (counts_.size() + 63) / 64);
  for (std::size_t word = 0; word < words; ++word)
    for (std::uint64_t left = bits[word]; left != 0; left &= left - 1) {
      const std::size_t i = word * 64 + static_cast<std::size_t>(std::countr_zero(left));
      if (i >= counts_.size()) break;
      out += static_cast<std::int64_t>(counts_[i]) * (weights.empty() ? 1 : weights[i]);
    }
  return out;
}

std::vector<std::uint64_t> counts_of(const release::Bits& rows, std::span<const marking::LabelIx> classes, std::size_t size) {
  std::vector<std::uint64_t> out(size, 0);
  release::each(rows, [&](std::size_t row) { ++out[classes[row].value]; });
  return out;
}

}  // namespace comity::insight
