#include "operations/statement_votes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "operations/statements.hpp"

namespace comity::operations {
namespace {

using insight::StatementPosition;

StatementPosition::Kind kind_of(statement::Stand stand) {
  switch (stand) {
    case statement::Stand::signed_:
    case statement::Stand::silent: return StatementPosition::Kind::signed_;
    case statement::Stand::reserved: return StatementPosition::Kind::reserved;
    case statement::Stand::abstained: return StatementPosition::Kind::abstained;
    case statement::Stand::declined:
    case statement::Stand::broke_silence: return StatementPosition::Kind::declined;
    case statement::Stand::none:
    case statement::Stand::withdrew: break;  // what it thinks now it has not said
  }
  return StatementPosition::Kind::no_answer;
}

// Who was not invited has no row, and is absent.
Result<std::vector<StatementPosition>> positions_of(Node& node, const Caller& caller) {
  TRY(const auto rows, statement_positions(node, caller));
  std::vector<StatementPosition> out;
  for (const statement::PositionRow& row : rows) {
    TRY(const insight::Day day, insight::parse_day(format_date(row.date)));
    using Word = StatementPosition::Word;
    out.push_back({row.party, row.statement, row.title, day, row.meeting, kind_of(row.stand), {row.topics.begin(), row.topics.end()},
                   !row.imported ? Word::node : row.own ? Word::own : Word::others});
  }
  return out;
}

}  // namespace

Result<insight::RollCallSet> statement_votes(Node& node, const Caller& caller, const insight::StatementOptions& options) {
  TRY(auto positions, positions_of(node, caller));
  if (positions.empty()) return fail(Code::not_found, "there is no statement that you may know of");
  // Else an import with the id of a statement of the node would stand in the way of all the others.
  const auto twice = insight::keep_one_word(positions);
  TRY(insight::RollCallSet out, insight::votes_of(positions, options));
  if (!twice.empty()) {
    constexpr std::size_t kMostNamed = 5;
    std::string names;
    for (std::size_t i = 0; i < std::min(twice.size(), kMostNamed); ++i) names += (i == 0 ? "" : ", ") + twice[i];
    if (twice.size() > kMostNamed) names += fmt::format(" and {} more", twice.size() - kMostNamed);
    out.note(fmt::format("In more than one list, of which the node's counts first, then your party's import: {}.", names));
  }
  return out;
}

}  // namespace comity::operations
