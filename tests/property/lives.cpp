#include "tests/property/lives.hpp"

#include <algorithm>

namespace lives {
namespace {

using namespace reference;

constexpr Time kHour = 3'600'000'000;

bool chance(Rng& rng, unsigned percent) { return rng() % 100 < percent; }
template <class T>
const T& pick(const std::vector<T>& from, Rng& rng) {
  return from[rng() % from.size()];
}
Time near(Time now, Rng& rng) { return worlds::day(static_cast<int>((now - worlds::day(0)) / (24 * kHour)) + static_cast<int>(rng() % 5) - 1); }

std::set<std::string> named(const Document& document) {
  std::set<std::string> out;
  for (const Spell& one : document.terms.parties) out.insert(one.party);
  return out;
}

}  // namespace

std::string Step::what() const {
  if (document) return document->kind + " " + document->terms.id + " version " + std::to_string(document->terms.version);
  if (clearance) return "clearance of " + person;
  std::string out = act->kind + " by " + act->by;
  for (const std::string& part : {act->agreement, act->from, act->to, act->party, act->person, act->key, act->successor})
    if (!part.empty()) out += " " + part;
  for (const auto& [name, time] : {std::pair("since", act->since), {"until", act->until}, {"effective", act->effective}})
    if (time) out += std::string(" ") + name + " " + std::to_string(*time - worlds::day(0));
  out += " issued " + std::to_string(act->issued - worlds::day(0)) + " signed";
  for (const Signature& one : act->signatures) out += " " + one.signer + "/" + one.key;
  return out;
}

Parties::Parties(const World& directory) : directory_(directory) {
  for (const auto& [id, one] : directory.parties) parties_.push_back(id);
  for (const auto& [id, client] : directory.agencies) agencies_.push_back(id);
  people_.assign(directory.people.begin(), directory.people.end());
}

std::map<std::string, Keys> Parties::keys() const {
  std::map<std::string, Keys> out;
  for (const std::string& id : parties_) out[id] = {authority(id), recovery(id)};
  return out;
}

const std::string& Parties::party(Rng& rng) const { return pick(parties_, rng); }

Document Parties::first(const Agreement& terms, Rng& rng) const {
  Document out;
  out.terms = terms;
  out.kind = "multilateral";
  const std::set<std::string> names = named(out);
  if (chance(rng, 40)) {
    out.notice_days = static_cast<int>(rng() % 3);
    if (out.terms.until != kEnd) out.notice_at_term_end = chance(rng, 40);
  }
  if (out.terms.until != kEnd && chance(rng, 40)) out.renews_months = 1;
  const auto some = [&](unsigned percent) -> std::optional<std::set<std::string>> {
    if (!chance(rng, percent)) return std::nullopt;
    std::set<std::string> who;
    for (const std::string& id : names)
      if (chance(rng, 60)) who.insert(id);
    if (who.empty()) who.insert(*names.begin());
    return who;
  };
  out.notice_by = some(15);
  out.suspending_by = some(15);
  out.accession_by = some(30);
  for (const std::string& id : names) out.signatures.push_back({id, authority(id)});
  return out;
}

void Parties::sign(const Life& life, Time now, Document& document, Rng& rng) const {
  document.signatures.clear();
  const std::set<std::string> who = named(document);
  for (const std::string& id : who)
    if (!chance(rng, 3)) document.signatures.push_back({id, chance(rng, 2) ? authority(id) : life.authority_key(id, now)});
  std::erase_if(document.signatures, [](const Signature& one) { return one.key.empty(); });
}

// Who is not bound any more is, by another spell; most of the time the document says when it left.
void Parties::come_back(const Life& life, Time now, Document& next, Rng& rng) const {
  for (const Agreement& one : life.world(now).agreements) {
    if (one.id != next.terms.id || one.version + 1 != next.terms.version) continue;
    for (const std::string& id : named(next)) {
      std::vector<Spell> spells;
      bool there = false;
      for (const Spell& spell : one.parties)
        if (spell.party == id) {
          spells.push_back(spell);
          there = there || spell.until > now;
        }
      if (there) continue;
      std::erase_if(next.terms.parties, [&](const Spell& spell) { return spell.party == id; });
      const bool dated = chance(rng, 80);
      if (dated) next.terms.parties.insert(next.terms.parties.end(), spells.begin(), spells.end());
      next.terms.parties.push_back({id, dated ? near(now, rng) + 24 * kHour : kBegin, kEnd});
    }
  }
}

Step Parties::amendment(const Life& life, Time now, Rng& rng) {
  std::vector<std::string> ids;
  for (const auto& [id, one] : latest_)
    if (one.kind != "community") ids.push_back(id);
  Step step;
  if (ids.empty()) return step;
  Document next = latest_.at(pick(ids, rng));
  next.terms.version += chance(rng, 90) ? 1 : 0;
  switch (rng() % 9) {
    case 0: next.terms.topics = next.terms.topics.all ? Words{false, {"sea", "sky"}} : Words{true, {}}; break;
    case 1:
      if (!next.terms.rows.empty()) next.terms.rows.erase(next.terms.rows.begin() + static_cast<long>(rng() % next.terms.rows.size()));
      break;
    case 2: next.notice_days = static_cast<int>(rng() % 3); break;
    case 3: next.suspending_by.reset(); break;
    case 4:
      if (next.terms.parties.size() > 2 && chance(rng, 20)) {  // somebody is left out
        const std::string gone = next.terms.parties[rng() % next.terms.parties.size()].party;
        std::erase_if(next.terms.parties, [&](const auto& one) { return one.party == gone; });
        std::erase_if(next.terms.rows, [&](const auto& one) { return one.from_party == gone || one.to_party == gone; });
        std::erase_if(next.terms.suspensions, [&](const auto& one) { return one.by == gone || one.from == gone || one.to == gone; });
        std::erase_if(next.terms.compartments, [&](const auto& one) { return one.first == gone; });
        for (auto* who : {&next.notice_by, &next.suspending_by, &next.accession_by})
          if (*who) {
            (*who)->erase(gone);
            if ((*who)->empty()) who->reset();
          }
      }
      break;
    case 6: {  // somebody leaves
      Spell& one = next.terms.parties[rng() % next.terms.parties.size()];
      const Time leaves = near(now, rng) + 24 * kHour;
      if (one.from < leaves && one.until == kEnd) one.until = leaves;
      break;
    }
    case 7:
    case 8: come_back(life, now, next, rng); break;
    case 5: next.terms.controls = {"PROPIN"}; break;
    default: next.terms.frozen = !next.terms.frozen; break;
  }
  if (named(next).size() < 2) return step;
  if (chance(rng, 40)) next.terms.in_force = near(now, rng) + 24 * kHour;
  if (next.terms.until <= next.terms.in_force) return step;
  sign(life, now, next, rng);
  step.document = next;
  return step;
}

Step Parties::accession(const Life& life, Time now, Rng& rng) {
  std::vector<std::string> ids;
  for (const auto& [id, one] : latest_)
    if (one.kind != "community" && one.accession_by && named(one).size() < parties_.size()) ids.push_back(id);
  Step step;
  if (ids.empty()) return step;
  Document next = latest_.at(pick(ids, rng));
  ++next.terms.version;
  const std::set<std::string> there = named(next);
  std::string joins;
  for (const std::string& id : parties_)
    if (there.count(id) == 0) joins = id;
  next.terms.parties.push_back({joins, chance(rng, 50) ? near(now, rng) : kBegin, kEnd});
  for (const std::string& other : there)
    next.terms.rows.push_back({other, other, "L0", joins, joins, "L0"});
  if (chance(rng, 15)) next.terms.earlier_objects = !next.terms.frozen && !next.terms.earlier_objects;
  if (chance(rng, 15) && !next.terms.rows.empty()) next.terms.rows.erase(next.terms.rows.begin());
  next.signatures.clear();
  std::set<std::string> who = *next.accession_by;
  who.insert(joins);
  for (const std::string& id : who) next.signatures.push_back({id, life.authority_key(id, now)});
  if (chance(rng, 10)) next.signatures.pop_back();
  std::erase_if(next.signatures, [](const Signature& one) { return one.key.empty(); });
  step.document = next;
  return step;
}

Step Parties::community(const Life& life, Time now, Rng& rng) {
  Step step;
  const std::string id = chance(rng, 50) ? "CLUB" : "RING";
  auto known = latest_.find(id);
  Document next;
  if (known != latest_.end()) {
    next = known->second;
    ++next.terms.version;
  } else {
    next.kind = "community";
    next.terms.id = id;
    next.terms.version = 1;
    next.terms.in_force = worlds::day(-20);
  }
  std::vector<Spell>& spells = next.terms.parties;
  const std::set<std::string> there = named(next);
  for (const std::string& one : parties_)
    if (there.count(one) == 0 && chance(rng, 55)) spells.push_back({one, chance(rng, 50) ? near(now, rng) : kBegin, kEnd});
  if (named(next).size() < 2) return step;
  if (chance(rng, 30)) {  // one of them leaves, perhaps to come back
    Spell& one = spells[rng() % spells.size()];
    const Time leaves = near(now, rng) + 24 * kHour;
    if (one.until == kEnd && one.from < leaves) {
      one.until = leaves;
      if (chance(rng, 50)) spells.push_back({one.party, leaves + 24 * kHour, kEnd});
    }
  }
  sign(life, now, next, rng);
  step.document = next;
  return step;
}

Step Parties::vouching(const Life& life, Time now, Rng& rng) {
  Step step;
  const std::string& person = pick(people_, rng);
  Clearance clearance;
  const std::string owner = party_of(person);
  for (const std::string& scheme : directory_.parties.at(owner).schemes) {
    const auto& words = directory_.schemes.at(scheme);
    clearance.levels[scheme] = chance(rng, 70) ? words.rbegin()->first : words.begin()->first;
  }
  for (const std::string& id : parties_)
    if (chance(rng, 60)) clearance.accesses.insert({id, "KEY"});
  clearance.topics = {"sea", "sky", "trade"};
  clearance.purposes = {"study", "work"};
  clearance.default_purpose = chance(rng, 50) ? "study" : "work";
  clearance.from = worlds::day(-30);
  if (chance(rng, 30)) clearance.until = near(now, rng) + 48 * kHour;
  step.clearance = clearance;
  step.person = person;
  step.key = chance(rng, 5) ? authority(owner) : life.authority_key(owner, now);
  if (step.key.empty()) step.key = authority(owner);
  return step;
}

Act Parties::about_agreement(Rng& rng) {
  Act act;
  auto known = latest_.begin();
  std::advance(known, static_cast<long>(rng() % latest_.size()));
  act.agreement = known->first;
  std::vector<std::string> members;
  for (const std::string& id : named(known->second)) members.push_back(id);
  act.by = chance(rng, 95) ? pick(members, rng) : party(rng);
  static const std::vector<std::string> kKinds = {"suspend", "suspend", "suspend", "resume", "resume", "give-notice", "give-notice", "withdraw-notice",
                                                  "hold-notice", "hold-notice", "run-notice", "renew"};
  act.kind = pick(kKinds, rng);
  if (act.kind == "suspend" || act.kind == "resume") {
    act.from = act.by;
    do act.to = pick(members, rng);
    while (act.to == act.from && members.size() > 1 && chance(rng, 95));
    if (chance(rng, 40)) std::swap(act.from, act.to);
    if (chance(rng, 4)) act.from = pick(members, rng);
  }
  // Answers, most of the time to something that was done.
  const bool answers = act.kind == "resume" || act.kind == "withdraw-notice" || act.kind == "hold-notice" || act.kind == "run-notice";
  const std::vector<Act>& to = act.kind == "resume" ? suspended_ : act.kind == "run-notice" && !held_.empty() ? held_ : noticed_;
  if (answers && !to.empty() && chance(rng, 80)) {
    const Act& done = to.size() > 3 && chance(rng, 60) ? to[to.size() - 1 - rng() % 3] : pick(to, rng);
    act.agreement = done.agreement;
    act.by = done.by;
    act.from = done.from;
    act.to = done.to;
  }
  return act;
}

Act Parties::about_parties(Rng& rng) {
  Act act;
  act.by = party(rng);
  do act.party = party(rng);
  while (act.party == act.by && chance(rng, 97));
  act.kind = chance(rng, 45) ? "suspend-party" : "resume-party";
  return act;
}

Act Parties::about_keys(const Life& life, Time now, Rng& rng) {
  Act act;
  act.by = party(rng);
  const std::string present = life.authority_key(act.by, now), fresh = act.by + "#" + std::to_string(++keys_);
  switch (rng() % 5) {
    case 4: {  // of an official
      std::vector<std::string> own;
      for (const auto& [person, key] : officials_)
        if (party_of(person) == act.by) own.push_back(person);
      if (own.empty()) return about_parties(rng);
      act.person = pick(own, rng);
      act.kind = "revoke-key";
      act.key = officials_.at(act.person);
      act.since = now - static_cast<Time>(rng() % 72) * kHour;
      const auto who = rng() % 3;
      act.signatures = {who == 0 ? Signature{act.person, act.key} : Signature{act.by, who == 1 ? present : recovery(act.by)}};
      act.person.clear();
      break;
    }
    case 0:
      act.kind = "replace-key";
      act.key = fresh;
      act.signatures = {{act.by, present}, {act.by, fresh}};
      break;
    case 1: {
      act.kind = "revoke-key";
      act.key = chance(rng, 80) && !present.empty() ? present : authority(act.by);
      act.since = now - static_cast<Time>(rng() % 72) * kHour;
      const bool with_recovery = chance(rng, 70);
      act.signatures = {{act.by, with_recovery ? recovery(act.by) : act.key}};
      if (chance(rng, 80)) {
        act.successor = fresh;
        act.signatures.push_back({act.by, fresh});
      }
      break;
    }
    default: {
      std::vector<std::string> own;
      for (const std::string& person : people_)
        if (party_of(person) == act.by) own.push_back(person);
      act.person = pick(own, rng);
      act.kind = chance(rng, 65) ? "designate" : "dismiss";
      if (act.kind == "designate") {
        act.key = act.person + "#" + std::to_string(++keys_);
        act.powers = {chance(rng, 60) ? "consent" : "relido"};
        act.for_whom = chance(rng, 70) ? act.by : agency_of(act.person);
        if (chance(rng, 30)) act.until = near(now, rng) + 24 * kHour;
      }
    }
  }
  return act;
}

Step Parties::next(const Life& life, Time now, Rng& rng) {
  Step step;
  const auto draw = rng() % 100;
  if (draw < 12) step = amendment(life, now, rng);
  else if (draw < 17) step = accession(life, now, rng);
  else if (draw < 23) step = community(life, now, rng);
  else if (draw < 29) step = vouching(life, now, rng);
  if (draw < 29 || latest_.empty()) return step;
  Act act = draw < 74 ? about_agreement(rng) : draw < 88 ? about_parties(rng) : about_keys(life, now, rng);
  if (act.kind == "suspend" || act.kind == "resume" || act.kind == "suspend-party" || act.kind == "resume-party")
    if (chance(rng, 45)) act.since = near(now, rng);
  if ((act.kind == "suspend" || act.kind == "suspend-party") && chance(rng, 40)) act.until = act.since.value_or(now) + static_cast<Time>(rng() % 5) * 24 * kHour;
  if (act.kind == "give-notice" && chance(rng, 30)) act.effective = near(now, rng) + 24 * kHour;
  if (act.kind == "renew") {
    const Time end = latest_.at(act.agreement).terms.until;
    act.until = (end == kEnd || chance(rng, 20) ? near(now, rng) : end) + 24 * kHour * static_cast<Time>(rng() % 6);
  }
  last_issued_ = std::max(last_issued_ + 1, now);
  act.issued = chance(rng, 4) ? now - kHour : last_issued_;
  if (act.signatures.empty()) {
    std::set<std::string> who{act.by};
    if (act.kind == "renew")
      for (const std::string& id : named(latest_.at(act.agreement)))
        if (life.authority_key(id, now).empty() || chance(rng, 97)) who.insert(id);
    for (const std::string& id : who) act.signatures.push_back({id, chance(rng, 3) ? authority(id) : life.authority_key(id, now)});
  }
  std::erase_if(act.signatures, [](const Signature& one) { return one.key.empty(); });
  if (act.signatures.size() > 1 && chance(rng, 5)) act.signatures.pop_back();
  if (act.signatures.empty()) act.signatures = {{act.by, authority(act.by)}};
  step.act = act;
  return step;
}

void Parties::accepted(const Step& step) {
  if (step.act && step.act->kind == "designate") officials_[step.act->person] = step.act->key;
  if (step.act && step.act->kind == "give-notice") noticed_.push_back(*step.act);
  if (step.act && step.act->kind == "hold-notice") held_.push_back(*step.act);
  if (step.act && step.act->kind == "suspend") suspended_.push_back(*step.act);
  if (step.document) latest_[step.document->terms.id] = *step.document;
}

}  // namespace lives
