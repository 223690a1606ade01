#include <nlohmann/json.hpp>

#include "taxii/answers.hpp"
#include "taxii/objects.hpp"

namespace comity::taxii {

using nlohmann::ordered_json;

// What was lost was lost everywhere: a client that polls one collection is told of more than it had there, and never of less.
Result<http::Response> get_tombstones(const InCollection& asked) {
  TRY(operations::PageRequest wanted, range_request(asked.request, asked.limits));
  wanted.endpoint = "tombstones";
  wanted.collection = asked.collection.id;
  TRY(const operations::GonePage page, operations::tombstones(asked.node, asked.caller, wanted));
  ordered_json body = ordered_json::object();
  if (!page.gone.empty()) {
    body["more"] = page.more;
    if (page.more) body["next"] = page.next;
    for (const auto& gone : page.gone) {
      ordered_json one = {{"id", gone.id}, {"version", gone.version}, {"date_added", format_time(gone.added)}};
      if (gone.recalled) {
        one["recalled"] = true;
        one["reason"] = gone.reason;
        if (!gone.replaced_by.empty()) one["replaced_by"] = gone.replaced_by;
      }
      body["tombstones"].push_back(std::move(one));
    }
  }
  return resource(200, body);
}

}  // namespace comity::taxii
