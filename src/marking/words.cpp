#include "marking/words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "marking/controls.hpp"
#include "marking/levels.hpp"

namespace comity::marking {
namespace {

std::string text_of(const Member& member) {
  return member.kind == Member::Kind::community ? fmt::format("{} as of {}", member.id, format_date(member.as_of)) : member.id;
}

std::string text_of(const ReaderSet& set) {
  if (set.all) return "everybody";
  if (set.members.empty()) return "nobody";
  std::vector<std::string> names;
  for (const Member& member : set.members) names.push_back(text_of(member));
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string text_of(const WordSet& set) { return set.all ? "ALL" : set.words.empty() ? "none" : fmt::format("{}", fmt::join(set.words, " or ")); }

std::string_view meaning_of(Tlp tlp) {
  switch (tlp) {
    case Tlp::none: return "";
    case Tlp::clear: return "no limit on disclosure by TLP";
    case Tlp::green: return "within the community; TLP itself stops no reader here";
    case Tlp::amber: return "the recipient's organisation and its clients, who need to know";
    case Tlp::amber_strict: return "the recipient's organisation only: no clients";
    case Tlp::red: return "the persons it names and the originating agencies only";
  }
  return "";
}

void describe_levels(const Label& label, std::vector<Phrase>& out) {
  for (const auto& [party, words] : label.levels)
    for (const LevelWord& word : words) {
      const bool none = word.scheme == kNoLevelScheme && word.word == kNoLevelWord;
      std::string says = none ? fmt::format("{}: no level", party)
                              : word.scheme == party ? fmt::format("{} {}", party, word.word) : fmt::format("{}: {} {}", party, word.scheme, word.word);
      if (!word.warnings.empty()) says += fmt::format(", with the warning \"{}\"", fmt::join(word.warnings, "\", \""));
      out.push_back({"level", std::move(says),
                     none ? fmt::format("a reader of another party needs an agreement with {} that has a row for \"no level\"", party)
                          : fmt::format("a reader of {} must be cleared to it; any other needs one agreement with {} that translates this very word, and the clearance it translates to",
                                        party, party)});
    }
  for (const std::string& party : label.originating_parties())
    if (!label.levels.contains(party))
      out.push_back({"level", fmt::format("{}: not stated", party), "an originator without a level denies everybody, unless TLP alone marks the object"});
}

void describe_readers(const Label& label, std::vector<Phrase>& out) {
  for (const auto& [party, sets] : label.releasable)
    for (const ReaderSet& set : sets)
      out.push_back({"releasable", fmt::format("by {}: {}", party, text_of(set)), "a reader outside this set is not given a copy, whatever agreements say"});
  for (const auto& [party, sets] : label.displayable)
    for (const ReaderSet& set : sets)
      out.push_back({"displayable", fmt::format("by {}: {}", party, text_of(set)), "may be shown to these, who may not be given a copy by this alone"});
}

}  // namespace

std::vector<Phrase> describe(const Label& label) {
  std::vector<Phrase> out;
  for (const std::string& unknown : label.unknowns)
    out.push_back({"unknown", unknown, "what is not understood denies everybody"});
  for (const std::string& originator : label.originators)
    out.push_back({"originator", originator,
                   agency_of(originator).empty() ? "the agency is not named: the party as a whole is asked, by its agreements and consents"
                                                 : "its information: only its party's agreements and consents let others read it"});
  describe_levels(label, out);
  describe_readers(label, out);
  for (const Owned& one : label.compartments)
    out.push_back({"compartment", fmt::format("{} {}", one.party, one.name), "every reader must hold this access; an agreement must accept it"});
  for (const Owned& one : label.restricting) {
    const Control* control = find_control(one.name);
    out.push_back({"control", fmt::format("{} {}", one.party, one.name), std::string(control ? control->meaning : "not in the catalogue: denies everybody")});
  }
  for (const Owned& one : label.permitting) {
    const Control* control = find_control(one.name);
    out.push_back({"permitting", fmt::format("{} {}", one.party, one.name), std::string(control ? control->meaning : "not in the catalogue: denies everybody")});
  }
  for (const WordSet& topic : label.topics)
    if (!topic.all) out.push_back({"topic", text_of(topic), "every reader needs to know one of these"});
  if (!label.purposes.all) out.push_back({"purpose", text_of(label.purposes), "the reader must declare one of these"});
  if (label.tlp != Tlp::none) out.push_back({"tlp", fmt::format("TLP:{}", name_of(label.tlp)), std::string(meaning_of(label.tlp))});
  if (label.actions != 3)
    out.push_back({"action", label.actions == 1 ? "display only" : "none", label.actions == 1 ? "may be shown, never copied" : "nothing may be done with it"});
  for (const std::string& duty : label.duties) out.push_back({"duty", duty, "the receiver takes this on"});
  for (const std::string& caveat : label.caveats) out.push_back({"caveat", caveat, "shown to every reader; it restricts nobody and is never dropped"});
  return out;
}

}  // namespace comity::marking
