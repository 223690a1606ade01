// From a label back to a marking, and what is lost on the way.
#include <algorithm>
#include <set>

#include "marking/capco_elements.hpp"

namespace comity::marking::capco {
namespace {

using Codes = std::set<std::string>;

class Renderer {
 public:
  Renderer(const Label& label, bool us_document) : label_(label), us_document_(us_document) {}

  Rendered run() {
    if (owners()) {
      for (const Owned& one : label_.compartments) compartment(one);
      for (auto& [name, control] : sci_) m_.sci.push_back(std::move(control));
      for (auto& [name, control] : programs_) sap().programs.push_back(std::move(control));
      if (programs_.size() > 4) several_programs();
      for (auto& [type, aea] : aea_) m_.aea.push_back(std::move(aea));
      for (const Owned& one : label_.restricting) control(one);
      if (readers()) {
        permitting();
        joint_release();
      } else {
        m_.level.reset();
      }
    }
    rest();
    Rendered out;
    if (m_.level) out.marking = std::move(m_);
    out.lost = std::move(lost_);
    return out;
  }

 private:
  template <class... A>
  void lose(fmt::format_string<A...> format, A&&... arguments) {
    lost_.push_back(fmt::format(format, std::forward<A>(arguments)...));
  }

  // ---- Owners and level
  // ----------------------------------------------------------------------------------------------

  // The level that a party's word has in the language, if it has one.
  static std::optional<Level> level_of(const std::string& party, const LevelWord& word) {
    bool portion = false;
    if (word.scheme == "NATO" && party == "NATO") {
      for (const Level level :
           {Level::unclassified, Level::restricted, Level::confidential, Level::secret, Level::top_secret})
        if (word.word == nato_word_of(level)) return level;
      return std::nullopt;
    }
    if (word.scheme != "USA" && word.scheme != party) return std::nullopt;
    const auto level = level_named(word.word, portion);
    return portion ? std::nullopt : level;
  }

  bool owners() {
    const std::set<std::string> parties = label_.originating_parties();
    for (const std::string& one : label_.originators)
      if (one.find('.') != one.npos) lose("originator {} (only its party is named)", one);
    std::optional<Level> highest;
    bool alike = true, own = true;
    for (const auto& [party, words] : label_.levels)
      for (const LevelWord& word : words) {
        if (!word.warnings.empty()) lose("warnings of the level {} {}", word.scheme, word.word);
        const auto level = level_of(party, word);
        if (!level || !parties.contains(party)) {
          lose("level {} {} of {}", word.scheme, word.word, party);
          continue;
        }
        alike = alike && (!highest || *highest == *level);
        highest = highest ? std::max(*highest, *level) : *level;
        own = own && word.scheme == party;
      }
    if (!highest) return no_level();
    for (const std::string& party : parties) {
      const auto words = label_.levels.find(party);
      own = own && words != label_.levels.end() && !words->second.empty();
      const CountryCode* code = find_country_code(party);
      if (!code || !(code->lists & (CountryCode::kOwner | CountryCode::kSource))) {
        lose("originator {}", party);
        if (!us_document_) return no_level();
      }
    }
    m_.level = *highest;
    const bool usa = parties.contains("USA");
    if (!us_document_ && own && alike && parties.size() > 1) {
      m_.kind = Kind::joint;
      for (const std::string& party : parties) m_.authorities.push_back({party, {}});
    } else if (!us_document_ && !usa && own && parties.size() == 1) {
      m_.kind = Kind::fgi;
      m_.authorities.push_back({*parties.begin(), {}});
      m_.cosmic = *parties.begin() == "NATO" && *highest == Level::top_secret;
    } else if (usa || us_document_) {
      us_owners(parties);
    } else {
      lose("originators without USA, of several levels or schemes");
      return no_level();
    }
    return true;
  }

  bool no_level() {
    m_.level.reset();
    return false;
  }

  void us_owners(const std::set<std::string>& parties) {
    if (!parties.contains("USA")) lose("that USA is no originator (the line is of a US document)");
    const bool foreign = parties.size() > (parties.contains("USA") ? 1 : 0);
    if (m_.level == Level::restricted || (foreign && m_.level == Level::unclassified)) m_.level = Level::confidential;
    for (const std::string& party : parties) {
      if (party == "USA") continue;
      const CountryCode* code = find_country_code(party);
      if (!code || !(code->lists & CountryCode::kSource)) continue;
      m_.fgi = Span{};
      m_.fgi_sources.push_back({party, {}});
      if (const auto words = label_.levels.find(party); words != label_.levels.end())
        for (const LevelWord& word : words->second)
          if (word.scheme != "USA" && level_of(party, word)) lose("level {} {} of {}", word.scheme, word.word, party);
    }
  }

