#include <nlohmann/json.hpp>

#include "taxii/answers.hpp"
#include "taxii/objects.hpp"

namespace comity::taxii {

using nlohmann::ordered_json;

Result<http::Response> get_versions(const InCollection& asked) {
  TRY(operations::PageRequest wanted, page_request(asked.request, asked.limits, kVersionsMatch, asked.collection.filter));
  wanted.endpoint = "versions";
  wanted.collection = asked.collection.id;
  wanted.filter.ids = {std::string(asked.object)};
  wanted.filter.versions.all = true;
  http::about_to_block();
  TRY(const operations::Listing listing, operations::list_page(asked.node, asked.caller, wanted));
  if (listing.objects.empty()) TRY_VOID(check_there(asked));
  ordered_json body = ordered_json::object();
  if (!listing.objects.empty()) {
    body["more"] = listing.more;
    if (listing.more) body["next"] = listing.next;
    for (const auto& one : listing.objects) body["versions"].push_back(version_text(one.version));
  }
  http::Response response = resource(200, body);
  add_dates(response, listing);
  return response;
}

}  // namespace comity::taxii
