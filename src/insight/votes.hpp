// Roll calls: who voted how on what, and when. From a file of votes (votes_read.hpp), or from joint statements (statement_votes.hpp). Values; const calls from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace comity::insight {

// Ordered as the indices want it: abstaining lies between. Absent is no choice, and counts nowhere unless a caller asks for it.
enum class Vote : std::uint8_t { absent = 0, yes = 1, abstain = 2, no = 3 };
std::string_view name_of(Vote vote);  // "absent", "yes", "abstain", "no"

// Days since 1970-01-01 in the proleptic Gregorian calendar.
struct Day {
  std::int32_t days = 0;
  auto operator<=>(const Day&) const = default;
};
Result<Day> parse_day(std::string_view text);  // "2015-12-07"; what follows after a T is passed over. Errors: invalid
std::string format_day(Day day);
std::int32_t year_of(Day day);
Day first_day(std::int32_t year);

// Who votes. Two members may have one name (260 and 255 are both DEU), never one name and one number.
struct Member {
  std::uint32_t cow = 0;  // number of the Correlates of War project; 0 where the source has none
  std::string name;       // letters of ISO 3166, or the name of a party
  auto operator<=>(const Member&) const = default;
};

struct RollCall {
  std::string id = {};
  Day day = {};
  std::string session = {};
  std::string resolution = {};  // "A/RES/74/11"; "" where unknown
  std::string title = {};
  std::string issues = {};      // words with a bar between: "di|nu"
  bool important = false;
};

inline constexpr std::size_t kMostMembers = 2000;
inline constexpr std::size_t kMostRollCalls = 200'000;
inline constexpr std::size_t kMostCells = 100'000'000;  // members × roll calls

class RollCallSet {
 public:
  // One vote as it was read, by the places of its roll call and member in what make() is given.
  struct Cast {
    std::uint32_t call = 0, member = 0;
    Vote vote = Vote::absent;
    std::uint32_t line = 0;  // where it was read, for errors
  };
  RollCallSet() = default;
  // Orders members by number, then name, and roll calls by day, then as given. Errors: invalid (a member votes twice, and differently, on one roll call), too_large.
  static Result<RollCallSet> make(std::vector<Member> members, std::vector<RollCall> calls, std::span<const Cast> casts);

  const std::vector<Member>& members() const { return members_; }
  const std::vector<RollCall>& calls() const { return calls_; }
  Vote vote(std::size_t member, std::size_t call) const;
  // 64 roll calls a word; bit b of word w is roll call 64 w + b. `vote` is not absent.
  std::span<const std::uint64_t> row(std::size_t member, Vote vote) const;
  std::size_t words() const { return words_; }
  // The members that "USA" or "2" names, ascending: none, one, or those that share the letters.
  std::vector<std::size_t> named(std::string_view text) const;
  // The first roll call of that day or later.
  std::size_t from(Day day) const;
  // What to say beside every number that is made of it.
  const std::vector<std::string>& notes() const { return notes_; }
  void note(std::string text) { notes_.push_back(std::move(text)); }

 private:
  std::vector<Member> members_;
  std::vector<RollCall> calls_;
  std::size_t words_ = 0;
  std::vector<std::uint64_t> bits_;  // by member, then vote, then word
  std::vector<std::string> notes_;
};

// Rows of states whose seat went on under another code joined to one, under the later code (states.hpp). Where both voted on one roll call, the later code's vote stands.
RollCallSet succeeded(const RollCallSet& set);

}  // namespace comity::insight
