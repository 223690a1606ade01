// Files of roll-call votes. Bounded; pure but for memory; any thread. Two forms, told apart by their header row:
//   Voeten's (Voeten, Strezhnev and Bailey, "United Nations General Assembly Voting Data", Harvard Dataverse): votes with the columns rcid, ccode and vote (1 yes, 2 abstain, 3 no, 8 absent, 9 not a
//     member), roll calls in a second file with rcid and date, and session, unres, importantvote, issues and short where it has them;
//   the UN Digital Library's: one file, a row for each member and resolution, with undl_id, ms_code, ms_vote (Y, N, A; X, NV or nothing: not voting, which is absent) and date, and session, resolution, title and
//     subjects where it has them.
// Columns are found by name, in any order, among others.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "insight/votes.hpp"

namespace comity::insight {

inline constexpr std::uint64_t kMostVotesBytes = std::uint64_t{1} << 30;  // of one file, unpacked

// Errors: invalid with where = "line N" or "roll calls, line N": a column that is missing, a number or date that is none, a vote on a roll call that is not listed, two different votes of one member;
// precondition (the form needs a second file); too_large.
Result<RollCallSet> read_votes(std::string_view votes, std::optional<std::string_view> roll_calls);

// A file's text: as it is, or unpacked where it begins as gzip (RFC 1952). Errors: invalid (damaged or cut short), too_large.
Result<std::string> unpacked(std::string bytes, std::uint64_t most_bytes = kMostVotesBytes);

}  // namespace comity::insight
