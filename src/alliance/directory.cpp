#include "alliance/directory.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "alliance/fields.hpp"

namespace comity::alliance {
namespace {

using marking::Member;

std::string_view before_last_dot(std::string_view id) {
  const std::size_t dot = id.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : id.substr(0, dot);
}

tl::unexpected<Error> fault(std::string_view kind, std::string_view id, std::string message) {
  return fail(Code::invalid, std::move(message), fmt::format("{} {}", kind, id));
}

// Ids that mean something else where ids are written.
bool reserved(std::string_view id) { return id == "ALL" || id == marking::kNoLevelScheme; }

Result<void> check_id(std::string_view kind, std::string_view key, std::string_view id, int parts) {
  if (key != id) return fault(kind, key, fmt::format("is filed under {} but calls itself {}", key, id));
  if (!is_id(id, parts))
    return fault(kind, id,
                 fmt::format("the id '{}' must be {} of letters, digits, _ and -", id,
                             parts == 1 ? "one word" : fmt::format("{} words joined by dots", parts)));
  if (reserved(id)) return fault(kind, id, fmt::format("the id {} is reserved; choose another", id));
  return {};
}

Result<void> check_party(const Directory& directory, const Party& party) {
  std::set<std::string_view> seen;
  for (const auto& scheme : party.schemes) {
    if (!directory.schemes.find(scheme))
      return fault("party", party.id,
                   fmt::format("uses the scheme {}, which is neither defined nor known; add a [[scheme]]", scheme));
    if (!seen.insert(scheme).second) return fault("party", party.id, fmt::format("names the scheme {} twice", scheme));
  }
  for (const auto& member : party.default_readers.members) {
    const bool known = member.kind == Member::Kind::party    ? directory.parties.contains(member.id)
                       : member.kind == Member::Kind::agency ? directory.agencies.contains(member.id)
                       : member.kind == Member::Kind::person ? directory.people.contains(member.id)
                                                             : directory.communities.contains(member.id);
    if (!known)
      return fault("party", party.id,
                   fmt::format("default_readers names {}, which is not in the directory", member.id));
  }
  if (party.default_readers.all && !party.default_readers.members.empty())
    return fault("party", party.id, "default_readers is ALL and names members too; choose one");
  return {};
}

Result<void> check_clearance(const Directory& directory, const Clearance& clearance) {
  const std::string& id = clearance.person;
  if (!directory.people.contains(id)) return fault("clearance", id, "is for a person who is not in the directory");
  const std::string_view party = std::string_view(id).substr(0, id.find('.'));
  const auto& schemes = directory.parties.find(party)->second.schemes;
  for (const auto& [scheme, word] : clearance.levels) {
    if (std::find(schemes.begin(), schemes.end(), scheme) == schemes.end())
      return fault("clearance", id, fmt::format("names the scheme {}, which is not one of {}'s", scheme, party));
    if (!directory.schemes.rank(scheme, word))
      return fault("clearance", id, fmt::format("'{}' is not a word of the scheme {}", word, scheme));
  }
  for (const auto& access : clearance.accesses) {
    if (!directory.parties.contains(access.party))
      return fault("clearance", id, fmt::format("has an access of {}, which is not a party", access.party));
    if (access.name.empty()) return fault("clearance", id, "has an access without a name");
  }
  if (!clearance.default_purpose.empty() && !clearance.purposes.contains(clearance.default_purpose))
    return fault("clearance", id,
                 fmt::format("the default purpose {} is not among the purposes; add it", clearance.default_purpose));
  if (clearance.from >= clearance.until) return fault("clearance", id, "ends before it begins; mend from or until");
  return {};
}

Result<void> check_community(const Directory& directory, const Community& community) {
  if (directory.parties.contains(community.id))
    return fault("community", community.id,
                 fmt::format("{} is a party too; a community and a party never share a name", community.id));
  for (std::size_t i = 0; i < community.spells.size(); ++i) {
    const Spell& spell = community.spells[i];
    if (!directory.parties.contains(spell.party))
      return fault("community", community.id, fmt::format("the member {} is not a party", spell.party));
    if (spell.from >= spell.until)
      return fault("community", community.id, fmt::format("the membership of {} ends before it begins", spell.party));
    for (std::size_t k = 0; k < i; ++k) {
      const Spell& other = community.spells[k];
      if (other.party == spell.party && other.from < spell.until && spell.from < other.until)
        return fault("community", community.id, fmt::format("two spells of {} overlap; join them", spell.party));
    }
  }
  return {};
}

}  // namespace

bool Community::member(std::string_view party, Time at) const { return member_since(party, at).has_value(); }

std::optional<Time> Community::member_since(std::string_view party, Time at) const {
  for (const auto& spell : spells)
    if (spell.party == party && spell.from <= at && at < spell.until) return spell.from;
  return std::nullopt;
}

Result<void> check(const Directory& directory) {
  for (const auto& [id, scheme] : directory.schemes.all()) TRY_VOID(check_id("scheme", id, scheme.id, 1));
  for (const auto& [id, community] : directory.communities) {
    TRY_VOID(check_id("community", id, community.id, 1));
    TRY_VOID(check_community(directory, community));
  }
  for (const auto& [id, party] : directory.parties) {
    TRY_VOID(check_id("party", id, party.id, 1));
    TRY_VOID(check_party(directory, party));
  }
  for (const auto& [id, agency] : directory.agencies) {
    TRY_VOID(check_id("agency", id, agency.id, 2));
    if (!directory.parties.contains(before_last_dot(id)))
      return fault("agency", id, fmt::format("{} is not a party; add a [[party]]", before_last_dot(id)));
  }
  for (const auto& [id, person] : directory.people) {
    TRY_VOID(check_id("person", id, person.id, 3));
    if (!directory.agencies.contains(before_last_dot(id)))
      return fault("person", id, fmt::format("{} is not an agency; add an [[agency]]", before_last_dot(id)));
  }
  for (const auto& [id, clearance] : directory.clearances) {
    TRY_VOID(check_id("clearance", id, clearance.person, 3));
    TRY_VOID(check_clearance(directory, clearance));
  }
  for (std::size_t i = 0; i < directory.suspensions.size(); ++i) {
    const PartySuspension& suspension = directory.suspensions[i];
    const std::string at = fmt::format("{}", i + 1);
    for (const auto& party : {suspension.by, suspension.party})
      if (!directory.parties.contains(party)) return fault("suspension", at, fmt::format("{} is not a party", party));
    if (suspension.by == suspension.party) return fault("suspension", at, "a party cannot suspend itself");
    if (suspension.from >= suspension.until)
      return fault("suspension", at, "ends before it begins; mend from or until");
  }
  return {};
}

}  // namespace comity::alliance
