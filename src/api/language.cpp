#include <nlohmann/json.hpp>

#include "api/door.hpp"
#include "api/topics.hpp"
#include "judgement/methods_json.hpp"

namespace comity::api {
namespace {

Result<http::Response> list_yardsticks(const Call& call) {
  auto body = judgement::to_json(judgement::shipped());
  const auto* own = judgement::shipped().of(call.caller.agency.empty() ? call.caller.party : call.caller.agency);
  body["own"] = own == nullptr ? nlohmann::ordered_json() : nlohmann::ordered_json(own->id);
  return answer(200, body);
}

Result<http::Response> lint_text(const Call& call) {
  const auto asked = body_of(call);
  const auto* own = judgement::shipped().of(call.caller.agency.empty() ? call.caller.party : call.caller.agency);
  if (asked.contains("yardstick")) {
    own = judgement::shipped().find(asked.at("yardstick").get<std::string>());
    if (own == nullptr) return fail(Code::invalid, "there is no such yardstick: GET /api/v1/yardsticks lists them", "/yardstick");
  }
  TRY(const auto found, judgement::lint(asked.at("text").get<std::string>(), judgement::shipped(), own));
  return answer(200, judgement::to_json(found, own));
}

std::vector<Schema> schemas() {
  return {
      {"YardstickList", R"({"type":"object","required":["yardsticks","readers","own"],"additionalProperties":false,"properties":{
        "yardsticks":{"type":"array","items":{"$ref":"#/components/schemas/Yardstick"}},
        "readers":{"type":"array","items":{"type":"object","required":["who","yardstick"],"additionalProperties":false,"properties":{
          "who":{"type":"string","description":"An agency, or a party for all of its agencies that have no line."},"yardstick":{"type":"string"}}}},
        "own":{"type":["string","null"],"description":"The caller's."}}})"},
      {"Yardstick", R"({"type":"object","required":["id","title","rule","source","date","bands"],"additionalProperties":false,"properties":{
        "id":{"type":"string"},"title":{"type":"string"},
        "rule":{"enum":["edges","nearest","narrowest"],"description":"edges: the band that holds the percentage, its lower end within; nearest: the nearest band, half-way the upper one; narrowest: of bands that overlap."},
        "source":{"type":"string"},"date":{"type":"string"},
        "bands":{"type":"array","items":{"type":"object","required":["from","to","term","also"],"additionalProperties":false,"properties":{
          "from":{"type":"number"},"to":{"type":"number"},"term":{"type":"string"},"also":{"$ref":"#/components/schemas/Names"}}}}}})"},
      {"LintAsked", R"({"type":"object","required":["text"],"additionalProperties":false,"properties":{
        "text":{"type":"string","maxLength":262144},
        "yardstick":{"type":"string","minLength":1,"maxLength":64,"description":"The author's; without it that of the caller's agency."}}})"},
      {"LintFindings", R"({"type":"object","required":["yardstick","findings"],"additionalProperties":false,"properties":{
        "yardstick":{"type":["string","null"]},
        "findings":{"type":"array","items":{"type":"object","additionalProperties":false,
          "required":["rule","weight","line","column","at","length","quote","says","write","source"],"properties":{
          "rule":{"type":"string"},"weight":{"enum":["fault","advice"]},"line":{"type":"integer"},"column":{"type":"integer","description":"In characters, from 1."},
          "at":{"type":"integer","description":"In bytes of the text as UTF-8."},"length":{"type":"integer"},"quote":{"type":"string"},
          "says":{"type":"string"},"write":{"type":"string"},"source":{"type":"string"},"detail":{"type":"string"}}}}}})"},
  };
}

}  // namespace

const Topic& language() {
  static const Topic topic{
      .tag = "estimative language",
      .text = "Which words stand for which likelihood, and what a text says that no yardstick has.",
      .endpoints = {{.method = "GET",
                     .pattern = "/api/v1/yardsticks",
                     .id = "listYardsticks",
                     .summary = "Yardsticks of likelihood, whose they are, and the caller's own",
                     .scope = Scope::read,
                     .answers = {{200, "YardstickList", "application/json", "The yardsticks."}},
                     .act = list_yardsticks},
                    {.method = "POST",
                     .pattern = "/api/v1/judgement/lint",
                     .id = "lintJudgement",
                     .summary = "Look over the estimative language of a text",
                     .description = "Found by words alone. The text is not kept.",
                     .scope = Scope::read,
                     .body = Body{.schema = "LintAsked", .text = "The text."},
                     .answers = {{200, "LintFindings", "application/json", "What was found, in the order of the text."}},
                     .act = lint_text}},
      .schemas = schemas(),
  };
  return topic;
}

}  // namespace comity::api