  // ---- Compartments
  // --------------------------------------------------------------------------------------------------

  Sap& sap() {
    if (!m_.sap) m_.sap.emplace();
    return *m_.sap;
  }

  void several_programs() {
    for (const Control& one : m_.sap->programs)
      lose("compartment SAR-{} of USA (more than four programs are not named)", one.code);
    m_.sap->programs.clear();
    m_.sap->multiple = true;
  }

  void compartment(const Owned& one) {
    if (one.party == "NATO" && m_.kind == Kind::fgi && m_.authorities[0].text == "NATO" &&
        (one.name == "ATOMAL" || one.name == "BALK" || one.name == "BOHEMIA")) {
      m_.nato_controls.push_back({one.name, {}});
    } else if (one.party != "USA" || !us_compartment(one.name)) {
      lose("compartment {} of {}", one.name, one.party);
    }
  }

  bool us_compartment(const std::string& name) {
    if (name == "HVSACO") return sap().hvsaco = true;
    if (name == "SAR-MULTIPLE PROGRAMS") return sap().multiple = true;
    if (name.starts_with("ACCM-")) {
      const std::string_view accm = std::string_view(name).substr(5);
      bool known = false;
      for (const auto& word : non_ic_words())
        known = known || accm == word.portion || accm == word.banner || accm == word.spelled || accm == word.other;
      if (known || accm.size() > 61 || !is_name(accm, " -") || accm.starts_with(' ') || accm.ends_with(' ') ||
          accm.starts_with("ACCM-"))
        return false;
      m_.accm.push_back({std::string(accm), {}});
      return true;
    }
    if (name.starts_with("SAR-")) return chain(std::string_view(name).substr(4), " ", programs_);
    if (name == "RD" || name.starts_with("RD-")) return aea(Aea::Type::rd, std::string_view(name).substr(2));
    if (name == "FRD" || name.starts_with("FRD-")) return aea(Aea::Type::frd, std::string_view(name).substr(3));
    if (name == "TFNI") return aea(Aea::Type::tfni, {});
    return chain(name, "", sci_);
  }

  bool aea(Aea::Type type, std::string_view suffix) {
    int sigma = 0;
    if (suffix.starts_with("-SG-") && suffix.size() <= 6)
      for (const char c : suffix.substr(4)) sigma = c >= '0' && c <= '9' ? sigma * 10 + (c - '0') : 1000;
    const bool sigma_ok = sigma >= 1 && sigma <= 99 && suffix[4] != '0';
    if (!suffix.empty() && suffix != "-CNWDI" && !sigma_ok) return false;
    Aea& to = aea_.try_emplace(type, Aea{type, false, {}, {}}).first->second;
    if (suffix == "-CNWDI")
      to.cnwdi = true;
    else if (sigma_ok)
      to.sigmas.push_back(sigma);
    return true;
  }

  // Would the control's name be read as something else?
  static bool other_word(std::string_view name) {
    for (const auto& word : dissem_words())
      if (name == word.portion || name == word.banner || name == word.spelled) return true;
    for (const auto& word : non_ic_words())
      if (name == word.portion || name == word.banner || name == word.spelled) return true;
    for (const std::string_view reserved :
         {"REL", "FGI", "EYES", "DISPLAYONLY", "ATOMAL", "BALK", "BOHEMIA", "SAR", "ACCM", "HVSACO"})
      if (name == reserved) return true;
    if (aea_word(name)) return true;
    const SciWord* sci = find_sci(name);
    return sci && sci->code != name;
  }

