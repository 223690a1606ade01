#include "worlds.hpp"

#include <algorithm>

namespace worlds {
namespace {

using namespace reference;

const std::vector<std::string> kParties = {"AAA", "BBB", "CCC", "DDD", "EEE"};
const std::vector<std::string> kTopics = {"sea", "sky", "trade"};
const std::vector<std::string> kPurposes = {"study", "work"};
const std::vector<std::string> kWarnings = {"burn", "raise"};

// Draws. `chance(rng, 30)` is true in 30 of 100.
std::size_t below(Rng& rng, std::size_t n) { return static_cast<std::size_t>(rng() % n); }
bool chance(Rng& rng, unsigned percent) { return rng() % 100 < percent; }
template <typename T>
const T& pick(const std::vector<T>& from, Rng& rng) {
  return from[below(rng, from.size())];
}
template <typename M>
std::vector<std::string> keys(const M& map) {
  std::vector<std::string> out;
  for (const auto& [key, value] : map) out.push_back(key);
  return out;
}
std::set<std::string> some(const std::vector<std::string>& of, unsigned percent, Rng& rng) {
  std::set<std::string> out;
  for (const std::string& word : of)
    if (chance(rng, percent)) out.insert(word);
  return out;
}
std::set<std::string> one_or_more(const std::vector<std::string>& of, unsigned percent, Rng& rng) {
  std::set<std::string> out = some(of, percent, rng);
  if (out.empty()) out.insert(pick(of, rng));
  return out;
}

// A window that usually holds throughout.
void window(Time& from, Time& until, unsigned bounded_percent, Rng& rng) {
  if (chance(rng, bounded_percent)) from = day(static_cast<int>(below(rng, kDays / 2)));
  if (chance(rng, bounded_percent)) until = day(kDays / 2 + static_cast<int>(below(rng, kDays / 2)));
}

void add_party(World& world, const std::string& id, Rng& rng) {
  Party party;
  const std::size_t schemes = chance(rng, 15) ? 2 : 1;
  for (std::size_t s = 0; s < schemes; ++s) {
    const std::string scheme = s == 0 ? id : id + "-2";
    auto& words = world.schemes[scheme];
    const int ranks = 2 + static_cast<int>(below(rng, 2));
    for (int rank = 0; rank < ranks; ++rank) words["L" + std::to_string(rank)] = rank;
    if (chance(rng, 20)) words["L1B"] = 1;  // equally protected as L1
    party.schemes.push_back(scheme);
  }
  party.default_readers.members.insert({Kind::party, id, 0});
  world.parties[id] = party;
  const std::size_t agencies = 1 + below(rng, 2);
  for (std::size_t a = 0; a < agencies; ++a) {
    const std::string agency = id + (a == 0 ? ".ONE" : ".TWO");
    world.agencies[agency] = a == 1 && chance(rng, 40);
    const std::size_t people = 1 + below(rng, 2);
    for (std::size_t p = 0; p < people; ++p) world.people.insert(agency + (p == 0 ? ".reader" : ".clerk"));
  }
}

void add_clearance(World& world, const std::string& person, Rng& rng) {
  if (chance(rng, 4)) return;
  Clearance c;
  const std::string party = party_of(person);
  for (const std::string& scheme : world.parties.at(party).schemes) {
    if (chance(rng, 4)) continue;
    std::vector<std::string> words = keys(world.schemes.at(scheme));
    c.levels[scheme] = chance(rng, 75) ? words.back() : pick(words, rng);
  }
  for (const auto& [owner, p] : world.parties)
    if (chance(rng, owner == party ? 75 : 60)) c.accesses.insert({owner, "KEY"});
  c.topics = some(kTopics, 88, rng);
  c.purposes = one_or_more(kPurposes, 85, rng);
  if (chance(rng, 96)) c.default_purpose = *c.purposes.begin();
  window(c.from, c.until, 6, rng);
  world.clearances[person] = c;
}

void add_community(World& world, const std::string& id, Rng& rng) {
  auto& spells = world.communities[id];
  for (const auto& [party, p] : world.parties) {
    if (!chance(rng, 80)) continue;
    Spell spell{party, kBegin, kEnd};
    if (chance(rng, 35)) spell.from = day(static_cast<int>(below(rng, kDays)));
    if (chance(rng, 15)) spell.until = std::max(spell.from, day(0)) + day(4) - day(0);
    spells.push_back(spell);
    if (spell.until != kEnd && chance(rng, 60)) spells.push_back({party, spell.until + day(2) - day(0), kEnd});
  }
}

Row random_row(const World& world, const std::string& from, const std::string& from_scheme, const std::string& word,
               const std::string& to, Rng& rng) {
  Row row{from, from_scheme, word, to, "TLP", "NONE"};
  if (!(from_scheme == "TLP" && chance(rng, 85)) && !chance(rng, 5)) {
    row.to_scheme = pick(world.parties.at(to).schemes, rng);
    const auto& words = world.schemes.at(row.to_scheme);
    row.to_word = pick(keys(words), rng);
    if (chance(rng, 80) && words.count(word) > 0) row.to_word = word;
  }
  if (chance(rng, 8)) window(row.valid_from, row.valid_until, 60, rng);
  if (chance(rng, 8)) window(row.created_from, row.created_before, 60, rng);
  if (chance(rng, 8)) (chance(rng, 40) ? row.with_warnings : row.without_warnings).insert(pick(kWarnings, rng));
  return row;
}

Agreement random_agreement(const World& world, const std::string& id, Rng& rng) {
  Agreement a;
  a.id = id;
  std::vector<std::string> parties = keys(world.parties);
  while (parties.size() > 2 && chance(rng, 45))
    parties.erase(parties.begin() + static_cast<long>(below(rng, parties.size())));
  for (const std::string& party : parties) {
    Spell adherence{party, kBegin, kEnd};
    if (chance(rng, 8)) window(adherence.from, adherence.until, 60, rng);
    a.parties.push_back(adherence);
  }
  if (chance(rng, 40)) window(a.in_force, a.until, 60, rng);
  for (const std::string& from : parties)
    for (const std::string& to : parties) {
      if (from == to) continue;
      for (const std::string& scheme : world.parties.at(from).schemes)
        for (const auto& [word, rank] : world.schemes.at(scheme)) {
          if (chance(rng, 90)) a.rows.push_back(random_row(world, from, scheme, word, to, rng));
          if (chance(rng, 8)) a.rows.push_back(random_row(world, from, scheme, word, to, rng));
        }
      if (chance(rng, 80)) a.rows.push_back(random_row(world, from, "TLP", "NONE", to, rng));
      if (chance(rng, 10)) {
        DirectionSuspension s{chance(rng, 50) ? from : to, from, to, kBegin, kEnd};
        window(s.since, s.until, 60, rng);
        a.suspensions.push_back(s);
      }
    }
  if (chance(rng, 35)) a.topics = {false, one_or_more(kTopics, 65, rng)};
  if (chance(rng, 30)) a.purposes = {false, one_or_more(kPurposes, 60, rng)};
  for (const std::string& party : parties)
    if (chance(rng, 70)) a.compartments.insert({party, "KEY"});
  a.controls = some({"IMCON", "NO-COPY", "ORCON", "PROPIN"}, 60, rng);
  if (chance(rng, 12)) a.actions = kDisplay;
  a.frozen = chance(rng, 50);
  a.earlier_objects = chance(rng, 50);
  a.survival_kept = chance(rng, 75);
  if (chance(rng, 35)) a.survival_readers = some(keys(world.agencies), 50, rng);
  return a;
}

Member random_member(const World& world, Rng& rng) {
  const unsigned draw = static_cast<unsigned>(below(rng, 100));
  if (draw < 35 && !world.communities.empty())
    return {Kind::community, pick(keys(world.communities), rng), day(static_cast<int>(below(rng, kDays)))};
  if (draw < 75) return {Kind::party, pick(keys(world.parties), rng), 0};
  if (draw < 88) return {Kind::agency, pick(keys(world.agencies), rng), 0};
  return {Kind::person, pick(std::vector<std::string>(world.people.begin(), world.people.end()), rng), 0};
}

Readers random_set(const World& world, Rng& rng) {
  if (chance(rng, 30)) return {true, {}};
  if (chance(rng, 3)) return {};
  Readers set;
  for (std::size_t n = 2 + below(rng, 4); n > 0; --n) set.members.insert(random_member(world, rng));
  return set;
}

Word random_word(const World& world, const std::string& party, Rng& rng) {
  Word word{"TLP", "NONE", day(static_cast<int>(below(rng, kDays))), {}};
  if (chance(rng, 82)) {
    word.scheme = pick(world.parties.at(party).schemes, rng);
    word.word = pick(keys(world.schemes.at(word.scheme)), rng);
  }
  if (chance(rng, 1)) word.word = "NO SUCH WORD";
  if (chance(rng, 20)) word.warnings.insert(pick(kWarnings, rng));
  return word;
}

Words random_clause(Rng& rng) {
  if (chance(rng, 35)) return {true, {}};
  if (chance(rng, 2)) return {};
  return {false, one_or_more(kTopics, 50, rng)};
}

}  // namespace

Time day(int n) {
  constexpr Time kDay0 = 1767225600;  // 2026-01-01T00:00:00Z in seconds
  return (kDay0 + Time{n} * 86400) * 1000000;
}

Time random_time(Rng& rng) { return day(static_cast<int>(below(rng, kDays))) - (chance(rng, 25) ? 1 : 0); }

World random_world(Rng& rng) {
  World world;
  const std::size_t parties = 3 + below(rng, 3);
  for (std::size_t p = 0; p < parties; ++p) add_party(world, kParties[p], rng);
  if (chance(rng, 12)) world.parties.at("BBB").schemes.push_back("AAA");  // two parties that use one scheme
  for (const std::string& person : world.people) add_clearance(world, person, rng);
  for (const char* id : {"CLUB", "RING"})
    if (chance(rng, 70)) add_community(world, id, rng);
  for (auto& [id, party] : world.parties) {
    if (chance(rng, 15)) party.default_readers = {true, {}};
    if (chance(rng, 15) && !party.default_readers.all) party.default_readers.members.insert(random_member(world, rng));
  }
  if (chance(rng, 20)) {
    PartySuspension s{pick(keys(world.parties), rng), pick(keys(world.parties), rng), kBegin, kEnd};
    window(s.from, s.until, 60, rng);
    if (s.by != s.party) world.suspensions.push_back(s);
  }
  const std::size_t agreements = chance(rng, 8) ? 0 : 1 + below(rng, 4);
  for (std::size_t a = 0; a < agreements; ++a)
    world.agreements.push_back(random_agreement(world, "AGREEMENT-" + std::to_string(a + 1), rng));
  return world;
}

Label random_label(const World& world, Rng& rng) {
  Label label;
  const std::vector<std::string> agencies = keys(world.agencies);
  label.originators.insert(pick(agencies, rng));
  while (chance(rng, 15)) label.originators.insert(pick(agencies, rng));
  for (const std::string& party : originating_parties(label)) {
    if (!chance(rng, 1)) label.levels[party].insert(random_word(world, party, rng));
    while (chance(rng, 15)) label.levels[party].insert(random_word(world, party, rng));
    Readers copy = random_set(world, rng);
    if (chance(rng, 6)) copy = world.parties.at(party).default_readers;
    Readers display = copy;
    while (!display.all && chance(rng, 40)) display.members.insert(random_member(world, rng));
    label.releasable[party].insert(copy);
    label.displayable[party].insert(display);
    if (chance(rng, 10)) label.compartments.insert({party, "KEY"});
    if (chance(rng, 5)) label.restricting.insert({party, chance(rng, 70) ? "NOFORN" : "EYES-ONLY"});
    if (chance(rng, 7)) label.restricting.insert({party, "ORCON"});
    if (chance(rng, 12)) label.restricting.insert({party, chance(rng, 60) ? "PROPIN" : "IMCON"});
    if (chance(rng, 5)) label.restricting.insert({party, "NO-COPY"});
    if (chance(rng, 20)) label.permitting.insert({party, "RELIDO"});
  }
  if (chance(rng, 4)) label.compartments.insert({pick(keys(world.parties), rng), "KEY"});
  label.topics = {random_clause(rng)};
  if (chance(rng, 12)) label.topics.insert(random_clause(rng));
  if (chance(rng, 20)) label.purposes = {false, some(kPurposes, 80, rng)};
  if (chance(rng, 50)) label.tlp = static_cast<Tlp>(below(rng, 5));
  if (chance(rng, 4)) label.tlp = Tlp::red;
  if (chance(rng, 6)) label.actions = chance(rng, 80) ? kDisplay : kNothing;
  if (chance(rng, 15)) label.duties.insert("destroy-when-done");
  if (chance(rng, 1)) label.unknowns.insert("XXXX");
  if (chance(rng, 1)) label.restricting.insert({party_of(*label.originators.begin()), "XCON"});
  return label;
}

Label random_joined_label(const World& world, Rng& rng) {
  Label label = join(random_label(world, rng), random_label(world, rng));
  if (chance(rng, 25)) label = join(label, random_label(world, rng));
  return label;
}

Grants random_grants(const World& world, const Label& label, const std::string& party, Rng& rng) {
  Grants grants;
  const std::vector<std::string> parties = keys(world.parties);
  const bool generous = chance(rng, 20);
  for (const std::string& o : originating_parties(label)) {
    if (o == party || !chance(rng, generous ? 90 : 10)) continue;
    std::vector<std::string> signers = {o};
    if (chance(rng, 40)) {  // by agencies, now and then not by all of them
      signers.clear();
      for (const std::string& agency : label.originators)
        if (party_of(agency) == o && chance(rng, 85)) signers.push_back(agency);
    }
    for (const std::string& signer : signers) {
      Consent c;
      c.by = signer;
      c.to = chance(rng, 92) ? party : pick(parties, rng);
      if (chance(rng, 12)) c.actions = kDisplay;
      if (chance(rng, 20)) c.purposes = {false, one_or_more(kPurposes, 50, rng)};
      c.scheme = "TLP";
      c.word = "NONE";
      if (chance(rng, 75)) {
        c.scheme = pick(world.parties.at(chance(rng, 95) ? c.to : o).schemes, rng);
        c.word = pick(keys(world.schemes.at(c.scheme)), rng);
      }
      window(c.from, c.until, 15, rng);
      if (chance(rng, 12)) c.revoked = day(static_cast<int>(below(rng, kDays)));
      grants.consents.push_back(c);
    }
  }
  const bool keeper = chance(rng, 35);
  for (const std::string& o : originating_parties(label)) {
    if (o == party || world.agreements.empty() || !chance(rng, keeper ? 90 : 5)) continue;
    std::vector<Agreement> between;  // those that name both
    for (const Agreement& agreement : world.agreements) {
      auto names = [&](const std::string& id) {
        return std::any_of(agreement.parties.begin(), agreement.parties.end(),
                           [&](const Spell& s) { return s.party == id; });
      };
      if (names(o) && names(party)) between.push_back(agreement);
    }
    for (std::size_t n = 1 + below(rng, 2); n > 0; --n) {
      const Agreement& under = pick(between.empty() || chance(rng, 10) ? world.agreements : between, rng);
      grants.held.push_back({chance(rng, 93) ? o : pick(parties, rng), chance(rng, 95) ? party : pick(parties, rng),
                             under.id, under.version, day(static_cast<int>(below(rng, kDays / 2))),
                             chance(rng, 80) ? kCopy : kDisplay});
    }
  }
  grants.recalled = chance(rng, 6);
  if (chance(rng, 5)) grants.awaiting = pick(parties, rng);
  grants.erased = chance(rng, 2);
  return grants;
}

Question random_question(const World& world, Rng& rng) {
  Question q;
  q.label = chance(rng, 20) ? random_joined_label(world, rng) : random_label(world, rng);
  const std::vector<std::string> people(world.people.begin(), world.people.end());
  q.person = pick(people, rng);
  if (chance(rng, 10)) q.purpose = chance(rng, 20) ? "" : pick(kPurposes, rng);
  q.action = chance(rng, 70) ? kCopy : kDisplay;
  q.at = random_time(rng);
  q.grants = random_grants(world, q.label, party_of(q.person), rng);
  return q;
}

std::vector<Object> random_objects(const World& world, Rng& rng) {
  std::vector<Label> labels;
  for (std::size_t n = 2 + below(rng, 3); n > 0; --n) labels.push_back(random_label(world, rng));
  std::vector<Object> objects(3 + below(rng, 6));
  auto versions = [&]() -> std::vector<std::size_t> {
    if (chance(rng, 10)) return {};
    std::vector<std::size_t> out = {below(rng, objects.size())};
    if (chance(rng, 10)) out.push_back(below(rng, objects.size()));
    return out;
  };
  for (Object& o : objects) {
    o.label = pick(labels, rng);
    o.owner = party_of(*o.label.originators.begin());
    if (chance(rng, 5)) o.grants.recalled = true;
    o.fields = {{"name", true, false}, {"description", false, false}};
    const std::size_t kind = below(rng, 4);
    if (kind == 0) {  // a relationship
      o.fields.push_back({"source_ref", true, false});
      o.fields.push_back({"target_ref", true, false});
      o.references = {{"source_ref", versions(), true}, {"target_ref", versions(), true}};
    } else if (kind == 1) {  // a report
      o.fields.push_back({"object_refs", true, false});
      for (std::size_t i = 0, n = 1 + below(rng, 3); i < n; ++i) {
        const std::string path = "object_refs.[" + std::to_string(i) + "]";
        o.fields.push_back({path, false, false});
        o.references.push_back({path, versions(), false});
      }
    } else if (kind == 2) {  // an observable, with a list of dictionaries
      o.fields.push_back({"value", true, true});
      o.fields.push_back({"parts", false, false});
      for (std::size_t i = 0, n = 1 + below(rng, 2); i < n; ++i) {
        const std::string path = "parts.[" + std::to_string(i) + "]";
        o.fields.push_back({path, false, false});
        o.fields.push_back({path + ".kind", false, false});
        if (chance(rng, 60)) {
          o.fields.push_back({path + ".body_ref", false, false});
          o.references.push_back({path + ".body_ref", versions(), false});
        }
      }
    }
    if (chance(rng, 40)) {
      o.fields.push_back({"created_by_ref", false, false});
      o.references.push_back({"created_by_ref", versions(), false});
    }
    while (chance(rng, 35)) o.granular.push_back({pick(o.fields, rng).path, pick(labels, rng)});
  }
  return objects;
}

Scene random_scene(std::uint64_t seed, int questions) {
  Rng rng(seed);
  Scene scene;
  scene.world = random_world(rng);
  for (int n = 0; n < questions; ++n) scene.questions.push_back(random_question(scene.world, rng));
  return scene;
}

}  // namespace worlds
