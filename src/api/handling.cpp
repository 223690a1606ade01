#include <nlohmann/json.hpp>

#include "api/door.hpp"
#include "api/paging.hpp"
#include "api/topics.hpp"
#include "operations/handling_record.hpp"

namespace comity::api {
namespace {

Result<operations::HandlingRecord> record_of(const Call& call) {
  http::about_to_block();  // every lease of the party's people is looked at
  return operations::handling_record(call.node(), call.caller, call.arg(0), call.time("since"));
}

Result<http::Response> show(const Call& call) {
  TRY(const auto record, record_of(call));
  return answer(200, operations::to_json(record));
}

Result<http::Response> evidence(const Call& call) {
  TRY(const auto record, record_of(call));
  TRY(auto body, operations::evidence_json(record, call.text("kind")));
  TRY_VOID(page_of(call, body, "evidence", [](const auto& one) { return one.at("key").template get<std::string>(); }));
  return answer(200, body);
}

Parameter since() { return {.name = "since", .kind = Parameter::Kind::time, .text = "Only leases, recalls and refusals from then on."}; }

std::vector<Schema> schemas() {
  return {
      {"HandlingRecord", R"({"type":"object","required":["party","originator","own","since","as_of","numbers"],"additionalProperties":false,"properties":{
        "party":{"type":"string"},
        "originator":{"type":["string","null"],"description":"Whose objects it is about; null of all but the party's own."},
        "own":{"type":"boolean","description":"The party asks for its own record."},
        "since":{"type":["string","null"]},"as_of":{"$ref":"#/components/schemas/Time"},
        "numbers":{"type":"array","items":{"type":"object","required":["id","heading","unit","value"],"additionalProperties":false,"properties":{
          "id":{"type":"string"},"heading":{"type":"string"},"unit":{"type":"string"},
          "value":{"type":["number","null"],"description":"null: not known; the note says why."},
          "evidence":{"enum":["lease","recall","duty","log-in","clearance","second-person"],"description":"What it opens into."},
          "note":{"type":"string"}}}}}})"},
      {"HandlingEvidence", R"({"type":"object","required":["evidence"],"additionalProperties":false,"properties":{
        "evidence":{"type":"array","items":{"type":"object","required":["key","kind","says"],"additionalProperties":false,"properties":{
          "key":{"type":"string"},"kind":{"enum":["lease","recall","duty","log-in","clearance","second-person"]},
          "record":{"type":"integer","description":"In the journal: what the ledger proves."},"time":{"$ref":"#/components/schemas/Time"},
          "person":{"type":"string"},"agency":{"type":"string"},"says":{"type":"string"}}}},"next":{"$ref":"#/components/schemas/Next"}}})"},
  };
}

}  // namespace

const Topic& handling() {
  static const Topic topic{
      .tag = "handling",
      .text = "How a party handled what it was given, as far as this node's journal says.",
      .endpoints = {{.method = "GET",
                     .pattern = "/api/v1/handling/{party}",
                     .id = "getHandling",
                     .summary = "The handling record of a party",
                     .description = "Numbers that open into evidence; no score. What is not recorded is null, with the reason.",
                     .scope = Scope::read,
                     .who = "Officials and registrars, of what their party originated; of their own party, of what its people were given. The operator, of all.",
                     .parameters = {since()},
                     .answers = {{200, "HandlingRecord", "application/json", "The record."}},
                     .refusals = {403, 404},
                     .act = show},
                    {.method = "GET",
                     .pattern = "/api/v1/handling/{party}/evidence",
                     .id = "listHandlingEvidence",
                     .summary = "The records behind its numbers, newest first",
                     .scope = Scope::read,
                     .who = "As of the record.",
                     .parameters = {since(), {.name = "kind", .text = "Only of this kind.", .one_of = {"lease", "recall", "duty", "log-in", "clearance", "second-person"}}, limit_parameter(kMostOfPage), next_parameter()},
                     .answers = {{200, "HandlingEvidence", "application/json", "The evidence."}},
                     .refusals = {403, 404},
                     .act = evidence}},
      .schemas = schemas(),
  };
  return topic;
}

}  // namespace comity::api
