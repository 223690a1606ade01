// Files of roll-call votes, of both forms; with a line of "---" between votes and roll calls where there are two. And positions on statements.
#include <string>

#include "insight/alignment.hpp"
#include "insight/statement_votes.hpp"
#include "insight/votes_read.hpp"
#include "targets.hpp"

#include "base/result.hpp"

namespace comity::fuzz {
namespace {

using namespace insight;

// Each member has one vote on each roll call, and cells are what a plain look at the votes counts.
void hold(const RollCallSet& set) {
  for (const Period& period : periods(set, {}, By::year)) {
    const VoteRows rows(set, period.selection, {});
    for (std::size_t a = 0; a < set.members().size() && a < 8; ++a)
      for (std::size_t b = a + 1; b < set.members().size() && b < 8; ++b) {
        Cells plain;
        for (std::size_t call = 0; call < set.calls().size(); ++call) {
          const Vote x = set.vote(a, call), y = set.vote(b, call);
          if (period.selection.has(call) && x != Vote::absent && y != Vote::absent) ++plain.t[(static_cast<std::size_t>(x) - 1) * 3 + static_cast<std::size_t>(y) - 1];
        }
        const Cells cells = rows.cells(a, b);
        CHECK(cells == plain);
        for (const auto& index : indices_of(cells)) CHECK(!index || *index <= 1.0);
      }
  }
  for (std::size_t call = 1; call < set.calls().size(); ++call) CHECK(set.calls()[call - 1].day <= set.calls()[call].day);
  const RollCallSet joined = succeeded(set);
  CHECK(joined.members().size() <= set.members().size() && joined.calls().size() == set.calls().size());
}

}  // namespace

void fuzz_votes(std::string_view input) {
  constexpr std::string_view kBetween = "---\n";
  const std::size_t cut = input.find(kBetween);
  const std::string_view votes = input.substr(0, cut);
  std::optional<std::string_view> calls;
  if (cut != std::string_view::npos) calls = input.substr(cut + kBetween.size());
  const auto set = read_votes(votes, calls);
  if (set) hold(*set);
  else CHECK(set.error().code == Code::precondition || set.error().code == Code::too_large || !set.error().where.empty());
  if (const auto positions = read_positions(input)) {
    if (const auto from = votes_of(*positions, {})) hold(*from);
  }
  if (const auto text = unpacked(std::string(input), 1 << 20)) CHECK(text->size() <= 1 << 20);
}

}  // namespace comity::fuzz
