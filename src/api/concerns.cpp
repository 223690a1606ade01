#include "operations/concerns.hpp"

#include <nlohmann/json.hpp>

#include "api/door.hpp"
#include "api/topics.hpp"
#include "operations/statements_json.hpp"

namespace comity::api {
namespace {

Result<http::Response> list(const Call& call) {
  operations::ConcernFilter filter{call.text("about"), {}, call.text("object"), call.flag("open")};
  if (const std::string category = call.text("category"); !category.empty()) filter.category = statement::category_of(category);
  TRY(const auto all, operations::concerns(call.node(), call.caller, filter));
  return answer(200, operations::to_json(all));
}

Result<http::Response> record(const Call& call) {
  TRY(const Seq seq, operations::record_concern(call.node(), call.caller, call.request.body));
  return answer(201, {{"record", seq}});
}

Result<http::Response> show(const Call& call) {
  TRY(const auto one, operations::concern_of(call.node(), call.caller, call.arg(0)));
  return answer(200, operations::to_json(one));
}

}  // namespace

const Topic& concerns() {
  static const Topic topic{
      .tag = "concerns",
      .text = "Worries about how a party handles what it is given, raised officially, answered, remedied. docs/format/concern.md says who is told.",
      .endpoints = {{.method = "GET",
                     .pattern = "/api/v1/concerns",
                     .id = "listConcerns",
                     .summary = "Has any partner raised this?",
                     .description = "Concerns that the caller's party raised, that are about it, or that it was told of, by the time of raising. The operator gets how each stands, no names, and no list by party or object.",
                     .scope = Scope::read,
                     .who = "People with the role official or registrar, and the operator; others get none.",
                     .parameters = {{.name = "about", .text = "A party, with its agencies, or an agency. Not for the operator."},
                                    {.name = "category", .text = "Of this kind.", .one_of = {"disclosure", "late-recall", "third-party", "marking", "other"}},
                                    {.name = "object", .text = "That name this STIX id. Not for the operator."},
                                    {.name = "open", .kind = Parameter::Kind::flag, .text = "Those that are open."}},
                     .answers = {{200, "ConcernList", "application/json", "The concerns."}},
                     .refusals = {409},
                     .act = list},
                    {.method = "POST",
                     .pattern = "/api/v1/concerns",
                     .id = "recordConcern",
                     .summary = "Brings a signed step: raise, answer, remedied, close, withdraw",
                     .description = "Signed outside: docs/format/concern.md.",
                     .scope = Scope::act,
                     .who = "People with the role official or registrar of the party that signed, and the operator.",
                     .body = Body{.schema = "SignedConcern", .text = "The step, as it was signed."},
                     .answers = {{201, "ConcernRecorded", "application/json", "It is recorded."}},
                     .refusals = {403, 404, 409, 412},
                     .act = record},
                    {.method = "GET",
                     .pattern = "/api/v1/concerns/{id}",
                     .id = "getConcern",
                     .summary = "A concern and what came of it",
                     .scope = Scope::read,
                     .who = "People with the role official or registrar of a party that may know it; to the operator concerns have no ids.",
                     .answers = {{200, "Concern", "application/json", "The concern."}},
                     .refusals = {404, 409},
                     .act = show}},
      .schemas = {{"ConcernList", R"({"type":"object","required":["concerns"],"additionalProperties":false,"properties":{
                     "concerns":{"type":"array","items":{"$ref":"#/components/schemas/Concern"}}}})"},
                  {"Concern", R"({"type":"object","required":["category","state","open","raised"],"additionalProperties":false,"properties":{
                     "id":{"type":"string"},"by":{"type":"string"},"about":{"type":"string"},"category":{"enum":["disclosure","late-recall","third-party","marking","other"]},
                     "state":{"enum":["open","answer overdue","answered","remedy due","remedy overdue","remedied","closed","withdrawn","void"]},"open":{"type":"boolean"},
                     "raised":{"$ref":"#/components/schemas/Time"},"due":{"$ref":"#/components/schemas/Time"},
                     "first_promised":{"$ref":"#/components/schemas/Time","description":"Where the remedy was promised for another time than it is due at now."},"satisfied":{"type":"boolean"},"text":{"type":"string"},"remedy":{"type":"string"},
                     "objects":{"$ref":"#/components/schemas/Names"},"told":{"$ref":"#/components/schemas/Names"},
                     "steps":{"type":"array","items":{"type":"object","required":["at","record","move","by","signer","text"],"additionalProperties":false,"properties":{
                       "at":{"$ref":"#/components/schemas/Time"},"record":{"type":"integer"},"move":{"enum":["raise","answer","remedied","close","withdraw"]},"by":{"type":"string"},
                       "signer":{"type":"string"},"text":{"type":"string"},"remedy_by":{"$ref":"#/components/schemas/Time"}}}}}})"},
                  {"SignedConcern", R"({"type":"object","description":"docs/format/concern.md","required":["concern","signatures"],"additionalProperties":false,"properties":{
                     "concern":{"type":"object","additionalProperties":true},"signatures":{"type":"array","items":{"type":"object","additionalProperties":true}}}})"},
                  {"ConcernRecorded", R"({"type":"object","required":["record"],"additionalProperties":false,"properties":{"record":{"type":"integer","description":"Its number in the journal."}}})"}},
  };
  return topic;
}

}  // namespace comity::api
