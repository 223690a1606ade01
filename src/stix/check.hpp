// Whole files held against STIX, for people: what is wrong, in which object, at which line.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "stix/object.hpp"
#include "stix/validate.hpp"

namespace comity::stix {

struct CheckOptions {
  bool warnings = true;
  std::uint32_t max_problems = 1000;  // kept of each severity, and one of every rule; all are counted
  Limits limits;                      // files past 4 GiB are not taken, whatever these say
};

// How the objects of a file are put together.
enum class Framing : std::uint8_t {
  bundle,    // §8
  envelope,  // TAXII 2.1 §3.7
  object,    // one by itself
  list,      // a JSON list of objects
  lines,     // objects one after another, as in JSON lines
};
std::string_view name_of(Framing framing);

// A problem at its place in the file: `pointer` and `offset` are those of the whole file. In JSON lines a pointer
// begins with the number of the object, counted from 0.
struct LocatedProblem {
  static constexpr std::uint32_t kFile = UINT32_MAX;
  Problem problem;
  std::uint32_t object = kFile;  // the object's number, counted from 0; kFile: of the file itself
  std::string id, type;          // of the object, as far as it says, at most 300 bytes
  std::uint32_t line = 1;        // counted from 1
  std::uint32_t column = 1;      // in characters, counted from 1
};

struct CheckedObject {
  std::uint32_t index = 0;
  std::string_view text;      // in the file
  std::string_view id, type;  // "" where there is none that can be read
  Verdict verdict;
};

struct TypeCount {
  std::uint64_t objects = 0, errors = 0, warnings = 0;
};

struct Report {
  Framing framing = Framing::object;
  std::uint64_t objects = 0;
  std::uint64_t objects_with_errors = 0;
  std::uint64_t errors = 0, warnings = 0;  // of objects and of the file itself
  std::map<std::string, TypeCount, std::less<>> types;
  std::vector<RuleCount> rules;
  std::vector<LocatedProblem> problems;  // as the file goes; what concerns several objects comes last
};

// Checks every object by itself: a bad one does not spoil the others. Of the file: its framing; a bundle's id and type;
// the same id with the same version twice; versions of one object that STIX does not allow beside each other. A
// reference that leads nowhere in the file is no problem. Bounded by `limits`; what is past them is a problem of the
// file. `visit`, if there is one, is called for each object in order. Never fails.
Report check(std::string_view text, const CheckOptions& options = {},
             const std::function<void(const CheckedObject&)>& visit = {});

}  // namespace comity::stix
