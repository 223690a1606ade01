// Section 4 of docs/format/release.md once more, slowly, on an object's text as a tree of raw texts. Shares no code with
// release/, and with stix/ only what says whether an object breaks a MUST.
#pragma once

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace comity::property {

using Tree = nlohmann::ordered_json;

// A JSON text without white space, as written: leaves and names keep their escapes.
struct Raw {
  char kind = 'v';   // 'o' object, 'a' array, 'v' anything else
  std::string text;  // of a leaf
  std::vector<std::pair<std::string, Raw>> members;
  std::vector<Raw> elements;
};
Raw raw_of(const std::string& text);
std::string text_of(const Raw& raw);

// One reader, as far as one object is concerned.
struct Sight {
  std::set<std::string> unreadable;                        // marking_refs
  std::function<bool(const std::string& target)> released;  // references by identifier
};

// Found once for an object.
struct Facts {
  struct Reference {
    std::string path, target, removal;
    bool mandatory = false;
    bool required_list = false;
  };
  std::string text;
  Tree tree;
  std::vector<Reference> references;                            // in document order
  std::vector<std::pair<std::string, std::string>> selectors;  // of all granular markings: marking_ref ("" for lang), selector
};
Facts facts_of(const std::string& text);

// Per selector: whether the reader may read what it names. A marking covers all below what it selects.
std::vector<bool> readable_fields(const Facts& facts, const Sight& sight);

struct Due {
  bool withheld = false;
  std::string why;                // withheld
  std::string text;               // else: what the reader gets
  std::set<std::string> removed;  // what was to go, before what follows from it
};
Due due(const Facts& facts, const Sight& sight);

// It breaks no MUST of STIX.
bool follows_stix(const std::string& text);

// The parts of a word that occur nowhere by chance.
std::vector<std::string> telling_parts(const std::string& word);

// `path` is `top` or lies below it: by path, never by the letters.
bool within(const std::string& path, const std::string& top);

// Every name and every leaf that stands in or at the removed values and is not an identifier, as it reads unescaped.
std::set<std::string> words_of(const Facts& facts, const std::set<std::string>& removed);

// `part` is `whole` with values taken out, granular_markings apart.
bool taken_out_of(const Tree& part, const Tree& whole);

}  // namespace comity::property
