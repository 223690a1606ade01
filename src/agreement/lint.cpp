#include "agreement/lint.hpp"

#include <algorithm>
#include <array>

#include "agreement/lint_case.hpp"
#include "alliance/toml_document.hpp"
#include "marking/known_schemes.hpp"

namespace comity::agreement {
namespace {

constexpr std::array kLints{
    Lint{"ceiling-by-omission", "the highest words of a scheme have no row",
         "no row means no: what is above the highest row never passes, and nobody is told that it was meant", true,
         ceiling_by_omission},
    Lint{"gap-in-levels", "a word below the highest row has no row of its own",
         "a lower word is not carried by the row of a higher one", true, gap_in_levels},
    Lint{"lowering-equivalence", "a higher word arrives lower than a lower one, or comes back lower than it left",
         "people of the receiver who are cleared for less get what is protected for more", true, lowering_equivalence},
    Lint{"one-way-row", "a row whose reverse is missing", "what the receiver marks with that word does not pass back",
         false, one_way_row},
    Lint{"row-outside-term", "a row that is valid only when the agreement, or a party of it, is not bound",
         "it never answers", false, row_outside_term},
    Lint{"row-has-ended", "a row whose dates are over", "it does not answer any more", false, row_has_ended},
    Lint{"duplicate-row", "the same row twice", "whoever changes one of them later may believe that it is the only one",
         false, duplicate_row},
    Lint{"overlapping-rows", "two rows answer for one word with different levels",
         "where several match, all must be reached: the lower one never counts by itself", false, overlapping_rows},
    Lint{"party-never-reads", "a party to which nothing can be released", "it signs, gives, and gets nothing", false,
         party_never_reads},
    Lint{"purpose-nobody-holds", "an agreed purpose that no person of the parties is assigned",
         "nothing is ever released for it", true, purpose_nobody_holds},
    Lint{"topic-nobody-holds", "an agreed topic that no person of the parties needs to know",
         "nothing is ever released under it", true, topic_nobody_holds},
    Lint{"empty-list", "a clause that lists nothing",
         "an absent clause means all, an empty list means none: nothing passes at all", false, empty_list},
    Lint{"compartment-nobody-holds", "an accepted compartment that no reader of another party has access to",
         "what is in it is released to nobody", true, compartment_nobody_holds},
    Lint{"control-without-effect", "an accepted control that accepting does not lift",
         "the parties may expect it to pass", false, control_without_effect},
    Lint{"term-has-ended", "an agreement whose term is over", "it permits nothing any more", false, term_has_ended},
    Lint{"notice-outlasts-term", "notice for the end of a term, longer than the terms that follow",
         "who gives it in one term stays bound for the whole of the next", false, notice_outlasts_term},
    Lint{"party-outside-term", "a party that is bound only before or after the term",
         "for it the agreement never holds", false, party_outside_term},
    Lint{"suspension-without-effect", "a suspension between parties that are not both bound while it lasts",
         "it stops nothing", false, suspension_without_effect},
    Lint{"suspension-by-bystander", "a suspension by a party that neither gives nor receives",
         "each party may suspend its own directions", false, suspension_by_bystander},
    Lint{"survival-readers-unused", "readers of a survival clause that keeps nothing", "they may go on reading nothing",
         false, survival_readers_unused},
};

// JSON pointer of the clause that each row of the terms came from: the order in which terms_json.cpp expands them.
std::vector<std::string> row_pointers(const nlohmann::json& document) {
  std::vector<std::string> out;
  if (const auto rows = document.find("equivalence"); rows != document.end())
    for (std::size_t i = 0; i < rows->size(); ++i)
      out.insert(out.end(), (*rows)[i].value("both_ways", false) ? 2 : 1, "/equivalence/" + std::to_string(i));
  if (const auto rows = document.find("levels"); rows != document.end())
    for (std::size_t i = 0; i < rows->size(); ++i) {
      const std::size_t words = (*rows)[i].size() - (*rows)[i].count("article");
      out.insert(out.end(), words * (words - 1), "/levels/" + std::to_string(i));
    }
  return out;
}

template <class Where>
Result<std::vector<Finding>> find(const Document& document, const nlohmann::json& json,
                                  const alliance::Directory* directory, Time now, const Where& where) {
  if (directory) TRY_VOID(check(document.terms, *directory));
  struct Placed {
    std::pair<int, std::size_t> order;
    Finding finding;
  };
  std::vector<Placed> placed;
  for (const Lint& lint : kLints) {
    if (lint.needs_directory && !directory) continue;
    LintCase at(document.terms, json, directory, now);
    lint.find(at);
    for (auto& one : at.reports) {
      const auto [line, place] = where(one.pointer);
      placed.push_back({{line, placed.size()}, {lint.name, place, std::move(one.text), lint.why, std::move(one.mend)}});
    }
  }
  std::sort(placed.begin(), placed.end(), [](const Placed& a, const Placed& b) { return a.order < b.order; });
  std::vector<Finding> out;
  for (auto& one : placed) out.push_back(std::move(one.finding));
  return out;
}

}  // namespace

std::span<const Lint> lints() { return kLints; }

Result<std::vector<Finding>> lint(std::string_view toml, std::string_view file_name,
                                  const alliance::Directory* directory, Time now) {
  TRY(const Document document, parse_agreement(toml, file_name));
  TRY(const alliance::TomlDocument source, alliance::read_toml(toml, file_name));
  return find(document, source.value, directory, now, [&](const std::string& pointer) {
    const std::string where = source.where(pointer), clause = clause_of(pointer);
    return std::pair(std::atoi(where.c_str() + where.rfind(':') + 1), clause.empty() ? where : where + ": " + clause);
  });
}

Result<std::vector<Finding>> lint(const Document& document, const alliance::Directory* directory, Time now) {
  TRY(const Document fresh, parse_canonical(document.canonical));  // which bounds its depth
  const auto json = nlohmann::json::parse(fresh.canonical, nullptr, false);
  return find(fresh, json, directory, now, [](const std::string& pointer) { return std::pair(0, clause_of(pointer)); });
}

// ---- LintCase
// --------------------------------------------------------------------------------------------------------

LintCase::LintCase(const Terms& t, const nlohmann::json& d, const alliance::Directory* known, Time at)
    : terms(t), document(d), directory(known), now(at), row_pointers_(row_pointers(d)) {
  row_pointers_.resize(terms.equivalences.size());
  for (std::size_t i = 0; i < terms.equivalences.size(); ++i) {
    const Equivalence& row = terms.equivalences[i];
    directions_[{row.from_party, row.to_party}].push_back(i);
    words_[{row.from_party, row.from_scheme, row.from_word, row.to_party}].push_back(i);
  }
  for (const auto& one : terms.parties) spells_[one.party].push_back(&one);
  for (const auto& one : terms.suspensions) suspended_[{one.from, one.to}].push_back(&one);
}

const std::vector<std::size_t>& LintCase::rows_of(const Word& word) const {
  static const std::vector<std::size_t> none;
  const auto found = words_.find(word);
  return found == words_.end() ? none : found->second;
}

std::optional<int> LintCase::rank(const std::string& scheme, const std::string& word) const {
  if (scheme == marking::kNoLevelScheme && word == marking::kNoLevelWord) return -1;
  if (directory && directory->schemes.find(scheme)) return directory->schemes.rank(scheme, word);
  return marking::known_schemes().rank(scheme, word);
}

bool LintCase::bound_within(const std::string& a, const std::string& b, Time from, Time until) const {
  from = std::max(from, terms.in_force);
  until = std::min(until, end_of(terms));
  const auto first = spells_.find(a), second = spells_.find(b);
  if (first == spells_.end() || second == spells_.end()) return false;
  std::size_t tried = 0;
  for (const Adherence* one : first->second)
    for (const Adherence* other : second->second) {
      if (std::max({from, one->since, other->since}) < std::min({until, one->until, other->until})) return true;
      if (++tried > kMostHeldAgainst * kMostHeldAgainst) return true;
    }
  return false;
}

bool LintCase::can_answer(const Equivalence& row) const {
  Time from = std::max(row.valid_from, now), until = row.valid_until;
  if (const auto found = suspended_.find({row.from_party, row.to_party}); found != suspended_.end())
    for (const Suspension* one : found->second)
      if (one->until == Time::max()) until = std::min(until, one->since);
  return from < until && bound_within(row.from_party, row.to_party, from, until);
}

bool LintCase::somebody(const std::string& party, const std::string& other_than,
                        const std::function<bool(const alliance::Clearance&)>& holds) const {
  return std::any_of(directory->clearances.begin(), directory->clearances.end(), [&](const auto& one) {
    const std::string of{marking::party_of(one.first)};
    return (party.empty() ? spells_.contains(of) && of != other_than : of == party) && one.second.until > now &&
           holds(one.second);
  });
}

}  // namespace comity::agreement
