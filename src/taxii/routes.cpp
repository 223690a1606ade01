#include "taxii/routes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <shared_mutex>
#include <utility>

#include "base/bytes.hpp"
#include "http/authorization.hpp"
#include "taxii/answers.hpp"
#include "taxii/collections.hpp"
#include "taxii/media.hpp"
#include "taxii/objects.hpp"

namespace comity::taxii {
namespace {

using nlohmann::ordered_json;
using operations::Caller;

constexpr std::size_t kLongestPurpose = 128;

// What every handler works with.
struct Door {
  operations::Node& node;
  Options options;
};

// A request past authentication and content negotiation.
using Act = std::function<Result<http::Response>(Door&, const Caller&, const http::Request&)>;

Result<Caller> caller_of(Door& door, const http::Request& request) {
  const std::string_view purpose = request.header("comity-purpose");
  if (purpose.size() > kLongestPurpose)
    return fail(Code::invalid, "Comity-Purpose names one purpose of the agreements", "Comity-Purpose");
  // An absent and a wrong credential get the same answer, in the same time but for one hash.
  return operations::authenticate(door.node, http::token_of(request).value_or(""), purpose);
}

http::Handler guarded(const std::shared_ptr<Door>& door, Act act) {
  return [door, act = std::move(act)](const http::Request& request) -> http::Response {
    const auto error_id = [&] { return to_hex(door->node.random().bytes(8)); };
    const auto caller = caller_of(*door, request);
    if (!caller) return refusal(caller.error(), error_id(), door->options.log);
    if (!accepts_taxii(request.header("accept")))
      return refusal(406, fmt::format("This door answers {}; ask for that in Accept.", kMediaType), error_id());
    if (request.method == "POST" && !is_taxii(request.header("content-type")))
      return refusal(415, fmt::format("Send the objects as {} in Content-Type.", kMediaType), error_id());
    auto response = act(*door, *caller, request);
    if (!response) return refusal(response.error(), error_id(), door->options.log);
    return *std::move(response);
  };
}

// Clients that take `default` and `api_roots` as they stand need the whole URL: as this client reached us.
std::string base_url(const http::Request& request) {
  const std::string_view host = request.header("host");
  const bool plain = !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view(".-:[]_").find(c) != std::string_view::npos;
  });
  return plain ? fmt::format("http://{}", host) : std::string();
}

// TAXII 2.1 §4.1.
Result<http::Response> discovery(Door&, const Caller&, const http::Request& request) {
  const std::string root = fmt::format("{}/{}/", base_url(request), kRoot);
  return resource(200, {{"title", "Comity"},
                        {"description", "Intelligence shared between allied states under signed agreements"},
                        {"default", root},
                        {"api_roots", ordered_json::array({root})}});
}

// TAXII 2.1 §4.2.
Result<http::Response> api_root(Door& door, const Caller&, const http::Request&) {
  return resource(200, {{"title", "Comity"},
                        {"versions", ordered_json::array({kMediaType})},
                        {"max_content_length", door.options.max_content_length}});
}

// The operator sees how the node decides and no object's bytes, and belongs to no agency that could share any.
bool reads(const Caller& caller, std::string_view collection) {
  return !caller.is_operator() && collection == kReadCollection;
}
bool owns_write(const Caller& caller, std::string_view collection) {
  return !caller.is_operator() && collection == write_collection(caller.agency);
}

bool submits(operations::Node& node, const Caller& caller) {
  std::shared_lock state(node.journal().state());
  const auto& people = node.policy.world().directory().people;
  const auto person = people.find(caller.person);
  return person != people.end() && person->second.roles.contains("submitter");
}

ordered_json read_resource() {
  return {{"id", std::string(kReadCollection)},
          {"title", "Everything I may see"},
          {"description",
           "Every object that agreements, consents and clearances release to this reader, as it is released"},
          {"alias", "everything-i-may-see"},
          {"can_read", true},
          {"can_write", false},
          {"media_types", ordered_json::array({kStixMediaType})}};
}

