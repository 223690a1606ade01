#include "api/routes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "api/conditional.hpp"
#include "api/door.hpp"
#include "api/media.hpp"
#include "api/parameters.hpp"
#include "api/problems.hpp"
#include "api/repeating.hpp"
#include "api/topics.hpp"
#include "base/bytes.hpp"
#include "crypto/canonical.hpp"
#include "door/presenting.hpp"
#include "http/authorization.hpp"

namespace comity::api {
namespace {

using operations::Caller;

http::Response refusal(const Door& door, const Error& error) {
  const std::string error_id = to_hex(door.node.random().bytes(8));
  const bool ours = error.code == Code::internal || error.code == Code::corrupt || error.code == Code::unavailable;
  if (ours && door.options.log) door.options.log(fmt::format("error {}: {}", error_id, to_string(error)));
  http::Response response = problem(error, error_id);
  if (error.code == Code::unauthenticated) http::add_bearer_challenge(response);
  if (error.code == Code::too_many) response.headers.emplace_back("Retry-After", std::to_string(std::max(error.retry_after_s, 1)));
  if (error.code == Code::unavailable) response.headers.emplace_back("Retry-After", "1");
  return response;
}

access::Scope needed(Scope scope) {
  switch (scope) {
    case Scope::open:
    case Scope::none: return access::Scope::none;
    case Scope::read: return access::Scope::read;
    case Scope::share: return access::Scope::share;
    case Scope::act: return access::Scope::act;
    case Scope::admin: return access::Scope::admin;
  }
  return access::Scope::admin;
}

// The body is of the media type and the shape that the row says.
Result<std::optional<http::Response>> check_body(const Endpoint& row, const http::Request& request) {
  if (!row.body) return std::optional<http::Response>();
  if (!is_of_type(request.header("content-type"), row.body->media_type))
    return std::optional(problem("unsupported_media_type", fmt::format("Send {} in Content-Type.", row.body->media_type), {}, "Content-Type"));
  if (row.body->schema.empty() || !row.body->checked) return std::optional<http::Response>();
  TRY(const auto body, crypto::parse_strict(request.body));
  TRY_VOID(check_shape(body, row.body->schema));
  return std::optional<http::Response>();
}

bool can_answer(const Endpoint& row, std::string_view accept) {
  for (const Answered& one : row.answers)
    if (accepts(accept, one.media_type)) return true;
  return false;
}

Result<http::Response> answered(Door& door, const Endpoint& row, const http::Request& request) {
  TRY(const Caller caller, door.caller_of(row, request));
  if (!can_answer(row, request.header("accept")))
    return problem("not_acceptable", fmt::format("This call answers {}; ask for that in Accept.", row.answers.front().media_type), {}, "Accept");
  TRY(auto refused, check_body(row, request));
  if (refused) return *std::move(refused);
  TRY_VOID(check_parameters(row, request));
  auto response = done_once(row, Call{door, caller, request});
  if (response && row.method == "GET" && row.tagged) return conditional(caller, request, *std::move(response));
  return response;
}

http::Handler guarded(const std::shared_ptr<Door>& door, const Endpoint& row) {
  return [door, &row](const http::Request& request) -> http::Response {
    auto response = answered(*door, row, request);
    if (!response) return refusal(*door, response.error());
    return *std::move(response);
  };
}

}  // namespace

Result<Caller> Door::caller_of(const Endpoint& row, const http::Request& request, bool again) const {
  if (row.scope == Scope::open) return Caller{};
  return door::admitted(node, request, needed(row.scope), again);
}

http::Response answer(int status, const nlohmann::ordered_json& body) {
  return json_answer(body.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace), status);
}

http::Response json_answer(std::string body, int status) {
  http::Response response = http::Response::text(status, "application/json", std::move(body) + "\n");
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

nlohmann::ordered_json body_of(const Call& call) { return nlohmann::ordered_json::parse(call.request.body, nullptr, false); }

std::vector<http::Route> routes(operations::Node& node, Options options) {
  const auto door = std::make_shared<Door>(Door{node, std::move(options), std::make_unique<Announcer>(node)});
  std::vector<http::Route> out;
  for (const Topic* topic : topics())
    for (const Endpoint& row : topic->endpoints) out.push_back({std::string(row.method), std::string(row.pattern), guarded(door, row)});
  return out;
}

}  // namespace comity::api
