#include "api/agreement_schemas.hpp"

namespace comity::api {

std::vector<Schema> agreement_schemas() {
  return {
      {"SignedAgreement", R"({"type":"object","description":"docs/format/agreement.md","required":["agreement","signatures"],"additionalProperties":false,"properties":{
        "agreement":{"type":"object","additionalProperties":true},
        "signatures":{"type":"array","items":{"type":"object","additionalProperties":true}}}})"},
      {"Standing", R"({"type":"object","required":["state","version","bound","notices","suspensions"],"additionalProperties":false,"properties":{
        "state":{"enum":["not-yet-in-force","in-force","ended"]},"version":{"type":"integer"},
        "until":{"$ref":"#/components/schemas/Time"},"term_end":{"$ref":"#/components/schemas/Time"},
        "bound":{"$ref":"#/components/schemas/Names"},
        "notices":{"type":"array","items":{"type":"object","required":["by","given","effective"],"additionalProperties":false,"properties":{
          "by":{"type":"string"},"given":{"$ref":"#/components/schemas/Time"},"effective":{"$ref":"#/components/schemas/Time"},
          "held_since":{"$ref":"#/components/schemas/Time"}}}},
        "suspensions":{"type":"array","items":{"type":"object","required":["by","from","to"],"additionalProperties":false,"properties":{
          "by":{"type":"string"},"from":{"type":"string"},"to":{"type":"string"},
          "since":{"$ref":"#/components/schemas/Time"},"until":{"$ref":"#/components/schemas/Time"}}}}}})"},
      {"Draft", R"({"type":"object","required":["version","title","proposed","last_signed","sha256","signed_by","not_signed_by"],"additionalProperties":false,"properties":{
        "version":{"type":"integer"},"title":{"type":"string"},"proposed":{"$ref":"#/components/schemas/Time"},"last_signed":{"$ref":"#/components/schemas/Time"},
        "sha256":{"type":"string"},"signed_by":{"$ref":"#/components/schemas/Names"},"not_signed_by":{"$ref":"#/components/schemas/Names"},
        "file":{"$ref":"#/components/schemas/SignedAgreement"}}})"},
      {"AgreementList", R"({"type":"object","required":["agreements"],"additionalProperties":false,"properties":{
        "agreements":{"type":"array","items":{"type":"object","required":["id","drafts"],"additionalProperties":false,"properties":{
          "id":{"type":"string"},"title":{"type":"string"},"kind":{"enum":["bilateral","multilateral","community"]},
          "standing":{"$ref":"#/components/schemas/Standing"},"drafts":{"type":"array","items":{"$ref":"#/components/schemas/Draft"}}}}},
        "next":{"$ref":"#/components/schemas/Next"}}})"},
      {"Agreement", R"({"type":"object","required":["id","versions","history","drafts"],"additionalProperties":false,"properties":{
        "id":{"type":"string"},"title":{"type":"string"},"kind":{"enum":["bilateral","multilateral","community"]},
        "standing":{"$ref":"#/components/schemas/Standing"},
        "versions":{"type":"array","items":{"type":"object","required":["version","recorded","sha256","file"],"additionalProperties":false,"properties":{
          "version":{"type":"integer"},"recorded":{"$ref":"#/components/schemas/Time"},"sha256":{"type":"string"},
          "file":{"$ref":"#/components/schemas/SignedAgreement"},"void":{"const":true}}}},
        "history":{"type":"array","items":{"type":"object","required":["at","signed_by"],"additionalProperties":false,"properties":{
          "at":{"$ref":"#/components/schemas/Time"},"version":{"type":"integer"},"in_force":{"$ref":"#/components/schemas/Time"},
          "act":{"$ref":"#/components/schemas/Act"},"signed_by":{"$ref":"#/components/schemas/Names"},"void":{"const":true}}}},
        "drafts":{"type":"array","items":{"$ref":"#/components/schemas/Draft"}}}})"},
      {"Proposed", R"({"type":"object","required":["agreement","version","agreed","signed_by"],"additionalProperties":false,"properties":{
        "agreement":{"type":"string"},"version":{"type":"integer"},
        "agreed":{"type":"boolean","description":"All who are needed have signed."},"signed_by":{"$ref":"#/components/schemas/Names"}}})"},
      {"SimulationAsked", R"({"type":"object","required":["draft"],"additionalProperties":false,"properties":{
        "draft":{"$ref":"#/components/schemas/SignedAgreement"},"at":{"type":"string","description":"A date or a time."},
        "objects":{"type":"integer","minimum":0,"maximum":10000,"description":"So many objects are named one by one."}}})"},
      {"Tally", R"({"type":"object","required":["gained","lost","changed"],"additionalProperties":false,"properties":{
        "gained":{"type":"integer"},"lost":{"type":"integer"},"changed":{"type":"integer"},
        "party":{"type":"string"},"agency":{"type":"string"},"level":{"type":"string"},"topic":{"type":"string"},"person":{"type":"string"}}})"},
      {"Tallies", R"({"type":"array","items":{"$ref":"#/components/schemas/Tally"}})"},
      {"Simulation", R"({"type":"object","additionalProperties":false,
        "required":["agreement","version","replaces","at","held","people","gains_not_shown_of","objects","originating_parties","originating_agencies",
          "levels","topics","receiving_parties","receiving_agencies","receiving_people","reasons","named","more"],"properties":{
        "agreement":{"type":"string"},"version":{"type":"integer"},"replaces":{"type":"integer"},"at":{"$ref":"#/components/schemas/Time"},
        "held":{"type":"integer"},"people":{"type":"integer"},"gains_not_shown_of":{"$ref":"#/components/schemas/Names"},
        "objects":{"$ref":"#/components/schemas/Tally"},
        "originating_parties":{"$ref":"#/components/schemas/Tallies"},"originating_agencies":{"$ref":"#/components/schemas/Tallies"},
        "levels":{"$ref":"#/components/schemas/Tallies"},"topics":{"$ref":"#/components/schemas/Tallies"},
        "receiving_parties":{"$ref":"#/components/schemas/Tallies"},"receiving_agencies":{"$ref":"#/components/schemas/Tallies"},
        "receiving_people":{"$ref":"#/components/schemas/Tallies"},
        "reasons":{"type":"array","items":{"type":"object","additionalProperties":false,
          "required":["gained","clause","before","after","text","objects","people","agencies","parties"],"properties":{
          "gained":{"type":"boolean"},"clause":{"type":"string"},"agreement":{"type":"string"},"version":{"type":"integer"},"article":{"type":"string"},
          "before":{"type":"string"},"after":{"type":"string"},"text":{"type":"string"},"objects":{"type":"integer"},"people":{"type":"integer"},
          "agencies":{"type":"integer"},"parties":{"type":"integer"}}}},
        "named":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["owner","id","version","gained_by","lost_by","changed_for"],"properties":{
          "owner":{"type":"string"},"id":{"type":"string"},"version":{"type":"string"},"gained_by":{"$ref":"#/components/schemas/Names"},
          "lost_by":{"$ref":"#/components/schemas/Names"},"changed_for":{"$ref":"#/components/schemas/Names"}}}},
        "more":{"type":"boolean"}}})"},
  };
}

}  // namespace comity::api