ordered_json write_resource(operations::Node& node, const Caller& caller) {
  return {
      {"id", write_collection(caller.agency)},
      {"title", fmt::format("Shared by {}", caller.agency)},
      {"description", "What is posted here is shared as this agency's, as far as its markings and the agreements go"},
      {"can_read", false},
      {"can_write", submits(node, caller)},
      {"media_types", ordered_json::array({kStixMediaType})}};
}

tl::unexpected<Error> no_collection() {
  return fail(Code::not_found,
              "There is no such collection for this caller; /comity/collections/ lists what there is.");
}

Result<http::Response> collections(Door& door, const Caller& caller, const http::Request&) {
  ordered_json body = ordered_json::object();
  if (!caller.is_operator()) {
    body["collections"].push_back(read_resource());
    body["collections"].push_back(write_resource(door.node, caller));
  }
  return resource(200, body);
}

Result<http::Response> collection(Door& door, const Caller& caller, const http::Request& request) {
  if (reads(caller, request.args[0])) return resource(200, read_resource());
  if (owns_write(caller, request.args[0])) return resource(200, write_resource(door.node, caller));
  return no_collection();
}

// The collection is there to be read; or else why not.
Result<void> check_readable(const Caller& caller, std::string_view collection) {
  if (reads(caller, collection)) return {};
  if (owns_write(caller, collection))
    return fail(Code::forbidden, fmt::format("This collection is only written to; read {}.", kReadCollection));
  return no_collection();
}

Result<http::Response> objects(Door& door, const Caller& caller, const http::Request& request) {
  TRY_VOID(check_readable(caller, request.args[0]));
  return get_objects(door.node, caller, request, door.options.limits);
}

Result<http::Response> tombstones(Door& door, const Caller& caller, const http::Request& request) {
  TRY_VOID(check_readable(caller, request.args[0]));
  return get_tombstones(door.node, caller, request, door.options.limits);
}

Result<http::Response> post_objects(Door& door, const Caller& caller, const http::Request& request) {
  if (reads(caller, request.args[0]))
    return fail(Code::forbidden,
                fmt::format("This collection is only read; write to {}.", write_collection(caller.agency)));
  if (!owns_write(caller, request.args[0])) return no_collection();
  return add_objects(door.node, caller, request);
}

Result<http::Response> status(Door& door, const Caller& caller, const http::Request& request) {
  return get_status(door.node, caller, request.args[0]);
}

}  // namespace

std::vector<http::Route> routes(operations::Node& node, Options options) {
  const auto door = std::make_shared<Door>(Door{node, std::move(options)});
  const auto under_root = [](std::string_view rest) { return fmt::format("/{}/{}", kRoot, rest); };
  return {
      {"GET", "/taxii2/", guarded(door, discovery)},
      {"GET", under_root(""), guarded(door, api_root)},
      {"GET", under_root("status/{id}/"), guarded(door, status)},
      {"GET", under_root("collections/"), guarded(door, collections)},
      {"GET", under_root("collections/{id}/"), guarded(door, collection)},
      {"GET", under_root("collections/{id}/objects/"), guarded(door, objects)},
      {"POST", under_root("collections/{id}/objects/"), guarded(door, post_objects)},
      {"GET", under_root("collections/{id}/tombstones/"), guarded(door, tombstones)},
  };
}

bool owns(std::string_view path) {
  const auto below = [&](std::string_view first) {
    return path.size() > first.size() && path[0] == '/' && path.substr(1).starts_with(first) &&
           (path.size() == first.size() + 1 || path[first.size() + 1] == '/');
  };
  return below("taxii2") || below(kRoot);
}

http::Response server_error(int status, std::string_view message) { return refusal(status, message, {}); }

}  // namespace comity::taxii
