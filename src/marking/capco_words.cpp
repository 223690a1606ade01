#include "marking/capco_words.hpp"

#include <algorithm>

namespace comity::marking::capco {
namespace {

// CVEnumISMDissem V13, in its order; WAIVED is of DoDM 5200.01 V2 Encl. 4 §7.f.
constexpr std::array kDissem = {
    Word<Dissem>{Dissem::rsen, "RS", "RSEN", "RISK SENSITIVE", "", "RSEN"},
    Word<Dissem>{Dissem::fouo, "FOUO", "FOUO", "FOR OFFICIAL USE ONLY", "", "FOUO"},
    Word<Dissem>{Dissem::orcon, "OC", "ORCON", "ORIGINATOR CONTROLLED",
                 "DISSEMINATION AND EXTRACTION OF INFORMATION CONTROLLED BY ORIGINATOR", "ORCON"},
    Word<Dissem>{Dissem::imcon, "IMC", "IMCON", "CONTROLLED IMAGERY", "", "IMCON"},
    Word<Dissem>{Dissem::noforn, "NF", "NOFORN", "NOT RELEASABLE TO FOREIGN NATIONALS", "", "NOFORN"},
    Word<Dissem>{Dissem::propin, "PR", "PROPIN", "CAUTION-PROPRIETARY INFORMATION INVOLVED", "", "PROPIN"},
    Word<Dissem>{Dissem::relido, "RELIDO", "RELIDO", "RELEASABLE BY INFORMATION DISCLOSURE OFFICIAL", "", ""},
    Word<Dissem>{Dissem::dsen, "DSEN", "DEA SENSITIVE", "DRUG ENFORCEMENT ADMINISTRATION SENSITIVE", "", "DSEN"},
    Word<Dissem>{Dissem::fisa, "FISA", "FISA", "FOREIGN INTELLIGENCE SURVEILLANCE ACT", "", "FISA"},
    Word<Dissem>{Dissem::waived, "WAIVED", "WAIVED", "", "", "WAIVED"},
};

// CVEnumISMNonIC V13, in its order.
constexpr std::array kNonIc = {
    Word<NonIc>{NonIc::limdis, "DS", "LIMDIS", "LIMITED DISTRIBUTION", "", "LIMDIS"},
    Word<NonIc>{NonIc::exdis, "XD", "EXDIS", "EXCLUSIVE DISTRIBUTION", "", "EXDIS"},
    Word<NonIc>{NonIc::nodis, "ND", "NODIS", "NO DISTRIBUTION", "", "NODIS"},
    Word<NonIc>{NonIc::sbu, "SBU", "SBU", "SENSITIVE BUT UNCLASSIFIED", "", "SBU"},
    Word<NonIc>{NonIc::sbu_noforn, "SBU-NF", "SBU NOFORN", "SENSITIVE BUT UNCLASSIFIED NOFORN", "SBU-NOFORN", "SBU"},
    Word<NonIc>{NonIc::les, "LES", "LES", "LAW ENFORCEMENT SENSITIVE", "", "LES"},
    Word<NonIc>{NonIc::les_noforn, "LES-NF", "LES NOFORN", "LAW ENFORCEMENT SENSITIVE NOFORN", "LES-NOFORN", "LES"},
    Word<NonIc>{NonIc::ssi, "SSI", "SSI", "SENSITIVE SECURITY INFORMATION", "", "SSI"},
    Word<NonIc>{NonIc::nnpi, "NNPI", "NNPI", "NAVAL NUCLEAR PROPULSION INFORMATION", "", "NNPI"},
};

// CVEnumISMAtomicEnergyMarkings V13.
constexpr std::array kAea = {
    Word<Aea::Type>{Aea::Type::rd, "RD", "RD", "RESTRICTED DATA", "", ""},
    Word<Aea::Type>{Aea::Type::frd, "FRD", "FRD", "FORMERLY RESTRICTED DATA", "", ""},
    Word<Aea::Type>{Aea::Type::tfni, "TFNI", "TFNI", "TRANSCLASSIFIED FOREIGN NUCLEAR INFORMATION", "", ""},
    Word<Aea::Type>{Aea::Type::dod_ucni, "DCNI", "DOD UCNI", "DOD UNCLASSIFIED CONTROLLED NUCLEAR INFORMATION",
                    "DOD CONTROLLED NUCLEAR INFORMATION", "DCNI"},
    Word<Aea::Type>{Aea::Type::doe_ucni, "UCNI", "DOE UCNI", "DOE UNCLASSIFIED CONTROLLED NUCLEAR INFORMATION",
                    "DOE CONTROLLED NUCLEAR INFORMATION", "UCNI"},
};

// CVEnumISMSCIControls V13, with the words that stand for its values.
constexpr std::array kSci = {
    SciWord{"SI", "SI", ""},
    SciWord{"COMINT", "SI", ""},
    SciWord{"SPECIAL INTELLIGENCE", "SI", ""},
    SciWord{"TK", "TK", ""},
    SciWord{"TALENT KEYHOLE", "TK", ""},
    SciWord{"HCS", "HCS", ""},
    SciWord{"KDK", "KDK", ""},
    SciWord{"KLONDIKE", "KDK", ""},
    SciWord{"KDK BLUEFISH", "KDK", "BLFH"},
    SciWord{"KDK IDITAROD", "KDK", "IDIT"},
    SciWord{"KDK KANDIK", "KDK", "KAND"},
    SciWord{"EL", "EL", ""},
    SciWord{"ENDSEAL", "EL", ""},
    SciWord{"ECRU", "EL", "EU"},
    SciWord{"NONBOOK", "EL", "NK"},
    SciWord{"RSV", "RSV", ""},
    SciWord{"RESERVE", "RSV", ""},
};

struct CompartmentWord {
  std::string_view control, text, code;
};
constexpr std::array kCompartments = {
    CompartmentWord{"SI", "GAMMA", "G"},        CompartmentWord{"KDK", "BLUEFISH", "BLFH"},
    CompartmentWord{"KDK", "IDITAROD", "IDIT"}, CompartmentWord{"KDK", "KANDIK", "KAND"},
    CompartmentWord{"EL", "ECRU", "EU"},        CompartmentWord{"EL", "NONBOOK", "NK"},
};

struct LevelWord {
  Level level;
  std::string_view word, portion, nato;
};
constexpr std::array kLevels = {
    LevelWord{Level::unclassified, "UNCLASSIFIED", "U", "NATO UNCLASSIFIED"},
    LevelWord{Level::restricted, "RESTRICTED", "R", "NATO RESTRICTED"},
    LevelWord{Level::confidential, "CONFIDENTIAL", "C", "NATO CONFIDENTIAL"},
    LevelWord{Level::secret, "SECRET", "S", "NATO SECRET"},
    LevelWord{Level::top_secret, "TOP SECRET", "TS", "COSMIC TOP SECRET"},
};

// CVEnumISMClassificationAll and the register's NATO portion marks.
constexpr std::array kNato = {
    NatoShort{"NU", Level::unclassified, ""},         NatoShort{"NR", Level::restricted, ""},
    NatoShort{"NC", Level::confidential, ""},         NatoShort{"NS", Level::secret, ""},
    NatoShort{"CTS", Level::top_secret, ""},          NatoShort{"NC-A", Level::confidential, "ATOMAL"},
    NatoShort{"NCA", Level::confidential, "ATOMAL"},  NatoShort{"NS-A", Level::secret, "ATOMAL"},
    NatoShort{"NSAT", Level::secret, "ATOMAL"},       NatoShort{"CTS-A", Level::top_secret, "ATOMAL"},
    NatoShort{"CTSA", Level::top_secret, "ATOMAL"},   NatoShort{"CTS-B", Level::top_secret, "BOHEMIA"},
    NatoShort{"CTS-BALK", Level::top_secret, "BALK"},
};

constexpr bool upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool alnum(char c) { return upper(c) || (c >= '0' && c <= '9'); }
template <class F>
bool only(std::string_view text, std::size_t least, std::size_t most, F&& is) {
  return text.size() >= least && text.size() <= most && std::all_of(text.begin(), text.end(), is);
}
bool bluefish(std::string_view name) { return name == "BLFH" || name == "IDIT" || name == "KAND"; }

}  // namespace

std::span<const Word<Dissem>> dissem_words() { return kDissem; }
std::span<const Word<NonIc>> non_ic_words() { return kNonIc; }
std::span<const Word<Aea::Type>> aea_words() { return kAea; }

const SciWord* find_sci(std::string_view text) {
  for (const SciWord& word : kSci)
    if (word.text == text) return &word;
  return nullptr;
}

bool known_sci(std::string_view code) {
  const SciWord* word = find_sci(code);
  return word && word->code == code;
}

std::string_view compartment_code(std::string_view control, std::string_view compartment) {
  for (const CompartmentWord& word : kCompartments)
    if (word.control == control && word.text == compartment) return word.code;
  return compartment;
}

bool has_hyphened_subs(std::string_view control, std::string_view compartment) {
  if (control == "SI") return compartment == "G" || only(compartment, 3, 3, upper);
  return control == "KDK" && bluefish(compartment);
}

bool reads_as_sub(std::string_view control, std::string_view compartment, std::string_view part) {
  if (!has_hyphened_subs(control, compartment)) return false;
  if (control == "SI") return only(part, 4, 4, upper);
  return only(part, 1, 6, alnum) && !bluefish(part);
}

std::span<const NatoShort> nato_shorts() { return kNato; }

std::optional<Level> level_named(std::string_view word, bool& portion_form) {
  for (const LevelWord& row : kLevels) {
    if (row.word == word || row.portion == word) {
      portion_form = row.portion == word;
      return row.level;
    }
  }
  return std::nullopt;
}

std::string_view word_of(Level level) { return kLevels[static_cast<std::size_t>(level)].word; }
std::string_view portion_of(Level level) { return kLevels[static_cast<std::size_t>(level)].portion; }
std::string_view nato_word_of(Level level) { return kLevels[static_cast<std::size_t>(level)].nato; }

bool trigraphs_first(std::string_view a, std::string_view b) {
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}
bool usa_first(std::string_view a, std::string_view b) {
  if (a == "USA" || b == "USA") return a == "USA" && b != "USA";
  return trigraphs_first(a, b);
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text.substr(0, 48)) out += c >= ' ' && c <= '~' ? c : '?';
  out += text.size() > 48 ? "…\"" : "\"";
  return out;
}

void Notes::add(Finding::Severity severity, Span at, std::string_view rule, std::string message) {
  std::size_t& count = severity == Finding::Severity::error ? errors_ : warnings_;
  if (count++ >= kMost) return;
  findings_.push_back({severity, at.offset, at.length, {}, std::string(rule), std::move(message)});
}

std::vector<Finding> Notes::take() {
  std::stable_sort(findings_.begin(), findings_.end(),
                   [](const Finding& a, const Finding& b) { return a.offset < b.offset; });
  return std::move(findings_);
}

bool Marking::has(Dissem control) const {
  return std::any_of(dissem.begin(), dissem.end(), [&](const auto& one) { return one.what == control; });
}
bool Marking::has(NonIc control) const {
  return std::any_of(non_ic.begin(), non_ic.end(), [&](const auto& one) { return one.what == control; });
}
bool Marking::has_disclosure() const {
  return rel_to || display_only || has(Dissem::noforn) || has(Dissem::relido) || has(NonIc::sbu_noforn) ||
         has(NonIc::les_noforn);
}
bool Parsed::ok() const {
  return std::none_of(findings.begin(), findings.end(),
                      [](const Finding& one) { return one.severity == Finding::Severity::error; });
}

}  // namespace comity::marking::capco
