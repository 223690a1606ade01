// Random STIX objects of every type, granular markings on them, and their text as several writers would write it. Every
// name and text that STIX leaves free is one that occurs nowhere else, so that a search tells whether it is gone.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace comity::property {

using Rng = std::mt19937_64;
using Tree = nlohmann::ordered_json;

// The types of STIX 2.1 (§4 to §7), and two that it does not define: one dated, one an observable.
const std::vector<std::string>& all_types();
// Those that this generator also writes as STIX 2.0 had them.
const std::vector<std::string>& old_types();

// What STIX asks of a type, as the generator and the oracle take it: "name", one of several "hashes|name", and what a
// property brings with it "url>hashes".
std::vector<std::string> requirements(const std::string& type, bool old);
// Properties of which the version 5 identifier of an observable is computed.
std::vector<std::string> contributing(const std::string& type);

class ObjectMaker {
 public:
  explicit ObjectMaker(Rng& rng) : rng_(rng) {}

  // References are drawn from `pool` where it holds any, else each is a new identifier.
  std::vector<std::string> pool;
  // What is made follows every MUST of STIX. Else it may break some: names, hashes, dates, what references lead to.
  bool sound = true;

  // With a new identifier where `id` is empty.
  Tree make(const std::string& type, bool old, const std::string& id = {});
  // Adds granular markings that refer to some of `markings`.
  void mark(Tree& object, const std::vector<std::string>& markings);
  std::string identifier(const std::string& type, char version = '4');
  std::string token();
  bool chance(unsigned percent) { return rng_() % 100 < percent; }
  std::size_t below(std::size_t n) { return rng_() % n; }

 private:
  Tree value(const std::string& kind);
  Tree free_value(int depth);
  Tree dictionary(int depth);
  std::string key();
  std::string text();
  std::string hexadecimal(std::size_t digits);
  // To one of `targets`, types and families parted by commas; nothing if there is none and none must be.
  std::optional<std::string> reference(const std::string& targets, bool must);
  Tree references(const std::string& targets, bool must);
  Tree list(std::size_t most, const std::string& kind);
  void properties(Tree& object, const std::string& type, bool old);
  void in_order(Tree& object);
  Tree extensions(const std::string& type);
  Tree embedded();

  Rng& rng_;
  std::map<std::string, std::string> embedded_types_;  // by key, while the objects inside an observed-data are made
  bool tame_ = false;                                  // while a dictionary of STIX is made: no odd names, nothing empty
};

// Selectors of all that a granular marking can name, in document order.
std::vector<std::string> selectable(const Tree& object);
// The same value as text without white space; some characters are written as escapes.
std::string written(const Tree& value, Rng& rng);

}  // namespace comity::property
