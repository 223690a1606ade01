#include "release/decide.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "agreement/equivalence.hpp"
#include "marking/controls.hpp"
#include "release/agreement_reads.hpp"

namespace comity::release {

using alliance::Directory;
using marking::Action;
using marking::ControlEffect;
using marking::Label;
using marking::LevelWord;
using marking::Member;
using marking::Owned;
using marking::ReaderSet;
using marking::WordSet;

Audience audience_of(const Directory& directory, const alliance::Person& person, std::string_view purpose, Action action,
                     Time time) {
  Audience out;
  out.person = person.id;
  out.party = marking::party_of(person.id);
  out.agency = marking::agency_of(person.id);
  out.action = action;
  if (const auto agency = directory.agencies.find(out.agency); agency != directory.agencies.end())
    out.client = agency->second.client;
  const auto clearance = directory.clearances.find(person.id);
  out.purpose = purpose;
  if (clearance == directory.clearances.end() || time < clearance->second.from || time >= clearance->second.until)
    return out;
  out.vouched = true;
  out.levels = clearance->second.levels;
  out.accesses = clearance->second.accesses;
  out.topics = clearance->second.topics;
  out.purposes = clearance->second.purposes;
  if (purpose.empty()) out.purpose = clearance->second.default_purpose;
  return out;
}

namespace {

// How an agreement reads communities in reader sets; section 1 reads them frozen.
struct Mode {
  bool frozen = true;
  bool earlier_objects = false;
};

bool in_community(const Directory& directory, const Member& member, std::string_view party, Time now, Mode mode) {
  const auto community = directory.communities.find(member.id);
  if (community == directory.communities.end()) return false;
  if (mode.frozen) return community->second.member(party, member.as_of) && community->second.member(party, now);
  const auto since = community->second.member_since(party, now);
  return since && (mode.earlier_objects || *since <= member.as_of);
}

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

// The sets that say who may receive o's part by this action; its stated default when the label has none.
std::vector<const ReaderSet*> reader_sets(const Directory& directory, const Label& label, std::string_view o, Action action) {
  const auto& by_party = action == Action::copy ? label.releasable : label.displayable;
  std::vector<const ReaderSet*> out;
  if (const auto found = by_party.find(std::string(o)); found != by_party.end())
    for (const ReaderSet& set : found->second) out.push_back(&set);
  if (out.empty())
    if (const auto party = directory.parties.find(o); party != directory.parties.end())
      out.push_back(&party->second.default_readers);
  return out;
}

bool uses_scheme(const Directory& directory, std::string_view party, std::string_view scheme) {
  const auto found = directory.parties.find(party);
  return found != directory.parties.end() &&
         std::find(found->second.schemes.begin(), found->second.schemes.end(), scheme) != found->second.schemes.end();
}

bool is_no_level(std::string_view scheme, std::string_view word) {
  return scheme == marking::kNoLevelScheme && word == marking::kNoLevelWord;
}

// The audience's own word in that scheme reaches this one.
bool reaches(const Directory& directory, const Audience& audience, const std::string& scheme, const std::string& word) {
  const auto own = audience.levels.find(scheme);
  if (own == audience.levels.end()) return false;
  const auto have = directory.schemes.rank(scheme, own->second);
  const auto need = directory.schemes.rank(scheme, word);
  return have && need && *have >= *need;
}

// A level in the receiver's words: of a scheme of its party, and reached; or TLP NONE.
bool reaches_as_received(const Directory& directory, const Audience& audience, const std::string& scheme,
                         const std::string& word) {
  if (is_no_level(scheme, word)) return true;
  return uses_scheme(directory, audience.party, scheme) && reaches(directory, audience, scheme, word);
}

bool contains(const WordSet& set, const std::string& word) { return set.all || set.words.contains(word); }

void say(std::string* why, std::string text) {
  if (why) *why = std::move(text);
}

std::string own_word(const Audience& audience, const std::string& scheme) {
  const auto own = audience.levels.find(scheme);
  return own == audience.levels.end() ? "no clearance" : own->second;
}

std::string quoted(const std::string& article) { return article.empty() ? "" : fmt::format(" (art. {})", article); }

// ---- section 1 -------------------------------------------------------------------------------------------------

bool vouched(const World& world, const Label&, const Audience& audience, std::string* why) {
  if (!audience.vouched)
    say(why, fmt::format("no signed clearance is valid on {}; the party's security authority vouches for people",
                         format_date(world.time())));
  else
    say(why, "a signed clearance is valid");
  return audience.vouched;
}

bool unknown(const World& world, const Label& label, const Audience&, std::string* why) {
  const Directory& directory = world.directory();
  if (!label.unknowns.empty()) {
    say(why, fmt::format("unknown in the markings: {}", fmt::join(label.unknowns, ", ")));
    return false;
  }
  if (label.originators.empty()) {
    say(why, "no originator is named");
    return false;
  }
  for (const std::string& originator : label.originators) {
    const std::string party{marking::party_of(originator)};
    if (!directory.parties.contains(party)) {
      say(why, fmt::format("the originating party {} is not in the directory", party));
      return false;
    }
    const auto levels = label.levels.find(party);
    if (levels == label.levels.end() || levels->second.empty()) {
      say(why, fmt::format("the level of the originating party {} is unknown", party));
      return false;
    }
  }
  for (const auto& [party, words] : label.levels)
    for (const LevelWord& word : words)
      if (!is_no_level(word.scheme, word.word) && !directory.schemes.rank(word.scheme, word.word)) {
        say(why, fmt::format("the level {} {} is unknown", word.scheme, word.word));
        return false;
      }
  for (const Owned& control : label.restricting)
    if (!marking::find_control(control.name)) {
      say(why, fmt::format("the control {} is unknown", control.name));
      return false;
    }
  say(why, "every marking is understood");
  return true;
}

bool clearance(const World& world, const Label& label, const Audience& audience, std::string* why) {
  const Directory& directory = world.directory();
  for (const auto& [party, words] : label.levels)
    for (const LevelWord& word : words) {
      const bool own_scheme = uses_scheme(directory, audience.party, word.scheme);
      if (own_scheme && !reaches(directory, audience, word.scheme, word.word)) {
        say(why, fmt::format("the level is {} {}, the clearance is {}", word.scheme, word.word, own_word(audience, word.scheme)));
        return false;
      }
      if (!own_scheme && party == audience.party && !is_no_level(word.scheme, word.word)) {
        say(why, fmt::format("{} {} is not a level of {}", word.scheme, word.word, audience.party));
        return false;
      }
    }
  say(why, fmt::format("the clearance reaches every level of {}", audience.party));
  return true;
}

bool compartment(const World&, const Label& label, const Audience& audience, std::string* why) {
  for (const Owned& one : label.compartments)
    if (!audience.accesses.contains(one)) {
      say(why, fmt::format("no access to compartment {} of {}", one.name, one.party));
      return false;
    }
  say(why, "holds every compartment");
  return true;
}

bool topic(const World&, const Label& label, const Audience& audience, std::string* why) {
  for (const WordSet& clause : label.topics) {
    if (clause.all) continue;
    const bool has = std::any_of(clause.words.begin(), clause.words.end(),
                                 [&](const std::string& word) { return audience.topics.contains(word); });
    if (!has) {
      say(why, fmt::format("no need to know: none of the topics {}", fmt::join(clause.words, ", ")));
      return false;
    }
  }
  say(why, "need to know for every topic clause");
  return true;
}

bool purpose(const World&, const Label& label, const Audience& audience, std::string* why) {
  if (audience.purpose.empty()) {
    say(why, "no purpose is declared");
    return false;
  }
  if (!audience.purposes.contains(audience.purpose)) {
    say(why, fmt::format("the purpose {} is not assigned", audience.purpose));
    return false;
  }
  if (!contains(label.purposes, audience.purpose)) {
    say(why, fmt::format("the markings do not allow the purpose {}", audience.purpose));
    return false;
  }
  say(why, fmt::format("the declared purpose {} is assigned and allowed", audience.purpose));
  return true;
}

bool action(const World&, const Label& label, const Audience& audience, std::string* why) {
  const bool ok = marking::allows(label.actions, audience.action);
  say(why, ok ? "the markings allow the action" : "the markings do not allow the action");
  return ok;
}

bool tlp(const World&, const Label& label, const Audience& audience, std::string* why) {
  if (label.tlp == marking::Tlp::amber_strict && audience.client) {
    say(why, "TLP:AMBER+STRICT excludes clients");
    return false;
  }
  if (label.tlp == marking::Tlp::red && !label.originators.contains(audience.agency)) {
    const auto& sets = audience.action == Action::copy ? label.releasable : label.displayable;
    bool named = false;
    for (const auto& [party, list] : sets)
      for (const ReaderSet& set : list)
        named = named || (!audience.person.empty() && set.members.contains(Member{Member::Kind::person, audience.person, {}}));
    if (!named) {
      say(why, "TLP:RED keeps only the persons named and the originating agencies");
      return false;
    }
  }
  say(why, "TLP allows it");
  return true;
}

bool control(const World&, const Label& label, const Audience& audience, std::string* why) {
  for (const Owned& one : label.restricting) {
    const marking::Control* known = marking::find_control(one.name);
    if (known && known->effect == ControlEffect::no_clients && audience.client) {
      say(why, fmt::format("{} of {}: {}", one.name, one.party, known->meaning));
      return false;
    }
    if (!known || one.party == audience.party) continue;  // unknown ones fail the clause `unknown`
    if (known->effect == ControlEffect::own_party_only ||
        (known->effect == ControlEffect::no_copy && audience.action == Action::copy)) {
      say(why, fmt::format("{} of {}: {}", one.name, one.party, known->meaning));
      return false;
    }
  }
  say(why, "no control forbids it");
  return true;
}

bool releasable_at_home(const World& world, const Label& label, const Audience& audience, std::string* why) {
  const bool own = std::any_of(label.originators.begin(), label.originators.end(),
                               [&](const std::string& one) { return marking::party_of(one) == audience.party; });
  if (!own) {
    say(why, fmt::format("{} is not an originating party", audience.party));
    return true;
  }
  for (const ReaderSet* set : reader_sets(world.directory(), label, audience.party, audience.action)) {
    if (in_set(world.directory(), *set, audience, world.time(), {})) continue;
    if (!set->all && set->members.empty()) {
      say(why, "the set of readers is empty");
      return false;
    }
    if (names_part_of(world.directory(), *set, audience.party, world.time(), {})) {
      say(why, fmt::format("the markings name only part of {}, and not this reader", audience.party));
      return false;
    }
  }
  say(why, "within the originating party's own readers");
  return true;
}

// ---- keys: what each part reads of a label ---------------------------------------------------------------------

void put(std::string& out, std::string_view text) { out.append(text).append(1, '\x1e'); }
void put(std::string& out, Time time) { put(out, std::to_string(time.us)); }
void put(std::string& out, const std::set<std::string>& words) {
  for (const auto& word : words) put(out, word);
  out.push_back('\x1d');
}
void put(std::string& out, const WordSet& set) {
  out.push_back(set.all ? '*' : '=');
  put(out, set.words);
}
void put(std::string& out, const std::set<LevelWord>& words) {
  for (const LevelWord& word : words) {
    put(out, word.scheme);
    put(out, word.word);
    put(out, word.created);
    put(out, word.warnings);
  }
  out.push_back('\x1d');
}
void put(std::string& out, const std::set<ReaderSet>& sets) {
  for (const ReaderSet& set : sets) {
    out.push_back(set.all ? '*' : '=');
    for (const Member& member : set.members) {
      out.push_back(static_cast<char>('0' + static_cast<int>(member.kind)));
      put(out, member.id);
      put(out, member.as_of);
    }
    out.push_back('\x1d');
  }
  out.push_back('\x1c');
}
void put(std::string& out, const std::set<Owned>& owned) {
  for (const Owned& one : owned) {
    put(out, one.party);
    put(out, one.name);
  }
  out.push_back('\x1d');
}
void put(std::string& out, const std::map<std::string, std::set<ReaderSet>>& by_party) {
  for (const auto& [party, sets] : by_party) {
    put(out, party);
    put(out, sets);
  }
  out.push_back('\x1b');
}

void no_key(const Label&, std::string&) {}
void levels_key(const Label& label, std::string& out) {
  for (const auto& [party, words] : label.levels) {
    put(out, party);
    put(out, words);
  }
}
void unknown_key(const Label& label, std::string& out) {
  put(out, label.unknowns);
  put(out, label.originators);
  levels_key(label, out);
  put(out, label.restricting);
}
void compartment_key(const Label& label, std::string& out) { put(out, label.compartments); }
void topic_key(const Label& label, std::string& out) {
  for (const WordSet& clause : label.topics) put(out, clause);
}
void purpose_key(const Label& label, std::string& out) { put(out, label.purposes); }
void action_key(const Label& label, std::string& out) { out.push_back(static_cast<char>('0' + label.actions)); }
void tlp_key(const Label& label, std::string& out) {
  out.push_back(static_cast<char>('0' + static_cast<int>(label.tlp)));
  if (label.tlp != marking::Tlp::red) return;
  put(out, label.originators);
  put(out, label.releasable);
  put(out, label.displayable);
}
void control_key(const Label& label, std::string& out) { put(out, label.restricting); }
void home_key(const Label& label, std::string& out) {
  put(out, label.originators);
  put(out, label.releasable);
  put(out, label.displayable);
}

// ---- branch 2a, and 2c which reads the same clauses on the terms of the day of receipt -----------------------------

struct Case {
  const World& world;
  const Label& label;
  const Audience& audience;
  const std::string& o;
  const Pact& pact;
  Time at;  // decision time, or time of receipt
  const agreement::Terms& terms() const { return pact.terms(); }
};

bool force(const Case& c, std::string* why) {
  const auto& terms = c.terms();
  const auto& current = c.world.between(c.o, c.audience.party);
  const bool here = std::find(current.begin(), current.end(), &c.pact) != current.end();
  const bool by_origin = c.world.party_suspended(c.o, c.audience.party);
  const bool by_reader = c.world.party_suspended(c.audience.party, c.o);
  const bool ok = here && !by_origin && !by_reader;
  if (why) {
    if (ok) *why = "in force, both parties are bound";
    else if (by_origin || by_reader)
      *why = fmt::format("{} has suspended sharing with {}", by_origin ? c.o : c.audience.party, by_origin ? c.audience.party : c.o);
    else if (c.at < terms.in_force || c.at >= terms.until) *why = fmt::format("not in force on {}", format_date(c.at));
    else if (!agreement::binds(terms, c.o, c.at) || !agreement::binds(terms, c.audience.party, c.at))
      *why = fmt::format("{} and {} are not both bound on {}", c.o, c.audience.party, format_date(c.at));
    else *why = fmt::format("release from {} to {} is suspended", c.o, c.audience.party);
  }
  return ok;
}

bool no_orcon(const Case& c, std::string* why) {
  for (const Owned& one : c.label.restricting) {
    const marking::Control* known = marking::find_control(one.name);
    if (known && one.party == c.o && known->effect == ControlEffect::consent_only) {
      say(why, fmt::format("{} of {}: only a consent permits", one.name, c.o));
      return false;
    }
  }
  say(why, "no control asks for consent");
  return true;
}

bool releasable(const Case& c, std::string* why) {
  const Mode mode{c.terms().frozen, c.terms().earlier_objects};
  for (const ReaderSet* set : reader_sets(c.world.directory(), c.label, c.o, c.audience.action))
    if (!in_set(c.world.directory(), *set, c.audience, c.at, mode)) {
      say(why, fmt::format("{} is not among the readers that {} named", c.audience.party, c.o));
      return false;
    }
  say(why, fmt::format("among the readers that {} named", c.o));
  return true;
}

bool level(const Case& c, std::string* why) {
  const auto levels = c.label.levels.find(c.o);
  if (levels == c.label.levels.end() || levels->second.empty()) return false;  // the clause `unknown` said so
  std::string received;
  for (const LevelWord& word : levels->second) {
    bool matched = false;
    for (const agreement::Equivalence* row : c.pact.rows(c.o, word.scheme, word.word, c.audience.party)) {
      if (!agreement::applies(*row, word, c.at)) continue;
      matched = true;
      if (!reaches_as_received(c.world.directory(), c.audience, row->to_scheme, row->to_word)) {
        say(why, fmt::format("{} arrives as {} {}, the clearance is {}{}", word.word, row->to_scheme, row->to_word,
                             own_word(c.audience, row->to_scheme), quoted(row->article)));
        return false;
      }
      if (why) received = fmt::format("{} arrives as {} {}{}", word.word, row->to_scheme, row->to_word, quoted(row->article));
    }
    if (!matched) {
      say(why, fmt::format("no equivalent of {} {} for {}", word.scheme, word.word, c.audience.party));
      return false;
    }
  }
  say(why, std::move(received));
  return true;
}

bool topics(const Case& c, std::string* why) {
  const WordSet& accepted = c.terms().topics;
  if (accepted.all) {
    say(why, "all topics");
    return true;
  }
  bool ok = !c.label.topics.empty();
  for (const WordSet& clause : c.label.topics)
    ok = ok && !clause.all && std::any_of(clause.words.begin(), clause.words.end(),
                                          [&](const std::string& word) { return accepted.words.contains(word); });
  say(why, fmt::format("the agreement is limited to {}", fmt::join(accepted.words, ", ")));
  return ok;
}

bool agreed_purpose(const Case& c, std::string* why) {
  const bool ok = contains(c.terms().purposes, c.audience.purpose);
  say(why, fmt::format("the purpose {} is {}", c.audience.purpose, ok ? "agreed" : "not agreed"));
  return ok;
}

bool agreed_compartments(const Case& c, std::string* why) {
  for (const Owned& one : c.label.compartments)
    if (one.party == c.o && !c.terms().compartments.contains(one)) {
      say(why, fmt::format("compartment {} of {} is not accepted", one.name, one.party));
      return false;
    }
  say(why, "every compartment is accepted");
  return true;
}

bool agreed_controls(const Case& c, std::string* why) {
  for (const Owned& one : c.label.restricting) {
    const marking::Control* known = marking::find_control(one.name);
    const bool decided = known && (known->effect == ControlEffect::own_party_only || known->effect == ControlEffect::no_clients);
    if (one.party != c.o || decided) continue;
    if (!c.terms().controls.contains(one.name)) {
      say(why, fmt::format("control {} of {} is not accepted", one.name, one.party));
      return false;
    }
  }
  say(why, "every control is accepted");
  return true;
}

bool agreed_action(const Case& c, std::string* why) {
  const bool ok = marking::allows(c.terms().actions, c.audience.action);
  say(why, ok ? "the action is agreed" : "the agreement permits display only");
  return ok;
}

struct AgreementClause {
  const char* name;
  const char* article;  // the clause of the document whose article an explanation quotes; level quotes its row's
  bool (*holds)(const Case&, std::string* why);
};
constexpr std::array<AgreementClause, 9> kAgreementClauses = {{{"force", "term", force},
                                                               {"orcon", "", no_orcon},
                                                               {"releasable", "membership", releasable},
                                                               {"level", "", level},
                                                               {"topics", "topics", topics},
                                                               {"purpose", "purposes", agreed_purpose},
                                                               {"compartment", "compartments", agreed_compartments},
                                                               {"control", "controls", agreed_controls},
                                                               {"action", "actions", agreed_action}}};

bool run_clauses(const Case& c, bool with_force, Branch* out) {
  bool ok = true;
  for (std::size_t i = with_force ? 0 : 1; i < kAgreementClauses.size(); ++i) {
    if (!out) {
      if (!kAgreementClauses[i].holds(c, nullptr)) return false;
      continue;
    }
    Clause clause{kAgreementClauses[i].name, false, {}};
    clause.holds = kAgreementClauses[i].holds(c, &clause.text);
    if (const auto article = c.terms().articles.find(kAgreementClauses[i].article); article != c.terms().articles.end())
      clause.text += quoted(article->second);
    ok = ok && clause.holds;
    out->clauses.push_back(std::move(clause));
  }
  return ok;
}

// ---- branch 2b ---------------------------------------------------------------------------------------------------

bool consent_holds(const World& world, const Audience& audience, const Consent& consent, std::string* why) {
  if (consent.to != audience.party) {
    say(why, fmt::format("the consent is to {}", consent.to));
    return false;
  }
  if (world.time() < consent.from || world.time() >= consent.until || world.time() >= consent.revoked) {
    say(why, world.time() >= consent.revoked ? "the consent was revoked" : "the consent is not valid on this date");
    return false;
  }
  if (!marking::allows(consent.actions, audience.action) || !contains(consent.purposes, audience.purpose)) {
    say(why, "the consent is for other actions or purposes");
    return false;
  }
  if (!reaches_as_received(world.directory(), audience, consent.level.scheme, consent.level.word)) {
    say(why, fmt::format("it arrives as {} {}, the clearance is {}", consent.level.scheme, consent.level.word,
                         own_word(audience, consent.level.scheme)));
    return false;
  }
  say(why, fmt::format("{} consented", consent.by));
  return true;
}

bool consents_permit(const World& world, const Label& label, const std::string& o, const Audience& audience,
                     const Grants& grants, Branch* out) {
  if (grants.consents.empty() && !out) return false;
  bool by_party = false;
  std::set<std::string> agencies;
  for (const Consent& consent : grants.consents) {
    if (marking::party_of(consent.by) != o) continue;
    Clause clause{"consent", false, {}};
    clause.holds = consent_holds(world, audience, consent, out ? &clause.text : nullptr);
    if (clause.holds) {
      if (consent.by == o) by_party = true;
      else agencies.insert(consent.by);
    }
    if (out) out->clauses.push_back(std::move(clause));
  }
  bool every_agency = !agencies.empty();
  for (const std::string& originator : label.originators)
    if (marking::party_of(originator) == o && !agencies.contains(originator)) every_agency = false;
  bool ok = by_party || every_agency;
  if (ok && world.party_suspended(o, audience.party)) {
    ok = false;
    if (out) out->clauses.push_back({"force", false, fmt::format("{} has suspended sharing with {}", o, audience.party)});
  }
  if (out && out->clauses.empty()) out->clauses.push_back({"consent", false, fmt::format("{} has not consented", o)});
  if (out && !ok && !agencies.empty())
    out->clauses.push_back({"consent", false, "not every originating agency has consented"});
  return ok;
}

// ---- branch 2c ---------------------------------------------------------------------------------------------------

bool held_permits(const World& world, const Label& label, const std::string& o, const Audience& audience,
                  const Grants& grants, std::vector<Branch>* out) {
  bool any = false;
  for (const Held& held : grants.held) {
    if (held.from != o) continue;
    Branch branch{Branch::Kind::held, held.agreement, held.version, false, {}};
    Branch* record = out ? &branch : nullptr;
    const Pact* pact = world.find(held.agreement, held.version);
    const auto note = [&](const char* name, bool holds, std::string text) {
      if (record) record->clauses.push_back({name, holds, std::move(text)});
      return holds;
    };
    bool ok = note("recalled", !grants.recalled, grants.recalled ? "the object was recalled" : "not recalled");
    ok = note("received",
              held.received <= world.time() && marking::allows(static_cast<marking::Actions>(held.action), audience.action),
              fmt::format("received on {}", format_date(held.received))) && ok;
    if (pact) {
      const agreement::Survival& survival = pact->terms().survival;
      const bool covered = survival.kept && (survival.readers.empty() || survival.readers.contains(audience.agency));
      ok = note("survival", covered, covered ? "the survival clause keeps it readable" : "the survival clause does not cover this reader") && ok;
      ok = run_clauses(Case{world, label, audience, o, *pact, held.received}, /*with_force=*/false, record) && ok;
    } else {
      ok = note("survival", false, "the agreement is unknown");
    }
    branch.permits = ok;
    any = any || ok;
    if (out) out->push_back(std::move(branch));
    else if (any) return true;
  }
  return any;
}

// The whole evaluation. Without `out` it stops at the first failure.
bool evaluate(const World& world, const Label& label, const Audience& audience, const Grants& grants, Explanation* out) {
  bool permit = true;
  std::string first_failure;
  for (const auto& clause : parts::reader_clauses()) {
    if (!out) {
      if (!clause.holds(world, label, audience, nullptr)) return false;
      continue;
    }
    Clause record{clause.name, false, {}};
    record.holds = clause.holds(world, label, audience, &record.text);
    if (!record.holds && first_failure.empty()) first_failure = record.name;
    permit = permit && record.holds;
    out->reader.push_back(std::move(record));
  }
  const std::set<std::string> origins = label.originating_parties();
  if (grants.recalled && !origins.contains(audience.party)) {
    if (!out) return false;
    permit = false;
    if (first_failure.empty()) first_failure = "recalled";
    out->reader.push_back({"recalled", false, "the originator recalled this object"});
  }
  if (!grants.awaiting.empty() && grants.awaiting != audience.party) {
    if (!out) return false;
    permit = false;
    if (first_failure.empty()) first_failure = "awaiting";
    out->reader.push_back({"awaiting", false, fmt::format("a second person of {} has not approved its release yet", grants.awaiting)});
  }
  if (grants.erased) {
    if (!out) return false;
    permit = false;
    if (first_failure.empty()) first_failure = "erased";
    out->reader.push_back({"erased", false, "its bytes were erased"});
  }
  std::vector<std::string> used;  // per other originating party, in order
  for (const std::string& o : origins) {
    if (o == audience.party) continue;
    if (!out) {
      if (!parts::agreement_permits(world, label, o, audience) &&
          !consents_permit(world, label, o, audience, grants, nullptr) &&
          !held_permits(world, label, o, audience, grants, nullptr))
        return false;
      continue;
    }
    Origin origin{o, false, {}};
    for (const auto& pact : world.current()) {
      const auto& terms = pact->terms();
      const auto names = [&](const std::string& party) {
        return std::any_of(terms.parties.begin(), terms.parties.end(), [&](const auto& one) { return one.party == party; });
      };
      if (!names(o) || !names(audience.party)) continue;
      Branch branch{Branch::Kind::agreement, terms.id, terms.version, false, {}};
      branch.permits = run_clauses(Case{world, label, audience, o, *pact, world.time()}, /*with_force=*/true, &branch);
      if (branch.permits && !origin.permits) used.push_back("2a");
      origin.permits = origin.permits || branch.permits;
      origin.branches.push_back(std::move(branch));
    }
    Branch consent{Branch::Kind::consent, {}, 0, false, {}};
    consent.permits = consents_permit(world, label, o, audience, grants, &consent);
    if (consent.permits && !origin.permits) used.push_back("2b");
    origin.permits = origin.permits || consent.permits;
    origin.branches.push_back(std::move(consent));
    const bool held = held_permits(world, label, o, audience, grants, &origin.branches);
    if (held && !origin.permits) used.push_back("2c");
    origin.permits = origin.permits || held;
    if (!origin.permits && first_failure.empty()) first_failure = "2:" + o;
    permit = permit && origin.permits;
    out->origins.push_back(std::move(origin));
  }
  if (out) {
    out->permit = permit;
    out->clause = !permit ? first_failure : used.empty() ? "own" : fmt::format("{}", fmt::join(used, "+"));
  }
  return permit;
}

}  // namespace

namespace parts {

const std::vector<ReaderClause>& reader_clauses() {
  static const std::vector<ReaderClause> clauses = {
      {"vouched", vouched, no_key},           {"unknown", unknown, unknown_key},
      {"clearance", clearance, levels_key},   {"compartment", compartment, compartment_key},
      {"topic", topic, topic_key},            {"purpose", purpose, purpose_key},
      {"action", action, action_key},         {"tlp", tlp, tlp_key},
      {"control", control, control_key},      {"releasable", releasable_at_home, home_key},
  };
  return clauses;
}

bool agreement_permits(const World& world, const Label& label, const std::string& o, const Audience& audience) {
  for (const Pact* pact : world.between(o, audience.party))
    if (run_clauses(Case{world, label, audience, o, *pact, world.time()}, /*with_force=*/true, nullptr)) return true;
  return false;
}

std::vector<const Pact*> permitting(const World& world, const Label& label, const std::string& o, const Audience& audience) {
  std::vector<const Pact*> out;
  for (const Pact* pact : world.between(o, audience.party))
    if (run_clauses(Case{world, label, audience, o, *pact, world.time()}, /*with_force=*/true, nullptr)) out.push_back(pact);
  return out;
}

void agreement_key(const Label& label, const std::string& o, std::string& out) {
  put(out, o);
  if (const auto found = label.levels.find(o); found != label.levels.end()) put(out, found->second);
  out.push_back('\x1c');
  for (const auto* sets : {&label.releasable, &label.displayable}) {
    if (const auto found = sets->find(o); found != sets->end()) put(out, found->second);
    out.push_back('\x1c');
  }
  topic_key(label, out);
  out.push_back('\x1c');
  for (const auto* owned : {&label.compartments, &label.restricting}) {
    for (const Owned& one : *owned)
      if (one.party == o) put(out, one.name);
    out.push_back('\x1c');
  }
}

Audience agreement_audience(const Audience& audience) {
  Audience out;
  out.party = audience.party;
  out.agency = audience.agency;
  out.levels = audience.levels;
  out.purpose = audience.purpose;
  out.action = audience.action;
  return out;
}

std::set<std::string> named_persons(const Directory& directory, const Label& label, const std::string& o) {
  std::set<std::string> out;
  for (const Action action : {Action::display, Action::copy})
    for (const ReaderSet* set : reader_sets(directory, label, o, action))
      for (const Member& member : set->members)
        if (member.kind == Member::Kind::person) out.insert(member.id);
  return out;
}

}  // namespace parts

bool decide(const World& world, const Label& label, const Audience& audience, const Grants& grants) {
  return evaluate(world, label, audience, grants, nullptr);
}

Explanation explain(const World& world, const Label& label, const Audience& audience, const Grants& grants) {
  Explanation out;
  evaluate(world, label, audience, grants, &out);
  return out;
}

}  // namespace comity::release
