// On how many independent origins do these reports rest? docs/methods/corroboration.md.
//
// Independent corroborations of a set of cited reports: the most lines from an origin to a cited report of which no two share anything: no origin, nothing in between, no report.
// That is a maximum flow in which every node carries one, and by Menger (1927) the least number of nodes through which all lines run: the choke sources. As a
// function of the cited set it is the rank of a gammoid (Mason 1972): one report more adds none or one, never takes one away, and adds the less the more are cited already.
//
// Ends whose lineage is unknown give an interval over everything that they may rest on, exact at both ends:
//   high: each is an origin of its own. More is not possible: cut every line at the last such end on it.
//   low:  the flow from known origins alone, F. All unknown ends may rest on one node of a minimum cut, through which every line runs already; so no line is won, and none can be
//         lost. Where F is 0 and an unknown end stands behind a cited report it is 1: something must be behind it, and it may be one thing.
// What a low lineage is not: a probability. Copies and circles are made one before (insight/provenance.hpp).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "insight/provenance.hpp"

namespace comity::insight {

struct Origins {
  std::uint32_t low = 0, high = 0;
  bool operator==(const Origins&) const = default;
};

struct Corroboration {
  using Group = std::vector<Provenance::Node>;  // copies of each other, or a circle; mostly one
  Origins independent;
  std::uint32_t reports = 0;  // cited, each once
  std::uint32_t origins = 0;  // known ones that stand behind a cited report, independent or not
  // The minimum cut of the lines from known origins, nearest to the origins and nearest to the reports; each has F groups. Where both are the same there is no other.
  std::vector<Group> chokes, chokes_near_reports;
  bool only_cut = true;
  std::vector<Group> unknown;  // ends behind cited reports of which nobody said on what they rest
  std::vector<Group> circles;  // behind cited reports: A cites B cites A
};

// `cited` may name a node twice. Pure; any thread. Time: of a flow with unit capacities, O(pairs · √nodes) (Even and Tarjan 1975).
Corroboration corroborate(const Lineage& lineage, std::span<const Provenance::Node> cited);
// The interval alone.
Origins independent_origins(const Lineage& lineage, std::span<const Provenance::Node> cited);

// "5 reports, 1 origin"; "31 reports, 2–3 origins, 1 lineage unknown".
std::string in_short(const Corroboration& found);
// "5 reports rest on 1 independent origin. All that is known of their lineage runs through USA report 0931." `names`, `near_reports`: of the chokes from either end, in
// their order; empty: they are not named.
std::string in_words(const Corroboration& found, std::span<const std::string> names, std::span<const std::string> near_reports = {});

}  // namespace comity::insight
