// How a group votes together: cohesion by roll call, lone dissenters, and who leaves the line of the rest. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "insight/alignment.hpp"
#include "insight/bootstrap.hpp"

namespace comity::insight {

struct Tally {
  std::uint32_t yes = 0, abstain = 0, no = 0;
  std::uint32_t n() const { return yes + abstain + no; }
};

// Rice 1925, Political Science Quarterly 40(1): |yes − no| / (yes + no) of a roll call, which is what abstain = leave_out gives; as_no counts abstentions with the noes. middle, ours, lets an abstention stand between:
// |yes − no| / (yes + abstain + no). Nothing where fewer than two of the group chose.
std::optional<double> rice_of(const Tally& tally);
// What abstaining counts as in Rice 1925: five yes and five who abstain are at one.
inline constexpr VoteOptions::Abstain kAbstainOfRice = VoteOptions::Abstain::leave_out;

struct RicePeriod {
  Period period;
  std::size_t n = 0;                // roll calls with a value
  std::optional<double> mean;       // their plain mean
  std::optional<Interval> interval; // over roll calls
};
struct RiceCall {
  std::size_t call = 0;
  Tally tally;
  std::optional<double> rice;
};
struct Rice {
  std::vector<RicePeriod> periods;
  std::vector<RiceCall> calls;      // of all periods, by day
};
// `group`: places of members, each once; empty for all.
Rice rice(const RollCallSet& set, const VoteOptions& options, By by, const std::vector<std::size_t>& group, const Resampling& how);

// Roll calls on which one of the group stood alone against at least two others.
enum class Alone : std::uint8_t {
  no,     // the only no; the others that chose said yes or abstained
  apart,  // the only one with its choice, and the others that chose all made one other
};
std::optional<Alone> alone_named(std::string_view name);  // "no", "apart"
struct Lone {
  std::size_t call = 0, member = 0;
  Vote vote = Vote::absent;
  Tally tally;
};
std::vector<Lone> lone_dissenters(const RollCallSet& set, const VoteOptions& options, const std::vector<std::size_t>& group, Alone alone);

// The line of a roll call: what more than half of at least three of the group chose. Who chose otherwise left it; who was absent did not.
struct Departure {
  std::size_t call = 0, member = 0;
  Vote vote = Vote::absent, line = Vote::absent;
};
struct LinePeriod {
  Period period;
  std::size_t calls = 0;               // with a line
  struct One {
    std::size_t member = 0;
    std::size_t chose = 0, left = 0;   // of the roll calls with a line
  };
  std::vector<One> members;            // in the order of the group
};
struct Line {
  std::vector<LinePeriod> periods;
  std::vector<Departure> departures;   // by day, then in the order of the group
};
Line line(const RollCallSet& set, const VoteOptions& options, By by, const std::vector<std::size_t>& group);

}  // namespace comity::insight
