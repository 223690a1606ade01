#include <nlohmann/json.hpp>

#include "api/door.hpp"
#include "api/paging.hpp"
#include "api/topics.hpp"
#include "operations/acts.hpp"
#include "operations/derivation_json.hpp"

namespace comity::api {
namespace {

Result<http::Response> preview(const Call& call) {
  http::about_to_block();
  TRY(const auto preview, operations::preview_derivation(call.node(), call.caller, call.request.body));
  return answer(200, operations::to_json(preview));
}

Result<http::Response> list_tearlines(const Call& call) {
  TRY(const auto waiting, operations::tearlines(call.node(), call.caller));
  auto body = operations::to_json(waiting);
  TRY_VOID(page_of(call, body, "tearlines", [](const auto& one) {
    return one.at("owner").template get<std::string>() + " " + one.at("id").template get<std::string>() + " " + one.at("version").template get<std::string>();
  }));
  return answer(200, body);
}

std::vector<Schema> schemas() {
  return {
      {"Extension", R"({"type":"object","description":"A label extension with sources: docs/format/label.md. What it may hold is checked there.","additionalProperties":true})"},
      {"DerivationPreview", R"({"type":"object","required":["sources","refusal","label","marking","tearline","remarks","people"],"additionalProperties":false,"properties":{
        "sources":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["id","version","owner","originators","levels","readers","loses","sentence"],"properties":{
          "id":{"type":"string"},"version":{"type":"string"},"owner":{"type":"string"},"originators":{"$ref":"#/components/schemas/Names"},
          "levels":{"$ref":"#/components/schemas/Names"},"readers":{"$ref":"#/components/schemas/Names"},"loses":{"$ref":"#/components/schemas/Names"},
          "sentence":{"type":"string"}}}},
        "refusal":{"type":"string"},"label":{"$ref":"#/components/schemas/Label"},"marking":{"type":"string"},"tearline":{"type":"boolean"},
        "own_label":{"$ref":"#/components/schemas/Label"},"own_marking":{"type":"string"},"approvers":{"$ref":"#/components/schemas/Names"},
        "remarks":{"$ref":"#/components/schemas/Names"},
        "people":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["person","agency","party","reads","clause"],"properties":{
          "person":{"type":"string"},"agency":{"type":"string"},"party":{"type":"string"},"reads":{"type":"boolean"},"clause":{"type":"string"},
          "reads_approved":{"type":"boolean"}}}}}})"},
      {"TearlineList", R"({"type":"object","required":["tearlines"],"additionalProperties":false,"properties":{
        "tearlines":{"type":"array","items":{"type":"object","additionalProperties":false,
          "required":["owner","id","version","sha256","sources","label","own_label","others"],"properties":{
          "owner":{"type":"string"},"id":{"type":"string"},"version":{"type":"string"},"sha256":{"type":"string"},
          "sources":{"type":"array","items":{"$ref":"#/components/schemas/VersionOf"}},
          "label":{"$ref":"#/components/schemas/Label"},"own_label":{"$ref":"#/components/schemas/Label"},"others":{"$ref":"#/components/schemas/Names"}}}},"next":{"$ref":"#/components/schemas/Next"}}})"},
  };
}

}  // namespace

const Topic& derivations() {
  static const Topic topic{
      .tag = "derivations",
      .text = "What is made from sources, and tearlines.",
      .endpoints = {{.method = "POST",
                     .pattern = "/api/v1/derivations",
                     .id = "previewDerivation",
                     .summary = "What would become of an object made from these sources",
                     .description = "Its label, its readers, and what each source costs. Nothing is stored.",
                     .scope = Scope::share,
                     .who = "People with the role submitter.",
                     .body = Body{.schema = "Extension", .text = "The label extension that the object would have."},
                     .answers = {{200, "DerivationPreview", "application/json", "The preview."}},
                     .refusals = {403, 404},
                     .act = preview},
                    {.method = "GET",
                     .pattern = "/api/v1/tearlines",
                     .id = "listTearlines",
                     .summary = "Tearlines that wait for approval by the caller's party",
                     .scope = Scope::read,
                     .who = "People with the role official.",
                     .parameters = {limit_parameter(kMostOfPage), next_parameter()},
                     .answers = {{200, "TearlineList", "application/json", "The tearlines."}},
                     .refusals = {403},
                     .act = list_tearlines}},
      .schemas = schemas(),
  };
  return topic;
}

}  // namespace comity::api
