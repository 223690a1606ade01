#include "tests/property/conversion.hpp"

#include <algorithm>

namespace conversion {
namespace {

using namespace comity;

Time time(reference::Time at) { return Time{at}; }

marking::WordSet words(const reference::Words& from) { return {from.all, from.words}; }
reference::Words words(const marking::WordSet& from) { return {from.all, from.words}; }

std::set<marking::Owned> owned(const std::set<reference::Owned>& from) {
  std::set<marking::Owned> out;
  for (const auto& [party, name] : from) out.insert({party, name});
  return out;
}
std::set<reference::Owned> owned(const std::set<marking::Owned>& from) {
  std::set<reference::Owned> out;
  for (const marking::Owned& one : from) out.insert({one.party, one.name});
  return out;
}

marking::Member member(const reference::Member& from) {
  marking::Member out{marking::Member::Kind::party, from.id, time(from.as_of)};
  switch (from.kind) {
    case reference::Kind::party: break;
    case reference::Kind::agency: out.kind = marking::Member::Kind::agency; break;
    case reference::Kind::person: out.kind = marking::Member::Kind::person; break;
    case reference::Kind::community: out.kind = marking::Member::Kind::community; break;
  }
  return out;
}
reference::Member member(const marking::Member& from) {
  reference::Member out{reference::Kind::party, from.id, from.as_of.us};
  switch (from.kind) {
    case marking::Member::Kind::party: break;
    case marking::Member::Kind::agency: out.kind = reference::Kind::agency; break;
    case marking::Member::Kind::person: out.kind = reference::Kind::person; break;
    case marking::Member::Kind::community: out.kind = reference::Kind::community; break;
  }
  return out;
}

marking::ReaderSet readers(const reference::Readers& from) {
  marking::ReaderSet out{from.all, {}};
  for (const reference::Member& one : from.members) out.members.insert(member(one));
  return out;
}
reference::Readers readers(const marking::ReaderSet& from) {
  reference::Readers out{from.all, {}};
  for (const marking::Member& one : from.members) out.members.insert(member(one));
  return out;
}

std::map<std::string, std::set<marking::ReaderSet>> readers(const std::map<std::string, std::set<reference::Readers>>& from) {
  std::map<std::string, std::set<marking::ReaderSet>> out;
  for (const auto& [party, sets] : from) {
    auto& into = out[party];
    for (const reference::Readers& one : sets) into.insert(readers(one));
  }
  return out;
}
std::map<std::string, std::set<reference::Readers>> readers(const std::map<std::string, std::set<marking::ReaderSet>>& from) {
  std::map<std::string, std::set<reference::Readers>> out;
  for (const auto& [party, sets] : from) {
    auto& into = out[party];
    for (const marking::ReaderSet& one : sets) into.insert(readers(one));
  }
  return out;
}

}  // namespace

marking::Label label(const reference::Label& from) {
  marking::Label out;
  out.originators = from.originators;
  for (const auto& [party, level_words] : from.levels) {
    auto& into = out.levels[party];
    for (const reference::Word& one : level_words) into.insert({one.scheme, one.word, time(one.created), one.warnings});
  }
  out.compartments = owned(from.compartments);
  out.topics.clear();
  for (const reference::Words& clause : from.topics) out.topics.insert(words(clause));
  out.releasable = readers(from.releasable);
  out.displayable = readers(from.displayable);
  out.restricting = owned(from.restricting);
  out.permitting = owned(from.permitting);
  out.purposes = words(from.purposes);
  out.tlp = static_cast<marking::Tlp>(from.tlp);
  out.actions = static_cast<marking::Actions>(from.actions);
  out.duties = from.duties;
  out.unknowns = from.unknowns;
  return out;
}

reference::Label label(const marking::Label& from) {
  reference::Label out;
  out.originators = from.originators;
  for (const auto& [party, level_words] : from.levels) {
    auto& into = out.levels[party];
    for (const marking::LevelWord& one : level_words) into.insert({one.scheme, one.word, one.created.us, one.warnings});
  }
  out.compartments = owned(from.compartments);
  out.topics.clear();
  for (const marking::WordSet& clause : from.topics) out.topics.insert(words(clause));
  out.releasable = readers(from.releasable);
  out.displayable = readers(from.displayable);
  out.restricting = owned(from.restricting);
  out.permitting = owned(from.permitting);
  out.purposes = words(from.purposes);
  out.tlp = static_cast<reference::Tlp>(from.tlp);
  out.actions = from.actions;
  out.duties = from.duties;
  out.unknowns = from.unknowns;
  return out;
}

alliance::Directory directory(const reference::World& from) {
  alliance::Directory out;
  for (const auto& [id, ranks] : from.schemes) {
    marking::Scheme scheme{id, id, {}, {}};
    for (const auto& [word, rank] : ranks) scheme.levels.push_back({word, rank, {}});
    std::stable_sort(scheme.levels.begin(), scheme.levels.end(), [](const auto& a, const auto& b) { return a.rank < b.rank; });
    CHECK(out.schemes.add(std::move(scheme)).has_value());
  }
  for (const auto& [id, party] : from.parties) out.parties[id] = {id, id, party.schemes, readers(party.default_readers), {}};
  for (const auto& [id, client] : from.agencies) out.agencies[id] = {id, id, "assessment", client};
  for (const std::string& id : from.people) out.people[id] = {id, id, {"reader", "submitter"}};
  for (const auto& [id, one] : from.clearances)
    out.clearances[id] = {id,           one.levels,          owned(one.accesses), one.topics,
                          one.purposes, one.default_purpose, time(one.from),      time(one.until)};
  for (const auto& [id, spells] : from.communities) {
    alliance::Community community{id, id, {}};
    for (const reference::Spell& one : spells) community.spells.push_back({one.party, time(one.from), time(one.until)});
    out.communities[id] = std::move(community);
  }
  for (const reference::PartySuspension& one : from.suspensions)
    out.suspensions.push_back({one.by, one.party, time(one.from), time(one.until)});
  return out;
}

reference::World directory(const alliance::Directory& from) {
  reference::World out;
  for (const auto& [id, scheme] : from.schemes.all())
    for (const marking::Level& level : scheme.levels) out.schemes[id][level.word] = level.rank;
  for (const auto& [id, party] : from.parties) out.parties[id] = {party.schemes, readers(party.default_readers)};
  for (const auto& [id, agency] : from.agencies) out.agencies[id] = agency.client;
  for (const auto& [id, person] : from.people) out.people.insert(id);
  for (const auto& [id, one] : from.clearances)
    out.clearances[id] = {one.levels, owned(one.accesses), one.topics, one.purposes, one.default_purpose, one.from.us, one.until.us};
  for (const auto& [id, community] : from.communities) {
    auto& spells = out.communities[id];
    for (const alliance::Spell& one : community.spells) spells.push_back({one.party, one.from.us, one.until.us});
  }
  for (const alliance::PartySuspension& one : from.suspensions)
    out.suspensions.push_back({one.by, one.party, one.from.us, one.until.us});
  return out;
}

agreement::Terms terms(const reference::Agreement& from) {
  agreement::Terms out;
  out.id = from.id;
  out.version = from.version;
  out.title = from.id;
  out.kind = from.parties.size() == 2 ? agreement::Kind::bilateral : agreement::Kind::multilateral;
  for (const reference::Spell& one : from.parties) out.parties.push_back({one.party, time(one.from), time(one.until)});
  out.in_force = time(from.in_force);
  out.until = time(from.until);
  for (const reference::Row& row : from.rows)
    out.equivalences.push_back({row.from_party, row.from_scheme, row.from_word, row.to_party, row.to_scheme, row.to_word,
                                time(row.valid_from), time(row.valid_until), time(row.created_from), time(row.created_before),
                                row.with_warnings, row.without_warnings, "4"});
  out.topics = words(from.topics);
  out.purposes = words(from.purposes);
  out.compartments = owned(from.compartments);
  out.controls = from.controls;
  out.actions = static_cast<marking::Actions>(from.actions);
  out.frozen = from.frozen;
  out.earlier_objects = from.earlier_objects;
  out.survival = {from.survival_kept, from.survival_readers};
  for (const reference::DirectionSuspension& one : from.suspensions)
    out.suspensions.push_back({one.by, one.from, one.to, time(one.since), time(one.until), "9"});
  return out;
}

reference::Agreement terms(const agreement::Terms& from) {
  reference::Agreement out;
  out.id = from.id;
  out.version = from.version;
  for (const agreement::Adherence& one : from.parties) out.parties.push_back({one.party, one.since.us, one.until.us});
  out.in_force = from.in_force.us;
  out.until = from.until.us;
  for (const agreement::Equivalence& row : from.equivalences)
    out.rows.push_back({row.from_party, row.from_scheme, row.from_word, row.to_party, row.to_scheme, row.to_word,
                        row.valid_from.us, row.valid_until.us, row.created_from.us, row.created_before.us, row.with_warnings,
                        row.without_warnings});
  out.topics = words(from.topics);
  out.purposes = words(from.purposes);
  out.compartments = owned(from.compartments);
  out.controls = from.controls;
  out.actions = from.actions;
  out.frozen = from.frozen;
  out.earlier_objects = from.earlier_objects;
  out.survival_kept = from.survival.kept;
  out.survival_readers = from.survival.readers;
  for (const agreement::Suspension& one : from.suspensions)
    out.suspensions.push_back({one.by, one.from, one.to, one.since.us, one.until.us});
  return out;
}

std::vector<std::shared_ptr<const release::Pact>> pacts(const std::vector<reference::Agreement>& from) {
  std::vector<std::shared_ptr<const release::Pact>> out;
  for (const reference::Agreement& one : from) out.push_back(std::make_shared<release::Pact>(terms(one)));
  return out;
}

release::Audience audience(const reference::Audience& from) {
  release::Audience out;
  out.party = from.party;
  out.agency = from.agency;
  out.client = from.client;
  out.person = from.person;
  out.vouched = from.vouched;
  out.levels = from.levels;
  out.accesses = owned(from.accesses);
  out.topics = from.topics;
  out.purposes = from.assigned;
  out.purpose = from.declared;
  out.action = static_cast<marking::Action>(from.action);
  return out;
}

release::Grants grants(const reference::Grants& from, const std::string& party) {
  release::Grants out;
  for (const reference::Consent& one : from.consents) {
    release::Consent consent;
    consent.by = one.by;
    consent.to = one.to;
    consent.actions = static_cast<marking::Actions>(one.actions);
    consent.purposes = words(one.purposes);
    consent.level = {one.scheme, one.word, {}, {}};
    consent.from = time(one.from);
    consent.until = time(one.until);
    if (one.revoked) consent.revoked = time(*one.revoked);
    out.consents.push_back(std::move(consent));
  }
  for (const reference::Held& one : from.held)
    if (one.to == party)
      out.held.push_back({one.from, one.agreement, one.version, time(one.received), static_cast<marking::Action>(one.action)});
  out.recalled = from.recalled;
  out.awaiting = from.awaiting;
  out.erased = from.erased;
  return out;
}

}  // namespace conversion
