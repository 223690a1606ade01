#include "marking/lost.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace comity::marking {
namespace {

std::string in_words(const WordSet& set) {
  std::string out;
  for (const std::string& word : set.words) out += (out.empty() ? "" : " or ") + word;
  return set.all ? "ALL" : out.empty() ? "nothing" : out;
}

std::string in_words(const ReaderSet& set) {
  std::string out;
  for (const Member& member : set.members) out += (out.empty() ? "" : ", ") + member.id;
  return set.all ? "ALL" : out.empty() ? "nobody" : out;
}

bool within(const ReaderSet& narrow, const ReaderSet& wide) {
  return wide.all || (!narrow.all && std::includes(wide.members.begin(), wide.members.end(), narrow.members.begin(),
                                                   narrow.members.end()));
}

using Sets = std::map<std::string, std::set<ReaderSet>>;

// Is one of the sets that the text states for the party within this one? A reader must be in all, so one is enough.
bool covered(const Sets& said, const std::string& party, const ReaderSet& set) {
  const auto found = said.find(party);
  return found != said.end() && std::any_of(found->second.begin(), found->second.end(),
                                            [&](const ReaderSet& one) { return within(one, set); });
}

// Where a label states nothing for a party its stated default holds, so a text may state only readers of that very
// party.
bool default_kept(const Sets& said, const std::string& party) {
  const auto found = said.find(party);
  return found == said.end() || std::any_of(found->second.begin(), found->second.end(), [&](const ReaderSet& one) {
           return !one.all && std::all_of(one.members.begin(), one.members.end(), [&](const Member& member) {
             return member.kind != Member::Kind::community && party_of(member.id) == party;
           });
         });
}

template <class T>
bool includes(const std::set<T>& all, const std::set<T>& some) {
  return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

}  // namespace

std::vector<std::string> lost_between(const Label& label, const Label& said) {
  std::vector<std::string> lost;
  const auto lose = [&](std::string phrase) { lost.push_back(std::move(phrase)); };
  for (const std::string& originator : label.originators)
    if (!said.originators.contains(originator)) lose("originator " + originator);
  for (const auto& [party, words] : label.levels)
    for (const LevelWord& word : words) {
      const auto found = said.levels.find(party);
      const bool kept = found != said.levels.end() &&
                        std::any_of(found->second.begin(), found->second.end(), [&](const LevelWord& one) {
                          return one.scheme == word.scheme && one.word == word.word && one.warnings == word.warnings;
                        });
      if (!kept) lose(fmt::format("level {} {} of {}", word.scheme, word.word, party));
    }
  for (const Owned& one : label.compartments)
    if (!said.compartments.contains(one)) lose(fmt::format("compartment {} of {}", one.name, one.party));
  for (const WordSet& clause : label.topics)
    if (!said.topics.contains(clause)) lose("topic " + in_words(clause));
  for (const auto& [party, sets] : label.releasable)
    for (const ReaderSet& set : sets)
      if (!covered(said.releasable, party, set)) lose(fmt::format("releasable to {} by {}", in_words(set), party));
  for (const auto& [party, sets] : label.displayable)
    for (const ReaderSet& set : sets)
      if (!covered(said.displayable, party, set) && !covered(said.releasable, party, set))
        lose(fmt::format("displayable to {} by {}", in_words(set), party));
  for (const Owned& one : label.restricting)
    if (!said.restricting.contains(one)) lose(fmt::format("control {} of {}", one.name, one.party));
  for (const Owned& one : label.permitting)
    if (!said.permitting.contains(one)) lose(fmt::format("control {} of {}", one.name, one.party));
  if (!label.purposes.all && !(label.purposes == said.purposes)) lose("purpose " + in_words(label.purposes));
  if (label.tlp > said.tlp) lose(fmt::format("TLP:{}", name_of(label.tlp)));
  if ((label.actions & said.actions) != said.actions) lose(label.actions == 0 ? "no action permitted" : "display only");
  for (const std::string& duty : label.duties)
    if (!said.duties.contains(duty)) lose("duty " + duty);
  for (const std::string& caveat : label.caveats)
    if (!said.caveats.contains(caveat)) lose("caveat " + caveat);
  for (const std::string& unknown : label.unknowns)
    if (!said.unknowns.contains(unknown)) lose("unknown " + unknown);
  return lost;
}

bool not_wider(const Label& text, const Label& label) {
  if (!includes(text.originators, label.originators) || !includes(text.compartments, label.compartments) ||
      !includes(text.topics, label.topics) || !includes(text.restricting, label.restricting) ||
      !includes(label.permitting, text.permitting) || !includes(text.duties, label.duties) ||
      !includes(text.caveats, label.caveats) || !includes(text.unknowns, label.unknowns))
    return false;
  for (const auto& [party, words] : label.levels)
    for (const LevelWord& word : words) {
      const auto found = text.levels.find(party);
      if (found == text.levels.end() ||
          std::none_of(found->second.begin(), found->second.end(),
                       [&](const LevelWord& one) { return one.scheme == word.scheme && one.word == word.word; }))
        return false;
    }
  for (const auto& [party, sets] : label.releasable)
    for (const ReaderSet& set : sets)
      if (!covered(text.releasable, party, set)) return false;
  for (const auto& [party, sets] : text.releasable)
    if (!label.releasable.contains(party) && !default_kept(text.releasable, party)) return false;
  for (const auto& [party, sets] : label.displayable)
    for (const ReaderSet& set : sets)
      if (!covered(text.displayable, party, set) && !covered(text.releasable, party, set)) return false;
  if (!label.purposes.all && (text.purposes.all || !includes(label.purposes.words, text.purposes.words))) return false;
  return text.tlp >= label.tlp && (text.actions & label.actions) == text.actions;
}

}  // namespace comity::marking
