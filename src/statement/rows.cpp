#include "statement/rows.hpp"

#include <algorithm>
#include <tuple>

namespace comity::statement {

Line line_of(const std::vector<PositionRow>& rows) {
  struct Counts {
    std::size_t invited = 0, agreed = 0;
  };
  std::map<std::pair<std::string, bool>, Counts> statements;
  for (const auto& row : rows) {
    Counts& counts = statements[{row.statement, row.imported}];
    ++counts.invited;
    counts.agreed += agrees(row.stand) ? 1 : 0;
  }
  Line out;
  for (const auto& row : rows) {
    const Counts& counts = statements.at({row.statement, row.imported});
    LineRecord& party = out.parties[row.party];
    ++party.invited;
    ++party.stands[row.stand];
    party.agreed += agrees(row.stand) ? 1 : 0;
    party.reserved += row.stand == Stand::reserved ? 1 : 0;
    if (agrees(row.stand) || 2 * counts.agreed <= counts.invited) continue;
    ++party.left;
    out.departures.push_back({row.statement, row.title, row.party, row.date, row.stand, counts.agreed, counts.invited, row.imported});
  }
  std::sort(out.departures.begin(), out.departures.end(), [](const auto& a, const auto& b) {
    return std::tie(a.date, a.statement, a.party) < std::tie(b.date, b.statement, b.party);
  });
  return out;
}

}  // namespace comity::statement
