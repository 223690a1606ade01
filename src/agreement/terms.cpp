#include "agreement/terms.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>

#include "marking/controls.hpp"

namespace comity::agreement {
namespace {

bool adheres(const Terms& terms, std::string_view party, Time at) {
  return std::any_of(terms.parties.begin(), terms.parties.end(), [&](const Adherence& adherence) {
    return adherence.party == party && adherence.since <= at && at < adherence.until;
  });
}

Result<void> check_word(const alliance::Directory& directory, const std::string& party, const std::string& scheme,
                        const std::string& word, const std::string& where) {
  if (scheme == marking::kNoLevelScheme && word == marking::kNoLevelWord) return {};
  const auto found = directory.parties.find(party);
  if (found == directory.parties.end())
    return fail(Code::invalid, fmt::format("{} is not a party of the alliance", party), where);
  const auto& schemes = found->second.schemes;
  if (std::find(schemes.begin(), schemes.end(), scheme) == schemes.end())
    return fail(Code::invalid,
                fmt::format("{} has no level scheme {}; its schemes are: {}", party, scheme, fmt::join(schemes, ", ")),
                where);
  if (const marking::Level* level = directory.schemes.level(scheme, word); level && level->word != word)
    return fail(Code::invalid, fmt::format("'{}' is written '{}' in the level scheme {}", word, level->word, scheme), where);
  if (!directory.schemes.rank(scheme, word))
    return fail(Code::invalid, fmt::format("'{}' is not a word of the level scheme {}", word, scheme), where);
  return {};
}

}  // namespace

Time end_of(const Terms& terms) { return terms.renews_months > 0 ? Time::max() : terms.until; }

Time term_end(const Terms& terms, int n) {
  if (terms.until == Time::max() || terms.renews_months == 0) return terms.until;
  using namespace std::chrono;
  const auto whole = sys_time<microseconds>(microseconds(terms.until.us));
  const auto day = floor<days>(whole);
  const year_month_day date{day};
  const year_month month = year_month{date.year(), date.month()} + months(static_cast<std::int64_t>(n) * terms.renews_months);
  const auto last = year_month_day_last{month.year(), month_day_last{month.month()}}.day();
  const sys_days there = month / std::min(date.day(), last);
  return {(sys_time<microseconds>(there) + (whole - day)).time_since_epoch().count()};
}

Time term_end_from(const Terms& terms, Time at) {
  if (terms.until >= at || terms.renews_months == 0) return terms.until;
  // No month is longer than 31 days: never past the one that is looked for.
  constexpr std::int64_t kLongestMonth = 31LL * 24 * 3600 * 1'000'000;
  auto n = static_cast<int>((at.us - terms.until.us) / (kLongestMonth * terms.renews_months));
  while (term_end(terms, n) < at) ++n;
  return term_end(terms, n);
}

bool binds(const Terms& terms, std::string_view party, Time at) {
  return terms.in_force <= at && at < end_of(terms) && adheres(terms, party, at);
}

bool permits_direction(const Terms& terms, std::string_view from, std::string_view to, Time at) {
  if (!binds(terms, from, at) || !binds(terms, to, at)) return false;
  return std::none_of(terms.suspensions.begin(), terms.suspensions.end(), [&](const Suspension& suspension) {
    return suspension.from == from && suspension.to == to && suspension.since <= at && at < suspension.until;
  });
}

Result<void> check(const Terms& terms, const alliance::Directory& directory) {
  for (const auto& adherence : terms.parties)
    if (!directory.parties.contains(adherence.party))
      return fail(Code::invalid, fmt::format("{} is not a party of the alliance", adherence.party), "parties");
  for (const auto& row : terms.equivalences) {
    const std::string where = row.article.empty() ? "equivalence" : fmt::format("equivalence, article {}", row.article);
    TRY_VOID(check_word(directory, row.from_party, row.from_scheme, row.from_word, where));
    TRY_VOID(check_word(directory, row.to_party, row.to_scheme, row.to_word, where));
  }
  for (const auto& control : terms.controls)
    if (!marking::find_control(control))
      return fail(Code::invalid,
                  fmt::format("the control {} is not known, so no label can carry it; correct the name", control),
                  "controls");
  for (const auto& level : terms.two_persons)
    TRY_VOID(check_word(directory, level.party, level.scheme, level.word, "two_persons"));
  for (const auto& agency : terms.survival.readers)
    if (!directory.agencies.contains(agency))
      return fail(Code::invalid, fmt::format("{} is not an agency of the alliance", agency), "survival");
  return {};
}

}  // namespace comity::agreement
