// Alignment of members by their votes or their positions on statements, as answers for doors and command line. docs/methods/alignment.md.
//
// Roll calls are public, and positions of statements were made so by the caller: whoever may ask for the set may ask all of this. What a caller's own party shared stands in sharing.hpp.
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "insight/alignment.hpp"
#include "insight/bootstrap.hpp"
#include "insight/cohesion.hpp"
#include "insight/window.hpp"

namespace comity::operations {

// The roll calls that the operator gave a node, as read last. Any thread. Errors: not_found (none were given), and those of the files.
using RollCalls = std::function<Result<std::shared_ptr<const insight::RollCallSet>>()>;

struct AlignmentAsk {
  std::vector<std::string> members;       // names or numbers; empty: all
  std::string a, b;                       // a pair
  insight::VoteOptions options;
  std::optional<std::int32_t> year;       // of the table and the splits behind a pair; else the last with a value
  insight::By by = insight::By::year;
  insight::Resampling resampling;
  insight::Alone alone = insight::Alone::no;
  // Of the list of roll calls that an answer ends with: rows after that one, at most so many. What is counted is counted over all.
  std::size_t after_row = 0, most_rows = SIZE_MAX;
};

// Roll calls that one answer draws, over all its resamples. Errors: too_large.
Result<void> check_draws(std::uint64_t roll_calls, const insight::Resampling& how);

inline constexpr std::size_t kMostMembersAsked = 60;  // of a table of all their pairs over a door

// A member by its name or number; several where they share letters. Errors: not_found.
Result<std::vector<std::size_t>> members_named(const insight::RollCallSet& set, std::string_view name);
Result<std::vector<std::size_t>> group_of(const insight::RollCallSet& set, const std::vector<std::string>& names);
// Where exactly one is meant. Errors: not_found, invalid (two share the letters: name a number, or join them).
Result<std::size_t> member_named(const insight::RollCallSet& set, std::string_view name);

// One pair in one period: iso1, iso2, ccode1, ccode2, year (and period where that is no year), n, t11 … t33, and the ten indices.
nlohmann::ordered_json pair_row(const insight::RollCallSet& set, std::size_t a, std::size_t b, const insight::Period& period, const insight::Cells& cells, insight::By by);

// {"about","members","pairs"}: every pair of the group. Errors: not_found (a member), too_large.
Result<nlohmann::ordered_json> alignment_pairs(const insight::RollCallSet& set, const AlignmentAsk& ask);
// {"about","a","b","series","table","splits"}: one pair over time, with intervals, the table of one year with its formulas, and the roll calls behind it on which they split. A series for each two members that the
// names stand for. Errors of all that follow: not_found, too_large; invalid (nothing but one member with itself).
Result<nlohmann::ordered_json> alignment_pair(const insight::RollCallSet& set, const AlignmentAsk& ask);
// {"about","group","periods","calls"}
Result<nlohmann::ordered_json> alignment_rice(const insight::RollCallSet& set, const AlignmentAsk& ask);
// {"about","group","by_member","lone"}
Result<nlohmann::ordered_json> alignment_lone(const insight::RollCallSet& set, const AlignmentAsk& ask);
// {"about","group","periods","departures"}
Result<nlohmann::ordered_json> alignment_line(const insight::RollCallSet& set, const AlignmentAsk& ask);

struct WindowAsk {
  std::string a, b;
  insight::Day date;
  std::string about;                  // what happened then: "agreement AUS-JPN in force"; "" for a date alone
  insight::Index index = insight::Index::agree3;
  std::size_t before = 5, after = 5;
  std::vector<std::string> donors;    // members; empty: chosen
  insight::VoteOptions options;
};
// {"about","pair","date","index",…,"years","pre_trend","rank","donors","earlier_dates","sentences"}
Result<nlohmann::ordered_json> alignment_window(const insight::RollCallSet& set, const WindowAsk& ask);

}  // namespace comity::operations
