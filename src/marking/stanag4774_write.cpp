// A label as STANAG 4774 XML. What the standard's elements cannot say stands in categories (docs/format/stanag4774.md),
// so that reading it back never gives more than the label does; what cannot be said at all stands in one that nobody
// holds.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "marking/controls.hpp"
#include "marking/folding.hpp"
#include "marking/known_schemes.hpp"
#include "marking/languages.hpp"
#include "marking/level_words.hpp"
#include "marking/national_caveats.hpp"
#include "marking/stanag4774_tables.hpp"
#include "marking/xml.hpp"

namespace comity::marking {
namespace {

// What reading gives back unchanged: no white space that is collapsed, nothing that XML has not.
bool faithful(std::string_view text) {
  std::string escaped;
  if (text.empty() || !append_xml(escaped, text)) return false;
  if (text.front() == ' ' || text.back() == ' ' || text.find("  ") != std::string_view::npos) return false;
  return text.find_first_of("\t\r\n") == std::string_view::npos;
}

// The same words, so that they can be said somehow.
std::string tamed(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c >= ' ' && c <= '~')
      out.push_back(c);
    else if (out.empty() || out.back() != '?')
      out.push_back('?');
  return out;
}

class DocumentWriter {
 public:
  DocumentWriter(const Label& label, const Context& context)
      : label_(label),
        context_(context),
        schemes_(context.schemes ? *context.schemes : known_schemes()),
        party_(context.owner) {
    // A label of one other party is written as that party's.
    if (!label.levels.contains(party_) && label.levels.size() == 1) party_ = label.levels.begin()->first;
  }

  Rendering write() {
    if (!level()) return std::move(out_);
    others();
    readers();
    topics();
    if (!label_.purposes.all) {
      if (label_.purposes.words.empty())
        unsaid("no purpose is permitted");
      else
        category(CategoryEffect::purpose, label_.purposes.words, "purposes");
    }
    owned(CategoryEffect::compartment, label_.compartments, "compartment");
    owned(CategoryEffect::control, label_.restricting, "control");
    for (const Owned& one : label_.permitting) lose(fmt::format("control {} of {}", one.name, one.party));
    if (label_.tlp != Tlp::none) category(CategoryEffect::tlp, {std::string(name_of(label_.tlp))}, "TLP");
    if (!allows(label_.actions, Action::copy))
      category(CategoryEffect::action, {allows(label_.actions, Action::display) ? "display" : "none"}, "action");
    std::set<std::string> agencies;
    for (const std::string& one : label_.originators)
      if (party_of(one) == party_) agencies.insert(one);
    if (!agencies.empty() && agencies != std::set<std::string>{party_})
      category(CategoryEffect::originator, agencies, "originator");
    else if (label_.originators.empty())
      unsaid("no originator is named");
    if (!word_.warnings.empty()) category(CategoryEffect::warning, word_.warnings, "warning");
    informative(CategoryEffect::duty, label_.duties, "duty");
    informative(CategoryEffect::caveat, label_.caveats, "caveat");
    if (!unsaid_.empty()) element(CategoryType::restrictive, kNotExpressed, unsaid_);
    document();
    return std::move(out_);
  }

 private:
  void lose(std::string what) { out_.lost.push_back(std::move(what)); }
  // It restricts and cannot be said: then nobody may read the export as if it were not there.
  void unsaid(std::string what) {
    unsaid_.insert(tamed(what));
    lose(std::move(what));
  }