  // "SI-G-ABCD" below "SI"; `spaces` what a control's own name may hold beside capitals and digits.
  bool chain(std::string_view name, std::string_view spaces, std::map<std::string, Control>& into) {
    std::array<std::string_view, 3> steps;
    std::size_t depth = 0;
    for (Splitter parts({name, 0}, "-"); auto part = parts.next(); ++depth) {
      if (depth == steps.size() || !is_name(part->text, depth == 0 ? spaces : "")) return false;
      steps[depth] = part->text;
    }
    if (trimmed({steps[0], 0}).text != steps[0] || steps[0] == "MULTIPLE PROGRAMS" ||
        (spaces.empty() && other_word(steps[0])) || (!spaces.empty() && steps[0] == "HVSACO"))
      return false;
    if (depth > 1 && compartment_code(steps[0], steps[1]) != steps[1]) return false;
    Control& control =
        into.try_emplace(std::string(steps[0]), Control{std::string(steps[0]), std::string(steps[0]), {}, {}})
            .first->second;
    if (depth == 1) return true;
    Compartment one{std::string(steps[1]), {}};
    if (depth == 3) one.subs.emplace_back(steps[2]);
    control.compartments.push_back(std::move(one));
    return true;
  }

  // ---- Controls
  // ------------------------------------------------------------------------------------------------------

  bool is_owner(const std::string& party) const {
    if (m_.kind == Kind::us) return party == "USA";
    return std::any_of(m_.authorities.begin(), m_.authorities.end(),
                       [&](const Name& one) { return one.text == party; });
  }

  void control(const Owned& one) {
    const bool classified = *m_.level != Level::unclassified;
    if (one.name == "NOFORN" && one.party != "USA") return lose("NOFORN of {}", one.party);
    if (one.name == "DCNI" || one.name == "UCNI") {
      if (classified) return lose("{} of {} (a classified marking does not carry it)", one.name, one.party);
      const auto type = one.name == "DCNI" ? Aea::Type::dod_ucni : Aea::Type::doe_ucni;
      m_.aea.push_back({type, false, {}, {}});
      return;
    }
    for (const auto& word : dissem_words()) {
      if (word.control != one.name) continue;
      if (word.what == Dissem::fouo && classified)
        return lose("FOUO of {} (a classified marking does not carry it)", one.party);
      if (!m_.has(word.what)) m_.dissem.push_back({word.what, {}});
      if (!is_owner(one.party) && one.name != "NOFORN")
        lose("that {} is {}'s (the line says it of the whole)", one.name, one.party);
      return;
    }
    for (const auto& word : non_ic_words()) {
      if (word.control != one.name) continue;
      if (!m_.has(word.what)) m_.non_ic.push_back({word.what, {}});
      if (!is_owner(one.party)) lose("that {} is {}'s (the line says it of the whole)", one.name, one.party);
      return;
    }
    lose("control {} of {}", one.name, one.party);
  }

  // ---- Readers
  // -------------------------------------------------------------------------------------------------------

  // The codes in all of the sets; nothing if they are unspecified. `possible` turns false if a line would be wider.
  std::optional<Codes> codes(const std::map<std::string, std::set<ReaderSet>>& sets, const std::string& owner,
                             std::string_view what, bool& possible) {
    const auto found = sets.find(owner);
    if (found == sets.end() || found->second.empty()) return std::nullopt;
    std::optional<Codes> out;
    if (found->second.size() > 1)
      lose("{} sets of {}: {} of them (the line names those in each)", what, owner, found->second.size());
    for (const ReaderSet& set : found->second) {
      if (set.all) {
        lose("{} set ALL of {}", what, owner);
        continue;
      }
      Codes here;
      bool part_of_owner = false;
      for (const Member& member : set.members) {
        const CountryCode* code = find_country_code(member.id);
        const bool whole = member.kind == Member::Kind::party || member.kind == Member::Kind::community;
        if (whole && code && (code->lists & CountryCode::kReleasable)) {
          here.insert(member.id);
        } else {
          lose("{} to {}", what, member.id);
          part_of_owner = part_of_owner || party_of(member.id) == owner;
        }
      }
      // A set that names no part of its own party means all of it; one that names a part of it, or is empty, cannot be
      // said.
      if (set.members.empty() || (part_of_owner && !here.contains(owner))) possible = false;
      here.insert(owner);
      if (!out)
        out = std::move(here);
      else
        std::erase_if(*out, [&](const std::string& one) { return !here.contains(one); });
    }
    return out;
  }

