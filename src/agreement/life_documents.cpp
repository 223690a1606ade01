#include "agreement/life_state.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "agreement/membership.hpp"
#include "agreement/signing.hpp"

namespace comity::agreement {

Result<void> Life::Impl::check_directory(const alliance::Directory& next) const {
  if (!state.established) return {};
  const auto refuse = [](std::string what, std::string how) {
    return fail(Code::precondition, fmt::format("a new directory does not change {}; {}", what, how));
  };
  const alliance::Directory &given = state.given, &now = *state.directory;
  for (const auto& [id, party] : next.parties) {
    const auto known = state.fixed.find(id);
    if (known == state.fixed.end()) continue;
    const Fixed& was = known->second;
    if (party.authority != was.given_authority && party.authority != was.authority)
      return refuse(fmt::format("the key of {}'s authority", id), "have replace-key or revoke-key signed");
    if (party.recovery != was.recovery) return refuse(fmt::format("the recovery key of {}", id), "it stays what it was");
    if (party.default_readers != was.default_readers) return refuse(fmt::format("the default readers of {}", id), "they stay what they were");
  }
  for (const auto& [id, scheme] : given.schemes.all()) {
    const auto* there = next.schemes.find(id);
    if (!there || *there != scheme) return refuse(fmt::format("the level scheme {}", id), "add one with another id");
  }
  const auto sign = "have the members sign a document of kind community";
  if (next.communities != given.communities && next.communities != now.communities)
    for (const auto* some : {&now.communities, &next.communities})
      for (const auto& [id, community] : *some) {
        const auto there = next.communities.find(id);
        const auto was = given.communities.find(id), is = now.communities.find(id);
        const bool kept = there != next.communities.end() && ((was != given.communities.end() && there->second.spells == was->second.spells) ||
                                                              (is != now.communities.end() && there->second.spells == is->second.spells));
        // One that documents made need not stand in a file.
        const bool left_out = there == next.communities.end() && was == given.communities.end();
        if (!kept && !left_out) return refuse(fmt::format("the members of {}", id), sign);
      }
  if (next.suspensions != given.suspensions && next.suspensions != now.suspensions)
    return refuse("which parties are suspended", "have suspend-party or resume-party signed");
  return {};
}

void Life::Impl::take(const alliance::Directory& next) {
  if (state.established && !check_directory(next)) return;
  for (const auto& [id, party] : next.parties) {
    if (!state.fixed.try_emplace(id, Fixed{party.authority, party.recovery, party.default_readers, party.authority}).second) continue;
    if (!party.authority.empty()) state.keys.try_emplace(party.authority, KeyUse{id, ""});
  }
  if (!state.established) {
    state.suspensions = next.suspensions;
    state.communities = next.communities;
    state.clearances = {next.clearances.begin(), next.clearances.end()};
  }
  state.given = next;
  state.established = true;
  refresh();
}

std::map<std::string, std::string> Life::Impl::authorities() const {
  std::map<std::string, std::string> out;
  for (const auto& [id, party] : state.given.parties) out.emplace(id, authority(id));
  return out;
}

const Course* Life::Impl::course(std::string_view id) const {
  const auto found = state.courses.find(id);
  return found == state.courses.end() ? nullptr : &found->second;
}

Result<void> Life::Impl::check(const Signed& document, Time now) const {
  const Terms& terms = document.document.terms;
  TRY_VOID(agreement::check(terms, state.given));
  const Course* before = course(terms.id);
  if (terms.kind == Kind::community && state.given.parties.contains(terms.id))
    return fail(Code::invalid, fmt::format("{} is a party; a community and a party never share a name", terms.id), "id");
  TRY(std::set<std::string> needed, (before ? *before : Course()).needed(terms, now));
  // The directory's community is the version before.
  if (const auto community = state.communities.find(terms.id); terms.kind == Kind::community && !before && community != state.communities.end())
    for (const auto& spell : community->second.spells)
      if (spell.until > now && !needed.contains(spell.party))
        return fail(Code::invalid, fmt::format("{} is a member of {}; name it among the parties, with until where it leaves", spell.party, terms.id), "parties");
  return verify(document, authorities(), needed);
}

void Life::Impl::apply(const Signed& document, Time at) {
  const Terms& terms = document.document.terms;
  Course& course = state.courses[terms.id];
  const bool first = course.empty() && !(terms.kind == Kind::community && state.communities.contains(terms.id));
  course.add(terms, at, first ? terms.in_force : std::max(terms.in_force, at));
}

Result<void> Life::Impl::check(const alliance::Clearance& clearance, std::string_view canonical, std::string_view signature, Time now) const {
  if (alliance::to_json(clearance) != canonical) return fail(Code::invalid, "the clearance is not the one that was signed");
  if (!state.given.people.contains(clearance.person)) return fail(Code::invalid, fmt::format("{} is not in the directory", clearance.person));
  const std::string party{marking::party_of(clearance.person)};
  const std::string key = authority(party);
  if (key.empty()) return fail(Code::precondition, fmt::format("{} has no authority key that counts now", party));
  TRY_VOID(alliance::verify_clearance(canonical, signature, key));
  if (clearance.issued && clearance.issued->us > now.us + kAhead)
    return fail(Code::invalid, "the clearance was issued in the future; set the signer's clock right", "issued");
  const auto counts = state.clearances.find(clearance.person);
  if (counts == state.clearances.end() || !counts->second.issued) return {};
  if (!clearance.issued || *clearance.issued <= *counts->second.issued)
    return fail(Code::conflict, fmt::format("a clearance of {} that was issued later counts already; sign it again", clearance.person), "issued");
  return {};
}

alliance::Community Life::Impl::community_of(const std::string& id, const Course& course) const {
  alliance::Community out{id, course.last().title, {}};
  const auto versions = course.all();
  if (const auto before = state.communities.find(id); before != state.communities.end())
    for (alliance::Spell spell : before->second.spells) {
      for (const auto& version : versions) spell.until = std::min(spell.until, version->in_force);
      add_spell(out.spells, std::move(spell));
    }
  std::vector<alliance::Spell> rest;
  for (const auto& version : versions)
    for (const auto& one : version->parties)
      rest.push_back({one.party, std::max(one.since, version->in_force), std::min(one.until, version->until)});
  std::stable_sort(rest.begin(), rest.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
  for (auto& spell : rest) add_spell(out.spells, std::move(spell));
  return out;
}

void Life::Impl::refresh() {
  auto next = std::make_shared<alliance::Directory>(state.given);
  for (auto& [id, party] : next->parties) party.authority = authority(id);
  next->clearances = {state.clearances.begin(), state.clearances.end()};
  next->suspensions = state.suspensions;
  next->communities = state.communities;
  for (const auto& [id, course] : state.courses)
    if (!course.empty() && course.last().kind == Kind::community) next->communities[id] = community_of(id, course);
  state.directory = std::move(next);
}

}  // namespace comity::agreement
