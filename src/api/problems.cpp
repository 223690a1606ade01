#include "api/problems.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "api/routes.hpp"

namespace comity::api {
namespace {

using nlohmann::ordered_json;

constexpr std::array kKinds{
    ProblemKind{400, "invalid", "Bad Request", "The request is wrong. detail says what to change, where names the member, parameter or header."},
    ProblemKind{401, "unauthenticated", "Unauthorized", "No log-in came with the request, or none that is good now."},
    ProblemKind{403, "forbidden", "Forbidden", "This log-in may not do that."},
    ProblemKind{404, "not_found", "Not Found", "There is no such thing for this caller: it is absent, or hidden, and the two are alike."},
    ProblemKind{405, "method_not_allowed", "Method Not Allowed", "This path has other methods; Allow lists them."},
    ProblemKind{406, "not_acceptable", "Not Acceptable", "Accept leaves out the media type of this answer."},
    ProblemKind{408, "timeout", "Request Timeout", "The request did not arrive in time."},
    ProblemKind{409, "conflict", "Conflict", "The state moved on, or a call with this Idempotency-Key is under way. Read again, then retry."},
    ProblemKind{409, "outcome_unknown", "Conflict", "A call with this Idempotency-Key was begun before the node restarted, or its answer is no longer kept. It is not done a second time: look whether it was done, then use another key."},
    ProblemKind{412, "precondition", "Precondition Failed", "An earlier step is missing, or If-Match names a state that is no longer so."},
    ProblemKind{413, "too_large", "Content Too Large", "More than the stated bound."},
    ProblemKind{415, "unsupported_media_type", "Unsupported Media Type", "Send the body in the media type of the call."},
    ProblemKind{422, "key_reused", "Unprocessable Content", "This Idempotency-Key came with another request before. Use a key for one request only."},
    ProblemKind{429, "too_many_requests", "Too Many Requests", "Wait as long as Retry-After says."},
    ProblemKind{431, "header_too_large", "Request Header Fields Too Large", "Send fewer or shorter headers."},
    ProblemKind{500, "corrupt", "Internal Server Error", "Stored bytes failed their check. The node's operator is told by its log."},
    ProblemKind{500, "internal", "Internal Server Error", "A fault in the node. The node's operator finds the error_id in its log."},
    ProblemKind{503, "unavailable", "Service Unavailable", "The node cannot do this now. Retry after the time that Retry-After says."},
};

http::Response written(int status, std::string_view code, std::string_view title, std::string_view detail, std::string_view where, std::string_view error_id) {
  ordered_json body;
  if (!code.empty()) body["type"] = fmt::format("/api/v1/problems#{}", code);
  body["title"] = title;
  body["status"] = status;
  if (!detail.empty()) body["detail"] = detail;
  if (!error_id.empty()) body["instance"] = fmt::format("urn:comity:error:{}", error_id);
  if (!code.empty()) body["code"] = code;
  if (!where.empty()) body["where"] = where;
  if (!error_id.empty()) body["error_id"] = error_id;
  // A detail may echo what a client sent.
  http::Response out = http::Response::text(status, "application/problem+json", body.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n");
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

}  // namespace

std::span<const ProblemKind> problem_kinds() { return kKinds; }

http::Response problem(const Error& error, std::string_view error_id) {
  const bool ours = error.code == Code::internal || error.code == Code::corrupt;
  const bool tells = !ours && error.code != Code::unavailable;
  return problem(name_of(error.code), ours ? "The node could not complete this request." : error.message, error_id,
                 tells ? std::string_view(error.where) : std::string_view());
}

http::Response problem(std::string_view code, std::string_view detail, std::string_view error_id, std::string_view where) {
  const auto kind = std::find_if(kKinds.begin(), kKinds.end(), [&](const ProblemKind& one) { return one.code == code; });
  CHECK(kind != kKinds.end());
  return written(kind->status, kind->code, kind->title, detail, where, error_id);
}

http::Response server_error(int status, std::string_view message) {
  const auto kind = std::find_if(kKinds.begin(), kKinds.end(), [&](const ProblemKind& one) { return one.status == status; });
  return kind != kKinds.end() ? written(status, kind->code, kind->title, message, {}, {})
                              : written(status, {}, http::reason_of(status), message, {}, {});
}

}  // namespace comity::api
