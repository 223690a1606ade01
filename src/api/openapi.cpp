#include "api/openapi.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "api/parameters.hpp"
#include "api/problems.hpp"
#include "api/refusals.hpp"
#include "api/topics.hpp"

namespace comity::api {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view kDescription =
    "Intelligence shared between allied states as far as their signed agreements allow. Errors are problem+json (RFC 9457); what is hidden "
    "and what is absent answer alike. Query parameters and members that a call does not have are refused. docs/format/rest.md says what "
    "holds for every call: lists and next, ETags, idempotency keys, scopes of log-ins.";

ordered_json reference(std::string_view kind, std::string_view name) { return {{"$ref", fmt::format("#/components/{}/{}", kind, name)}}; }

ordered_json schema_of(const Parameter& one) {
  ordered_json out;
  switch (one.kind) {
    case Parameter::Kind::whole:
      out = {{"type", "integer"}, {"minimum", one.least}, {"maximum", one.most}};
      break;
    case Parameter::Kind::time:
      out = {{"type", "string"}, {"description", "An RFC 3339 time, or a date."}};
      break;
    case Parameter::Kind::flag:
      out = {{"type", "boolean"}};
      break;
    case Parameter::Kind::text:
      out = {{"type", "string"}, {"minLength", 1}, {"maxLength", one.most}};
      if (!one.one_of.empty()) out = {{"type", "string"}, {"enum", one.one_of}};
      if (!one.pattern.empty()) out["pattern"] = one.pattern;
      break;
  }
  return one.many ? ordered_json{{"type", "array"}, {"items", std::move(out)}} : out;
}

std::string_view name_of(Parameter::In in) { return in == Parameter::In::path ? "path" : in == Parameter::In::query ? "query" : "header"; }

ordered_json parameter_json(const Parameter& one) {
  ordered_json out{{"name", one.name}, {"in", name_of(one.in)}, {"description", one.text}};
  if (one.required || one.in == Parameter::In::path) out["required"] = true;
  if (one.many) {
    out["style"] = "form";
    out["explode"] = false;  // a,b,c; repeated it is the same
  }
  out["schema"] = schema_of(one);
  return out;
}

ordered_json parameters_of(const Endpoint& row) {
  ordered_json out = ordered_json::array();
  for (const std::string_view name : path_names(row.pattern)) {
    const auto said = std::find_if(row.parameters.begin(), row.parameters.end(),
                                   [&](const Parameter& one) { return one.in == Parameter::In::path && one.name == name; });
    out.push_back(parameter_json(said != row.parameters.end()
                                     ? *said
                                     : Parameter{.name = name, .in = Parameter::In::path, .text = "Its name, percent-encoded.", .required = true}));
  }
  for (const Parameter& one : row.parameters)
    if (one.in != Parameter::In::path) out.push_back(parameter_json(one));
  for (const Parameter& one : common_headers(row)) out.push_back(reference("parameters", one.name));
  return out;
}

ordered_json headers_of(const Endpoint& row) {
  ordered_json out = {{"Cache-Control", reference("headers", "Cache-Control")}};
  if (row.method == "GET" && row.tagged) out["ETag"] = reference("headers", "ETag");
  return out;
}

ordered_json responses_of(const Endpoint& row) {
  ordered_json out;
  for (const Answered& one : row.answers) {
    ordered_json answer{{"description", one.text}, {"headers", headers_of(row)}};
    if (!one.media_type.empty()) {
      ordered_json content = ordered_json::object();
      if (!one.schema.empty()) content["schema"] = reference("schemas", one.schema);
      else content["schema"] = {{"type", "string"}};
      answer["content"] = {{std::string(one.media_type), std::move(content)}};
    }
    out[std::to_string(one.status)] = std::move(answer);
  }
  if (row.method == "GET" && row.tagged) out["304"] = {{"description", "As If-None-Match says."}};
  for (const int status : refusals_of(row)) out[std::to_string(status)] = reference("responses", std::to_string(status));
  return out;
}

ordered_json operation(const Topic& topic, const Endpoint& row) {
  std::string text(row.description);
  const auto add = [&](const std::string& more) { text += (text.empty() ? "" : " ") + more; };
  if (!row.who.empty()) add(fmt::format("For: {}", row.who));
  if (row.scope != Scope::open && row.scope != Scope::none) add(fmt::format("Scope: {}.", name_of(row.scope)));
  ordered_json out{{"operationId", row.id}, {"tags", {topic.tag}}, {"summary", row.summary}};
  if (!text.empty()) out["description"] = text;
  if (row.scope == Scope::open) out["security"] = ordered_json::array();
  if (ordered_json parameters = parameters_of(row); !parameters.empty()) out["parameters"] = std::move(parameters);
  if (row.body)
    out["requestBody"] = {{"required", true},
                          {"description", row.body->text},
                          {"content", {{std::string(row.body->media_type), {{"schema", reference("schemas", row.body->schema)}}}}}};
  out["responses"] = responses_of(row);
  return out;
}

ordered_json paths() {
  ordered_json out;
  for (const Topic* topic : topics())
    for (const Endpoint& row : topic->endpoints) {
      std::string method(row.method);
      for (char& c : method) c = static_cast<char>(c - 'A' + 'a');
      out[std::string(row.pattern)][method] = operation(*topic, row);
    }
  return out;
}

ordered_json schemas() {
  ordered_json out;
  const auto add = [&](const Schema& one) { out[std::string(one.name)] = ordered_json::parse(one.text); };
  for (const Schema& one : shared_schemas()) add(one);
  for (const Topic* topic : topics())
    for (const Schema& one : topic->schemas) add(one);
  return out;
}

ordered_json problem_responses() {
  ordered_json out;
  for (const ProblemKind& one : problem_kinds()) {
    ordered_json& response = out[std::to_string(one.status)];
    std::string text = response.is_object() ? response["description"].get<std::string>() + " " : std::string();
    text += fmt::format("{}: {}", one.code, one.text);
    response = {{"description", text}};
    if (one.status == 503 || one.status == 429)
      response["headers"] = {{"Retry-After", {{"description", "Seconds to wait."}, {"schema", {{"type", "integer"}}}}}};
    response["content"] = {{"application/problem+json", {{"schema", reference("schemas", "Problem")}}}};
  }
  return out;
}

ordered_json common_parameters() {
  ordered_json out;
  for (const Topic* topic : topics())
    for (const Endpoint& row : topic->endpoints)
      for (const Parameter& one : common_headers(row)) out[std::string(one.name)] = parameter_json(one);
  return out;
}

ordered_json security_schemes() {
  return {{"bearer", {{"type", "http"}, {"scheme", "bearer"}, {"description", "A token."}}},
          {"basic", {{"type", "http"}, {"scheme", "basic"}, {"description", "A token as the password; the user name does not count."}}},
          {"session", {{"type", "apiKey"}, {"in", "cookie"}, {"name", "__Host-comity"}, {"description", "A session of the console; over plain HTTP of the loopback the cookie is called comity."}}},
          {"csrf", {{"type", "apiKey"}, {"in", "header"}, {"name", "Comity-CSRF"}, {"description", "With a session, for every method but GET and HEAD."}}},
          {"certificate", {{"type", "mutualTLS"}, {"description", "A client certificate that is bound to a person."}}}};
}

}  // namespace