  bool readers() {
    const std::vector<Name> us = {{"USA", {}}};
    const std::vector<Name>& owners = m_.kind == Kind::us ? us : m_.authorities;
    bool possible = true;
    std::optional<Codes> release, display;
    for (const Name& owner : owners) {
      auto r = codes(label_.releasable, owner.text, "releasable", possible);
      auto d = codes(label_.displayable, owner.text, "display", possible);
      if (!r) r = Codes{owner.text};
      if (!d) d = r;
      narrow(release, std::move(*r));
      narrow(display, std::move(*d));
    }
    for (const auto* sets : {&label_.releasable, &label_.displayable})
      for (const auto& [party, found] : *sets)
        if (!is_owner(party) && !implied(party, found)) lose("reader sets of {}", party);
    if (!possible) {
      lose("reader sets that let in less than a whole party");
      return false;
    }
    if (m_.has(Dissem::noforn)) return true;  // says more
    const auto foreign = [&](const Codes& from, const Codes& without) {
      std::vector<Name> out;
      for (const std::string& code : from)
        if (!without.contains(code)) out.push_back({code, {}});
      return out;
    };
    Codes own;
    for (const Name& owner : owners) own.insert(owner.text);
    if (!foreign(*release, own).empty()) {
      m_.rel_to = Span{};
      m_.rel_to_codes = foreign(*release, {});
    }
    Codes released = *release;
    released.insert(own.begin(), own.end());
    m_.display_only_codes = foreign(*display, released);
    if (!m_.display_only_codes.empty()) m_.display_only = Span{};
    if (m_.rel_to && (m_.has(NonIc::exdis) || m_.has(NonIc::nodis))) {
      lose("REL TO (not said with EXDIS or NODIS)");
      m_.rel_to.reset();
      m_.rel_to_codes.clear();
    }
    return true;
  }

  static void narrow(std::optional<Codes>& to, Codes by) {
    if (!to)
      to = std::move(by);
    else
      std::erase_if(*to, [&](const std::string& one) { return !by.contains(one); });
  }

  // What FGI says of a source's readers: the source and the US.
  bool implied(const std::string& party, const std::set<ReaderSet>& sets) const {
    const ReaderSet both{false, {{Member::Kind::party, party, {}}, {Member::Kind::party, "USA", {}}}};
    return m_.kind == Kind::us && (sets.empty() || (sets.size() == 1 && *sets.begin() == both));
  }

  void permitting() {
    for (const Owned& one : label_.permitting) {
      if (one != Owned{"USA", "RELIDO"} || m_.has(Dissem::noforn) || m_.display_only)
        lose("{} of {}", one.name, one.party);
      else
        m_.dissem.push_back({Dissem::relido, {}});
    }
  }

  // What must say to whom it is released (SCI, IMCON) says its owners, if it is said no other way.
  void joint_release() {
    const bool sci = !m_.sci.empty() && !m_.has_disclosure() && !m_.has(Dissem::orcon);
    const bool imcon = m_.has(Dissem::imcon) && !m_.has(Dissem::noforn) && !m_.has(Dissem::relido);
    if (m_.kind != Kind::joint || m_.rel_to || !(sci || imcon) || m_.has(NonIc::exdis) || m_.has(NonIc::nodis)) return;
    m_.rel_to = Span{};
    m_.rel_to_codes = m_.authorities;
  }

  // ---- What no marking of this language says
  // -------------------------------------------------------------------------

  void rest() {
    for (const WordSet& clause : label_.topics) {
      std::string words;
      for (const std::string& word : clause.words) words += (words.empty() ? "" : " or ") + word;
      if (!clause.all) lose("topic {}", words);
    }
    if (!label_.purposes.all) lose("purposes");
    if (label_.tlp != Tlp::none) lose("TLP:{}", name_of(label_.tlp));
    if (label_.actions != 3) lose("actions");
    for (const std::string& duty : label_.duties) lose("duty {}", duty);
    for (const std::string& caveat : label_.caveats) lose("caveat {}", caveat);
    for (const std::string& unknown : label_.unknowns) {
      if (unknown == kConcealed && m_.level && m_.kind == Kind::us && m_.fgi_sources.empty()) {
        m_.fgi = Span{};
        if (*m_.level == Level::unclassified) m_.level = Level::confidential;
      } else {
        lose("unknown: {}", unknown);
      }
    }
  }

  const Label& label_;
  const bool us_document_;
  Marking m_;
  std::vector<std::string> lost_;
  std::map<std::string, Control> sci_, programs_;
  std::map<Aea::Type, Aea> aea_;
};

}  // namespace

Rendered marking_of(const Label& label, bool us_document) { return Renderer(label, us_document).run(); }

}  // namespace comity::marking::capco