  bool level() {
    for (const std::string& one : label_.unknowns) lose("unknown: " + one);
    if (!label_.unknowns.empty()) return false;
    const auto words = label_.levels.find(party_);
    const LevelWord* best = nullptr;
    if (words != label_.levels.end())
      for (const LevelWord& word : words->second) {
        const auto rank = rank_of(word);
        if (rank && (!best || *rank > *rank_of(*best))) best = &word;
      }
    if (!best) {
      lose(fmt::format("{} has no level of a known scheme", party_.empty() ? "the owner" : party_));
      return false;
    }
    word_ = *best;
    for (const auto& [party, list] : label_.levels)
      for (const LevelWord& word : list)
        if (&word != best) unsaid(fmt::format("level {} {} of {}", word.scheme, word.word, party));
    classification_ = word_.word;
    if (party_ == "NATO")
      classification_ = word_.word == "COSMIC TOP SECRET" ? "TOP SECRET" : word_.word.substr(word_.word.find(' ') + 1);
    created_ = format_time(word_.created);
    if (parse_time(created_) != word_.created) {
      unsaid("the date of the level");
      created_ = format_time(Time{});
    }
    const auto back = word_of(classification_, party_, word_.created, schemes_, true);
    if (!back || back->scheme->id != word_.scheme || back->level->word != word_.word)
      unsaid(
          fmt::format("the scheme {}: the word alone reads otherwise on {}", word_.scheme, format_date(word_.created)));
    return true;
  }

  std::optional<int> rank_of(const LevelWord& word) const {
    for (const Scheme* scheme : schemes_of(schemes_, party_, word.created))
      if (scheme->id == word.scheme)
        for (const Level& level : scheme->levels)
          if (level.word == word.word) return level.rank;
    return std::nullopt;
  }

  void others() {
    for (const std::string& party : label_.originating_parties())
      if (party != party_) unsaid(fmt::format("{} is an originating party too", party));
    for (const std::string& one : label_.originators)
      if (party_of(one) == party_ && one != party_ && agency_of(one) != one)
        unsaid(fmt::format("{} is no agency", one));
  }

  void readers() {
    const auto sets = label_.releasable.find(party_);
    std::optional<std::set<Member>> members;
    if (sets != label_.releasable.end()) {
      bool all = !sets->second.empty();
      for (const ReaderSet& set : sets->second) {
        if (set.all) continue;
        if (sets->second.size() > 1 && names_part(set))
          unsaid(fmt::format("a list that names only part of {}", party_));
        all = false;
        if (!members)
          members = set.members;
        else
          std::erase_if(*members, [&](const Member& one) { return !set.members.contains(one); });
      }
      if (all) lose("releasable to all");
      if (sets->second.size() > 1)
        lose(fmt::format("{} lists of readers, written as the names common to them", sets->second.size()));
    }
    const auto* context = row_of(party_, CategoryEffect::context);
    if (context) element(CategoryType::permissive, context->tag, {party_});
    if (members) {
      std::set<std::string> values;
      for (const Member& one : *members) {
        const std::string value =
            one.kind == Member::Kind::community && one.as_of != Time{} && one.as_of != word_.created
                ? fmt::format("{}@{}", one.id, format_time(one.as_of))
                : one.id;
        // A name that reads as another is left out: fewer readers, never others.
        if (faithful(value) && reads_back(one, value))
          values.insert(value);
        else if (names_part({false, {one}}))
          unsaid(fmt::format("reader {}", one.id));
        else
          lose(fmt::format("reader {}", tamed(one.id)));
      }
      // "Releasable To" adds the party where the list names no part of it; a list that leaves it out is said by "Only".
      const bool as_listed = !members->contains({Member::Kind::party, party_, {}}) && !names_part({false, *members});
      if (values.empty())
        unsaid("the readers");
      else
        category(as_listed ? CategoryEffect::only : CategoryEffect::releasable, values, "readers");
    }
    for (const auto& [party, list] : label_.releasable)
      if (party != party_) lose(fmt::format("the readers that {} names", party));
    for (const auto& [party, list] : label_.displayable)
      if (const auto same = label_.releasable.find(party); same == label_.releasable.end() || same->second != list)
        lose(fmt::format("other readers for display, of {}", party));
  }

  // Of its own party a list that names only agencies or persons leaves out all others; one that names none of it does
  // not.
  bool names_part(const ReaderSet& set) const {
    return !set.members.contains({Member::Kind::party, party_, {}}) &&
           std::any_of(set.members.begin(), set.members.end(), [&](const Member& one) {
             return (one.kind == Member::Kind::agency || one.kind == Member::Kind::person) &&
                    party_of(one.id) == party_;
           });
  }

