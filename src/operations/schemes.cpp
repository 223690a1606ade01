#include <array>
#include <set>

#include "marking/controls.hpp"
#include "marking/known_schemes.hpp"
#include "operations/readings.hpp"

namespace comity::operations {
namespace {

constexpr std::array kTlp{marking::Tlp::clear, marking::Tlp::green, marking::Tlp::amber, marking::Tlp::amber_strict, marking::Tlp::red};

std::vector<MarkingWords::Scheme> schemes_of(const alliance::Directory& directory) {
  std::vector<MarkingWords::Scheme> out;
  for (const auto& [id, party] : directory.parties)
    for (const std::string& name : party.schemes) {
      const marking::Scheme* scheme = directory.schemes.find(name);
      if (!scheme) continue;
      MarkingWords::Scheme one{name, id, scheme->title, {}};
      for (const marking::Level& level : scheme->levels)
        one.levels.push_back({level.word, level.portion, marking::rung_of(name, level.word)});
      out.push_back(std::move(one));
    }
  MarkingWords::Scheme tlp{std::string(marking::kNoLevelScheme), {}, "Traffic Light Protocol", {}};
  for (const marking::Tlp one : kTlp) tlp.levels.push_back({std::string(marking::name_of(one)), "TLP:" + std::string(marking::name_of(one)), std::nullopt});
  out.push_back(std::move(tlp));
  return out;
}

}  // namespace

Result<MarkingWords> marking_words(Node& node, const Caller& caller) {
  TRY_VOID(settle_clock(node));
  std::shared_lock state(node.journal().state());
  const release::World& world = node.policy.world();
  const alliance::Directory& directory = world.directory();
  MarkingWords out;
  out.schemes = schemes_of(directory);
  std::set<std::string> topics, purposes;
  if (const auto own = directory.clearances.find(caller.person); own != directory.clearances.end()) {
    topics = own->second.topics;
    purposes = own->second.purposes;
    out.compartments.assign(own->second.accesses.begin(), own->second.accesses.end());
  }
  for (const auto& pact : world.current()) {
    const agreement::Terms& terms = pact->terms();
    if (!caller.is_operator() && !agreement::binds(terms, caller.party, world.time())) continue;
    topics.insert(terms.topics.words.begin(), terms.topics.words.end());
    purposes.insert(terms.purposes.words.begin(), terms.purposes.words.end());
  }
  out.topics.assign(topics.begin(), topics.end());
  out.purposes.assign(purposes.begin(), purposes.end());
  // Who belongs to a community is its members' to know.
  for (const auto& [id, community] : directory.communities)
    if (caller.is_operator() || community.member(caller.party, world.time())) out.communities.push_back(id);
  for (const marking::Control& one : marking::controls()) out.controls.push_back({std::string(one.name), std::string(one.meaning)});
  return out;
}

}  // namespace comity::operations
