// On how many independent origins do these objects rest, as far as the caller gets what they rest on? docs/methods/corroboration.md.
//
// Who is told what: a person is told of what it reads, and of nothing else; a source that it does not get is of unknown lineage and goes by no name, hidden or absent. What is named
// leaves under a durable lease that names it. The operator is told numbers about all that is held, and no names.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "operations/tracing.hpp"

namespace comity::operations {

inline constexpr std::size_t kMostShown = 300;  // nodes of the graph that are named

struct CorroborationAnswer {
  insight::Corroboration found;  // groups are of nodes of the trace
  std::string short_form;        // "5 reports, 1 origin"
  std::string sentence;
  Trace trace;
  std::vector<insight::Provenance::Node> shown;  // what of it is named: cited and chokes first; none for the operator
  std::vector<std::uint32_t> layers;             // by node: how far it is from the ends, 0 for an end; equal in a circle
  std::vector<insight::Resembling> copies;       // places are nodes; suggestions, those most alike first
};
inline constexpr std::size_t kMostSuggested = 50;

struct CorroborationRequest {
  std::vector<std::string> ids;  // cited; those that the caller does not get count as of unknown lineage
  std::string question;          // instead: what this object rests on at once is cited
};
// Errors: as trace; unavailable (the view changes faster than it can be traced).
Result<CorroborationAnswer> corroborate(Node& node, const Caller& caller, const CorroborationRequest& request);
nlohmann::ordered_json to_json(const CorroborationAnswer& answer);

// The interval alone, for what is made of it (extremising a pool): names nothing and takes no lease. Nothing that the caller gets among the ids: each of them is of unknown lineage.
// Takes the journal's state: callers do not hold it. Errors: as trace, but never not_found; none cited is {0, 0}.
Result<insight::Origins> origins_of(Node& node, const Caller& caller, const std::vector<std::string>& ids);

}  // namespace comity::operations
