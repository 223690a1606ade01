#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "api/openapi.hpp"
#include "api/parameters.hpp"
#include "api/problems.hpp"
#include "api/refusals.hpp"
#include "api/topics.hpp"

namespace comity::api {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view kHead = R"(# The REST API

This page is printed from the table of endpoints by `comity api --reference`; change the table, not the page. `comity api --openapi` prints the same as
an OpenAPI 3.1 document, which a node gives at `/api/v1/openapi.json`. [What holds for every call](format/rest.md) is not said again here: errors, lists
and `next`, ETags, idempotency keys, scopes.

)";

std::string kind_of(const Parameter& one) {
  std::string out;
  switch (one.kind) {
    case Parameter::Kind::whole:
      out = one.most == INT64_MAX ? "whole number" : fmt::format("{} to {}", one.least, one.most);
      break;
    case Parameter::Kind::time:
      out = "time";
      break;
    case Parameter::Kind::flag:
      out = "true or false";
      break;
    case Parameter::Kind::text:
      out = one.one_of.empty() ? "text" : fmt::format("{}", fmt::join(one.one_of, ", "));
      break;
  }
  return one.many ? out + "; may be a list" : out;
}

std::string link(std::string_view schema) {
  std::string anchor(schema);
  for (char& c : anchor)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return fmt::format("[{}](#{})", schema, anchor);
}

std::string row_text(const Endpoint& row) {
  std::string out = fmt::format("### {} {}\n\n{}.", row.method, row.pattern, row.summary);
  if (!row.description.empty()) out += fmt::format(" {}", row.description);
  if (!row.who.empty()) out += fmt::format(" For: {}", row.who);
  out += row.scope == Scope::open ? " Without a log-in." : row.scope == Scope::none ? " With any log-in." : fmt::format(" Scope `{}`.", name_of(row.scope));
  if (row.method == "POST" && row.scope != Scope::open)
    out += row.again == Again::same ? " Done again it changes nothing more." : " With an `Idempotency-Key` it is never done twice.";
  out += "\n\n";
  const auto shown = [](const Parameter& one) { return one.in != Parameter::In::path; };
  if (std::any_of(row.parameters.begin(), row.parameters.end(), shown)) {
    out += "| parameter | is | meaning |\n| --- | --- | --- |\n";
    for (const Parameter& one : row.parameters)
      if (shown(one)) out += fmt::format("| `{}`{} | {} | {} |\n", one.name, one.in == Parameter::In::header ? " (header)" : "", kind_of(one), one.text);
    out += "\n";
  }
  if (row.body) out += fmt::format("Takes {}, `{}`: {}\n\n", link(row.body->schema), row.body->media_type, row.body->text);
  for (const Answered& one : row.answers)
    out += fmt::format("Answers {}{}{}: {}\n", one.status, one.schema.empty() ? "" : ", " + link(one.schema),
                       one.media_type == "application/json" ? "" : fmt::format(", `{}`", one.media_type), one.text);
  if (!row.refusals.empty()) out += fmt::format("\nMay refuse with {}.\n", fmt::join(std::set<int>(row.refusals.begin(), row.refusals.end()), ", "));
  return out + "\n";
}

std::string type_of(const ordered_json& schema);

std::string inner(const ordered_json& schema) {
  const auto type = schema.find("type");
  if (const auto to = schema.find("$ref"); to != schema.end()) return link(to->get<std::string>().substr(std::string_view("#/components/schemas/").size()));
  if (schema.contains("const")) return fmt::format("`{}`", schema["const"].dump());
  if (const auto words = schema.find("enum"); words != schema.end()) {
    std::vector<std::string> all;
    for (const auto& word : *words) all.push_back(fmt::format("`{}`", word.dump()));
    return fmt::format("{}", fmt::join(all, ", "));
  }
  if (schema.contains("oneOf")) return "one of several";
  if (type == schema.end()) return "anything";
  if (type->is_array()) return type->dump();
  if (*type == "array") return "list of " + (schema.contains("items") ? type_of(schema["items"]) : std::string("anything"));
  if (*type == "integer") {
    if (schema.contains("minimum") && schema.contains("maximum")) return fmt::format("{} to {}", schema["minimum"].dump(), schema["maximum"].dump());
    return "whole number";
  }
  if (*type == "boolean") return "true or false";
  return type->get<std::string>() == "string" ? "text" : type->get<std::string>();
}

std::string members(const ordered_json& schema);

std::string type_of(const ordered_json& schema) {
  return schema.contains("properties") ? fmt::format("{{{}}}", members(schema)) : inner(schema);
}

// "`id` text, `until`? [Time]": a question mark where it may be absent.
std::string members(const ordered_json& schema) {
  std::vector<std::string> out;
  const ordered_json required = schema.value("required", ordered_json::array());
  for (const auto& [name, member] : schema["properties"].items()) {
    const bool must = std::find(required.begin(), required.end(), name) != required.end();
    out.push_back(fmt::format("`{}`{} {}", name, must ? "" : "?", type_of(member)));
  }
  return fmt::format("{}", fmt::join(out, ", "));
}

std::string schema_text(const Schema& schema) {
  const ordered_json json = ordered_json::parse(schema.text);
  std::string out = fmt::format("### {}\n\n", schema.name);
  if (json.contains("description")) out += json["description"].get<std::string>() + "\n\n";
  if (!json.contains("properties")) return out + (json.value("additionalProperties", ordered_json(false)) == true ? "An object.\n\n" : type_of(json) + "\n\n");
  out += "| member | is | |\n| --- | --- | --- |\n";
  const ordered_json required = json.value("required", ordered_json::array());
  for (const auto& [name, member] : json["properties"].items()) {
    const bool must = std::find(required.begin(), required.end(), name) != required.end();
    out += fmt::format("| `{}`{} | {} | {} |\n", name, must ? "" : "?", type_of(member), member.value("description", std::string()));
  }
  return out + "\n";
}

}  // namespace

std::string reference_page() {
  std::string out(kHead);
  for (const Topic* topic : topics()) {
    out += fmt::format("## {}\n\n{}\n\n", topic->tag, topic->text);
    for (const Endpoint& row : topic->endpoints) out += row_text(row);
  }
  out += "## Errors\n\n| code | status | meaning |\n| --- | --- | --- |\n";
  for (const ProblemKind& one : problem_kinds()) out += fmt::format("| `{}` | {} | {} |\n", one.code, one.status, one.text);
  out += "\n## Schemas\n\nA question mark after a member: it may be absent.\n\n";
  for (const Schema& one : shared_schemas()) out += schema_text(one);
  for (const Topic* topic : topics())
    for (const Schema& one : topic->schemas) out += schema_text(one);
  while (out.ends_with("\n\n")) out.pop_back();
  return out;
}

}  // namespace comity::api
