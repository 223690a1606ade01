#include "api/door.hpp"
#include "api/topics.hpp"
#include "operations/acts.hpp"
#include "operations/consents.hpp"

#include <nlohmann/json.hpp>

namespace comity::api {
namespace {

Result<http::Response> record_act(const Call& call) {
  TRY(const Seq seq, operations::record_act(call.node(), call.request.body));
  return answer(201, {{"policy", seq}});
}

}  // namespace

const Topic& acts() {
  static const Topic topic{
      .tag = "acts",
      .text = "What an authority signed outside the node: consents, suspensions, notices, keys.",
      .endpoints = {{.method = "POST",
                     .pattern = "/api/v1/acts",
                     .id = "recordAct",
                     .summary = "Records a signed act",
                     .description = "Whoever brings it: its signatures alone count. docs/format/act.md says what each act is and needs.",
                     .scope = Scope::act,
                     .body = Body{.schema = "SignedAct", .text = "The act, as it was signed."},
                     .answers = {{201, "Recorded", "application/json", "It is recorded."}},
                     .refusals = {403, 404, 409, 412},
                     .act = record_act}},
      .schemas = {{"SignedAct", R"({"type":"object","description":"docs/format/act.md","required":["act","signatures"],"additionalProperties":false,"properties":{
                    "act":{"$ref":"#/components/schemas/Act"},
                    "signatures":{"type":"array","items":{"type":"object","additionalProperties":true}}}})"},
                  {"Recorded", R"({"type":"object","required":["policy"],"additionalProperties":false,"properties":{
                    "policy":{"type":"integer","description":"The policy version from which it holds."}}})"}},
  };
  return topic;
}

}  // namespace comity::api
