#include "marking/controls.hpp"

#include <array>

namespace comity::marking {
namespace {

// Names follow the ISM controlled vocabularies (Dissem, NonIC) where they have one.
constexpr std::array kControls = {
    Control{"NOFORN", ControlEffect::own_party_only, "not releasable outside the originating party"},
    Control{"EYES-ONLY", ControlEffect::own_party_only, "national caveat: for the eyes of the originating party only"},
    Control{"ORCON", ControlEffect::consent_only, "the originator controls each further dissemination"},
    Control{"PROPIN", ControlEffect::accepted_only, "proprietary information involved"},
    Control{"IMCON", ControlEffect::accepted_only, "controlled imagery"},
    Control{"RSEN", ControlEffect::accepted_only, "risk sensitive"},
    Control{"FISA", ControlEffect::accepted_only, "derived from collection under the Foreign Intelligence Surveillance Act"},
    Control{"LIMDIS", ControlEffect::accepted_only, "limited distribution"},
    Control{"EXDIS", ControlEffect::accepted_only, "exclusive distribution"},
    Control{"NODIS", ControlEffect::accepted_only, "no distribution beyond the addressees"},
    Control{"FOUO", ControlEffect::accepted_only, "for official use only"},
    Control{"DSEN", ControlEffect::accepted_only, "sensitive information of the Drug Enforcement Administration"},
    Control{"DCNI", ControlEffect::accepted_only, "unclassified controlled nuclear information of the Department of Defense"},
    Control{"UCNI", ControlEffect::accepted_only, "unclassified controlled nuclear information of the Department of Energy"},
    Control{"SBU", ControlEffect::accepted_only, "sensitive but unclassified"},
    Control{"LES", ControlEffect::accepted_only, "law enforcement sensitive"},
    Control{"SSI", ControlEffect::accepted_only, "sensitive security information (transport)"},
    Control{"NNPI", ControlEffect::accepted_only, "naval nuclear propulsion information"},
    Control{"WAIVED", ControlEffect::accepted_only, "special access program exempt from ordinary reporting"},
    // ISA ACS 3.0, where CAPCO has no word for it.
    Control{"ACS-POSSIBLEPII", ControlEffect::accepted_only, "may hold personal data"},
    Control{"ACS-CISAPROPRIETARY", ControlEffect::accepted_only, "proprietary under the Cybersecurity Information Sharing Act"},
    Control{"ACS-NTOC-DHS-ECYBER", ControlEffect::accepted_only, "for the cybersecurity services that NTOC and DHS share"},
    Control{"ACS-PCII", ControlEffect::accepted_only, "protected critical infrastructure information"},
    Control{"ACS-INT", ControlEffect::accepted_only, "ACS sensitivity INT"},
    Control{"ACS-PII", ControlEffect::accepted_only, "holds personal data"},
    Control{"ACS-TEI", ControlEffect::accepted_only, "targeted entity information"},
    Control{"NO-COPY", ControlEffect::no_copy, "may be displayed to other parties, never copied by them"},
    Control{"NO-CLIENTS", ControlEffect::no_clients, "for bodies of the parties, not for their clients"},
    Control{"RELIDO", ControlEffect::permitting, "a designated official of the originator may consent to release"},
};

}  // namespace

std::span<const Control> controls() { return kControls; }

const Control* find_control(std::string_view name) {
  for (const Control& control : kControls)
    if (control.name == name) return &control;
  return nullptr;
}

}  // namespace comity::marking
