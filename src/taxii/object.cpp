#include "operations/recall.hpp"
#include "taxii/answers.hpp"
#include "taxii/media.hpp"
#include "taxii/objects.hpp"

namespace comity::taxii {

Result<void> check_there(const InCollection& asked) {
  operations::PageRequest wanted;
  wanted.endpoint = "object";
  wanted.collection = asked.collection.id;
  wanted.limit = 1;
  wanted.filter = asked.collection.filter;
  wanted.filter.ids = {std::string(asked.object)};
  wanted.filter.versions.all = true;
  TRY(const operations::Listing listing, operations::list_page(asked.node, asked.caller, wanted));
  if (listing.objects.empty()) return fail(Code::not_found, "There is no such object for this caller in this collection.");
  return {};
}

Result<http::Response> get_object(const InCollection& asked) {
  TRY(operations::PageRequest wanted, page_request(asked.request, asked.limits, kObjectMatches, asked.collection.filter));
  wanted.endpoint = "object";
  wanted.collection = asked.collection.id;
  wanted.filter.ids = {std::string(asked.object)};
  http::about_to_block();
  TRY(auto page, operations::page(asked.node, asked.caller, wanted));
  // What is there and is not asked for is an empty envelope; what is not there is not found.
  if (page.count == 0) TRY_VOID(check_there(asked));
  return envelope(asked.node, std::move(page));
}

Result<http::Response> delete_object(const InCollection& asked) {
  if (!asked.collection.writes)
    return fail(Code::forbidden, "Nothing is deleted from this collection; what an agency shared is deleted from its own, by a submitter.");
  operations::WithdrawalRequest wanted;
  wanted.id = asked.object;
  wanted.filter = asked.collection.filter;
  wanted.reason = "withdrawn by the one who shared it";
  TRY_VOID(take_matches(asked.request, kObjectMatches, wanted.filter));
  wanted.filter.ids = {wanted.id};
  // Without versions the object is meant, and after that none of it may be found (§5.7).
  if (!asked.request.query.contains("match[version]")) wanted.filter.versions.all = true;
  if (wanted.filter.spec_versions.empty()) wanted.filter.spec_versions = {"2.0", "2.1"};
  TRY_VOID(operations::withdraw(asked.node, asked.caller, wanted));
  http::Response response = http::Response::text(200, kMediaType, {});
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

}  // namespace comity::taxii
