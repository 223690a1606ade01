#include "marking/languages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/bytes.hpp"

namespace comity::marking {
namespace {

constexpr std::array kLanguages = {
    Language{"tlp", "Traffic Light Protocol", "FIRST, Traffic Light Protocol 2.0 (and 1.0)", "", recognizes_tlp, read_tlp, write_tlp},
};

}  // namespace

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
