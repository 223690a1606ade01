// What a marking says, as a label. docs/format/capco.md has the table.
#include <fmt/format.h>

#include "base/bytes.hpp"
#include "marking/capco_words.hpp"

namespace comity::marking::capco {
namespace {

class Meaning {
 public:
  Meaning(const Marking& marking, const Context& context) : m_(marking), context_(context) {}

  Label run() {
    if (!m_.level) return std::move(out_);
    owners();
    controls("", m_.sci);
    if (m_.sap) sap(*m_.sap);
    for (const Aea& one : m_.aea) aea(one);
    for (const Name& name : m_.nato_controls) out_.compartments.insert({"NATO", name.text});
    for (const Name& name : m_.accm) out_.compartments.insert({"USA", "ACCM-" + name.text});
    for (const auto& one : m_.dissem) dissem(one.what);
    for (const auto& one : m_.non_ic) non_ic(one.what);
    readers();
    return std::move(out_);
  }

 private:
  void originator(const std::string& party, std::string scheme, std::string_view word) {
    out_.originators.insert(party);
    out_.levels[party].insert({std::move(scheme), std::string(word), context_.marked, {}});
    owners_.push_back(party);
  }

  // A party's own word: NATO's are its own, others' are read as their English names.
  void own_word(const std::string& party) {
    originator(party, party, party == "NATO" ? nato_word_of(*m_.level) : word_of(*m_.level));
  }

  void owners() {
    if (m_.kind != Kind::us) {
      for (const Name& name : m_.authorities) own_word(name.text);
      if (m_.authorities.empty()) out_.unknowns.emplace(kConcealed);
      return;
    }
    originator("USA", "USA", word_of(*m_.level));
    if (m_.fgi && m_.fgi_sources.empty()) out_.unknowns.emplace(kConcealed);
    for (const Name& name : m_.fgi_sources) {
      if (name.text == "USA") continue;  // an error already
      // The foreign word is not said; the US word protects it here. Its owner gave it to the US, and to nobody else
      // that we know of.
      out_.originators.insert(name.text);
      out_.levels[name.text].insert({"USA", std::string(word_of(*m_.level)), context_.marked, {}});
      ReaderSet both;
      for (const std::string_view code : {std::string_view(name.text), std::string_view("USA")}) party(both, code);
      out_.releasable[name.text].insert(std::move(both));
    }
  }

  // What is no code at all is an error of the text already, and reads nothing.
  static void party(ReaderSet& into, std::string_view id) {
    if (auto member = party_member(id)) into.members.insert(*std::move(member));
  }

  // "SI", "SI-G", "SI-G-ABCD": the holder must hold each level.
  void controls(const std::string& prefix, const std::vector<Control>& all) {
    for (const Control& control : all) {
      const std::string name = prefix + control.code;
      out_.compartments.insert({"USA", name});
      for (const Compartment& one : control.compartments) {
        const std::string inner = name + "-" + one.name;
        out_.compartments.insert({"USA", inner});
        for (const std::string& sub : one.subs) out_.compartments.insert({"USA", inner + "-" + sub});
      }
    }
  }

  void sap(const Sap& sap) {
    controls("SAR-", sap.programs);
    if (sap.multiple) out_.compartments.insert({"USA", "SAR-MULTIPLE PROGRAMS"});
    if (sap.hvsaco) out_.compartments.insert({"USA", "HVSACO"});
  }

  void aea(const Aea& aea) {
    const auto& word = aea_words()[static_cast<std::size_t>(aea.type)];
    if (!word.control.empty()) {
      out_.restricting.insert({"USA", std::string(word.control)});
      return;
    }
    const std::string name(word.portion);
    out_.compartments.insert({"USA", name});
    if (aea.cnwdi) out_.compartments.insert({"USA", name + "-CNWDI"});
    for (const int sigma : aea.sigmas) out_.compartments.insert({"USA", fmt::format("{}-SG-{}", name, sigma)});
  }

  // A control speaks for every owner of the marking; NOFORN and RELIDO are of the US whoever owns it.
  void restrict(std::string_view control) {
    if (control == "NOFORN" || owners_.empty()) {
      out_.restricting.insert({"USA", std::string(control)});
      return;
    }
    for (const std::string& owner : owners_) out_.restricting.insert({owner, std::string(control)});
  }

  void dissem(Dissem control) {
    if (control == Dissem::relido)
      out_.permitting.insert({"USA", "RELIDO"});
    else
      restrict(dissem_words()[static_cast<std::size_t>(control)].control);
  }

  void non_ic(NonIc control) {
    restrict(non_ic_words()[static_cast<std::size_t>(control)].control);
    if (control == NonIc::sbu_noforn || control == NonIc::les_noforn) restrict("NOFORN");
  }

  void readers() {
    if (owners_.empty()) return;
    ReaderSet own, release, display;
    for (const std::string& owner : owners_) party(own, owner);
    release = own;
    for (const Name& code : m_.rel_to_codes) party(release, code.text);
    display = release;
    for (const Name& code : m_.display_only_codes) party(display, code.text);
    for (const std::string& owner : owners_) {
      if (m_.rel_to || m_.display_only || m_.kind == Kind::joint) out_.releasable[owner].insert(release);
      if (display != release) out_.displayable[owner].insert(display);
    }
  }

  const Marking& m_;
  const Context& context_;
  Label out_;
  std::vector<std::string> owners_;  // whose marking it is: the sources of FGI inside a US one are not
};

}  // namespace

Label label_of(const Marking& marking, const Context& context) { return Meaning(marking, context).run(); }

Label label_of(const Parsed& parsed, const Context& context) {
  Label out = label_of(parsed.marking, context);
  for (const Finding& finding : parsed.findings)
    if (finding.severity == Finding::Severity::error) out.unknowns.insert(as_utf8(finding.message));
  // A misspelt control reads as a control system that nobody knows; where the line is wrong besides, the word is named.
  if (!parsed.ok())
    for (const Control& control : parsed.marking.sci)
      if (!find_sci(control.name)) out.unknowns.insert(as_utf8(fmt::format("control {}", control.name)));
  return out;
}

}  // namespace comity::marking::capco