ordered_json openapi() {
  ordered_json tags = ordered_json::array();
  for (const Topic* topic : topics()) tags.push_back({{"name", topic->tag}, {"description", topic->text}});
  const auto alone = [](const char* name) { return ordered_json{{name, ordered_json::array()}}; };
  ordered_json with_session{{"session", ordered_json::array()}, {"csrf", ordered_json::array()}};
  return {{"openapi", "3.1.0"},
          {"info", {{"title", "Comity"}, {"version", "1"}, {"description", kDescription}, {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
          {"jsonSchemaDialect", "https://spec.openapis.org/oas/3.1/dialect/base"},
          {"servers", ordered_json::array({{{"url", "/"}}})},
          {"security", ordered_json::array({alone("bearer"), alone("basic"), std::move(with_session), alone("certificate")})},
          {"tags", std::move(tags)},
          {"paths", paths()},
          {"components",
           {{"schemas", schemas()},
            {"parameters", common_parameters()},
            {"headers",
             {{"ETag", {{"description", "A name of these very bytes for this caller: for If-None-Match, and where a call takes it If-Match."}, {"schema", {{"type", "string"}}}}},
              {"Cache-Control", {{"description", "Nobody between may keep an answer."}, {"schema", {{"type", "string"}}}}}}},
            {"responses", problem_responses()},
            {"securitySchemes", security_schemes()}}}};
}

}  // namespace comity::api
