// What agencies read on a question, and whether those that agree rest on the same evidence. docs/methods/corroboration.md.
//
// Who is told what: the sources are those that the caller reads. What its own party's people fetched is its party's to know. What others fetched is told to registrars and officials of
// an originating party of the source, as in `holders`; and what an agency named as its source in an object that the caller reads, it has told itself. All else is not told, and the numbers
// are intervals. The operator is told numbers about all, and no names of sources.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "insight/overlap.hpp"
#include "operations/tracing.hpp"

namespace comity::operations {

inline constexpr std::size_t kMostReaders = 24;

struct SourceOverlapRequest {
  // One of these says which sources are meant:
  std::vector<std::string> ids;   // these
  std::string question;           // what this object rests on, as far as the caller reads it
  std::string text;               // what a search finds (docs/format/search.md); not for the operator
  bool by_party = false;          // else by agency
  std::map<std::string, double> judged;  // by reader: the probability that it gave
};

struct SourceOverlapAnswer {
  struct Source {
    std::string id, type, title, owner;
    std::vector<std::string> read_by, not_told_of;  // readers
  };
  std::size_t count = 0;                   // sources
  std::vector<Source> sources;             // none for the operator
  std::vector<insight::Reader> readers;    // by name; those of whom it is known that they read some, and those that judged
  std::size_t left_out = 0;                // readers past kMostReaders: those who read the least
  std::vector<insight::Overlap> pairs;     // by readers
};
// Errors: as trace; invalid (not one of the three, too many sources, a judgement that is no probability).
Result<SourceOverlapAnswer> source_overlap(Node& node, const Caller& caller, const SourceOverlapRequest& request);
nlohmann::ordered_json to_json(const SourceOverlapAnswer& answer);
// "NZL.GCSB:0.7", each reader once. Errors: invalid.
Result<std::map<std::string, double>> parse_judged(const std::vector<std::string>& words);

}  // namespace comity::operations
