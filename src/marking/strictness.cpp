#include "marking/strictness.hpp"

#include <algorithm>

namespace comity::marking {
namespace {

template <class Set>
bool contains_all(const Set& set, const Set& of) {
  return std::includes(set.begin(), set.end(), of.begin(), of.end());
}

bool reaches(const LevelWord& after, const LevelWord& before, const Schemes& schemes) {
  if (after == before) return true;
  // The warnings on a word and its date may choose its row.
  if (after.scheme != before.scheme || after.warnings != before.warnings) return false;
  if (after.word == before.word) return true;
  const auto high = schemes.rank(after.scheme, after.word), low = schemes.rank(before.scheme, before.word);
  return high && low && *high > *low;
}

// Every word of `before` is reached by one of `after`, so that a clearance for these is one for those.
bool levels_reach(const Label& after, const Label& before, const Schemes& schemes) {
  return std::all_of(before.levels.begin(), before.levels.end(), [&](const auto& party) {
    const auto now = after.levels.find(party.first);
    return now != after.levels.end() && std::all_of(party.second.begin(), party.second.end(), [&](const LevelWord& word) {
             return std::any_of(now->second.begin(), now->second.end(), [&](const LevelWord& one) { return reaches(one, word, schemes); });
           });
  });
}

bool within(const WordSet& inner, const WordSet& outer) {
  return outer.all || (!inner.all && contains_all(outer.words, inner.words));
}

// A clause that is ALL asks nothing of readers, but only agreements on all topics take it: it is not replaced by another.
bool topics_hold(const Label& after, const Label& before) {
  return std::all_of(before.topics.begin(), before.topics.end(), [&](const WordSet& clause) {
    return std::any_of(after.topics.begin(), after.topics.end(),
                       [&](const WordSet& one) { return one == clause || (!clause.all && within(one, clause)); });
  });
}

// A set that names no part of the originating party leaves that party's own readers alone: a smaller one must not come to that.
bool narrows(const ReaderSet& after, const ReaderSet& before, const std::string& party) {
  if (after == before || before.all) return true;
  if (after.all || !contains_all(before.members, after.members)) return false;
  if (after.members.empty()) return true;
  const auto of_party = [&](const Member& one) { return one.kind != Member::Kind::community && party_of(one.id) == party; };
  const bool named = std::any_of(before.members.begin(), before.members.end(),
                                 [&](const Member& one) { return one.kind == Member::Kind::community || of_party(one); });
  return !named || std::any_of(after.members.begin(), after.members.end(), of_party);
}

bool readers_narrow(const std::map<std::string, std::set<ReaderSet>>& after, const std::map<std::string, std::set<ReaderSet>>& before) {
  return std::all_of(before.begin(), before.end(), [&](const auto& party) {
    const auto now = after.find(party.first);
    return now != after.end() && std::all_of(party.second.begin(), party.second.end(), [&](const ReaderSet& set) {
             return std::any_of(now->second.begin(), now->second.end(), [&](const ReaderSet& one) { return narrows(one, set, party.first); });
           });
  });
}

}  // namespace

bool at_least_as_strict(const Label& after, const Label& before, const Schemes& schemes) {
  return contains_all(after.originators, before.originators) && levels_reach(after, before, schemes) &&
         contains_all(after.compartments, before.compartments) && topics_hold(after, before) &&
         readers_narrow(after.releasable, before.releasable) && readers_narrow(after.displayable, before.displayable) &&
         contains_all(after.restricting, before.restricting) && contains_all(before.permitting, after.permitting) &&
         within(after.purposes, before.purposes) && after.tlp >= before.tlp && (after.actions & before.actions) == after.actions &&
         contains_all(after.duties, before.duties) && contains_all(after.caveats, before.caveats) &&
         contains_all(after.unknowns, before.unknowns);
}

}  // namespace comity::marking
