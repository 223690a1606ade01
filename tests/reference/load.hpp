// Worlds and cases from their files, for the reference evaluator alone: nothing of src/ is used.
// Every function throws std::runtime_error with the file and what is wrong in it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reference.hpp"

namespace reference {

// "2026-01-31" (its first instant in UTC) or RFC 3339.
Time parse_time(std::string_view text);
// docs/format/label.md in stored form.
Label parse_label(std::string_view json);
// A folder with alliance.toml and agreements/*.toml. Signatures are not asked for: every agreement counts as signed.
World load_world(const std::string& folder);

struct Case {
  std::string id, object, person, clause, reason, scenario;
  std::optional<std::string> purpose;
  int action = kCopy;
  Time at = 0;
  bool permit = false;
  Grants grants;
};
struct CaseFile {
  std::string world;  // "sample" or a folder of worlds/
  std::map<std::string, Label> objects;
  std::map<std::string, std::string> label_texts;
  std::vector<Case> cases;
};
CaseFile load_cases(const std::string& file);

}  // namespace reference
