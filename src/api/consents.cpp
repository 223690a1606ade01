#include "operations/consents.hpp"

#include <charconv>
#include <nlohmann/json.hpp>

#include "api/door.hpp"
#include "api/paging.hpp"
#include "api/topics.hpp"
#include "operations/consents_json.hpp"

namespace comity::api {
namespace {

Result<http::Response> list_consents(const Call& call) {
  http::about_to_block();  // the first question about a reader replays its whole feed
  TRY(const auto all, operations::consents(call.node(), call.caller));
  auto body = operations::to_json(all);
  // In order of recording.
  TRY_VOID(page_of(call, body, "consents", [](const auto& one) {
    return one.at("at").template get<std::string>() + " " + one.at("act").value("by", "") + " " + one.at("act").value("id", "");
  }));
  return answer(200, body);
}

Result<http::Response> prepare_consent(const Call& call) {
  TRY(const operations::ConsentWish wish, operations::parse_wish(body_of(call)));
  TRY(const auto prepared, operations::prepare_consent(call.node(), call.caller, wish));
  return answer(200, operations::to_json(prepared));
}

Result<http::Response> list_requests(const Call& call) {
  TRY(const std::string next, read_next(call));
  Seq before = 0;
  std::from_chars(next.data(), next.data() + next.size(), before);
  TRY(const auto page, operations::requests(call.node(), call.caller, before, static_cast<std::size_t>(call.whole("limit").value_or(kMostOfPage))));
  auto body = operations::to_json(page);
  if (page.next != 0) body["next"] = write_next(call, std::to_string(page.next));
  return answer(200, body);
}

Result<http::Response> ask_consent(const Call& call) {
  TRY(const operations::Asked asked, operations::parse_asked(body_of(call)));
  TRY(const std::string id, operations::request_consent(call.node(), call.caller, asked));
  return answer(201, {{"id", id}});
}

std::vector<Schema> schemas() {
  return {
      {"ConsentList", R"({"type":"object","required":["consents"],"additionalProperties":false,"properties":{
        "consents":{"type":"array","items":{"$ref":"#/components/schemas/Consent"}},"next":{"$ref":"#/components/schemas/Next"}}})"},
      {"Consent", R"({"type":"object","required":["at","state","act"],"additionalProperties":false,"properties":{
        "at":{"$ref":"#/components/schemas/Time"},"state":{"type":"string"},
        "revoked_at":{"$ref":"#/components/schemas/Time"},"act":{"$ref":"#/components/schemas/Act"}}})"},
      {"ConsentWish", R"({"type":"object","required":["object","to"],"additionalProperties":false,"properties":{
        "object":{"type":"string"},"owner":{"type":"string"},"by":{"type":"string"},"to":{"type":"string"},
        "with_references":{"type":"boolean"},"later_versions":{"type":"boolean"},
        "actions":{"enum":["copy","display"]},
        "purposes":{"type":"array","minItems":1,"items":{"type":"string"},"description":"Left out: all."},
        "level":{"type":"object","required":["scheme","word"],"additionalProperties":false,"properties":{"scheme":{"type":"string"},"word":{"type":"string"}}},
        "from":{"type":"string"},"until":{"type":"string"},"request":{"type":"string"},"reason":{"type":"string"}}})"},
      {"PreparedConsent", R"({"type":"object","required":["act","level_suggested","notes","signers","needed"],"additionalProperties":false,"properties":{
        "act":{"$ref":"#/components/schemas/Act"},"level_suggested":{"type":"boolean"},"notes":{"$ref":"#/components/schemas/Names"},
        "signers":{"$ref":"#/components/schemas/Names"},"needed":{"type":"integer"}}})"},
      {"ConsentRequestList", R"({"type":"object","required":["requests"],"additionalProperties":false,"properties":{
        "requests":{"type":"array","items":{"$ref":"#/components/schemas/ConsentRequest"}},
        "next":{"$ref":"#/components/schemas/Next"}}})"},
      {"ConsentRequest", R"({"type":"object","required":["id","at","person","of","object","purpose","reason","answers"],"additionalProperties":false,"properties":{
        "id":{"type":"string"},"at":{"$ref":"#/components/schemas/Time"},"person":{"type":"string"},"of":{"type":"string"},
        "object":{"type":"string"},"purpose":{"type":"string"},"reason":{"type":"string"},
        "answers":{"type":"array","items":{"type":"object","required":["at","by","granted"],"additionalProperties":false,"properties":{
          "at":{"$ref":"#/components/schemas/Time"},"by":{"type":"string"},"granted":{"type":"boolean"},
          "consent":{"type":"string"},"reason":{"type":"string"}}}}}})"},
      {"NewConsentRequest", R"({"type":"object","required":["of","object"],"additionalProperties":false,"properties":{
        "of":{"type":"string","description":"The party."},"object":{"type":"string"},"purpose":{"type":"string"},"reason":{"type":"string"}}})"},
      {"Made", R"({"type":"object","required":["id"],"additionalProperties":false,"properties":{"id":{"type":"string"}}})"},
  };
}

}  // namespace

const Topic& consents() {
  static const Topic topic{
      .tag = "consents",
      .text = "One party's word that another may have an object which no agreement gives it.",
      .endpoints = {{.method = "GET",
                     .pattern = "/api/v1/consents",
                     .id = "listConsents",
                     .summary = "Consents by or to the caller's party",
                     .description = "Each with its state now.",
                     .scope = Scope::read,
                     .parameters = {limit_parameter(kMostOfPage), next_parameter()},
                     .answers = {{200, "ConsentList", "application/json", "The consents."}},
                     .refusals = {403},
                     .act = list_consents},
                    {.method = "POST",
                     .pattern = "/api/v1/consents/prepare",
                     .id = "prepareConsent",
                     .summary = "The act to be signed outside",
                     .description = "Nothing is recorded.",
                     .scope = Scope::act,
                     .who = "People with the role official.",
                     .body = Body{.schema = "ConsentWish", .text = "What to consent to."},
                     .answers = {{200, "PreparedConsent", "application/json", "The act, and who has to sign it."}},
                     .refusals = {403, 404, 409, 412},
                     .act = prepare_consent},
                    {.method = "GET",
                     .pattern = "/api/v1/consents/requests",
                     .id = "listConsentRequests",
                     .summary = "Requests asked of the caller's party, or by its agency",
                     .description = "The latest first.",
                     .scope = Scope::read,
                     .parameters = {limit_parameter(kMostOfPage), next_parameter()},
                     .answers = {{200, "ConsentRequestList", "application/json", "The requests."}},
                     .refusals = {403},
                     .act = list_requests},
                    {.method = "POST",
                     .pattern = "/api/v1/consents/requests",
                     .id = "requestConsent",
                     .summary = "Asks a party for its consent",
                     .scope = Scope::act,
                     .body = Body{.schema = "NewConsentRequest", .text = "Of whom, about what, and why."},
                     .answers = {{201, "Made", "application/json", "It is asked."}},
                     .refusals = {403, 404, 409},
                     .again = Again::once,
                     .act = ask_consent}},
      .schemas = schemas(),
  };
  return topic;
}

}  // namespace comity::api
