// From cited objects to all that they rest on, as far as one caller gets it. What a caller does not get is of unknown lineage and goes by no name, whether it is hidden
// or nobody holds it. Not a door's business.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "insight/copied_text.hpp"
#include "insight/corroboration.hpp"
#include "insight/stated_sources.hpp"
#include "operations/node.hpp"

namespace comity::operations {

inline constexpr std::size_t kMostCited = 256;
inline constexpr std::size_t kMostTraced = 2000;           // objects, documents and ends that are not told
inline constexpr std::size_t kMostRelationsRead = 5000;    // relationships that are looked into
inline constexpr std::size_t kMostVersionsSeen = 50'000;   // versions of them, of those that the caller gets
inline constexpr std::size_t kMostCompared = 500;          // texts that are held against each other

struct Trace {
  enum class Kind : std::uint8_t { object, document, unknown };
  struct One {
    Kind kind = Kind::unknown;
    std::string id;       // of an object; of a document where it is to be found; "" of what is not told
    std::string type, title, owner;
    std::vector<std::string> originators;  // agencies
    insight::Sort sort = insight::Sort::claim;
    bool first_hand = false;
    std::uint32_t row = shelf::kNoRow;
    bool cited = false;
  };
  struct Edge {
    insight::Provenance::Node from = 0, on = 0;
    std::string_view way;      // insight::Way, insight::Relation, "sources", "external_references" or "lineage"
    bool same = false;
    std::string relationship;  // the id of the object that says it; "" where `from` says it itself
    std::string stated_by;     // the party that owns what says it
    std::uint32_t row = shelf::kNoRow;  // of the relationship
  };
  std::vector<One> nodes;
  std::vector<Edge> edges;
  insight::Provenance provenance;
  std::vector<insight::Provenance::Node> cited;  // each once
  std::size_t not_read = 0;                      // of these, what the caller does not get
  std::vector<std::optional<insight::Sketch>> sketches;  // by node, of the first kMostCompared with enough text; where they were asked for
  Seq policy = 0;                                // of the view
};

struct TraceRequest {
  std::vector<std::string> ids;
  bool of_question = false;  // what these rest on at once is cited, in their place
  bool sketches = false;
};
// Of the view of the caller; the operator's of all that is held. Takes the journal's state: callers do not hold it. Errors: not_found (the caller gets none of the ids: absent and
// hidden alike), invalid (none, or too many), too_large.
Result<Trace> trace(Node& node, const Caller& caller, const TraceRequest& request);

// A durable lease that names these rows, as they are in the caller's view now: true. False: the view is another than the trace's by now; to be traced again.
Result<bool> lease_for(Node& node, const Caller& caller, const Trace& trace, const std::vector<std::uint32_t>& rows, std::string_view what);

}  // namespace comity::operations
