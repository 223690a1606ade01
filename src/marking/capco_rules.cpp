// What the register allows to stand together: one row per paragraph, each with its condition.
#include <algorithm>

#include "marking/capco_words.hpp"

namespace comity::marking::capco {
namespace {

using enum Level;

bool sorted(const std::vector<Name>& codes, bool (*before)(std::string_view, std::string_view)) {
  return std::is_sorted(codes.begin(), codes.end(),
                        [&](const Name& a, const Name& b) { return before(a.text, b.text); });
}
bool below(const Marking& m, Level level) { return *m.level < level; }
// The US has no RESTRICTED; the register's "classified" begins with CONFIDENTIAL.
bool us_restricted(const Marking& m) { return m.kind == Kind::us && m.level == restricted; }
bool nato(const Marking& m) { return m.kind == Kind::fgi && !m.authorities.empty() && m.authorities[0].text == "NATO"; }
bool aea(const Marking& m, Aea::Type type) {
  return std::any_of(m.aea.begin(), m.aea.end(), [&](const Aea& one) { return one.type == type; });
}
bool sci(const Marking& m, std::string_view code) {
  return std::any_of(m.sci.begin(), m.sci.end(), [&](const Control& one) { return one.code == code; });
}
bool no_foreigner(const Marking& m) {
  return m.has(Dissem::noforn) || m.has(NonIc::sbu_noforn) || m.has(NonIc::les_noforn);
}
bool lists(const std::vector<Name>& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(), [&](const Name& one) { return one.text == name; });
}

std::string_view owner(const Marking& m) {
  return m.kind == Kind::us ? "USA" : m.authorities.empty() ? "" : std::string_view(m.authorities[0].text);
}
bool only_owner(const Marking& m, const std::vector<Name>& codes) {
  return std::all_of(codes.begin(), codes.end(), [&](const Name& one) { return one.text == owner(m); });
}
bool displays_to_owner(const Marking& m) {
  if (m.kind == Kind::us) return lists(m.display_only_codes, "USA");
  return std::any_of(m.authorities.begin(), m.authorities.end(),
                     [&](const Name& one) { return lists(m.display_only_codes, one.text); });
}

Span at_level(const Marking& m) { return m.level_at; }
Span at_rel_to(const Marking& m) { return m.rel_to.value_or(m.level_at); }
Span at_display(const Marking& m) { return m.display_only.value_or(m.level_at); }
Span at_fgi(const Marking& m) { return m.fgi.value_or(m.level_at); }
Span at_sci(const Marking& m) { return m.sci.empty() ? m.level_at : m.sci[0].at; }
Span at_sap(const Marking& m) { return m.sap ? m.sap->at : m.level_at; }
Span at_aea(const Marking& m) { return m.aea.empty() ? m.level_at : m.aea[0].at; }
Span at_nato(const Marking& m) { return m.nato_controls.empty() ? m.level_at : m.nato_controls[0].at; }
template <Dissem control>
Span at(const Marking& m) {
  for (const auto& one : m.dissem)
    if (one.what == control) return one.at;
  return m.level_at;
}
template <NonIc control>
Span at(const Marking& m) {
  for (const auto& one : m.non_ic)
    if (one.what == control) return one.at;
  return m.level_at;
}

struct Rule {
  std::string_view id;
  Finding::Severity severity;
  bool (*broken)(const Marking&);
  Span (*where)(const Marking&);
  std::string_view message;
};
constexpr auto kError = Finding::Severity::error;
constexpr auto kWarning = Finding::Severity::warning;

constexpr std::array kRules = {
    // Classification and owners.
    Rule{"EO 13526 1.2", kError, us_restricted, at_level,
         "the US has no RESTRICTED; write CONFIDENTIAL, or name the owner: //DEU RESTRICTED"},
    Rule{"CAPCO 4.b.2.a", kError, [](const Marking& m) { return m.cosmic && m.level != top_secret; }, at_level,
         "COSMIC is TOP SECRET alone; below that write NATO SECRET, NATO CONFIDENTIAL or NATO RESTRICTED"},
    Rule{"CAPCO 4.b.2.a", kError, [](const Marking& m) { return nato(m) && !m.cosmic && m.level == top_secret; },
         at_level, "NATO's highest level is written COSMIC TOP SECRET (CTS in a portion)"},
    Rule{"CAPCO 4.b.2.c", kError,
         [](const Marking& m) {
           return !m.cosmic && (lists(m.nato_controls, "BOHEMIA") || lists(m.nato_controls, "BALK"));
         },
         at_nato, "BOHEMIA and BALK stand with COSMIC TOP SECRET alone"},
    Rule{"CAPCO 4.b", kError, [](const Marking& m) { return !nato(m) && lists(m.nato_controls, "ATOMAL"); }, at_nato,
         "ATOMAL stands with NATO's markings alone: //NATO SECRET//ATOMAL"},
    Rule{"CAPCO 4.b.3", kError, [](const Marking& m) { return nato(m) && no_foreigner(m); }, at<Dissem::noforn>,
         "NATO information is never NOFORN; leave it out"},
    Rule{"CAPCO 5.d", kError,
         [](const Marking& m) { return m.kind == Kind::joint && m.level == restricted && lists(m.authorities, "USA"); },
         at_level, "the US has no RESTRICTED; with USA among the owners write CONFIDENTIAL"},
    // SCI and SAP.
    Rule{"CAPCO 6.f", kError,
         [](const Marking& m) { return (sci(m, "HCS") || sci(m, "KDK")) && !m.has(Dissem::noforn); }, at_sci,
         "HCS and KLONDIKE are NOFORN; add it"},
    Rule{"CAPCO 6.c", kError,
         [](const Marking& m) {
           return !m.sci.empty() && !sci(m, "HCS") && !sci(m, "KDK") && !m.has_disclosure() && !m.has(Dissem::orcon);
         },
         at_sci,
         "SCI needs a marking of foreign disclosure; add NOFORN, REL TO, RELIDO, DISPLAY ONLY or ORCON (a word unknown "
         "here reads as SCI)"},
    Rule{"CAPCO 7.e", kError, [](const Marking& m) { return m.sap && !m.sap->multiple && m.sap->programs.size() > 4; },
         at_sap, "more than four programs are not listed; write SAR-MULTIPLE PROGRAMS"},
    Rule{"CAPCO 7.f", kError, [](const Marking& m) { return m.has(Dissem::waived) && !m.sap; }, at<Dissem::waived>,
         "WAIVED stands with a special access program alone; add SAR- and its name"},
    // Atomic energy.
    Rule{"CAPCO 8.a.4", kError, [](const Marking& m) { return aea(m, Aea::Type::rd) && below(m, confidential); },
         at_aea, "RD is at least CONFIDENTIAL"},
    Rule{"CAPCO 8.b.2", kError, [](const Marking& m) { return aea(m, Aea::Type::frd) && below(m, confidential); },
         at_aea, "FRD is at least CONFIDENTIAL"},
    Rule{"CAPCO 8.c.3", kError,
         [](const Marking& m) {
           return std::any_of(m.aea.begin(), m.aea.end(),
                              [](const Aea& one) { return one.cnwdi && one.type == Aea::Type::frd; });
         },
         at_aea, "CNWDI is a part of RD, never of FRD; write RD-CNWDI"},
    Rule{"CAPCO 8.d.3", kError,
         [](const Marking& m) {
           return std::any_of(m.aea.begin(), m.aea.end(), [](const Aea& one) {
             return std::any_of(one.sigmas.begin(), one.sigmas.end(), [](int n) { return n < 1 || n > 99; });
           });
         },
         at_aea, "SIGMA categories have the numbers 1 to 99"},
    Rule{"CAPCO 8.f.3", kError, [](const Marking& m) { return aea(m, Aea::Type::doe_ucni) && m.level != unclassified; },
         at_aea, "UCNI is UNCLASSIFIED; a classified marking leaves it out"},
    Rule{"CAPCO 8", kError, [](const Marking& m) { return aea(m, Aea::Type::dod_ucni) && m.level != unclassified; },
         at_aea, "DOD UCNI is UNCLASSIFIED; a classified marking leaves it out"},
    // Foreign government information.
    Rule{"CAPCO 9.a", kError, [](const Marking& m) { return m.fgi && m.kind != Kind::us; }, at_fgi,
         "FGI stands in US markings alone; the owner of this one is named first"},
    Rule{"CAPCO 9.b", kError, [](const Marking& m) { return m.fgi && below(m, confidential); }, at_fgi,
         "FGI is at least CONFIDENTIAL"},
    Rule{"CAPCO 9.d", kError, [](const Marking& m) { return !sorted(m.fgi_sources, trigraphs_first); }, at_fgi,
         "the FGI list has trigraphs in the order of the alphabet, then tetragraphs: FGI CAN DEU NATO"},
    Rule{"CAPCO 9", kWarning,
         [](const Marking& m) {
           return (m.fgi && m.fgi_sources.empty()) || (m.kind == Kind::fgi && m.authorities.empty());
         },
         at_fgi,
         "the foreign originator is concealed: nobody can be asked for its consent, so this denies everybody until it "
         "is named"},
    // Dissemination.
    Rule{"CAPCO 10.b.1", kError, [](const Marking& m) { return m.has(Dissem::fouo) && m.level != unclassified; },
         at<Dissem::fouo>, "FOUO is UNCLASSIFIED; a classified marking leaves it out"},
    Rule{"CAPCO 10.d.3", kError, [](const Marking& m) { return m.has(Dissem::orcon) && below(m, confidential); },
         at<Dissem::orcon>, "ORCON is at least CONFIDENTIAL"},
    Rule{"CAPCO appendix 2, 1.b", kError, [](const Marking& m) { return m.has(Dissem::imcon) && below(m, secret); },
         at<Dissem::imcon>, "IMCON is at least SECRET"},
    Rule{"CAPCO appendix 2, 1.c", kError,
         [](const Marking& m) {
           return m.has(Dissem::imcon) && !m.rel_to && !m.has(Dissem::noforn) && !m.has(Dissem::relido);
         },
         at<Dissem::imcon>, "IMCON needs NOFORN, REL TO or RELIDO"},
    Rule{"CAPCO appendix 2, 2.c", kError, [](const Marking& m) { return m.has(Dissem::noforn) && us_restricted(m); },
         at<Dissem::noforn>, "NOFORN is at least CONFIDENTIAL, or UNCLASSIFIED"},
    Rule{"CAPCO appendix 2, 2.d", kError,
         [](const Marking& m) { return no_foreigner(m) && (m.rel_to || m.has(Dissem::relido)); }, at<Dissem::noforn>,
         "NOFORN and REL TO or RELIDO exclude each other; keep the one that is meant"},
    Rule{"CAPCO appendix 2, 3.b", kError, [](const Marking& m) { return m.has(Dissem::propin) && us_restricted(m); },
         at<Dissem::propin>, "PROPIN does not stand with RESTRICTED"},
    Rule{"CAPCO appendix 2, 4.c", kError, [](const Marking& m) { return m.has(Dissem::relido) && us_restricted(m); },
         at<Dissem::relido>, "RELIDO is at least CONFIDENTIAL, or UNCLASSIFIED"},
    Rule{"CAPCO 10.e.3", kError, [](const Marking& m) { return m.rel_to && us_restricted(m); }, at_rel_to,
         "REL TO is at least CONFIDENTIAL, or UNCLASSIFIED"},
    Rule{"CAPCO 10.e.4", kError, [](const Marking& m) { return !m.eyes_only && !sorted(m.rel_to_codes, usa_first); },
         at_rel_to,
         "REL TO has USA, then trigraphs in the order of the alphabet, then tetragraphs: REL TO USA, CAN, GBR, NATO"},
    Rule{"CAPCO 10.e.5", kError,
         [](const Marking& m) {
           return m.kind != Kind::joint && !m.rel_to_codes.empty() && only_owner(m, m.rel_to_codes);
         },
         at_rel_to, "REL TO its owner alone releases to nobody; write NOFORN"},
    Rule{"CAPCO 10.e.7", kError, [](const Marking& m) { return m.rel_to && no_foreigner(m); }, at_rel_to,
         "REL TO does not stand with NOFORN; keep the one that is meant"},
    Rule{
        "ISM-ID-00214", kError,
        [](const Marking& m) { return m.kind == Kind::us && !m.rel_to_codes.empty() && !lists(m.rel_to_codes, "USA"); },
        at_rel_to, "REL TO of a US marking begins with USA"},
    Rule{"CAPCO 10.g.3", kError, [](const Marking& m) { return m.display_only && us_restricted(m); }, at_display,
         "DISPLAY ONLY is at least CONFIDENTIAL, or UNCLASSIFIED"},
    Rule{"CAPCO 10.g.4", kError,
         [](const Marking& m) { return m.display_only && (no_foreigner(m) || m.has(Dissem::relido)); }, at_display,
         "DISPLAY ONLY does not stand with NOFORN or RELIDO; keep the one that is meant"},
    Rule{"CAPCO 10.g", kError, displays_to_owner, at_display,
         "DISPLAY ONLY names foreign parties; leave the owner out of its list"},
    Rule{"CAPCO 10.g.5", kError, [](const Marking& m) { return !sorted(m.display_only_codes, trigraphs_first); },
         at_display,
         "DISPLAY ONLY has trigraphs in the order of the alphabet, then tetragraphs: DISPLAY ONLY AFG, NZL"},
    // Outside the intelligence community.
    Rule{"CAPCO appendix 3, 1.c", kError, [](const Marking& m) { return m.has(NonIc::exdis) && m.rel_to; },
         at<NonIc::exdis>, "EXDIS is released to no foreign government; leave out REL TO"},
    Rule{"CAPCO appendix 3, 1.d", kError, [](const Marking& m) { return m.has(NonIc::exdis) && m.has(NonIc::nodis); },
         at<NonIc::exdis>, "EXDIS and NODIS exclude each other; NODIS is the narrower"},
    Rule{"CAPCO appendix 3, 2.d", kError, [](const Marking& m) { return m.has(NonIc::nodis) && m.rel_to; },
         at<NonIc::nodis>, "NODIS is released to no foreign government; leave out REL TO"},
};

}  // namespace

void check(const Marking& marking, Notes& notes) {
  for (const Rule& rule : kRules) {
    if (!rule.broken(marking)) continue;
    if (rule.severity == kError)
      notes.error(rule.where(marking), rule.id, std::string(rule.message));
    else
      notes.warning(rule.where(marking), rule.id, std::string(rule.message));
  }
}

}  // namespace comity::marking::capco
