// Lints about rows of equivalence.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "agreement/lint_case.hpp"
#include "marking/known_schemes.hpp"

namespace comity::agreement {
namespace {

// What is open to all need not come back as more than that.
bool lowest(const LintCase& at, const Equivalence& row) {
  const marking::Scheme* scheme =
      at.directory ? at.directory->schemes.find(row.from_scheme) : marking::known_schemes().find(row.from_scheme);
  const auto rank = at.rank(row.from_scheme, row.from_word);
  return rank && (!scheme || scheme->levels.empty() || *rank <= scheme->levels.front().rank);
}

// Per direction and scheme of the giver: which words have a row, and the highest of them.
struct Ladder {
  const std::string& from;
  const std::string& to;
  const marking::Scheme& scheme;
  std::set<std::string> with_row;
  int highest = 0;
  std::size_t highest_row = 0;
};

template <class F>
void each_ladder(LintCase& at, F&& visit) {
  for (const auto& [direction, rows] : at.directions()) {
    std::map<std::string, Ladder> ladders;
    for (const std::size_t row : rows) {
      const Equivalence& one = at.terms.equivalences[row];
      const marking::Scheme* scheme = at.directory->schemes.find(one.from_scheme);
      const auto rank = at.rank(one.from_scheme, one.from_word);
      if (!scheme || !rank) continue;
      auto [found, fresh] =
          ladders.try_emplace(one.from_scheme, Ladder{direction.first, direction.second, *scheme, {}, *rank, row});
      found->second.with_row.insert(one.from_word);
      if (*rank > found->second.highest) {
        found->second.highest = *rank;
        found->second.highest_row = row;
      }
    }
    for (const auto& [scheme, ladder] : ladders) visit(ladder);
  }
}

std::vector<std::string> words_without_row(const Ladder& ladder, bool above) {
  std::vector<std::string> out;
  for (const auto& level : ladder.scheme.levels)
    if (!ladder.with_row.contains(level.word) && (above ? level.rank > ladder.highest : level.rank <= ladder.highest))
      out.push_back(level.word);
  return out;
}

bool same(const Equivalence& a, const Equivalence& b) {
  Equivalence other = b;
  other.article = a.article;
  return other == a;
}

}  // namespace

namespace {

// The same gap towards several parties is one finding.
struct Missing {
  std::string words, top, scheme;
  std::size_t row;
  std::size_t count;
  std::set<std::string> to;
};

std::vector<Missing> missing(LintCase& at, bool above) {
  std::map<std::tuple<std::string, std::string, std::string, std::string>, std::size_t> known;
  std::vector<Missing> out;
  each_ladder(at, [&](const Ladder& ladder) {
    const auto words = words_without_row(ladder, above);
    if (words.empty()) return;
    const Equivalence& top = at.terms.equivalences[ladder.highest_row];
    const auto [found, fresh] =
        known.try_emplace({ladder.from, ladder.scheme.id, top.from_word, listed(words)}, out.size());
    if (fresh) out.push_back({listed(words), from_of(top), ladder.scheme.id, ladder.highest_row, words.size(), {}});
    out[found->second].to.insert(ladder.to);
  });
  return out;
}

}  // namespace

void ceiling_by_omission(LintCase& at) {
  for (const Missing& one : missing(at, true)) {
    const Equivalence& top = at.terms.equivalences[one.row];
    at.report(
        at.pointer_of(one.row),
        fmt::format("nothing above {} can pass from {} to {}: {} {} no row", one.top, top.from_party, listed(one.to),
                    one.words, one.count == 1 ? "has" : "have"),
        fmt::format("add a row for {}, if it is to pass; else leave it, and say in the article that {} is the ceiling",
                    one.words, top.from_word));
  }
}

void gap_in_levels(LintCase& at) {
  for (const Missing& one : missing(at, false)) {
    const Equivalence& top = at.terms.equivalences[one.row];
    at.report(at.pointer_of(one.row),
              fmt::format("{} of the scheme {} cannot pass from {} to {}, though {} can", one.words, one.scheme,
                          top.from_party, listed(one.to), top.from_word),
              "add a row from each; to a party that has no such level, a row to its next higher one");
  }
}

void lowering_equivalence(LintCase& at) {
  // Against the reverse row: the word goes out and comes back lower.
  for (std::size_t i = 0; i < at.terms.equivalences.size(); ++i) {
    const Equivalence& row = at.terms.equivalences[i];
    const auto left = at.rank(row.from_scheme, row.from_word);
    std::size_t held = 0;
    for (const std::size_t back : at.rows_of({row.to_party, row.to_scheme, row.to_word, row.from_party})) {
      const Equivalence& reverse = at.terms.equivalences[back];
      const bool comparable = reverse.to_scheme == row.from_scheme || reverse.to_scheme == marking::kNoLevelScheme;
      const auto came = at.rank(reverse.to_scheme, reverse.to_word);
      const bool open = at.rank(row.to_scheme, row.to_word) == -1 && lowest(at, row);
      if (comparable && !open && left && came && *came < *left && !disjoint(row, reverse)) {
        at.report(
            at.pointer_of(i),
            fmt::format("{} arrives as {}, which comes back as {}: it is protected as less than it is", from_of(row),
                        to_of(row), to_of(reverse)),
            fmt::format("raise {} to a word of {} that comes back as {}, or change the row of article {}", from_of(row),
                        row.to_party, row.from_word, reverse.article.empty() ? "that leads back" : reverse.article));
        break;
      }
      if (++held == kMostHeldAgainst) break;
    }
  }
  // Among the rows of one direction: a higher word must not arrive lower than a lower one.
  for (const auto& [direction, rows] : at.directions()) {
    std::map<std::pair<std::string, std::string>, std::vector<std::pair<int, std::size_t>>> ladders;  // by both schemes
    for (const std::size_t row : rows) {
      const Equivalence& one = at.terms.equivalences[row];
      if (const auto rank = at.rank(one.from_scheme, one.from_word))
        ladders[{one.from_scheme, one.to_scheme}].emplace_back(*rank, row);
    }
    for (auto& [schemes, ladder] : ladders) {
      std::stable_sort(ladder.begin(), ladder.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
      std::optional<std::pair<int, std::size_t>> highest;  // as received, among the words below
      std::size_t below = 0;
      for (const auto& [rank, row] : ladder) {
        for (; ladder[below].first < rank; ++below) {
          const Equivalence& lower = at.terms.equivalences[ladder[below].second];
          const auto to = at.rank(lower.to_scheme, lower.to_word);
          if (to && (!highest || *to > highest->first)) highest = {*to, ladder[below].second};
        }
        const Equivalence& one = at.terms.equivalences[row];
        const auto to = at.rank(one.to_scheme, one.to_word);
        if (!to || !highest || *to >= highest->first) continue;
        const Equivalence& lower = at.terms.equivalences[highest->second];
        if (disjoint(one, lower)) continue;
        at.report(at.pointer_of(row),
                  fmt::format("{} arrives as {}, lower than {}, as which the lower {} arrives", from_of(one),
                              to_of(one), lower.to_word, lower.from_word),
                  fmt::format("raise the row of {} to {} or higher, or lower that of {}", one.from_word, lower.to_word,
                              lower.from_word));
      }
    }
  }
}

void one_way_row(LintCase& at) {
  for (std::size_t i = 0; i < at.terms.equivalences.size(); ++i) {
    const Equivalence& row = at.terms.equivalences[i];
    if (!at.rows_of({row.to_party, row.to_scheme, row.to_word, row.from_party}).empty()) continue;
    at.report(at.pointer_of(i), fmt::format("{}, and no row leads back from {}", row_words(row), to_of(row)),
              fmt::format("write both_ways = true if {} is to pass to {} as {}; leave it where another row raises it",
                          to_of(row), row.from_party, row.from_word));
  }
}

void row_outside_term(LintCase& at) {
  for (std::size_t i = 0; i < at.terms.equivalences.size(); ++i) {
    const Equivalence& row = at.terms.equivalences[i];
    if (at.bound_within(row.from_party, row.to_party, row.valid_from, row.valid_until)) continue;
    at.report(at.pointer_of(i),
              fmt::format("{}{} is valid only when {} and {} are not both bound", row_words(row), conditions_of(row),
                          row.from_party, row.to_party),
              "mend valid_from and valid_until, the term, or the parties' dates");
  }
}

void row_has_ended(LintCase& at) {
  for (std::size_t i = 0; i < at.terms.equivalences.size(); ++i) {
    const Equivalence& row = at.terms.equivalences[i];
    if (row.valid_until <= at.now && end_of(at.terms) > at.now)
      at.report(at.pointer_of(i), fmt::format("{} ended on {}", row_words(row), format_date(row.valid_until)),
                "remove it, or agree a later valid_until");
  }
}

void duplicate_row(LintCase& at) {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < at.terms.equivalences.size(); ++i) {
    const Equivalence& row = at.terms.equivalences[i];
    const std::string key = fmt::format("{}{} {} {} {} {}", row_words(row), conditions_of(row), row.valid_from.us,
                                        row.valid_until.us, row.created_from.us, row.created_before.us);
    if (!seen.insert(key).second)
      at.report(at.pointer_of(i), fmt::format("{}{} stands here a second time", row_words(row), conditions_of(row)),
                "remove one of the two");
  }
}

void overlapping_rows(LintCase& at) {
  for (std::size_t i = 0; i < at.terms.equivalences.size(); ++i) {
    const Equivalence& row = at.terms.equivalences[i];
    std::size_t held = 0;
    for (const std::size_t other : at.rows_of({row.from_party, row.from_scheme, row.from_word, row.to_party})) {
      if (other >= i || ++held > kMostHeldAgainst) break;
      const Equivalence& earlier = at.terms.equivalences[other];
      const bool other_level = earlier.to_scheme != row.to_scheme || earlier.to_word != row.to_word;
      if (disjoint(row, earlier) || !other_level || same(row, earlier)) continue;
      at.report(at.pointer_of(i),
                fmt::format("{}{} overlaps {}{}: a reader needs both", row_words(row), conditions_of(row),
                            row_words(earlier), conditions_of(earlier)),
                "give the rows dates, or warnings with and without, so that one answers; or remove the one that is not "
                "meant");
      break;
    }
  }
}

}  // namespace comity::agreement
