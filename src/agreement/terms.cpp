#include "agreement/terms.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

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

bool binds(const Terms& terms, std::string_view party, Time at) {
  return terms.in_force <= at && at < terms.until && adheres(terms, party, at);
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
  for (const auto& agency : terms.survival.readers)
    if (!directory.agencies.contains(agency))
      return fail(Code::invalid, fmt::format("{} is not an agency of the alliance", agency), "survival");
  return {};
}

}  // namespace comity::agreement
