#include "insight/statement_votes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "insight/csv.hpp"

namespace comity::insight {
namespace {

using Kind = StatementPosition::Kind;
constexpr std::array<std::string_view, 6> kKinds{"signed", "reserved", "abstained", "declined", "no answer", "not invited"};

Vote vote_of(Kind kind, const StatementOptions& options) {
  switch (kind) {
    case Kind::signed_:
      return Vote::yes;
    case Kind::reserved:
      return options.reserved_is_middle ? Vote::abstain : Vote::yes;
    case Kind::abstained:
      return Vote::abstain;
    case Kind::declined:
      return Vote::no;
    case Kind::no_answer:
    case Kind::not_invited:
      break;
  }
  return Vote::absent;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : "|") + word;
  return out;
}

}  // namespace

std::string_view name_of(Kind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

Result<Kind> position_named(std::string_view name) {
  std::string plain(name);
  std::replace(plain.begin(), plain.end(), '-', ' ');
  std::replace(plain.begin(), plain.end(), '_', ' ');
  const auto found = std::find(kKinds.begin(), kKinds.end(), plain);
  if (found == kKinds.end()) return fail(Code::invalid, fmt::format("\"{}\" is no position; write signed, reserved, abstained, declined, no answer or not invited", name.substr(0, 40)));
  return static_cast<Kind>(found - kKinds.begin());
}

std::vector<std::string> keep_one_word(std::vector<StatementPosition>& positions) {
  std::map<std::string, StatementPosition::Word> best;
  for (const StatementPosition& one : positions) {
    const auto at = best.try_emplace(one.statement, one.word).first;
    at->second = std::min(at->second, one.word);
  }
  std::set<std::string> left_out;
  std::erase_if(positions, [&](const StatementPosition& one) {
    const bool weaker = one.word != best.at(one.statement);
    if (weaker) left_out.insert(one.statement);
    return weaker;
  });
  return {left_out.begin(), left_out.end()};
}

Result<RollCallSet> votes_of(const std::vector<StatementPosition>& positions, const StatementOptions& options) {
  std::unordered_map<std::string, std::uint32_t> call_of, member_of;
  std::vector<RollCall> calls;
  std::vector<Member> members;
  std::vector<RollCallSet::Cast> casts;
  for (std::size_t at = 0; at < positions.size(); ++at) {
    const StatementPosition& one = positions[at];
    const auto [call, is_new] = call_of.try_emplace(one.statement, static_cast<std::uint32_t>(calls.size()));
    if (is_new)
      calls.push_back({.id = one.statement, .day = one.date, .session = one.meeting, .resolution = {}, .title = one.title, .issues = joined(one.topics)});
    else if (calls[call->second].day != one.date)
      return fail(Code::invalid, fmt::format("statement {} has two dates, {} and {}", one.statement, format_day(calls[call->second].day), format_day(one.date)));
    const auto [member, joins] = member_of.try_emplace(one.party, static_cast<std::uint32_t>(members.size()));
    if (joins) members.push_back({0, one.party});
    casts.push_back({call->second, member->second, vote_of(one.kind, options), static_cast<std::uint32_t>(at + 2)});
  }
  return RollCallSet::make(std::move(members), std::move(calls), casts);
}

Result<std::vector<StatementPosition>> read_positions(std::string_view csv) {
  CsvScanner scanner(csv);
  std::vector<std::string_view> fields;
  TRY(const bool any, scanner.next(fields));
  if (!any) return fail(Code::invalid, "the file is empty; its first row names its columns", line_name(1));
  const CsvHeader header(fields);
  TRY(const std::size_t statement_at, header.required("statement"));
  TRY(const std::size_t date_at, header.required("date"));
  TRY(const std::size_t party_at, header.required("party"));
  TRY(const std::size_t position_at, header.required("position"));
  const auto place = [&](std::string_view name) { return header.has(name) ? *header.required(name) : SIZE_MAX; };
  const std::size_t title_at = place("title"), meeting_at = place("meeting"), topics_at = place("topics");
  std::vector<StatementPosition> out;
  while (true) {
    TRY(const bool more, scanner.next(fields));
    if (!more) return out;
    const std::string where = line_name(scanner.line());
    if (fields.size() != header.width()) return fail(Code::invalid, fmt::format("{} fields where the header row has {}", fields.size(), header.width()), where);
    if (fields[statement_at].empty() || fields[party_at].empty()) return fail(Code::invalid, "a row names a statement and a party", where);
    const auto day = parse_day(fields[date_at]);
    if (!day) return fail(Code::invalid, day.error().message, where);
    const auto kind = position_named(fields[position_at]);
    if (!kind) return fail(Code::invalid, kind.error().message, where);
    StatementPosition one;
    one.party = fields[party_at];
    one.statement = fields[statement_at];
    one.date = *day;
    one.kind = *kind;
    if (title_at != SIZE_MAX) one.title = fields[title_at];
    if (meeting_at != SIZE_MAX) one.meeting = fields[meeting_at];
    if (topics_at != SIZE_MAX)
      for (std::string_view rest = fields[topics_at]; !rest.empty();) {
        const std::size_t bar = std::min(rest.find('|'), rest.size());
        if (bar > 0) one.topics.emplace_back(rest.substr(0, bar));
        rest.remove_prefix(std::min(bar + 1, rest.size()));
      }
    out.push_back(std::move(one));
  }
}

}  // namespace comity::insight
