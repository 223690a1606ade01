#include "api/object_schemas.hpp"

namespace comity::api {

std::vector<Schema> object_schemas() {
  return {
      {"Clauses", R"({"type":"array","items":{"type":"object","required":["name","holds","text"],"additionalProperties":false,"properties":{
        "name":{"type":"string"},"holds":{"type":"boolean"},"text":{"type":"string"}}}})"},
      {"Explanations", R"({"type":"object","required":["objects"],"additionalProperties":false,"properties":{
        "objects":{"type":"array","items":{"type":"object","additionalProperties":false,
          "required":["owner","id","version","type","label","marking","reads","withheld","cut","explanation"],"properties":{
          "owner":{"type":"string"},"id":{"type":"string"},"version":{"type":"string"},"type":{"type":"string"},
          "label":{"$ref":"#/components/schemas/Label"},"marking":{"type":"string"},"reads":{"type":"boolean"},"withheld":{"type":"boolean"},
          "cut":{"$ref":"#/components/schemas/Names"},
          "explanation":{"type":"object","required":["permit","clause","reader","origins"],"additionalProperties":false,"properties":{
            "permit":{"type":"boolean"},"clause":{"type":"string"},"reader":{"$ref":"#/components/schemas/Clauses"},
            "origins":{"type":"array","items":{"type":"object","required":["party","permits","branches"],"additionalProperties":false,"properties":{
              "party":{"type":"string"},"permits":{"type":"boolean"},
              "branches":{"type":"array","items":{"type":"object","required":["kind","permits","clauses"],"additionalProperties":false,"properties":{
                "kind":{"enum":["agreement","consent","held"]},"agreement":{"type":"string"},"version":{"type":"integer"},
                "permits":{"type":"boolean"},"clauses":{"$ref":"#/components/schemas/Clauses"}}}}}}}}}}}}}})"},
      {"Readers", R"({"type":"object","required":["objects"],"additionalProperties":false,"properties":{
        "objects":{"type":"array","items":{"type":"object","required":["owner","id","version","people"],"additionalProperties":false,"properties":{
          "owner":{"type":"string"},"id":{"type":"string"},"version":{"type":"string"},
          "people":{"type":"array","items":{"type":"object","required":["agency","party","reads","clause"],"additionalProperties":false,"properties":{
            "person":{"type":"string","description":"Absent of other parties: no more than the agency is told."},
            "agency":{"type":"string"},"party":{"type":"string"},"reads":{"type":"boolean"},"cut":{"type":"boolean"},
            "clause":{"type":"string"},"text":{"type":"string"}}}}}}}}})"},
      {"Holders", R"({"type":"object","required":["objects"],"additionalProperties":false,"properties":{
        "objects":{"type":"array","items":{"type":"object","required":["owner","id","version","recalled","people"],"additionalProperties":false,"properties":{
          "owner":{"type":"string"},"id":{"type":"string"},"version":{"type":"string"},"recalled":{"type":"boolean"},
          "people":{"type":"array","items":{"type":"object","additionalProperties":false,
            "required":["person","agency","party","purpose","action","state","first","last","delivered"],"properties":{
            "person":{"type":"string"},"agency":{"type":"string"},"party":{"type":"string"},"purpose":{"type":"string"},
            "action":{"enum":["copy","display"]},"state":{"enum":["told","held"]},
            "first":{"$ref":"#/components/schemas/Time"},"last":{"$ref":"#/components/schemas/Time"},"delivered":{"type":"boolean"}}}}}}}}})"},
      {"RecallAsked", R"({"type":"object","additionalProperties":false,"properties":{
        "reason":{"type":"string"},"version":{"type":"string"},"owner":{"type":"string"},"with_references":{"type":"boolean"},
        "cause":{"enum":["","recalled","corrected","reclassified"]},"replaced_by":{"type":"string"}}})"},
      {"CorrectionAsked", R"({"type":"object","required":["bundle"],"additionalProperties":false,"properties":{
        "reason":{"type":"string"},"bundle":{"type":"object","additionalProperties":true},"version":{"type":"string"},"owner":{"type":"string"},
        "replaced_by":{"type":"string"}}})"},
      {"ReclassificationAsked", R"({"type":"object","additionalProperties":false,"properties":{
        "reason":{"type":"string"},"label":{"$ref":"#/components/schemas/Label"},
        "marking":{"type":"object","required":["language","text"],"additionalProperties":true,"properties":{
          "language":{"type":"string"},"text":{"type":"string"},"portions":{"$ref":"#/components/schemas/Names"}}}}})"},
      {"ErasureAsked", R"({"type":"object","additionalProperties":false,"properties":{
        "reason":{"type":"string"},"version":{"type":"string"},"owner":{"type":"string"}}})"},
      {"ApprovalAsked", R"({"type":"object","additionalProperties":false,"properties":{"version":{"type":"string"},"owner":{"type":"string"}}})"},
      {"RecalledVersions", R"({"type":"array","items":{"type":"object","required":["owner","id","version","revoked"],"additionalProperties":false,"properties":{
        "owner":{"type":"string"},"id":{"type":"string"},"version":{"type":"string"},
        "revoked":{"type":"boolean","description":"Who fetched it gets a version that says that it is revoked; else only a tombstone."}}}})"},
      {"SharedVersions", R"({"type":"array","items":{"type":"object","required":["id","version"],"additionalProperties":false,"properties":{
        "id":{"type":"string"},"version":{"type":"string"},"message":{"type":"string"}}}})"},
      {"Recalled", R"({"type":"object","required":["record","recalled","people","parties"],"additionalProperties":false,"properties":{
        "record":{"type":"integer"},"recalled":{"$ref":"#/components/schemas/RecalledVersions"},
        "people":{"type":"integer"},"parties":{"type":"integer"},
        "shared":{"$ref":"#/components/schemas/SharedVersions"},"widened":{"type":"boolean"}}})"},
      {"Erased", R"({"type":"object","required":["record","erased"],"additionalProperties":false,"properties":{
        "record":{"type":"integer"},"erased":{"type":"array","items":{"$ref":"#/components/schemas/VersionOf"}}}})"},
      {"Approved", R"({"type":"object","required":["record"],"additionalProperties":false,"properties":{"record":{"type":"integer"}}})"},
  };
}

}  // namespace comity::api
