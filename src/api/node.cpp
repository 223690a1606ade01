#include <nlohmann/json.hpp>
#include <shared_mutex>

#include "api/door.hpp"
#include "api/openapi.hpp"
#include "api/problems.hpp"
#include "api/topics.hpp"

namespace comity::api {
namespace {

using nlohmann::ordered_json;

Result<http::Response> health(const Call&) { return answer(200, {{"status", "ok"}}); }

Result<http::Response> checkpoint(const Call& call) {
  http::Response response = http::Response::text(200, "text/plain; charset=utf-8", call.door.options.checkpoint());
  response.headers.emplace_back("Cache-Control", "no-cache");
  return response;
}

Result<http::Response> document(const Call&) {
  static const std::string text = openapi().dump();
  return json_answer(text);
}

Result<http::Response> list_problems(const Call&) {
  ordered_json list = ordered_json::array();
  for (const ProblemKind& one : problem_kinds())
    list.push_back({{"code", one.code}, {"status", one.status}, {"title", one.title}, {"text", one.text}});
  return answer(200, {{"problems", std::move(list)}});
}

Result<http::Response> me(const Call& call) {
  const operations::Caller& caller = call.caller;
  ordered_json body = {{"person", caller.person}};
  if (caller.is_operator()) {
    body["roles"] = {"operator"};
    return answer(200, body);
  }
  body["agency"] = caller.agency;
  body["party"] = caller.party;
  std::shared_lock state(call.node().journal().state());
  const auto& directory = call.node().policy.world().directory();
  if (const auto person = directory.people.find(caller.person); person != directory.people.end()) {
    body["name"] = person->second.name;
    body["roles"] = person->second.roles;
  }
  const Time now = call.node().clock().now();
  const auto clearance = directory.clearances.find(caller.person);
  const bool vouched =
      clearance != directory.clearances.end() && clearance->second.from <= now && now < clearance->second.until;
  body["vouched"] = vouched;  // without a clearance that is valid now, this person is released nothing
  body["purposes"] = ordered_json::array();
  if (vouched) {
    body["purposes"] = clearance->second.purposes;
    if (!clearance->second.default_purpose.empty()) body["default_purpose"] = clearance->second.default_purpose;
    if (clearance->second.until != Time::max()) body["vouched_until"] = format_time(clearance->second.until);
    ordered_json cleared = {{"levels", ordered_json::array()}, {"accesses", ordered_json::array()}, {"topics", clearance->second.topics}};
    for (const auto& [scheme, word] : clearance->second.levels) cleared["levels"].push_back({{"scheme", scheme}, {"word", word}});
    for (const marking::Owned& access : clearance->second.accesses) cleared["accesses"].push_back(access.party + ":" + access.name);
    body["clearance"] = std::move(cleared);
  }
  return answer(200, body);
}

}  // namespace

const Topic& node() {
  static const Topic topic{
      .tag = "node",
      .text = "The node itself, and who asks it.",
      .endpoints = {{.method = "GET",
                     .pattern = "/api/v1/health",
                     .id = "getHealth",
                     .summary = "Whether the node answers",
                     .scope = Scope::open,
                     .answers = {{200, "Health", "application/json", "It does."}},
                     .tagged = false,
                     .act = health},
                    {.method = "GET",
                     .pattern = "/api/v1/ledger/checkpoint",
                     .id = "getCheckpoint",
                     .summary = "The ledger as of now, as a signed note",
                     .description = "C2SP tlog-checkpoint. It says nothing of what is held.",
                     .scope = Scope::open,
                     .answers = {{200, "", "text/plain", "The note."}},
                     .tagged = false,
                     .act = checkpoint},
                    {.method = "GET",
                     .pattern = "/api/v1/problems",
                     .id = "listProblems",
                     .summary = "The kinds of errors",
                     .description = "The type of every error points into this list.",
                     .scope = Scope::open,
                     .answers = {{200, "ProblemKinds", "application/json", "The list."}},
                     .tagged = false,
                     .act = list_problems},
                    {.method = "GET",
                     .pattern = "/api/v1/openapi.json",
                     .id = "getOpenApi",
                     .summary = "This description of the API",
                     .description = "OpenAPI 3.1, printed from the table by which calls are checked.",
                     .scope = Scope::none,
                     .answers = {{200, "OpenApi", "application/json", "The document."}},
                     .act = document},
                    {.method = "GET",
                     .pattern = "/api/v1/me",
                     .id = "getMe",
                     .summary = "Who the caller is, and which purposes it may declare",
                     .scope = Scope::none,
                     .answers = {{200, "Me", "application/json", "The caller."}},
                     .act = me}},
      .schemas = {{"Health", R"({"type":"object","required":["status"],"additionalProperties":false,"properties":{"status":{"const":"ok"}}})"},
                  {"ProblemKinds", R"({"type":"object","required":["problems"],"additionalProperties":false,"properties":{
                    "problems":{"type":"array","items":{"type":"object","required":["code","status","title","text"],"additionalProperties":false,"properties":{
                      "code":{"type":"string"},"status":{"type":"integer"},"title":{"type":"string"},"text":{"type":"string"}}}}}})"},
                  {"OpenApi", R"({"type":"object","description":"https://spec.openapis.org/oas/v3.1.0","required":["openapi","info","paths","components"],"additionalProperties":true})"},
                  {"Me", R"({"type":"object","required":["person","roles"],"additionalProperties":false,"properties":{
                    "person":{"type":"string"},"agency":{"type":"string"},"party":{"type":"string"},"name":{"type":"string"},
                    "roles":{"$ref":"#/components/schemas/Names"},
                    "vouched":{"type":"boolean","description":"Without a clearance that is valid now, this person is released nothing."},
                    "purposes":{"$ref":"#/components/schemas/Names"},"default_purpose":{"type":"string"},
                    "vouched_until":{"$ref":"#/components/schemas/Time"},
                    "clearance":{"type":"object","description":"What the caller is cleared for, while that is valid.","required":["levels","accesses","topics"],"additionalProperties":false,"properties":{
                      "levels":{"type":"array","items":{"type":"object","required":["scheme","word"],"additionalProperties":false,"properties":{"scheme":{"type":"string"},"word":{"type":"string"}}}},
                      "accesses":{"description":"Compartments: PARTY:NAME.","$ref":"#/components/schemas/Names"},
                      "topics":{"description":"Need to know.","$ref":"#/components/schemas/Names"}}}}})"}},
  };
  return topic;
}

}  // namespace comity::api
