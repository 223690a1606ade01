#include <nlohmann/json.hpp>

#include "taxii/answers.hpp"
#include "taxii/media.hpp"
#include "taxii/objects.hpp"

namespace comity::taxii {

using nlohmann::ordered_json;

Result<http::Response> get_manifest(const InCollection& asked) {
  TRY(operations::PageRequest wanted, page_request(asked.request, asked.limits, kObjectsMatch, asked.collection.filter));
  wanted.endpoint = "manifest";
  wanted.collection = asked.collection.id;
  http::about_to_block();  // for the lease of names, and for the records
  TRY(const operations::Listing listing, operations::list_page(asked.node, asked.caller, wanted));
  ordered_json body = ordered_json::object();
  if (!listing.objects.empty()) {
    body["more"] = listing.more;
    if (listing.more) body["next"] = listing.next;
    for (const auto& one : listing.objects)
      body["objects"].push_back({{"id", one.id},
                                 {"date_added", format_time(one.added)},
                                 {"version", version_text(one.version)},
                                 {"media_type", one.spec_version == "2.0" ? kStix20MediaType : kStixMediaType}});
  }
  http::Response response = resource(200, body);
  add_dates(response, listing);
  return response;
}

}  // namespace comity::taxii
