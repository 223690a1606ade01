// Objects, tombstones, submission and its status: the handlers with bodies.
#pragma once

#include "http/http.hpp"
#include "operations/acts.hpp"
#include "taxii/query.hpp"

namespace comity::taxii {

// TAXII 2.1 §5.4. `collection` is the one that is read. Errors: as operations::page, and invalid (query).
Result<http::Response> get_objects(operations::Node& node, const operations::Caller& caller,
                                   const http::Request& request, const Limits& limits);
// Our extension: what the caller had fetched and may no longer read. Errors: as operations::tombstones, and invalid.
Result<http::Response> get_tombstones(operations::Node& node, const operations::Caller& caller,
                                      const http::Request& request, const Limits& limits);
// TAXII 2.1 §5.5. Errors: as operations::submit.
Result<http::Response> add_objects(operations::Node& node, const operations::Caller& caller,
                                   const http::Request& request);
// TAXII 2.1 §4.3. Errors: not_found.
Result<http::Response> get_status(operations::Node& node, const operations::Caller& caller, std::string_view id);

}  // namespace comity::taxii
