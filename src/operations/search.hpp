// Searching: a page of results, each with what matched, and how many there are of what. docs/format/search.md.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "operations/node.hpp"
#include "search/snippet.hpp"

namespace comity::operations {

enum class Facet : std::uint8_t { type, originator, level, topic, agreement, month };
std::string_view name_of(Facet facet);
std::optional<Facet> facet_named(std::string_view name);
inline constexpr std::size_t kMostFacetValues = 200;  // of one facet, those with the most objects

struct SearchRequest {
  shelf::Filter filter;         // its text is the query; it may have none
  std::string next;             // of an earlier answer to the same request
  std::size_t limit = 20;       // at least 1: numbers come under the lease of a page
  bool newest = true;           // else in the order of the feed
  std::set<Facet> facets;
};

struct SearchAnswer {
  struct One {
    std::string id, version, type, owner;
    search::Shown shown;
    Time added;                            // date_added in the caller's view
    std::vector<std::string> originators;  // agencies
    std::vector<std::string> levels;       // "NZL:SECRET", of each originating party
    std::string tlp;                       // "" for none
    std::string marking;                   // the levels in words of the caller's party, as agreements in force translate them; "" if none does
  };
  std::vector<One> found;
  std::uint64_t total = 0;                 // on all pages
  struct Count {
    std::string value;
    std::uint64_t objects = 0;
  };
  std::vector<std::pair<Facet, std::vector<Count>>> facets;  // in their order; each by number, then by value
  bool more = false;
  std::string next;                        // set exactly when more
  Seq lease = 0;                           // the record that names the results of this page, and the query; 0 where there are none
};

// What of the caller's view the filter and its query leave. The results leave under a durable lease that names them and holds the query; the
// numbers are of what the caller may page through, and leave with them. A result shows part of an object: no extent says that it was handed over, so
// that nobody keeps a copy by having searched. Errors: invalid (query, cursor).
Result<SearchAnswer> search(Node& node, const Caller& caller, const SearchRequest& request);

// What results would show of these rows, by row: of those that the caller gets, under a durable lease that names them, for `collection`.
Result<std::map<std::uint32_t, SearchAnswer::One>> show_rows(Node& node, const Caller& caller, const std::string& collection, const std::vector<std::uint32_t>& rows);

// Takes up the words of what was shared, until nothing is left or `stop` says so: what keeps searches from having to. Any thread.
void index_words(Node& node, const std::function<bool()>& stop = {});

}  // namespace comity::operations
