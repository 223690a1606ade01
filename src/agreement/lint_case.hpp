// What a lint looks at, and where it reports. Private to agreement/.
#pragma once

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "agreement/lint.hpp"
#include "agreement/words.hpp"

namespace comity::agreement {

// A document is anybody's to write: rows that answer for one word are held against so many others each.
inline constexpr std::size_t kMostHeldAgainst = 64;

class LintCase {
 public:
  struct Reported {
    std::string pointer, text, mend;
  };
  LintCase(const Terms& terms, const nlohmann::json& document, const alliance::Directory* directory, Time now);

  const Terms& terms;
  const nlohmann::json& document;
  const alliance::Directory* directory;  // set where the lint asked for it
  Time now;

  using Direction = std::pair<std::string, std::string>;                        // from, to
  using Word = std::tuple<std::string, std::string, std::string, std::string>;  // from party, scheme, word, to party
  const std::map<Direction, std::vector<std::size_t>>& directions() const { return directions_; }  // indices of rows
  const std::vector<std::size_t>& rows_of(const Word& word) const;
  const std::string& pointer_of(std::size_t row) const { return row_pointers_[row]; }

  std::optional<int> rank(const std::string& scheme, const std::string& word) const;
  // The row may still answer: its dates, the term, both parties' spells and the suspensions leave some instant from now
  // on.
  bool can_answer(const Equivalence& row) const;
  // Both parties are bound at some instant of [from, until), which lies in the term.
  bool bound_within(const std::string& a, const std::string& b, Time from, Time until) const;
  // Clearances that are or will be valid, of people of that party ("" for all parties of the agreement but
  // `other_than`).
  bool somebody(const std::string& party, const std::string& other_than,
                const std::function<bool(const alliance::Clearance&)>& holds) const;

  void report(std::string pointer, std::string text, std::string mend) {
    reports.push_back({std::move(pointer), std::move(text), std::move(mend)});
  }
  std::vector<Reported> reports;

 private:
  std::map<Direction, std::vector<std::size_t>> directions_;
  std::map<Word, std::vector<std::size_t>> words_;
  std::map<std::string, std::vector<const Adherence*>> spells_;
  std::map<Direction, std::vector<const Suspension*>> suspended_;
  std::vector<std::string> row_pointers_;
};

// lint_rows.cpp
void ceiling_by_omission(LintCase& at);
void gap_in_levels(LintCase& at);
void lowering_equivalence(LintCase& at);
void one_way_row(LintCase& at);
void row_outside_term(LintCase& at);
void row_has_ended(LintCase& at);
void duplicate_row(LintCase& at);
void overlapping_rows(LintCase& at);
// lint_clauses.cpp
void party_never_reads(LintCase& at);
void purpose_nobody_holds(LintCase& at);
void topic_nobody_holds(LintCase& at);
void empty_list(LintCase& at);
void compartment_nobody_holds(LintCase& at);
void control_without_effect(LintCase& at);
void term_has_ended(LintCase& at);
void notice_outlasts_term(LintCase& at);
void party_outside_term(LintCase& at);
void suspension_without_effect(LintCase& at);
void suspension_by_bystander(LintCase& at);
void survival_readers_unused(LintCase& at);

}  // namespace comity::agreement
