// Laws of tables and indices on random roll calls. RC_PARAMS of the environment sets the seed and the number of cases.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "insight/alignment.hpp"
#include "insight/cohesion.hpp"
#include "insight/random.hpp"

namespace comity::insight {
namespace {

constexpr std::size_t at(Index index) { return static_cast<std::size_t>(index); }

struct World {
  std::size_t members = 0, calls = 0;
  std::vector<Vote> votes;          // by member, then roll call
  std::vector<std::int32_t> days;   // of roll calls
  RollCallSet set() const {
    std::vector<Member> names;
    std::vector<RollCall> listed;
    std::vector<RollCallSet::Cast> casts;
    for (std::uint32_t member = 0; member < members; ++member) names.push_back({member + 1, "M" + std::to_string(member)});
    for (std::uint32_t call = 0; call < calls; ++call) listed.push_back({.id = std::to_string(call), .day = Day{days[call]}});
    for (std::uint32_t member = 0; member < members; ++member)
      for (std::uint32_t call = 0; call < calls; ++call) casts.push_back({call, member, votes[member * calls + call], 0});
    return RollCallSet::make(std::move(names), std::move(listed), casts).value();
  }
};

World world() {
  World out;
  out.members = *rc::gen::inRange<std::size_t>(2, 7);
  out.calls = *rc::gen::inRange<std::size_t>(1, 200);
  Generator generator(*rc::gen::arbitrary<std::uint64_t>());
  for (std::size_t i = 0; i < out.members * out.calls; ++i) out.votes.push_back(static_cast<Vote>(generator.below(4)));
  for (std::size_t i = 0; i < out.calls; ++i) out.days.push_back(static_cast<std::int32_t>(generator.below(3000)));
  return out;
}

VoteOptions options() {
  VoteOptions out;
  out.abstain = *rc::gen::element(VoteOptions::Abstain::middle, VoteOptions::Abstain::leave_out, VoteOptions::Abstain::as_no);
  out.absent = *rc::gen::element(VoteOptions::Absent::leave_out, VoteOptions::Absent::as_abstain);
  out.drop_unanimous = *rc::gen::arbitrary<bool>();
  return out;
}

// The same by a loop over votes that shares nothing with the bits: what a vote counts as, and whether the roll call counts.
Cells plainly(const World& world, const VoteOptions& how, std::size_t a, std::size_t b) {
  const auto of = [&](std::size_t member, std::size_t call) { return world.votes[member * world.calls + call]; };
  const auto counted = [&](std::size_t member, std::size_t call) {
    Vote vote = of(member, call);
    if (vote == Vote::absent && how.absent == VoteOptions::Absent::as_abstain) {
      bool before = false, after = false;  // by day, then as given
      for (std::size_t other = 0; other < world.calls; ++other) {
        if (of(member, other) == Vote::absent) continue;
        const auto place = std::pair(world.days[other], other), here = std::pair(world.days[call], call);
        (place < here ? before : after) = true;
      }
      if (before && after) vote = Vote::abstain;
    }
    if (vote != Vote::abstain || how.abstain == VoteOptions::Abstain::middle) return vote;
    return how.abstain == VoteOptions::Abstain::as_no ? Vote::no : Vote::absent;
  };
  Cells out;
  for (std::size_t call = 0; call < world.calls; ++call) {
    std::array<bool, 4> any{};
    for (std::size_t member = 0; member < world.members; ++member) any[static_cast<std::size_t>(of(member, call))] = true;
    if (how.drop_unanimous && any[1] + any[2] + any[3] < 2) continue;
    const Vote x = counted(a, call), y = counted(b, call);
    if (x != Vote::absent && y != Vote::absent) ++out.t[(static_cast<std::size_t>(x) - 1) * 3 + static_cast<std::size_t>(y) - 1];
  }
  return out;
}

RC_GTEST_PROP(AlignmentLaws, BitsCountWhatAPlainLoopCounts, ()) {
  const World one = world();
  const VoteOptions how = options();
  const RollCallSet set = one.set();
  const VoteRows rows(set, select(set, how), how);
  for (std::size_t a = 0; a < one.members; ++a)
    for (std::size_t b = 0; b < one.members; ++b) RC_ASSERT(rows.cells(a, b) == plainly(one, how, a, b));
}

RC_GTEST_PROP(AlignmentLaws, TablesAreSymmetricAndIndicesWithinTheirBounds, ()) {
  const World one = world();
  const RollCallSet set = one.set();
  const VoteRows rows(set, select(set, {}), {});
  const Cells cells = rows.cells(0, 1), turned = rows.cells(1, 0);
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) RC_ASSERT(cells.t[i * 3 + j] == turned.t[j * 3 + i]);
  const Indices indices = indices_of(cells);
  RC_ASSERT(indices == indices_of(turned));
  RC_ASSERT(indices == indices_of(cells.t, 3));
  for (std::size_t i = 0; i < kIndices; ++i) {
    RC_ASSERT(!indices[i] || *indices[i] <= 1.0);
    if (i <= at(Index::s_sq)) RC_ASSERT(!indices[i] || *indices[i] >= least_of(static_cast<Index>(i)));
  }
  RC_ASSERT(indices[at(Index::agree3)].has_value() == (cells.n() > 0));
  if (cells.n() > 0) RC_ASSERT(std::abs(2 * *indices[at(Index::agree3)] - 1 - *indices[at(Index::s_abs)]) < 1e-12);
}

RC_GTEST_PROP(AlignmentLaws, TheOrderOfRollCallsSaysNothing, ()) {
  World one = world();
  const RollCallSet set = one.set();
  const Cells before = VoteRows(set, select(set, {}), {}).cells(0, 1);
  Generator generator(*rc::gen::arbitrary<std::uint64_t>());
  for (std::int32_t& day : one.days) day = static_cast<std::int32_t>(generator.below(3000));
  const RollCallSet other = one.set();
  RC_ASSERT(VoteRows(other, select(other, {}), {}).cells(0, 1) == before);
}

RC_GTEST_PROP(AlignmentLaws, PeriodsPartTheWhole, ()) {
  const World one = world();
  const RollCallSet set = one.set();
  const VoteOptions how = options();
  // What is absent is judged by the whole set, so that years and the whole agree.
  Cells sum;
  std::size_t calls = 0;
  for (const Period& period : periods(set, how, By::year)) {
    const Cells part = VoteRows(set, period.selection, how).cells(0, 1);
    for (std::size_t i = 0; i < 9; ++i) sum.t[i] += part.t[i];
    calls += period.selection.size();
    RC_ASSERT(year_of(period.first) == period.year && year_of(period.last) == period.year);
  }
  const Selection all = select(set, how);
  RC_ASSERT(calls == all.size());
  RC_ASSERT(sum == VoteRows(set, all, how).cells(0, 1));
}

RC_GTEST_PROP(AlignmentLaws, RiceIsAShare, ()) {
  const World one = world();
  const RollCallSet set = one.set();
  for (const RiceCall& call : rice(set, options(), By::whole, {}, {.times = 0}).calls) RC_ASSERT(!call.rice || (*call.rice >= 0 && *call.rice <= 1));
}

}  // namespace
}  // namespace comity::insight