  bool reads_back(const Member& member, const std::string& value) const {
    const std::string folded = fold_word(value);
    for (const ReaderName& row : reader_names())
      if (fold_word(row.words) == folded) return row.parties == member.id;
    const auto dots = std::count(member.id.begin(), member.id.end(), '.');
    const auto kind = dots == 0 ? Member::Kind::party : dots == 1 ? Member::Kind::agency : Member::Kind::person;
    if (member.id.find('@') != std::string::npos || member.id.empty() || dots > 2) return false;
    return member.kind == Member::Kind::community ? dots == 0 : member.kind == kind;
  }

  void topics() {
    if (label_.topics.empty() || label_.topics == Label().topics) return;
    for (const WordSet& clause : label_.topics) {
      if (clause.all)
        category(CategoryEffect::topic, {"ALL"}, "topics");
      else if (clause.words.empty() || clause.words == std::set<std::string>{"ALL"})
        unsaid("a topic clause that nobody meets");
      else
        category(CategoryEffect::topic, clause.words, "topics");
    }
  }

  void owned(CategoryEffect effect, const std::set<Owned>& list, std::string_view what) {
    std::set<std::string> values;
    for (const Owned& one : list) {
      const bool plain = one.party == party_ && one.name.find(':') == std::string::npos;
      const bool known = effect == CategoryEffect::compartment || find_control(one.name);
      const std::string value = plain ? one.name : fmt::format("{}:{}", one.party, one.name);
      if (one.name.empty() || one.party.empty() || one.party.find(':') != std::string::npos || !faithful(value) ||
          !known)
        unsaid(fmt::format("{} {} of {}", what, one.name, one.party));
      else
        values.insert(value);
    }
    if (!values.empty()) category(effect, values, what);
  }

  void category(CategoryEffect effect, const std::set<std::string>& values, std::string_view what) {
    const CategoryRow* row = row_of(party_, effect);
    for (const std::string& value : values)
      if (!faithful(value)) return unsaid(fmt::format("{} {}", what, fmt::join(values, ", ")));
    element(row->type, row->tag, values);
  }

  void informative(CategoryEffect effect, const std::set<std::string>& values, std::string_view what) {
    std::set<std::string> said;
    for (const std::string& value : values)
      if (faithful(value))
        said.insert(value);
      else
        lose(fmt::format("{} {}", what, value));
    if (!said.empty()) category(effect, said, what);
  }

  void element(CategoryType type, std::string_view tag, const std::set<std::string>& values) {
    categories_ += fmt::format("    <slab:Category Type=\"{}\" TagName=\"", name_of(type));
    append_xml(categories_, tag);
    categories_ += "\">\n";
    for (const std::string& value : values) {
      categories_ += "      <slab:GenericValue>";
      append_xml(categories_, value);
      categories_ += "</slab:GenericValue>\n";
    }
    categories_ += "    </slab:Category>\n";
  }

  void document() {
    const Policy policy = policy_of(party_);
    std::string& xml = out_.text;
    xml = fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<slab:originatorConfidentialityLabel xmlns:slab=\"{}\">\n  "
        "<slab:ConfidentialityInformation>\n    <slab:PolicyIdentifier",
        kLabelSpace);
    if (!policy.uri.empty()) xml += fmt::format(" URI=\"{}\"", policy.uri);
    xml += ">";
    const bool named = append_xml(xml, policy.name);
    xml += "</slab:PolicyIdentifier>\n    <slab:Classification>";
    const bool classified = append_xml(xml, classification_);
    xml += "</slab:Classification>\n" + categories_ +
           "  </slab:ConfidentialityInformation>\n  <slab:CreationDateTime>" + created_ +
           "</slab:CreationDateTime>\n</slab:originatorConfidentialityLabel>\n";
    if (!named || !classified || !faithful(policy.name) || !faithful(classification_)) {
      xml.clear();
      lose("the level: its name cannot stand in XML");
    }
  }

  const Label& label_;
  const Context& context_;
  const Schemes& schemes_;
  std::string party_, classification_, created_, categories_;
  LevelWord word_;
  std::set<std::string> unsaid_;
  Rendering out_;
};

}  // namespace

Rendering write_stanag4774(const Label& label, const Context& context) {
  return DocumentWriter(label, context).write();
}

}  // namespace comity::marking
