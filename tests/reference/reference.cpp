#include "reference.hpp"

#include <algorithm>

namespace reference {
namespace {

enum class Effect { own_party_only, consent_only, accepted_only, no_copy, no_clients, permitting };

// The catalogue of controls (docs/GLOSSARY.md), written a second time.
std::optional<Effect> effect_of(const std::string& control) {
  static const std::map<std::string, Effect> kEffects = {
      {"NOFORN", Effect::own_party_only}, {"EYES-ONLY", Effect::own_party_only}, {"ORCON", Effect::consent_only},
      {"PROPIN", Effect::accepted_only},  {"IMCON", Effect::accepted_only},      {"RSEN", Effect::accepted_only},
      {"FISA", Effect::accepted_only},    {"LIMDIS", Effect::accepted_only},     {"EXDIS", Effect::accepted_only},
      {"NODIS", Effect::accepted_only},   {"NO-COPY", Effect::no_copy},          {"NO-CLIENTS", Effect::no_clients},
      {"ACS-POSSIBLEPII", Effect::accepted_only},     {"ACS-CISAPROPRIETARY", Effect::accepted_only},
      {"ACS-NTOC-DHS-ECYBER", Effect::accepted_only}, {"ACS-PCII", Effect::accepted_only},
      {"ACS-INT", Effect::accepted_only},             {"ACS-PII", Effect::accepted_only},
      {"ACS-TEI", Effect::accepted_only},
      {"RELIDO", Effect::permitting},     {"FOUO", Effect::accepted_only},       {"DSEN", Effect::accepted_only},
      {"DCNI", Effect::accepted_only},    {"UCNI", Effect::accepted_only},       {"SBU", Effect::accepted_only},
      {"LES", Effect::accepted_only},     {"SSI", Effect::accepted_only},        {"NNPI", Effect::accepted_only},
      {"WAIVED", Effect::accepted_only},
  };
  auto it = kEffects.find(control);
  if (it == kEffects.end()) return std::nullopt;
  return it->second;
}

bool within(Time at, Time from, Time until) { return from <= at && at < until; }
bool allows(int actions, int action) { return (actions & action) == action; }
bool contains(const Words& words, const std::string& word) { return words.all || words.words.count(word) > 0; }

std::optional<int> rank(const World& world, const std::string& scheme, const std::string& word) {
  auto s = world.schemes.find(scheme);
  if (s == world.schemes.end()) return std::nullopt;
  auto w = s->second.find(word);
  if (w == s->second.end()) return std::nullopt;
  return w->second;
}

bool no_level(const std::string& scheme, const std::string& word) { return scheme == "TLP" && word == "NONE"; }

bool has_scheme(const World& world, const std::string& party, const std::string& scheme) {
  auto p = world.parties.find(party);
  if (p == world.parties.end()) return false;
  return std::count(p->second.schemes.begin(), p->second.schemes.end(), scheme) > 0;
}

// The reader's own word in that scheme exists and is at least as high.
bool outranks(const World& world, const Audience& reader, const std::string& scheme, const std::string& word) {
  auto own = reader.levels.find(scheme);
  if (own == reader.levels.end()) return false;
  std::optional<int> have = rank(world, scheme, own->second);
  std::optional<int> need = rank(world, scheme, word);
  return have && need && *have >= *need;
}

// A word of the receiver's, as rows and consents carry them.
bool reaches(const World& world, const Audience& reader, const std::string& scheme, const std::string& word) {
  if (no_level(scheme, word)) return reader.vouched;
  return has_scheme(world, reader.party, scheme) && outranks(world, reader, scheme, word);
}

// How a community is read, and when.
struct Mode {
  bool frozen = true;
  bool earlier_objects = false;
  Time at = 0;
};

bool member_at(const World& world, const std::string& community, const std::string& party, Time at) {
  auto c = world.communities.find(community);
  if (c == world.communities.end()) return false;
  for (const Spell& spell : c->second)
    if (spell.party == party && within(at, spell.from, spell.until)) return true;
  return false;
}

bool belongs(const World& world, const Member& community, const std::string& party, const Mode& mode) {
  if (mode.frozen)
    return member_at(world, community.id, party, community.as_of) && member_at(world, community.id, party, mode.at);
  auto c = world.communities.find(community.id);
  if (c == world.communities.end()) return false;
  for (const Spell& spell : c->second)
    if (spell.party == party && within(mode.at, spell.from, spell.until) &&
        (mode.earlier_objects || spell.from <= community.as_of))
      return true;
  return false;
}

bool in_set(const World& world, const Audience& reader, const Readers& set, const Mode& mode) {
  if (set.all) return true;
  for (const Member& m : set.members) {
    if (m.kind == Kind::party && m.id == reader.party) return true;
    if (m.kind == Kind::agency && m.id == reader.agency) return true;
    if (m.kind == Kind::person && m.id == reader.person) return true;
    if (m.kind == Kind::community && belongs(world, m, reader.party, mode)) return true;
  }
  return false;
}

bool names_no_part(const World& world, const std::string& party, const Readers& set, const Mode& mode) {
  if (set.all) return false;
  for (const Member& m : set.members) {
    if (m.kind == Kind::community) {
      if (belongs(world, m, party, mode)) return false;
    } else if (party_of(m.id) == party) {
      return false;
    }
  }
  return true;
}

// R sets, or S sets for display; where there is none, the party's stated default.
std::set<Readers> sets_of(const Label& label, const std::string& party, int action, const World& world) {
  const auto& sets = action == kDisplay ? label.displayable : label.releasable;
  auto it = sets.find(party);
  if (it != sets.end() && !it->second.empty()) return it->second;
  auto p = world.parties.find(party);
  if (p == world.parties.end()) return {Readers{}};
  return {p->second.default_readers};
}

std::set<Words> topic_clauses(const Label& label) {
  if (label.topics.empty()) return {Words{true, {}}};
  return label.topics;
}

// Section 1. The name of the first clause that fails, or nothing.
std::optional<std::string> section_1(const Label& label, const Audience& reader, const World& world, Time at) {
  const std::set<std::string> parties = originating_parties(label);

  if (!reader.vouched) return "vouched";

  if (!label.unknowns.empty() || label.originators.empty()) return "unknown";
  for (const std::string& party : parties) {
    if (world.parties.count(party) == 0) return "unknown";
    auto words = label.levels.find(party);
    if (words == label.levels.end() || words->second.empty()) return "unknown";
  }
  for (const auto& [party, words] : label.levels)
    for (const Word& w : words)
      if (!no_level(w.scheme, w.word) && !rank(world, w.scheme, w.word)) return "unknown";
  for (const auto& [party, control] : label.restricting)
    if (!effect_of(control)) return "unknown";

  for (const auto& [party, words] : label.levels)
    for (const Word& w : words) {
      if (has_scheme(world, reader.party, w.scheme) && !outranks(world, reader, w.scheme, w.word)) return "clearance";
      if (party == reader.party && !no_level(w.scheme, w.word) && !has_scheme(world, reader.party, w.scheme))
        return "clearance";
    }

  for (const Owned& compartment : label.compartments)
    if (reader.accesses.count(compartment) == 0) return "compartment";

  for (const Words& clause : topic_clauses(label)) {
    bool met = clause.all;
    for (const std::string& word : clause.words) met = met || reader.topics.count(word) > 0;
    if (!met) return "topic";
  }

  if (reader.declared.empty() || reader.assigned.count(reader.declared) == 0 ||
      !contains(label.purposes, reader.declared))
    return "purpose";

  if (!allows(label.actions, reader.action)) return "action";

  if (label.tlp == Tlp::red) {
    bool named = label.originators.count(reader.agency) > 0;
    const auto& sets = reader.action == kDisplay ? label.displayable : label.releasable;
    for (const auto& [party, party_sets] : sets)
      for (const Readers& set : party_sets)
        for (const Member& m : set.members) named = named || (m.kind == Kind::person && m.id == reader.person);
    if (!named) return "tlp";
  }
  if (label.tlp == Tlp::amber_strict && reader.client) return "tlp";

  for (const auto& [party, control] : label.restricting) {
    const Effect effect = *effect_of(control);
    if (effect == Effect::own_party_only && reader.party != party) return "control";
    if (effect == Effect::no_clients && reader.client) return "control";
    if (effect == Effect::no_copy && reader.party != party && reader.action != kDisplay) return "control";
  }

  if (parties.count(reader.party) > 0) {
    const Mode mode{true, false, at};
    for (const Readers& set : sets_of(label, reader.party, reader.action, world)) {
      if (!set.all && set.members.empty()) return "releasable";
      if (!in_set(world, reader, set, mode) && !names_no_part(world, reader.party, set, mode)) return "releasable";
    }
  }
  return std::nullopt;
}

bool party_suspended(const World& world, const std::string& by, const std::string& party, Time at) {
  for (const PartySuspension& s : world.suspensions)
    if (s.by == by && s.party == party && within(at, s.from, s.until)) return true;
  return false;
}

bool bound(const Agreement& agreement, const std::string& party, Time at) {
  for (const Spell& adherence : agreement.parties)
    if (adherence.party == party && within(at, adherence.from, adherence.until)) return true;
  return false;
}

bool force(const Agreement& agreement, const std::string& from, const std::string& to, const World& world, Time at) {
  if (!within(at, agreement.in_force, agreement.until)) return false;
  if (!bound(agreement, from, at) || !bound(agreement, to, at)) return false;
  for (const DirectionSuspension& s : agreement.suspensions)
    if (s.from == from && s.to == to && within(at, s.since, s.until)) return false;
  return !party_suspended(world, from, to, at) && !party_suspended(world, to, from, at);
}

bool level_reached(const Agreement& agreement, const std::string& o, const Word& word, const Audience& reader,
                   const World& world, Time terms_at) {
  bool any = false;
  for (const Row& row : agreement.rows) {
    if (row.from_party != o || row.from_scheme != word.scheme || row.from_word != word.word) continue;
    if (row.to_party != reader.party) continue;
    if (!within(terms_at, row.valid_from, row.valid_until)) continue;
    if (!within(word.created, row.created_from, row.created_before)) continue;
    bool conditions = true;
    for (const std::string& warning : row.with_warnings) conditions = conditions && word.warnings.count(warning) > 0;
    for (const std::string& warning : row.without_warnings)
      conditions = conditions && word.warnings.count(warning) == 0;
    if (!conditions) continue;
    any = true;
    if (!reaches(world, reader, row.to_scheme, row.to_word)) return false;
  }
  return any;
}

// Branch a without [force]: one agreement's terms, read at `terms_at`, carry the object from o to the reader.
bool terms_carry(const Agreement& agreement, const Label& label, const std::string& o, const Audience& reader,
                 const World& world, Time terms_at) {
  for (const auto& [party, control] : label.restricting)
    if (party == o && effect_of(control) == Effect::consent_only) return false;

  const Mode mode{agreement.frozen, agreement.earlier_objects, terms_at};
  for (const Readers& set : sets_of(label, o, reader.action, world))
    if (!in_set(world, reader, set, mode)) return false;

  auto words = label.levels.find(o);
  if (words != label.levels.end())
    for (const Word& word : words->second)
      if (!level_reached(agreement, o, word, reader, world, terms_at)) return false;

  if (!agreement.topics.all) {
    for (const Words& clause : topic_clauses(label)) {
      if (clause.all) return false;
      bool shares = false;
      for (const std::string& word : clause.words) shares = shares || agreement.topics.words.count(word) > 0;
      if (!shares) return false;
    }
  }

  if (!contains(agreement.purposes, reader.declared)) return false;

  for (const Owned& compartment : label.compartments)
    if (compartment.first == o && agreement.compartments.count(compartment) == 0) return false;

  for (const auto& [party, control] : label.restricting) {
    if (party != o || effect_of(control) == Effect::own_party_only || effect_of(control) == Effect::no_clients) continue;
    if (agreement.controls.count(control) == 0) return false;
  }

  return allows(agreement.actions, reader.action);
}

bool branch_a(const Label& label, const std::string& o, const Audience& reader, const World& world, Time at) {
  for (const Agreement& agreement : world.agreements)
    if (force(agreement, o, reader.party, world, at) && terms_carry(agreement, label, o, reader, world, at))
      return true;
  return false;
}

bool consent_permits(const Consent& consent, const Audience& reader, const World& world, Time at) {
  return consent.to == reader.party && allows(consent.actions, reader.action) &&
         contains(consent.purposes, reader.declared) && within(at, consent.from, consent.until) &&
         !(consent.revoked && *consent.revoked <= at) && reaches(world, reader, consent.scheme, consent.word);
}

bool branch_b(const Label& label, const Grants& grants, const std::string& o, const Audience& reader,
              const World& world, Time at) {
  if (party_suspended(world, o, reader.party, at)) return false;
  std::set<std::string> consenting;
  for (const Consent& consent : grants.consents)
    if (consent_permits(consent, reader, world, at)) consenting.insert(consent.by);
  if (consenting.count(o) > 0) return true;
  bool each = false;
  for (const std::string& agency : label.originators) {
    if (party_of(agency) != o) continue;
    if (consenting.count(agency) == 0) return false;
    each = true;
  }
  return each;
}

bool branch_c(const Label& label, const Grants& grants, const std::string& o, const Audience& reader,
              const World& world, Time at) {
  if (grants.recalled) return false;
  for (const Held& held : grants.held) {
    if (held.from != o || held.to != reader.party || held.received > at) continue;
    if (!allows(held.action, reader.action)) continue;
    for (const Agreement& agreement : world.agreements) {
      if (agreement.id != held.agreement || agreement.version != held.version) continue;
      if (!agreement.survival_kept) continue;
      if (!agreement.survival_readers.empty() && agreement.survival_readers.count(reader.agency) == 0) continue;
      if (terms_carry(agreement, label, o, reader, world, held.received)) return true;
    }
  }
  return false;
}

// ---- Section 4 ----

std::string parent_of(const std::string& path) {
  auto dot = path.rfind('.');
  return dot == std::string::npos ? "" : path.substr(0, dot);
}
bool is_list_member(const std::string& path) {
  auto dot = path.rfind('.');
  return dot != std::string::npos && dot + 1 < path.size() && path[dot + 1] == '[';
}
bool at_or_below(const std::string& path, const std::string& top) {
  return path == top || (path.size() > top.size() && path.compare(0, top.size(), top) == 0 && path[top.size()] == '.');
}

// What goes when this reference goes: itself, or the innermost element of a list of dictionaries that contains it.
std::string removed_with(const std::string& reference) {
  for (std::string up = parent_of(reference); !up.empty(); up = parent_of(up))
    if (is_list_member(up)) return up;
  return reference;
}

}  // namespace

std::string party_of(const std::string& id) { return id.substr(0, id.find('.')); }

std::string agency_of(const std::string& id) {
  auto first = id.find('.');
  if (first == std::string::npos) return "";
  return id.substr(0, id.find('.', first + 1));
}

std::set<std::string> originating_parties(const Label& label) {
  std::set<std::string> parties;
  for (const std::string& agency : label.originators) parties.insert(party_of(agency));
  return parties;
}

Label join(const Label& a, const Label& b) {
  Label j = a;
  j.originators.insert(b.originators.begin(), b.originators.end());
  for (const auto& [party, words] : b.levels) j.levels[party].insert(words.begin(), words.end());
  j.compartments.insert(b.compartments.begin(), b.compartments.end());
  j.topics = topic_clauses(a);
  for (const Words& clause : topic_clauses(b)) j.topics.insert(clause);
  for (const auto& [party, sets] : b.releasable) j.releasable[party].insert(sets.begin(), sets.end());
  for (const auto& [party, sets] : b.displayable) j.displayable[party].insert(sets.begin(), sets.end());
  j.restricting.insert(b.restricting.begin(), b.restricting.end());
  j.permitting.clear();
  for (const Owned& control : a.permitting)
    if (b.permitting.count(control) > 0) j.permitting.insert(control);
  if (a.purposes.all) {
    j.purposes = b.purposes;
  } else if (!b.purposes.all) {
    j.purposes.words.clear();
    for (const std::string& purpose : a.purposes.words)
      if (b.purposes.words.count(purpose) > 0) j.purposes.words.insert(purpose);
  }
  j.tlp = std::max(a.tlp, b.tlp);
  j.actions = a.actions & b.actions;
  j.duties.insert(b.duties.begin(), b.duties.end());
  j.unknowns.insert(b.unknowns.begin(), b.unknowns.end());
  return j;
}

Audience audience_of(const World& world, const std::string& person, const std::optional<std::string>& purpose,
                     int action, Time at) {
  Audience audience;
  audience.person = person;
  audience.agency = agency_of(person);
  audience.party = party_of(person);
  audience.action = action;
  auto agency = world.agencies.find(audience.agency);
  audience.client = agency != world.agencies.end() && agency->second;
  auto c = world.clearances.find(person);
  if (c != world.clearances.end()) {
    const Clearance& clearance = c->second;
    audience.declared = purpose ? *purpose : clearance.default_purpose;
    if (within(at, clearance.from, clearance.until)) {
      audience.vouched = true;
      audience.levels = clearance.levels;
      audience.accesses = clearance.accesses;
      audience.topics = clearance.topics;
      audience.assigned = clearance.purposes;
    }
  } else if (purpose) {
    audience.declared = *purpose;
  }
  return audience;
}

std::map<std::string, std::set<std::string>> branches(const Label& label, const Grants& grants,
                                                      const Audience& audience, const World& world, Time at) {
  std::map<std::string, std::set<std::string>> found;
  for (const std::string& o : originating_parties(label)) {
    if (o == audience.party) continue;
    std::set<std::string>& permits = found[o];
    if (branch_a(label, o, audience, world, at)) permits.insert("2a");
    if (branch_b(label, grants, o, audience, world, at)) permits.insert("2b");
    if (branch_c(label, grants, o, audience, world, at)) permits.insert("2c");
  }
  return found;
}

std::set<std::pair<std::string, int>> carried_by(const Label& label, const std::string& o, const Audience& audience,
                                                 const World& world, Time at) {
  std::set<std::pair<std::string, int>> out;
  for (const Agreement& agreement : world.agreements)
    if (force(agreement, o, audience.party, world, at) && terms_carry(agreement, label, o, audience, world, at))
      out.insert({agreement.id, agreement.version});
  return out;
}

Verdict decide(const Label& label, const Grants& grants, const Audience& audience, const World& world, Time at) {
  if (auto failed = section_1(label, audience, world, at)) return {false, *failed};
  if (grants.recalled && originating_parties(label).count(audience.party) == 0) return {false, "recalled"};
  if (!grants.awaiting.empty() && grants.awaiting != audience.party) return {false, "awaiting"};
  if (grants.erased) return {false, "erased"};
  std::string clause;
  for (const auto& [party, permits] : branches(label, grants, audience, world, at)) {
    if (permits.empty()) return {false, "2:" + party};
    if (!clause.empty()) clause += "+";
    clause += *permits.begin();
  }
  return {true, clause.empty() ? "own" : clause};
}

std::vector<View> view(const std::vector<Object>& objects, const Audience& audience, const World& world, Time at) {
  std::vector<View> views(objects.size());
  for (std::size_t i = 0; i < objects.size(); ++i)
    views[i].released = decide(objects[i].label, objects[i].grants, audience, world, at).permit;

  auto look = [&](const Object& object) -> View {
    View v{true, {}};
    std::set<std::string> tops;
    for (const Field& field : object.fields) {
      Label joined = object.label;
      for (const Granular& granular : object.granular)
        if (at_or_below(field.path, granular.path)) joined = join(joined, granular.label);
      Grants grants = object.grants;
      if (object.held_of_field && joined != object.label) grants.held = object.held_of_field(joined);
      if (!decide(joined, grants, audience, world, at).permit) tops.insert(field.path);
    }
    for (const Reference& reference : object.references) {
      bool released = audience.party == object.owner;
      for (std::size_t target : reference.targets) released = released || views[target].released;
      bool gone = false;
      for (const std::string& top : tops) gone = gone || at_or_below(reference.path, top);
      if (released || gone) continue;
      if (reference.mandatory) return {false, {}};
      tops.insert(removed_with(reference.path));
    }
    // A removed field takes everything below it along; what is emptied goes too, until nothing changes.
    for (bool changed = true; changed;) {
      changed = false;
      for (const Field& field : object.fields) {
        if (v.removed.count(field.path) > 0) continue;
        bool gone = false;
        for (const std::string& top : tops) gone = gone || at_or_below(field.path, top);
        bool has_children = false, has_remaining = false;
        for (const Field& child : object.fields) {
          if (parent_of(child.path) != field.path) continue;
          has_children = true;
          has_remaining = has_remaining || v.removed.count(child.path) == 0;
        }
        if (gone || (has_children && !has_remaining)) {
          v.removed.insert(field.path);
          changed = true;
        }
      }
    }
    for (const Field& field : object.fields)
      if (v.removed.count(field.path) > 0 && (field.required || field.computes_id)) return {false, {}};
    return v;
  };

  for (bool changed = true; changed;) {
    changed = false;
    std::vector<View> next = views;
    for (std::size_t i = 0; i < objects.size(); ++i) {
      if (!views[i].released) continue;
      next[i] = look(objects[i]);
      changed = changed || !(next[i] == views[i]);
    }
    views = next;
  }
  return views;
}

}  // namespace reference
