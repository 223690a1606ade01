// How alike members vote: tables of two members over a time, and what stands behind them. Over bits: a table is nine counts of bits that two rows share. Pure; any thread.
// docs/methods/alignment.md has the definitions, the sources and the check values.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "insight/indices.hpp"
#include "insight/votes.hpp"

namespace comity::insight {

// Which roll calls count, and as what. The defaults are those of the literature: abstaining lies between yes and no, and absent is left out.
struct VoteOptions {
  enum class Abstain : std::uint8_t { middle, leave_out, as_no };
  enum class Absent : std::uint8_t { leave_out, as_abstain };  // as_abstain: only between a member's first and last vote in the set
  Abstain abstain = Abstain::middle;
  Absent absent = Absent::leave_out;
  bool drop_unanimous = false;      // those on which all who voted, of the whole set, voted alike
  bool important_only = false;
  std::vector<std::string> issues = {};  // with any of these words; none: all
  std::optional<Day> from = {}, to = {};      // both days counted
};
std::optional<VoteOptions::Abstain> abstain_named(std::string_view name);  // "middle", "leave-out", "as-no"
std::optional<VoteOptions::Absent> absent_named(std::string_view name);    // "leave-out", "as-abstain"

// Some of a set's roll calls, as bits of the words from first_word on.
struct Selection {
  std::size_t first_word = 0;
  std::vector<std::uint64_t> mask;
  std::size_t size() const;
  bool has(std::size_t call) const;
};
Selection select(const RollCallSet& set, const VoteOptions& options);

enum class By : std::uint8_t { year, session, whole };
struct Period {
  std::string name;      // "2015", "74", or "1946-01-01 to 2020-01-14"
  std::int32_t year = 0; // of a calendar year; else of its first roll call
  Day first, last;       // of its roll calls
  Selection selection;
};
// Ascending by their first day. None is empty.
std::vector<Period> periods(const RollCallSet& set, const VoteOptions& options, By by);

// The rows of all members for one selection, as the options read them, packed for comparing every pair.
class VoteRows {
 public:
  VoteRows(const RollCallSet& set, const Selection& selection, const VoteOptions& options);
  std::size_t members() const { return members_; }
  bool any(std::size_t member) const { return any_[member]; }  // whether it made any choice
  Cells cells(std::size_t a, std::size_t b) const;
  // Every pair a < b with at least one roll call on which both made a choice.
  template <class Take>
  void each_pair(Take&& take) const {
    for (std::size_t a = 0; a < members_; ++a) {
      if (!any_[a]) continue;
      for (std::size_t b = a + 1; b < members_; ++b) {
        if (!any_[b]) continue;
        const Cells one = cells(a, b);
        if (one.n() > 0) take(a, b, one);
      }
    }
  }
  Vote vote(std::size_t member, std::size_t call) const;  // of a roll call of the selection

 private:
  std::size_t members_ = 0, words_ = 0, first_word_ = 0;
  std::vector<std::uint64_t> bits_;  // by member, then choice, then word
  std::vector<bool> any_;
};

// The roll calls behind a table on which the two made different choices: the opposed first, then by day.
struct Split {
  std::size_t call = 0;
  Vote a = Vote::absent, b = Vote::absent;
};
std::vector<Split> splits(const RollCallSet& set, const Selection& selection, const VoteOptions& options, std::size_t a, std::size_t b);

}  // namespace comity::insight
