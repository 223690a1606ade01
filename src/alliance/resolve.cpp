#include "alliance/resolve.hpp"

#include <algorithm>

#include "marking/controls.hpp"

namespace comity::alliance {
namespace {

using marking::Label;
using marking::Member;
using marking::ReaderSet;

ReaderSet resolve_set(const ReaderSet& set, const Directory& directory, Time marked, std::set<std::string>& unknowns) {
  ReaderSet out{set.all, {}};
  for (Member member : set.members) {
    bool known = false;
    switch (member.kind) {
      case Member::Kind::party:
        if (directory.communities.contains(member.id)) {
          member.kind = Member::Kind::community;
          member.as_of = marked;
          known = true;
        } else {
          known = directory.parties.contains(member.id);
        }
        break;
      case Member::Kind::community: known = directory.communities.contains(member.id); break;
      case Member::Kind::agency: known = directory.agencies.contains(member.id); break;
      case Member::Kind::person: known = directory.people.contains(member.id); break;
    }
    if (!known) unknowns.insert(member.id);
    out.members.insert(std::move(member));
  }
  return out;
}

// S ⊇ R: what may be copied may be displayed. Several R sets stand for their intersection.
void widen_display(std::set<ReaderSet>& display, const std::set<ReaderSet>& release) {
  ReaderSet common{true, {}};
  for (const ReaderSet& set : release) {
    if (set.all) continue;
    if (common.all) {
      common = set;
      continue;
    }
    std::erase_if(common.members, [&](const Member& member) { return !set.members.contains(member); });
  }
  std::set<ReaderSet> out;
  for (ReaderSet set : display) {
    if (common.all) set = ReaderSet{true, {}};
    else if (!set.all) set.members.insert(common.members.begin(), common.members.end());
    out.insert(std::move(set));
  }
  display = std::move(out);
}

}  // namespace

Label resolve(Label label, std::string_view submitter, const Directory& directory, Time marked) {
  label.originators.emplace(submitter);
  // A marking that names a party without its agency: the submitter is that agency, where it is of that party. Elsewhere the party as
  // a whole is the originator, and only its own agreements and consents open the object.
  label.originators.erase(std::string(marking::party_of(submitter)));
  for (const std::string& originator : label.originators)
    if (!directory.agencies.contains(originator) && !directory.parties.contains(originator)) label.unknowns.insert(originator);
  for (auto& [party, words] : label.levels) {
    std::set<marking::LevelWord> spelled;
    for (marking::LevelWord word : words) {
      const marking::Level* level = directory.schemes.level(word.scheme, word.word);
      if (word.scheme == marking::kNoLevelScheme ? word.word != marking::kNoLevelWord : !level)
        label.unknowns.insert(word.scheme + " " + word.word);
      // Rows of equivalence and clearances name the scheme's spelling: TRÈS SECRET is TRES SECRET.
      if (level) word.word = level->word;
      spelled.insert(std::move(word));
    }
    words = std::move(spelled);
  }
  for (const auto& compartment : label.compartments)
    if (!directory.parties.contains(compartment.party)) label.unknowns.insert(compartment.party);
  for (const auto* controls : {&label.restricting, &label.permitting})
    for (const auto& control : *controls) {
      if (!marking::find_control(control.name)) label.unknowns.insert(control.name);
      if (!directory.parties.contains(control.party)) label.unknowns.insert(control.party);
    }
  for (auto* sets : {&label.releasable, &label.displayable})
    for (auto& [party, readers] : *sets) {
      if (!directory.parties.contains(party)) label.unknowns.insert(party);
      std::set<ReaderSet> out;
      for (const ReaderSet& set : readers) out.insert(resolve_set(set, directory, marked, label.unknowns));
      readers = std::move(out);
    }
  for (const std::string& party : label.originating_parties()) {
    const auto known = directory.parties.find(party);
    if (known == directory.parties.end()) {
      label.unknowns.insert(party);
      continue;
    }
    const auto stated_default = [&] {
      return std::set<ReaderSet>{resolve_set(known->second.default_readers, directory, marked, label.unknowns)};
    };
    auto& release = label.releasable[party];
    auto& display = label.displayable[party];
    if (release.empty()) release = stated_default();
    if (display.empty()) display = release;
    widen_display(display, release);
  }
  return label;
}

Label exclude_clients(Label label) {
  if (label.tlp == marking::Tlp::amber_strict)
    for (const std::string& party : label.originating_parties()) label.restricting.insert({party, "NO-CLIENTS"});
  return label;
}

Label complete(Label label) {
  const std::set<std::string> parties = label.originating_parties();
  for (const std::string& party : parties) {
    const auto levels = label.levels.find(party);
    if (levels == label.levels.end() || levels->second.empty()) label.unknowns.insert("level of " + party);
  }
  for (const auto& compartment : label.compartments)
    if (!parties.contains(compartment.party)) label.unknowns.insert("compartment of " + compartment.party);
  for (const auto& control : label.restricting) {
    const marking::Control* known = marking::find_control(control.name);
    const bool asked = known && (known->effect == marking::ControlEffect::accepted_only ||
                                 known->effect == marking::ControlEffect::consent_only);
    if (asked && !parties.contains(control.party)) label.unknowns.insert(control.name + " of " + control.party);
  }
  label = exclude_clients(std::move(label));
  if (label.tlp != marking::Tlp::red) return label;
  for (auto* sets : {&label.releasable, &label.displayable}) {
    ReaderSet circle;
    for (const auto& [party, readers] : *sets)
      for (const ReaderSet& set : readers)
        for (const Member& member : set.members)
          if (member.kind == Member::Kind::person) circle.members.insert(member);
    for (const std::string& originator : label.originators)
      if (!marking::agency_of(originator).empty()) circle.members.insert({Member::Kind::agency, originator, {}});
    for (const std::string& party : parties) (*sets)[party].insert(circle);
  }
  return label;
}

}  // namespace comity::alliance
