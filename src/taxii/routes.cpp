#include "taxii/routes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <utility>

#include "base/bytes.hpp"
#include "door/presenting.hpp"
#include "taxii/answers.hpp"
#include "taxii/collections.hpp"
#include "taxii/media.hpp"
#include "taxii/objects.hpp"

namespace comity::taxii {
namespace {

using nlohmann::ordered_json;
using access::Scope;
using operations::Caller;

// What every handler works with.
struct Door {
  operations::Node& node;
  Options options;
};

// A request past authentication and content negotiation.
using Act = std::function<Result<http::Response>(Door&, const Caller&, const http::Request&)>;

// A word that stands in a path as it is.
bool is_segment(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

http::Handler guarded(const std::shared_ptr<Door>& door, Scope scope, Act act) {
  return [door, scope, act = std::move(act)](const http::Request& request) -> http::Response {
    const auto error_id = [&] { return to_hex(door->node.random().bytes(8)); };
    const auto caller = door::admitted(door->node, request, scope);
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

// What a handler is given: the arguments of its own part of the path.
struct Asked {
  Door& door;
  const Caller& caller;
  const http::Request& request;
  std::string root;  // "/comity/"
  std::span<const std::string> args;
};
using Handle = Result<http::Response> (*)(const Asked&);

constexpr std::string_view kPurposes = "purpose";

std::string main_root() { return fmt::format("/{}/", kRoot); }
std::string purpose_root(std::string_view purpose) { return fmt::format("/{}/{}/{}/", kRoot, kPurposes, purpose); }

Act under_main_root(Handle handle) {
  return [handle](Door& door, const Caller& caller, const http::Request& request) {
    return handle({door, caller, request, main_root(), request.args});
  };
}

// A root that is bound to a purpose, for clients that cannot declare one in a header. What the caller may not declare is not there.
Act under_purpose_root(Handle handle) {
  return [handle](Door& door, const Caller& caller, const http::Request& request) -> Result<http::Response> {
    const std::string& purpose = request.args[0];
    TRY(const operations::OwnStanding own, operations::own_standing(door.node, caller));
    if (!own.purposes.contains(purpose)) return fail(Code::not_found, "There is no such API root for this caller; /taxii2/ lists what there is.");
    if (!caller.purpose.empty() && caller.purpose != purpose)
      return fail(Code::invalid, "Comity-Purpose says another purpose than this API root; leave it out here.", "Comity-Purpose");
    Caller bound = caller;
    bound.purpose = purpose;
    return handle({door, bound, request, purpose_root(purpose), std::span(request.args).subspan(1)});
  };
}

// TAXII 2.1 §4.1. Roots are relative URLs: they hold for whatever scheme and host the client, or a proxy before the node, came by.
Result<http::Response> discovery(const Asked& asked) {
  TRY(const operations::OwnStanding own, operations::own_standing(asked.door.node, asked.caller));
  ordered_json roots = ordered_json::array({main_root()});
  for (const std::string& purpose : own.purposes)
    if (is_segment(purpose)) roots.push_back(purpose_root(purpose));
  return resource(200, {{"title", "Comity"},
                        {"description", "Intelligence shared between allied states under signed agreements"},
                        {"default", main_root()},
                        {"api_roots", std::move(roots)}});
}

// TAXII 2.1 §4.2.
Result<http::Response> api_root(const Asked& asked) {
  const bool bound = asked.root != main_root();
  return resource(200, {{"title", bound ? fmt::format("Comity, for the purpose {}", asked.caller.purpose) : std::string("Comity")},
                        {"description", bound ? "What is released to this reader for this one purpose"
                                              : "What is released to this reader for the purpose that Comity-Purpose declares, or else for its default purpose"},
                        {"versions", ordered_json::array({kMediaType})},
                        {"max_content_length", asked.door.options.max_content_length}});
}

Result<http::Response> collections(const Asked& asked) {
  ordered_json body = ordered_json::object();
  TRY(const std::vector<Collection> all, collections_of(asked.door.node, asked.caller));
  for (const Collection& one : all) body["collections"].push_back(to_json(one));
  return resource(200, body);
}

Result<http::Response> collection(const Asked& asked) {
  TRY(const Collection found, find_collection(asked.door.node, asked.caller, asked.args[0]));
  return resource(200, to_json(found));
}

// A handler of something in the collection that the path names.
template <Result<http::Response> (*handle)(const InCollection&)>
Result<http::Response> in_collection(const Asked& asked) {
  TRY(const Collection found, find_collection(asked.door.node, asked.caller, asked.args[0]));
  const std::string_view object = asked.args.size() > 1 ? std::string_view(asked.args[1]) : std::string_view();
  return handle({asked.door.node, asked.caller, asked.request, found, asked.door.options.limits, object});
}

Result<http::Response> post_objects(const Asked& asked) {
  TRY(const Collection found, find_collection(asked.door.node, asked.caller, asked.args[0]));
  if (found.id != write_collection(asked.caller.agency))
    return fail(Code::forbidden, fmt::format("This collection is only read; write to {}.", write_collection(asked.caller.agency)));
  return add_objects(asked.door.node, asked.caller, asked.request);
}

Result<http::Response> status(const Asked& asked) { return get_status(asked.door.node, asked.caller, asked.args[0]); }

// Below an API root.
struct Row {
  const char* method;
  const char* path;
  Handle handle;
  Scope scope = Scope::read;
};
constexpr Row kRows[] = {
    {"GET", "", api_root},
    {"GET", "status/{id}/", status},
    {"GET", "collections/", collections},
    {"GET", "collections/{id}/", collection},
    {"GET", "collections/{id}/manifest/", in_collection<get_manifest>},
    {"GET", "collections/{id}/objects/", in_collection<get_objects>},
    {"POST", "collections/{id}/objects/", post_objects, Scope::share},
    {"GET", "collections/{id}/objects/{object}/", in_collection<get_object>},
    {"DELETE", "collections/{id}/objects/{object}/", in_collection<delete_object>, Scope::share},
    {"GET", "collections/{id}/objects/{object}/versions/", in_collection<get_versions>},
    {"GET", "collections/{id}/tombstones/", in_collection<get_tombstones>},  // our extensions
    {"GET", "collections/{id}/markings/", in_collection<get_markings>},
};

}  // namespace

std::vector<http::Route> routes(operations::Node& node, Options options) {
  const auto door = std::make_shared<Door>(Door{node, std::move(options)});
  std::vector<http::Route> out{{"GET", "/taxii2/", guarded(door, Scope::read, under_main_root(discovery))}};
  for (const Row& row : kRows) {
    out.push_back({row.method, main_root() + row.path, guarded(door, row.scope, under_main_root(row.handle))});
    out.push_back({row.method, purpose_root("{purpose}") + row.path, guarded(door, row.scope, under_purpose_root(row.handle))});
  }
  return out;
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
