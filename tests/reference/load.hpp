// Worlds and cases from their files, for the reference evaluator alone: nothing of src/ is used.
// Every function throws std::runtime_error with the file and what is wrong in it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "life.hpp"
#include "reference.hpp"

namespace reference {

// "2026-01-31" (its first instant in UTC) or RFC 3339.
Time parse_time(std::string_view text);
// docs/format/label.md in stored form.
Label parse_label(std::string_view json);
// A folder with alliance.toml and agreements/*.toml. Signatures are not asked for: every agreement counts as signed.
World load_world(const std::string& folder);
// The same files as documents, signed by every party that they name with its first key (first_key), for a Life.
struct Papers {
  World directory;  // without agreements
  std::map<std::string, Keys> keys;
  std::vector<Document> documents;
};
Papers load_papers(const std::string& folder);
std::string first_key(const std::string& signer);  // "KOR#1"

struct Case {
  std::string id, object, person, clause, reason, scenario, field;
  std::optional<std::string> purpose;
  int action = kCopy;
  Time at = 0;
  bool permit = false;
  std::set<std::string> removed;  // fields that this reader does not get
  Grants grants;
};
// What is recorded besides the first documents of the world, in order.
struct Recording {
  Time at = 0;
  std::optional<Document> document;
  std::optional<Act> act;
  std::string refused;  // the class of the refusal; "" where it is accepted
  std::string reason;
};
// An object that has marked fields or refers to others: fields and references as in section 4, by the names of objects in the file.
struct Detail {
  struct Part {
    std::string path, marked;  // marked: the object whose label this field has; "" for none
    bool required = false;
  };
  struct Pointer {
    std::string path, target;
    bool mandatory = false;
  };
  std::string owner;
  std::vector<Part> fields;
  std::vector<Pointer> references;
};
struct CaseFile {
  std::string world;  // "sample" or a folder of worlds/
  std::optional<Time> start;  // of a file with acts: when the world's documents were recorded
  std::vector<Recording> recordings;
  std::map<std::string, Detail> details;
  std::map<std::string, Label> objects;
  std::map<std::string, std::string> label_texts;
  std::vector<Case> cases;
};
// `worlds` is where later documents lie: a folder per world.
CaseFile load_cases(const std::string& file, const std::string& worlds = {});

}  // namespace reference
