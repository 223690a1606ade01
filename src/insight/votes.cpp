#include "insight/votes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <numeric>

#include "insight/csv.hpp"
#include "insight/states.hpp"

namespace comity::insight {
namespace {

constexpr std::array<std::string_view, 4> kVoteNames{"absent", "yes", "abstain", "no"};

// Two or four digits; -1 for anything else.
int digits(std::string_view text) {
  int out = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    out = out * 10 + (c - '0');
  }
  return out;
}

std::chrono::year_month_day civil(Day day) { return std::chrono::sys_days{std::chrono::days{day.days}}; }

}  // namespace

std::string_view name_of(Vote vote) { return kVoteNames[static_cast<std::size_t>(vote)]; }

Result<Day> parse_day(std::string_view text) {
  const auto wrong = [] { return fail(Code::invalid, "write a date as 2015-12-07"); };
  if (text.size() > 10 && text[10] == 'T') text = text.substr(0, 10);
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return wrong();
  const int year = digits(text.substr(0, 4)), month = digits(text.substr(5, 2)), day = digits(text.substr(8, 2));
  if (year < 0 || month < 0 || day < 0) return wrong();
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)}, std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return wrong();
  return Day{static_cast<std::int32_t>(std::chrono::sys_days{date}.time_since_epoch().count())};
}

std::string format_day(Day day) {
  const auto date = civil(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::int32_t year_of(Day day) { return static_cast<int>(civil(day).year()); }

Day first_day(std::int32_t year) {
  return Day{static_cast<std::int32_t>(std::chrono::sys_days{std::chrono::year{year} / 1 / 1}.time_since_epoch().count())};
}

Result<RollCallSet> RollCallSet::make(std::vector<Member> members, std::vector<RollCall> calls, std::span<const Cast> casts) {
  if (members.size() > kMostMembers) return fail(Code::too_large, fmt::format("more than {} members", kMostMembers));
  if (calls.size() > kMostRollCalls) return fail(Code::too_large, fmt::format("more than {} roll calls", kMostRollCalls));
  if (members.size() * calls.size() > kMostCells) return fail(Code::too_large, "too many members and roll calls together; cut the file by years");
  std::vector<std::uint32_t> order(calls.size()), place_of_call(calls.size()), by_name(members.size()), place_of_member(members.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return calls[a].day < calls[b].day; });
  std::iota(by_name.begin(), by_name.end(), 0u);
  std::stable_sort(by_name.begin(), by_name.end(), [&](auto a, auto b) { return members[a] < members[b]; });
  RollCallSet out;
  out.words_ = (calls.size() + 63) / 64;
  out.bits_.assign(members.size() * 3 * out.words_, 0);
  for (std::uint32_t at = 0; at < order.size(); ++at) {
    place_of_call[order[at]] = at;
    out.calls_.push_back(std::move(calls[order[at]]));
  }
  for (std::uint32_t at = 0; at < by_name.size(); ++at) {
    place_of_member[by_name[at]] = at;
    out.members_.push_back(std::move(members[by_name[at]]));
  }
  for (const Cast& cast : casts) {
    if (cast.vote == Vote::absent) continue;
    const std::size_t call = place_of_call[cast.call], member = place_of_member[cast.member];
    std::uint64_t* rows = out.bits_.data() + member * 3 * out.words_ + call / 64;
    const std::uint64_t bit = std::uint64_t{1} << (call % 64);
    std::uint64_t& wanted = rows[(static_cast<std::size_t>(cast.vote) - 1) * out.words_];
    const std::uint64_t any = (rows[0] | rows[out.words_] | rows[2 * out.words_]) & bit;
    if (any != 0 && (wanted & bit) == 0)
      return fail(Code::invalid, fmt::format("{} votes twice, and differently, on roll call {}", out.members_[member].name, out.calls_[call].id),
                  line_name(cast.line));
    wanted |= bit;
  }
  return out;
}

std::span<const std::uint64_t> RollCallSet::row(std::size_t member, Vote vote) const {
  CHECK(member < members_.size() && vote != Vote::absent);
  return {bits_.data() + (member * 3 + static_cast<std::size_t>(vote) - 1) * words_, words_};
}

Vote RollCallSet::vote(std::size_t member, std::size_t call) const {
  CHECK(member < members_.size() && call < calls_.size());
  const std::uint64_t* rows = bits_.data() + member * 3 * words_ + call / 64;
  for (std::size_t vote = 0; vote < 3; ++vote)
    if ((rows[vote * words_] >> (call % 64)) & 1u) return static_cast<Vote>(vote + 1);
  return Vote::absent;
}

std::vector<std::size_t> RollCallSet::named(std::string_view text) const {
  std::vector<std::size_t> out;
  for (std::size_t at = 0; at < members_.size(); ++at)
    if (members_[at].name == text || (members_[at].cow != 0 && fmt::format("{}", members_[at].cow) == text)) out.push_back(at);
  return out;
}

std::size_t RollCallSet::from(Day day) const {
  return static_cast<std::size_t>(std::lower_bound(calls_.begin(), calls_.end(), day, [](const RollCall& call, Day wanted) { return call.day < wanted; }) - calls_.begin());
}

RollCallSet succeeded(const RollCallSet& set) {
  const auto later = [](const Member& member) {
    if (const std::string_view name = successor_of_iso(member.name); name != member.name) {
      const auto numbers = cows_of_iso(name);
      return Member{numbers.size() == 1 ? numbers.front() : 0u, std::string(name)};
    }
    const std::uint32_t cow = successor_of_cow(member.cow);
    return cow == member.cow ? member : Member{cow, iso_of_cow(cow)};
  };
  std::map<Member, std::uint32_t> places;
  for (const Member& member : set.members()) places.try_emplace(later(member), 0u);
  std::vector<Member> members;
  for (auto& [member, place] : places) {
    place = static_cast<std::uint32_t>(members.size());
    members.push_back(member);
  }
  std::vector<RollCallSet::Cast> casts;
  std::vector<bool> taken(places.size() * set.calls().size());
  // First those who are their own successors, so that theirs stand.
  for (const bool own : {true, false})
    for (std::size_t member = 0; member < set.members().size(); ++member) {
      const Member next = later(set.members()[member]);
      if ((next == set.members()[member]) != own) continue;
      const std::uint32_t place = places.at(next);
      for (std::size_t call = 0; call < set.calls().size(); ++call) {
        const Vote vote = set.vote(member, call);
        const std::size_t cell = place * set.calls().size() + call;
        if (vote == Vote::absent || taken[cell]) continue;
        taken[cell] = true;
        casts.push_back({static_cast<std::uint32_t>(call), place, vote, 0});
      }
    }
  auto out = RollCallSet::make(std::move(members), set.calls(), casts);
  CHECK(out.has_value());
  return *std::move(out);
}

}  // namespace comity::insight
