#include "marking/label.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace comity::marking {

std::string_view party_of(std::string_view id) { return id.substr(0, id.find('.')); }

std::optional<Member> party_member(std::string_view id) {
  if (id.find_first_of(".@") != std::string_view::npos) return std::nullopt;
  return Member{Member::Kind::party, std::string(id), {}};
}

std::string_view agency_of(std::string_view id) {
  const auto first = id.find('.');
  if (first == std::string_view::npos) return {};
  return id.substr(0, id.find('.', first + 1));
}

namespace {
constexpr std::array<std::pair<std::string_view, Tlp>, 6> kTlp = {{{"CLEAR", Tlp::clear},
                                                                   {"GREEN", Tlp::green},
                                                                   {"AMBER", Tlp::amber},
                                                                   {"AMBER+STRICT", Tlp::amber_strict},
                                                                   {"RED", Tlp::red},
                                                                   {"WHITE", Tlp::clear}}};

// The well-known marking-definitions: TLP 1.0 is STIX 2.1 §7.2.1.4, TLP 2.0 the OASIS common-objects repository.
struct TlpDefinition {
  std::string_view id;
  Tlp tlp;
};
constexpr std::array kTlpDefinitions = {
    TlpDefinition{"marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9", Tlp::clear},
    TlpDefinition{"marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da", Tlp::green},
    TlpDefinition{"marking-definition--f88d31f6-486f-44da-b317-01333bde0b82", Tlp::amber},
    TlpDefinition{"marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed", Tlp::red},
    TlpDefinition{"marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487", Tlp::clear},
    TlpDefinition{"marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb", Tlp::green},
    TlpDefinition{"marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421", Tlp::amber},
    TlpDefinition{"marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003", Tlp::amber_strict},
    TlpDefinition{"marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1", Tlp::red},
};

template <class K, class V>
void unite(std::map<K, std::set<V>>& into, const std::map<K, std::set<V>>& from) {
  for (const auto& [key, values] : from) into[key].insert(values.begin(), values.end());
}
}  // namespace

std::string_view name_of(Tlp tlp) {
  for (const auto& [name, value] : kTlp)
    if (value == tlp) return name;
  return {};
}

std::optional<Tlp> tlp_named(std::string_view name) {
  if (name.starts_with("TLP:")) name.remove_prefix(4);
  for (const auto& [known, value] : kTlp)
    if (known == name) return value;
  return std::nullopt;
}

std::optional<Tlp> tlp_of_definition(std::string_view marking_definition_id) {
  for (const TlpDefinition& definition : kTlpDefinitions)
    if (definition.id == marking_definition_id) return definition.tlp;
  return std::nullopt;
}

std::set<std::string> Label::originating_parties() const {
  std::set<std::string> parties;
  for (const std::string& originator : originators) parties.emplace(party_of(originator));
  return parties;
}

Label join(const Label& a, const Label& b) {
  Label out = a;
  out.originators.insert(b.originators.begin(), b.originators.end());
  unite(out.levels, b.levels);
  out.compartments.insert(b.compartments.begin(), b.compartments.end());
  out.topics.insert(b.topics.begin(), b.topics.end());
  unite(out.releasable, b.releasable);
  unite(out.displayable, b.displayable);
  out.restricting.insert(b.restricting.begin(), b.restricting.end());
  std::set<Owned> permitting;
  std::set_intersection(a.permitting.begin(), a.permitting.end(), b.permitting.begin(), b.permitting.end(),
                        std::inserter(permitting, permitting.end()));
  out.permitting = std::move(permitting);
  if (a.purposes.all) {
    out.purposes = b.purposes;
  } else if (!b.purposes.all) {
    std::set<std::string> both;
    std::set_intersection(a.purposes.words.begin(), a.purposes.words.end(), b.purposes.words.begin(),
                          b.purposes.words.end(), std::inserter(both, both.end()));
    out.purposes.words = std::move(both);
  }
  out.tlp = std::max(a.tlp, b.tlp);
  out.actions = a.actions & b.actions;
  out.duties.insert(b.duties.begin(), b.duties.end());
  out.caveats.insert(b.caveats.begin(), b.caveats.end());
  out.unknowns.insert(b.unknowns.begin(), b.unknowns.end());
  return out;
}

LabelIx LabelTable::intern(const Label& label) {
  const auto [at, fresh] = index_.try_emplace(label, LabelIx{static_cast<std::uint32_t>(labels_.size())});
  if (fresh) labels_.push_back(&at->first);
  return at->second;
}

LabelIx LabelTable::find(const Label& label) const {
  const auto found = index_.find(label);
  return found == index_.end() ? LabelIx{} : found->second;
}

}  // namespace comity::marking
