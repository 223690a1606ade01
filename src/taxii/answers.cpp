#include "taxii/answers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "http/authorization.hpp"
#include "taxii/media.hpp"

namespace comity::taxii {
namespace {

using nlohmann::ordered_json;

http::Response envelope(int status, std::string_view description, std::string_view error_id, std::string_view code,
                        std::string_view where) {
  ordered_json body;
  body["title"] = std::string(http::reason_of(status));
  if (!description.empty()) body["description"] = std::string(description);
  if (!error_id.empty()) body["error_id"] = std::string(error_id);
  if (!code.empty()) body["error_code"] = std::string(code);
  body["http_status"] = std::to_string(status);  // a string in §3.6.1
  if (!where.empty()) body["details"] = {{"where", std::string(where)}};
  http::Response response = resource(status, body);
  if (status == 401) http::add_challenges(response);
  return response;
}

}  // namespace

http::Response resource(int status, const ordered_json& body) {
  // A message may echo bytes of the request that are not UTF-8.
  http::Response response = http::Response::text(
      status, kMediaType, body.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n");
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

http::Response refusal(const Error& error, std::string error_id, const std::function<void(std::string_view)>& log) {
  const bool ours = error.code == Code::internal || error.code == Code::corrupt;
  // Where it lies may be a file of the node's: that is for its log.
  const bool inside = ours || error.code == Code::unavailable;
  if (inside && log) log(fmt::format("error {}: {}", error_id, to_string(error)));
  http::Response response =
      envelope(http::status_of(error.code), ours ? "The node could not complete this request." : error.message,
               error_id, name_of(error.code), inside ? std::string_view() : std::string_view(error.where));
  if (error.code == Code::too_many) response.headers.emplace_back("Retry-After", std::to_string(std::max(error.retry_after_s, 1)));
  if (error.code == Code::unavailable) response.headers.emplace_back("Retry-After", "1");
  return response;
}

http::Response refusal(int status, std::string_view description, std::string_view error_id) {
  return envelope(status, description, error_id, {}, {});
}

}  // namespace comity::taxii
