#include "marking/languages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/bytes.hpp"
#include "marking/capco_rollup.hpp"

namespace comity::marking {
namespace {

Label capco_document(std::span<const std::string_view> portions, std::string_view banner, const Context& context) {
  return banner.empty() && !portions.empty() ? capco::label_of_portions(portions, context) : capco::label_of_document(portions, banner, context);
}

constexpr std::array kLanguages = {
    Language{"tlp", "Traffic Light Protocol", "FIRST, Traffic Light Protocol 2.0 (and 1.0)",
             "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d", recognizes_tlp, read_tlp, write_tlp},
    Language{"acs", "Access Control Specification (ISA ACS 3.0)", "ISA ACS 3.0a; OASIS cti-stix-common-objects, acs-marking-definition",
             "extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce", recognizes_acs, read_acs, write_acs},
    Language{"iep", "Information Exchange Policy 2.0", "FIRST, IEP 2.0; OASIS cti-stix-common-objects, iep-marking-definition",
             "extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a", recognizes_iep, read_iep, write_iep},
    Language{"misp", "MISP distribution, sharing group and tags", "MISP core format (draft-dulaunoy-misp-core-format)", "", recognizes_misp, read_misp,
             write_misp},
    Language{"stanag4774", "NATO confidentiality label (STANAG 4774, in STANAG 4778)", "ADatP-4774 Ed. A, ADatP-4778 Ed. A", "",
             recognizes_stanag4774, read_stanag4774, write_stanag4774},
    Language{"national", "National and NATO banner line", "the schemes' own sources: known_schemes.cpp, national_caveats.cpp", "",
             recognizes_national, read_national, write_national},
    // After the national lines, which leave the words of US lines to it.
    Language{"capco", "US banner line (CAPCO)", "CAPCO register, as printed in DoDM 5200.01 Volume 2 Enclosure 4; ODNI ISM V13", "",
             recognizes_capco, read_capco, write_capco, capco_document},
    Language{"capco-portion", "US portion mark (CAPCO)", "CAPCO register, as printed in DoDM 5200.01 Volume 2 Enclosure 4; ODNI ISM V13", "",
             recognizes_capco_portion, read_capco_portion, write_capco_portion, capco_document},
    Language{"admiralty", "Admiralty grade of source and information", "NATO AJP-2.1; MISP taxonomy admiralty-scale", "", recognizes_admiralty,
             read_admiralty, nullptr},
    Language{"label", "Comity label", "docs/format/label.md", "extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44", recognizes_label,
             read_label, write_label},
    // Last, for it recognizes all text.
    Language{"statement", "Statement", "STIX 2.1 §7.2.1.3", "", recognizes_statement, read_statement, write_statement},
};

}  // namespace

bool refuse_too_long(std::string_view text, Reading& out) {
  if (text.size() <= kMaxMarkingBytes) return false;
  out.find({Finding::Severity::error, 0, text.size(), {}, {}, fmt::format("a marking has at most {} bytes; this has {}", kMaxMarkingBytes, text.size())});
  return true;
}

void silence_is_owner_alone(Label& label, const std::string& party) {
  auto& release = label.releasable[party];
  if (release.empty()) {
    ReaderSet alone;
    if (auto owner = party_member(party)) alone.members.insert(*std::move(owner));
    release.insert(std::move(alone));
  }
  auto& display = label.displayable[party];
  if (display.empty()) display = release;
}

Label read_document(const Language& language, std::span<const std::string_view> portions, std::string_view banner, const Context& context) {
  if (language.document) return language.document(portions, banner, context);
  std::vector<Label> labels;
  for (const std::string_view portion : portions) labels.push_back(language.read(portion, context).label);
  if (!banner.empty() || labels.empty()) labels.push_back(language.read(banner, context).label);
  return join_document(std::move(labels));
}

Label join_document(std::vector<Label> labels) {
  std::set<std::string> named;
  for (const Label& label : labels)
    for (const auto* sets : {&label.releasable, &label.displayable})
      for (const auto& [party, readers] : *sets) named.insert(party);
  std::optional<Label> out;
  for (Label& label : labels) {
    // Readers that others name for a party, and this one does not.
    for (const auto& [party, words] : label.levels)
      if (named.contains(party)) silence_is_owner_alone(label, party);
    out = out ? join(*out, label) : std::move(label);
  }
  return *std::move(out);
}

bool Reading::ok() const {
  return std::none_of(findings.begin(), findings.end(), [](const Finding& one) { return one.severity == Finding::Severity::error; });
}

void Reading::find(Finding finding) {
  finding.message = as_utf8(finding.message);
  finding.pointer = as_utf8(finding.pointer);
  if (finding.severity == Finding::Severity::error) {
    label.unknowns.insert(finding.message);
    canonical.clear();
  }
  findings.push_back(std::move(finding));
}

std::span<const Language> languages() { return kLanguages; }

const Language* find_language(std::string_view id) {
  for (const Language& language : kLanguages)
    if (language.id == id) return &language;
  return nullptr;
}

const Language* language_of_extension(std::string_view definition_id) {
  for (const Language& language : kLanguages)
    if (!language.extension.empty() && language.extension == definition_id) return &language;
  return nullptr;
}

const Language* recognize(std::string_view text) {
  for (const Language& language : kLanguages)
    if (language.recognizes(text)) return &language;
  return nullptr;
}

}  // namespace comity::marking
