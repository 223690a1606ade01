#include "release/clauses.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace comity::release::clauses {

using alliance::Directory;
using marking::Label;
using marking::Member;
using marking::ReaderSet;

std::string own_word(const Audience& audience, const std::string& scheme) {
  const auto own = audience.levels.find(scheme);
  return own == audience.levels.end() ? "no clearance" : own->second;
}

std::string quoted(const std::string& article) { return article.empty() ? "" : fmt::format(" (art. {})", article); }

namespace {
bool in_community(const Directory& directory, const Member& member, std::string_view party, Time now, Mode mode) {
  const auto community = directory.communities.find(member.id);
  if (community == directory.communities.end()) return false;
  if (mode.frozen) return community->second.member(party, member.as_of) && community->second.member(party, now);
  const auto since = community->second.member_since(party, now);
  return since && (mode.earlier_objects || *since <= member.as_of);
}

}  // namespace

bool in_set(const Directory& directory, const ReaderSet& set, const Audience& audience, Time now, Mode mode) {
  if (set.all) return true;
  for (const Member& member : set.members) {
    switch (member.kind) {
      case Member::Kind::party:
        if (member.id == audience.party) return true;
        break;
      case Member::Kind::agency:
        if (member.id == audience.agency) return true;
        break;
      case Member::Kind::person:
        if (!audience.person.empty() && member.id == audience.person) return true;
        break;
      case Member::Kind::community:
        if (in_community(directory, member, audience.party, now, mode)) return true;
        break;
    }
  }
  return false;
}

bool names_part_of(const Directory& directory, const ReaderSet& set, std::string_view party, Time now, Mode mode) {
  for (const Member& member : set.members) {
    if (member.kind == Member::Kind::community ? in_community(directory, member, party, now, mode)
                                               : marking::party_of(member.id) == party)
      return true;
  }
  return false;
}

bool originates(const Label& label, std::string_view party) {
  return std::any_of(label.originators.begin(), label.originators.end(),
                     [&](const std::string& one) { return marking::party_of(one) == party; });
}

bool is_no_level(std::string_view scheme, std::string_view word) {
  return scheme == marking::kNoLevelScheme && word == marking::kNoLevelWord;
}

Standing::Standing(const Directory& directory, const Audience& audience)
    : directory_(directory), audience_(audience) {}

const Standing::Known& Standing::known(std::string_view scheme) {
  if (last_.scheme == scheme && !scheme.empty()) return last_;
  last_ = {scheme, false, nullptr, 0};
  if (!party_)
    if (const auto found = directory_.parties.find(audience_.party); found != directory_.parties.end()) party_ = &found->second;
  last_.used = party_ && std::find(party_->schemes.begin(), party_->schemes.end(), scheme) != party_->schemes.end();
  if (!last_.used) return last_;
  const auto own = audience_.levels.find(std::string(scheme));
  if (own == audience_.levels.end()) return last_;
  const marking::Scheme* levels = directory_.schemes.find(scheme);
  if (!levels) return last_;
  const auto at = std::find_if(levels->levels.begin(), levels->levels.end(), [&](const auto& one) { return one.word == own->second; });
  if (at == levels->levels.end()) return last_;
  last_.levels = levels;
  last_.rank = at->rank;
  return last_;
}

bool Standing::reaches(std::string_view scheme, std::string_view word) {
  const Known& own = known(scheme);
  if (!own.levels) return false;
  const auto& words = own.levels->levels;
  const auto at = std::find_if(words.begin(), words.end(), [&](const auto& one) { return one.word == word; });
  return at != words.end() && own.rank >= at->rank;
}

bool Standing::receives(std::string_view scheme, std::string_view word) {
  return is_no_level(scheme, word) || reaches(scheme, word);
}

}  // namespace comity::release::clauses
