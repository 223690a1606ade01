#include "taxii/objects.hpp"

#include <memory>
#include <utility>

#include "base/json.hpp"
#include "taxii/media.hpp"

namespace comity::taxii {

http::Response envelope(operations::Node& node, operations::Page page) {
  http::Response response;
  response.headers.emplace_back("Content-Type", kMediaType);
  response.headers.emplace_back("Cache-Control", "no-store");
  if (page.count == 0) {
    response.head = "{}";  // §3.7: an envelope without objects is empty
    return response;
  }
  response.headers.emplace_back("X-TAXII-Date-Added-First", format_time(page.first));
  response.headers.emplace_back("X-TAXII-Date-Added-Last", format_time(page.last));
  response.head = page.more ? "{\"more\":true,\"next\":" : "{\"more\":false";
  if (page.more) json::append_quoted(response.head, page.next);
  response.head += ",\"objects\":[";
  response.pieces.reserve(page.pieces.size());
  for (store::Slice& slice : page.pieces) response.pieces.push_back({slice.bytes, std::move(slice.hold)});
  response.tail = "]}";
  page.pieces.clear();
  response.sent = [&node, page = std::make_shared<const operations::Page>(std::move(page))] {
    operations::page_sent(node, *page);
  };
  return response;
}

Result<http::Response> get_objects(const InCollection& asked) {
  TRY(operations::PageRequest wanted, page_request(asked.request, asked.limits, kObjectsMatch, asked.collection.filter));
  wanted.endpoint = "objects";
  wanted.collection = asked.collection.id;
  // The first page of a walk mostly waits for its lease; the lease then covers the pages that follow.
  if (wanted.next.empty()) http::about_to_block();
  TRY(auto page, operations::page(asked.node, asked.caller, wanted));
  return envelope(asked.node, std::move(page));
}

Result<http::Response> add_objects(operations::Node& node, const operations::Caller& caller,
                                   const http::Request& request) {
  TRY(const operations::Submission submission, operations::submit(node, caller, request.body));
  // What was recorded is what both the answer and a later look at the status say.
  TRY(http::Response response, get_status(node, caller, submission.id));
  response.status = 202;
  return response;
}

Result<http::Response> get_status(operations::Node& node, const operations::Caller& caller, std::string_view id) {
  TRY(std::string body, operations::submission_status(node, caller, id));
  http::Response response = http::Response::text(200, kMediaType, std::move(body));
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

}  // namespace comity::taxii
