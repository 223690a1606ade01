#include "marking/machine_tag.hpp"

#include <algorithm>
#include <array>

namespace comity::marking {
namespace {

constexpr std::size_t kMaxTagBytes = 256;
constexpr std::array<std::string_view, 17> kMarkingNamespaces = {"tlp",
                                                                 "pap",
                                                                 "iep",
                                                                 "iep2-policy",
                                                                 "iep2-reference",
                                                                 "dni-ism",
                                                                 "nato",
                                                                 "euci",
                                                                 "de-vs",
                                                                 "fr-classif",
                                                                 "ais-marking",
                                                                 "dcso-sharing",
                                                                 "cssa",
                                                                 "approved-category-of-action",
                                                                 "us-cui",
                                                                 "data-classification",
                                                                 "stix-marking"};

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

}  // namespace

std::optional<MachineTag> machine_tag(std::string_view text) {
  if (text.size() > kMaxTagBytes) return std::nullopt;
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 ||
      !std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon), is_word))
    return std::nullopt;
  const std::size_t equals = std::min(text.find('='), text.size());
  if (equals <= colon + 1) return std::nullopt;
  const std::string_view predicate = text.substr(colon + 1, equals - colon - 1);
  if (!std::all_of(predicate.begin(), predicate.end(), [](char c) { return is_word(c) || c == ':' || c == '+'; }))
    return std::nullopt;
  MachineTag out{lower(text.substr(0, colon)), lower(predicate), {}};
  if (equals == text.size()) return out;
  const std::string_view value = text.substr(equals + 1);
  if (value.size() < 2 || value.front() != '"' || value.back() != '"' ||
      value.substr(1, value.size() - 2).find('"') != std::string_view::npos)
    return std::nullopt;
  out.value = value.substr(1, value.size() - 2);
  return out;
}

bool marking_namespace(std::string_view name_space) {
  return std::find(kMarkingNamespaces.begin(), kMarkingNamespaces.end(), name_space) != kMarkingNamespaces.end();
}

}  // namespace comity::marking
