// Tables of past statements: what is read is written and read again the same, and nobody who was not invited did anything.
#include "statement/past.hpp"
#include "targets.hpp"

#include <set>

namespace comity::fuzz {

void fuzz_past(std::string_view input) {
  const auto all = statement::parse_past_csv(input, "fuzzed.csv");
  if (!all) {
    CHECK(!all.error().message.empty() && all.error().where.starts_with("fuzzed.csv"));
    return;
  }
  std::set<std::string> ids;
  for (const statement::Past& one : *all) {
    CHECK(ids.insert(one.statement).second);
    const auto again = statement::parse_past(statement::to_json(one));
    CHECK(again && *again == one);
    for (const auto& row : statement::rows_of(one)) CHECK(!one.not_invited.contains(row.party) && row.imported && !row.source.empty());
  }
}

}  // namespace comity::fuzz
