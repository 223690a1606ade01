// Labels made at random, and whether one is nowhere wider than another, for the tests of languages that write as well
// as read.
#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "marking/label.hpp"

namespace comity::marking {

class LabelMaker {
 public:
  explicit LabelMaker(unsigned seed) : random_(seed) {}

  template <class T>
  T pick(const std::vector<T>& from) {
    return from[random_() % from.size()];
  }
  bool chance(unsigned percent) { return random_() % 100 < percent; }
  Time day() { return {static_cast<std::int64_t>(random_() % 20'000) * 86'400'000'000 + (chance(20) ? 123'456 : 0)}; }

  // Of that party; sometimes of others too, sometimes with what no XML says.
  Label make(const std::string& party, const std::vector<LevelWord>& words) {
    Label out;
    out.originators.insert(chance(50) ? party : party + ".ALPHA");
    if (chance(20)) out.originators.insert(party + ".BETA");
    if (chance(8)) out.originators.insert("GBR.GCHQ");
    LevelWord word = pick(words);
    word.created = day();
    if (chance(20)) word.warnings.insert("Traiter comme CONFIDENTIEL DEFENSE");
    out.levels[party].insert(word);
    if (chance(8)) out.levels[party].insert(pick(words));
    if (chance(8)) out.levels["GBR"].insert({"GBR", "SECRET", day(), {}});
    for (auto* sets : {&out.releasable, &out.displayable})
      while (chance(40)) (*sets)[chance(90) ? party : "GBR"].insert(readers(party, word.created));
    while (chance(25)) out.compartments.insert({chance(80) ? party : "USA", pick(names_)});
    while (chance(25)) out.restricting.insert({chance(80) ? party : "USA", pick(controls_)});
    if (chance(10)) out.permitting.insert({party, "RELIDO"});
    if (chance(50)) out.topics.clear();
    while (chance(35)) out.topics.insert(words_set());
    if (chance(25)) out.purposes = words_set();
    if (chance(20)) out.tlp = static_cast<Tlp>(random_() % 6);
    if (chance(20)) out.actions = pick(std::vector<Actions>{0, 1, 3});
    while (chance(20)) out.duties.insert(pick(names_));
    while (chance(20)) out.caveats.insert(pick(names_));
    if (chance(4)) out.unknowns.insert("COSMIC");
    return out;
  }

 private:
  WordSet words_set() {
    if (chance(15)) return {true, {}};
    WordSet out;
    while (chance(60)) out.words.insert(pick(names_));
    return out;
  }
  ReaderSet readers(const std::string& party, Time created) {
    if (chance(10)) return {true, {}};
    ReaderSet out;
    while (chance(65)) {
      const std::string id =
          pick(std::vector<std::string>{"AUS", "NZL", "JPN", party, "FVEY", "UK", "acme isac", "B<&>\"'"});
      if (chance(15))
        out.members.insert({Member::Kind::agency, id + ".ALPHA", {}});
      else if (chance(10))
        out.members.insert({Member::Kind::person, id + ".ALPHA.analyst", {}});
      else if (id == "FVEY")
        out.members.insert({Member::Kind::community, id, chance(50) ? day() : created});
      else
        out.members.insert({Member::Kind::party, id, {}});
    }
    return out;
  }

  std::mt19937 random_;
  std::vector<std::string> names_{"cyber", "pacific", "ALL",  "SI",          "ATOMAL", "two words", " edge",
                                  "a:b",   "<&>\"'",  "極秘", "line\nbreak", "\x01",   ""};
  std::vector<std::string> controls_{"NOFORN", "ORCON", "EYES-ONLY", "NO-CLIENTS", "PROPIN", "NO-SUCH"};
};

// A reader set of `owner` as it is decided on: its own readers are let in by a set that names no part of their party.
inline bool admits(const ReaderSet& set, const std::string& owner, const Member& reader) {
  if (set.all || set.members.contains(reader)) return true;
  const auto names_owner = [&](const Member& one) {
    return party_of(one.id) == owner && one.kind != Member::Kind::community;
  };
  const Member party{Member::Kind::party, std::string(party_of(reader.id)), {}};
  const Member agency{Member::Kind::agency, std::string(agency_of(reader.id)), {}};
  if (set.members.contains(party) || set.members.contains(agency)) return true;
  return party.id == owner && !set.members.empty() && std::none_of(set.members.begin(), set.members.end(), names_owner);
}

// A name that reads as a party is the community of the marking's date, if there is one: here FVEY
// (alliance/resolve.hpp).
inline Label dated(Label label, Time marked) {
  for (auto* sets : {&label.releasable, &label.displayable})
    for (auto& [party, list] : *sets) {
      std::set<ReaderSet> out;
      for (ReaderSet set : list) {
        if (set.members.erase({Member::Kind::party, "FVEY", {}}) > 0)
          set.members.insert({Member::Kind::community, "FVEY", marked});
        out.insert(std::move(set));
      }
      list = std::move(out);
    }
  return label;
}

// Empty, or in what `unresolved` gives more than `b`. Both are of `owner`; readers are tried against the sets, the rest
// is compared as it decides.
inline std::string wider(const Label& unresolved, const Label& b, const std::string& owner, Time marked) {
  const Label a = dated(unresolved, marked);
  if (!a.unknowns.empty()) return {};
  if (!b.unknowns.empty()) return "unknowns";
  if (a.originators != b.originators) return "originators";
  if (a.levels != b.levels) return "levels";
  const auto has = [](const auto& some, const auto& all) {
    return std::includes(all.begin(), all.end(), some.begin(), some.end());
  };
  if (!has(b.compartments, a.compartments)) return "compartments";
  if (!has(b.restricting, a.restricting)) return "restricting";
  if (!has(a.permitting, b.permitting)) return "permitting";
  const auto sound = [](std::set<WordSet> topics) { return topics.empty() ? Label().topics : topics; };
  if (!has(sound(b.topics), sound(a.topics))) return "topics";
  if (!b.purposes.all && (a.purposes.all || !has(a.purposes.words, b.purposes.words))) return "purposes";
  if (a.tlp < b.tlp) return "tlp";
  if ((a.actions & ~b.actions) != 0) return "actions";
  std::set<Member> tried;
  for (const Label* label : {&a, &b})
    for (const auto* sets : {&label->releasable, &label->displayable})
      for (const auto& [party, list] : *sets)
        for (const ReaderSet& set : list) tried.insert(set.members.begin(), set.members.end());
  tried.insert({Member::Kind::person, owner + ".GAMMA.clerk", {}});
  tried.insert({Member::Kind::person, "ZZZ.GAMMA.clerk", {}});
  // A set that is not stated is the party's default, whatever it is: then both must leave it unstated, or it must be
  // stated in `a` alone.
  const auto lets = [&](const std::map<std::string, std::set<ReaderSet>>& by_party, const Member& reader,
                        bool* stated) {
    const auto found = by_party.find(owner);
    *stated = found != by_party.end() && !found->second.empty() &&
              !std::all_of(found->second.begin(), found->second.end(), [](const ReaderSet& set) { return set.all; });
    if (!*stated) return true;
    return std::all_of(found->second.begin(), found->second.end(),
                       [&](const ReaderSet& set) { return admits(set, owner, reader); });
  };
  for (const Member& reader : tried) {
    bool a_stated = false, b_stated = false;
    const bool in_a = lets(a.releasable, reader, &a_stated), in_b = lets(b.releasable, reader, &b_stated);
    if (in_a && !in_b) return "releasable to " + reader.id;
    if (!a_stated && b_stated) return "releasable by default";
  }
  return {};
}

}  // namespace comity::marking
