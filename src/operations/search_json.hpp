// Search answers as JSON, for the REST door and the command line.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "operations/search.hpp"

namespace comity::operations {

nlohmann::ordered_json to_json(const SearchAnswer& answer);

// "type,level", or "all". Errors: invalid (no such facet).
Result<std::set<Facet>> parse_facets(const std::vector<std::string>& names);

}  // namespace comity::operations
