#include "insight/cohesion.hpp"

#include <algorithm>
#include <numeric>

namespace comity::insight {
namespace {

std::vector<std::size_t> members_of(const RollCallSet& set, const std::vector<std::size_t>& group) {
  if (!group.empty()) return group;
  std::vector<std::size_t> all(set.members().size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

void add(Tally& tally, Vote vote) {
  tally.yes += vote == Vote::yes;
  tally.abstain += vote == Vote::abstain;
  tally.no += vote == Vote::no;
}

std::uint32_t count_of(const Tally& tally, Vote vote) { return vote == Vote::yes ? tally.yes : vote == Vote::abstain ? tally.abstain : tally.no; }

// Calls `take` with each roll call of the selection, the group's choices on it, and their tally.
template <class Take>
void each_call(const RollCallSet& set, const Selection& selection, const VoteOptions& options, const std::vector<std::size_t>& group, Take&& take) {
  const VoteRows rows(set, selection, options);
  std::vector<Vote> votes(group.size());
  const std::size_t end = std::min(set.calls().size(), (selection.first_word + selection.mask.size()) * 64);
  for (std::size_t call = selection.first_word * 64; call < end; ++call) {
    if (!selection.has(call)) continue;
    Tally tally;
    for (std::size_t i = 0; i < group.size(); ++i) add(tally, votes[i] = rows.vote(group[i], call));
    take(call, votes, tally);
  }
}

// What more than half of at least three chose; absent where nothing was.
Vote line_of(const Tally& tally) {
  if (tally.n() < 3) return Vote::absent;
  for (const Vote vote : {Vote::yes, Vote::abstain, Vote::no})
    if (2 * count_of(tally, vote) > tally.n()) return vote;
  return Vote::absent;
}

}  // namespace

// Abstentions that do not count, or count as noes, were made so when the rows were read.
std::optional<double> rice_of(const Tally& tally) {
  if (tally.n() < 2) return std::nullopt;
  const double yes = tally.yes, no = tally.no;
  return (yes > no ? yes - no : no - yes) / static_cast<double>(tally.n());
}

Rice rice(const RollCallSet& set, const VoteOptions& options, By by, const std::vector<std::size_t>& group, const Resampling& how) {
  const auto members = members_of(set, group);
  Rice out;
  for (Period& period : periods(set, options, by)) {
    std::vector<double> values;
    each_call(set, period.selection, options, members, [&](std::size_t call, const std::vector<Vote>&, const Tally& tally) {
      out.calls.push_back({call, tally, rice_of(tally)});
      if (out.calls.back().rice) values.push_back(*out.calls.back().rice);
    });
    RicePeriod one{std::move(period), values.size(), std::nullopt, std::nullopt};
    const auto mean = [&](std::span<const std::uint32_t> drawn) {
      double sum = 0;
      for (const std::uint32_t at : drawn) sum += values[at];
      return std::optional<double>(sum / static_cast<double>(drawn.size()));
    };
    if (!values.empty()) one.mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    one.interval = resampled(values.size(), how, mean);
    out.periods.push_back(std::move(one));
  }
  std::stable_sort(out.calls.begin(), out.calls.end(), [](const RiceCall& a, const RiceCall& b) { return a.call < b.call; });
  return out;
}

std::optional<Alone> alone_named(std::string_view name) {
  if (name == "no") return Alone::no;
  if (name == "apart") return Alone::apart;
  return std::nullopt;
}

std::vector<Lone> lone_dissenters(const RollCallSet& set, const VoteOptions& options, const std::vector<std::size_t>& group, Alone alone) {
  const auto members = members_of(set, group);
  std::vector<Lone> out;
  each_call(set, select(set, options), options, members, [&](std::size_t call, const std::vector<Vote>& votes, const Tally& tally) {
    if (tally.n() < 3) return;
    for (const Vote vote : {Vote::yes, Vote::abstain, Vote::no}) {
      if (count_of(tally, vote) != 1 || (alone == Alone::no && vote != Vote::no)) continue;
      const std::uint32_t most = std::max({tally.yes, tally.abstain, tally.no});
      if (alone == Alone::apart && most != tally.n() - 1) continue;
      const auto who = std::find(votes.begin(), votes.end(), vote);
      out.push_back({call, members[static_cast<std::size_t>(who - votes.begin())], vote, tally});
    }
  });
  return out;
}

Line line(const RollCallSet& set, const VoteOptions& options, By by, const std::vector<std::size_t>& group) {
  const auto members = members_of(set, group);
  Line out;
  for (Period& period : periods(set, options, by)) {
    LinePeriod one{std::move(period), 0, {}};
    for (const std::size_t member : members) one.members.push_back({member, 0, 0});
    each_call(set, one.period.selection, options, members, [&](std::size_t call, const std::vector<Vote>& votes, const Tally& tally) {
      const Vote wanted = line_of(tally);
      if (wanted == Vote::absent) return;
      ++one.calls;
      for (std::size_t i = 0; i < members.size(); ++i) {
        if (votes[i] == Vote::absent) continue;
        ++one.members[i].chose;
        if (votes[i] == wanted) continue;
        ++one.members[i].left;
        out.departures.push_back({call, members[i], votes[i], wanted});
      }
    });
    out.periods.push_back(std::move(one));
  }
  std::stable_sort(out.departures.begin(), out.departures.end(), [](const Departure& a, const Departure& b) { return a.call < b.call; });
  return out;
}

}  // namespace comity::insight
