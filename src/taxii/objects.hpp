// The endpoints below a collection: one file for each topic. Every handler has its collection looked up.
#pragma once

#include <string>
#include <string_view>

#include "http/http.hpp"
#include "operations/acts.hpp"
#include "taxii/collections.hpp"
#include "taxii/query.hpp"

namespace comity::taxii {

// A request that is about a collection that the caller has.
struct InCollection {
  operations::Node& node;
  const operations::Caller& caller;
  const http::Request& request;
  const Collection& collection;
  const Limits& limits;
  std::string_view object;  // the id in the path; "" where there is none
};

// ---- objects.cpp

// TAXII 2.1 §5.4. Errors: as operations::page, and invalid (query).
Result<http::Response> get_objects(const InCollection& asked);
// §5.5. Errors: as operations::submit.
Result<http::Response> add_objects(operations::Node& node, const operations::Caller& caller, const http::Request& request);
// §4.3. Errors: not_found.
Result<http::Response> get_status(operations::Node& node, const operations::Caller& caller, std::string_view id);
// The envelope of a page (§3.7), sent from where the objects are stored.
http::Response envelope(operations::Node& node, operations::Page page);

// ---- object.cpp

// §5.6. Errors: as get_objects, and not_found (absent, or not for this caller: alike).
Result<http::Response> get_object(const InCollection& asked);
// §5.7: takes back what is meant, for good. Errors: as operations::withdraw; invalid (query).
Result<http::Response> delete_object(const InCollection& asked);
// Whether the collection has some version of that object for the caller. A lease of names stands before the answer.
Result<void> check_there(const InCollection& asked);

// ---- manifest.cpp, versions.cpp, tombstones.cpp, markings.cpp

// §5.3. Errors: as operations::list_page, and invalid (query).
Result<http::Response> get_manifest(const InCollection& asked);
// §5.8. Errors: as get_object.
Result<http::Response> get_versions(const InCollection& asked);
// Our extension: what the caller had fetched and may no longer read. Errors: as operations::tombstones, and invalid.
Result<http::Response> get_tombstones(const InCollection& asked);
// Our extension: the marking definitions that the caller may see, and what the labels of the objects that it may see say. Errors: as get_objects.
Result<http::Response> get_markings(const InCollection& asked);

// ---- listing.cpp

// A version as manifest, versions and status write it: an object without "modified" and "created" has one that is the same everywhere.
std::string_view version_text(const std::string& version);
// X-TAXII-Date-Added-First and -Last of objects that were listed; nothing for none.
void add_dates(http::Response& response, const operations::Listing& listing);

}  // namespace comity::taxii
