#include "marking/languages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace comity::marking {
namespace {

constexpr std::array kLanguages = {
    Language{"tlp", "Traffic Light Protocol", "FIRST, Traffic Light Protocol 2.0 (and 1.0)",
             "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d", recognizes_tlp, read_tlp, write_tlp},
    Language{"acs", "Access Control Specification (ISA ACS 3.0)", "ISA ACS 3.0a; OASIS cti-stix-common-objects, acs-marking-definition",
             "extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce", recognizes_acs, read_acs, write_acs},
    Language{"iep", "Information Exchange Policy 2.0", "FIRST, IEP 2.0; OASIS cti-stix-common-objects, iep-marking-definition",
             "extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a", recognizes_iep, read_iep, write_iep},
    Language{"misp", "MISP distribution, sharing group and tags", "MISP core format (draft-dulaunoy-misp-core-format)", "", recognizes_misp, read_misp,
             write_misp},
    Language{"admiralty", "Admiralty grade of source and information", "NATO AJP-2.1; MISP taxonomy admiralty-scale", "", recognizes_admiralty,
             read_admiralty, nullptr},
    Language{"label", "Comity label", "docs/format/label.md", "extension-definition--6a1c5d0e-6e0b-4f6b-9a53-0f6f2b1e7c44", recognizes_label,
             read_label, write_label},
    // Last, for it recognizes all text.
    Language{"statement", "Statement", "STIX 2.1 §7.2.1.3", "", recognizes_statement, read_statement, write_statement},
};

}  // namespace

bool Reading::ok() const {
  return std::none_of(findings.begin(), findings.end(), [](const Finding& one) { return one.severity == Finding::Severity::error; });
}

void Reading::find(Finding finding) {
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
