// What a STIX object says of what it rests on: the table of docs/methods/corroboration.md, as data.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace comity::insight {

// What an object of a type is, where it rests on nothing.
enum class Sort : std::uint8_t {
  claim,        // says something: a report, an indicator, a tool. Where it names no source its lineage is unknown
  observation,  // what an instrument or a laboratory recorded: an origin
  end           // a person, a place, a sensor, raw data: an origin, and nothing is looked for behind it
};
Sort sort_of(std::string_view type);
// Of those that are cited by being listed: what a report lists beside its subject.
bool is_account(std::string_view type);

// How an object says it.
struct Way {
  std::string_view name;      // the property, or the relationship's type
  std::string_view of;        // types that have it, parted by spaces; "" for any
  bool accounts_only;         // it counts only where it names an account
  std::string_view meaning;
};
std::span<const Way> properties();
struct Relation {
  std::string_view type;
  bool same;                  // the two are copies; else the source rests on the target
  std::string_view meaning;
};
std::span<const Relation> relations();
const Relation* relation_named(std::string_view relationship_type);  // nullptr: it says nothing of lineage

struct StatedSources {
  struct Named {
    std::string id;
    std::string_view way;     // Way::name, or "sources"
  };
  struct Document {           // outside STIX: external_references that say the same are one
    std::string key, source, where;
  };
  std::string type, id, title;
  std::vector<Named> objects;   // each once, in the order of the text
  std::vector<Document> documents;
  bool first_hand = false;      // its author says that it rests on nothing
  bool more = false;            // it also rests on what is not named
  std::string text;             // to be held against others: its longest members of prose
};
// Of an object as its reader gets it. Pure; any thread.
StatedSources stated_sources(const json::Value& object);

// A relationship between two objects that says something of lineage; nothing for others, and for revoked ones.
struct StatedRelation {
  const Relation* relation = nullptr;
  std::string source, target;
};
std::optional<StatedRelation> stated_relation(const json::Value& object);

}  // namespace comity::insight
