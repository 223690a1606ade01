// Random lives of agreements, in the reference evaluator's structs: what parties sign, most of it in order, some of it not. The same
// generator state gives the same steps.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/property/worlds.hpp"
#include "tests/reference/life.hpp"

namespace lives {

using worlds::Rng;

// One record to be made: exactly one of the three is set.
struct Step {
  std::optional<reference::Document> document;
  std::optional<reference::Act> act;
  std::optional<reference::Clearance> clearance;
  std::string person, key;  // of a clearance

  std::string what() const;  // for messages
};

// Knows the names, the newest version of each document that was accepted, and which keys there were.
class Parties {
 public:
  explicit Parties(const reference::World& directory);

  // A document of this agreement, with clauses about its life drawn beside its terms; signed by all.
  reference::Document first(const reference::Agreement& terms, Rng& rng) const;
  Step next(const reference::Life& life, reference::Time now, Rng& rng);
  // What became of a step.
  void accepted(const Step& step);

  std::map<std::string, reference::Keys> keys() const;
  static std::string authority(const std::string& party) { return party + "#1"; }
  static std::string recovery(const std::string& party) { return party + "#recovery"; }

 private:
  Step amendment(const reference::Life& life, reference::Time now, Rng& rng);
  Step accession(const reference::Life& life, reference::Time now, Rng& rng);
  Step community(const reference::Life& life, reference::Time now, Rng& rng);
  Step vouching(const reference::Life& life, reference::Time now, Rng& rng);
  reference::Act about_agreement(Rng& rng);
  reference::Act about_keys(const reference::Life& life, reference::Time now, Rng& rng);
  reference::Act about_parties(Rng& rng);
  void come_back(const reference::Life& life, reference::Time now, reference::Document& next, Rng& rng) const;
  void sign(const reference::Life& life, reference::Time now, reference::Document& document, Rng& rng) const;
  const std::string& party(Rng& rng) const;

  reference::World directory_;
  std::vector<std::string> parties_, people_, agencies_;
  std::map<std::string, reference::Document> latest_;  // by agreement
  std::map<std::string, std::string> officials_;          // person, the last key
  std::vector<reference::Act> noticed_, held_, suspended_;       // what may be answered
  int keys_ = 1, versions_ = 0;
  reference::Time last_issued_ = 0;
};

}  // namespace lives
