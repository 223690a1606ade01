#include "api/reading_schemas.hpp"

namespace comity::api {

std::vector<Schema> reading_schemas_of_markings() {
  return {
      {"SchemeList", R"({"type":"object","required":["schemes","topics","purposes","communities","compartments","controls"],"additionalProperties":false,"properties":{
        "schemes":{"type":"array","items":{"type":"object","required":["scheme","party","title","levels"],"additionalProperties":false,"properties":{
          "scheme":{"type":"string"},"party":{"type":"string","description":"Empty for TLP."},"title":{"type":"string"},
          "levels":{"type":"array","description":"Low to high.","items":{"type":"object","required":["word","short"],"additionalProperties":false,"properties":{
            "word":{"type":"string"},"short":{"type":"string","description":"As in a portion mark; empty where the scheme has none."},
            "rung":{"$ref":"#/components/schemas/Rung"}}}}}}},
        "topics":{"$ref":"#/components/schemas/Names"},"purposes":{"$ref":"#/components/schemas/Names"},"communities":{"$ref":"#/components/schemas/Names"},
        "compartments":{"type":"array","items":{"$ref":"#/components/schemas/OwnedName"}},
        "controls":{"type":"array","items":{"type":"object","required":["name","means"],"additionalProperties":false,"properties":{
          "name":{"type":"string"},"means":{"type":"string"}}}}}})"},
      {"Rung", R"({"type":"integer","minimum":0,"maximum":4,"description":"How high the word is shown beside those of other schemes; a word without one is on no such ladder."})"},
      {"OwnedName", R"({"type":"object","required":["party","name"],"additionalProperties":false,"properties":{"party":{"type":"string"},"name":{"type":"string"}}})"},
      {"ShownWord", R"({"type":"object","required":["scheme","word"],"additionalProperties":false,"properties":{
        "scheme":{"type":"string"},"word":{"type":"string"},"rung":{"$ref":"#/components/schemas/Rung"},
        "as":{"type":"string","description":"The originators' own words that it stands for, where they are others."}}})"},
      {"Releasable", R"({"type":["array","null"],"items":{"type":"string"},"description":"Parties, agencies, people and communities whom all originators name; null: none of them names any."})"},
      {"Banner", R"({"type":"object","required":["text","levels","originals","releasable","caveats","controls","compartments","duties","topics","tlp","actions"],"additionalProperties":false,"properties":{
        "text":{"type":"string","description":"The line; empty where no scheme has words for it."},
        "levels":{"type":"array","description":"In words of the reader's party; where no agreement gives them, as the originators wrote them.","items":{"$ref":"#/components/schemas/ShownWord"}},
        "originals":{"type":"array","items":{"type":"object","required":["party","scheme","word"],"additionalProperties":false,"properties":{
          "party":{"type":"string"},"scheme":{"type":"string"},"word":{"type":"string"},"rung":{"$ref":"#/components/schemas/Rung"}}}},
        "releasable":{"$ref":"#/components/schemas/Releasable"},
        "caveats":{"$ref":"#/components/schemas/Names"},
        "controls":{"type":"array","items":{"$ref":"#/components/schemas/OwnedName"}},
        "compartments":{"type":"array","items":{"$ref":"#/components/schemas/OwnedName"}},
        "duties":{"$ref":"#/components/schemas/Names"},"topics":{"$ref":"#/components/schemas/Names"},
        "tlp":{"type":"string"},"actions":{"enum":["copy","display","none"]}}})"},
      {"PortionList", R"({"type":"array","description":"Parts with a marking of their own; for all else that of the whole holds.","items":{"type":"object",
        "required":["selector","short","levels","releasable","text"],"additionalProperties":false,"properties":{
        "selector":{"type":"string","description":"As in granular_markings."},"short":{"type":"string"},
        "levels":{"type":"array","items":{"$ref":"#/components/schemas/ShownWord"}},
        "releasable":{"$ref":"#/components/schemas/Releasable"},
        "text":{"type":"string","description":"The mark in brackets: S//REL TO AUS/NZL."}}}})"},
      {"Reading", R"({"type":"object","required":["owner","id","version","type","date_added","originators","banner","portions","notices"],"additionalProperties":false,"properties":{
        "owner":{"type":"string"},"id":{"type":"string"},"version":{"type":"string"},"type":{"type":"string"},"date_added":{"$ref":"#/components/schemas/Time"},
        "originators":{"$ref":"#/components/schemas/Names"},"banner":{"$ref":"#/components/schemas/Banner"},"portions":{"$ref":"#/components/schemas/PortionList"},
        "notices":{"type":"array","items":{"type":"object","required":["kind","text"],"additionalProperties":false,"properties":{
          "kind":{"enum":["caveat","disclaimer","duty","action"]},"text":{"type":"string"},
          "agreement":{"type":"string","description":"That asks for it; without it the marking does."},"version":{"type":"integer"}}}},
        "revoked":{"const":true,"description":"This is the news that it was recalled."},
        "waits":{"const":true,"description":"For a second person of its owner's party, whose people alone get it until then."}}})"},
      {"Preview", R"({"type":"object","required":["owner","id","version","as","people","reads","clause","text","marking","cut","portions"],"additionalProperties":false,"properties":{
        "owner":{"type":"string"},"id":{"type":"string"},"version":{"type":"string"},"as":{"type":"string"},
        "people":{"type":"integer","description":"Of an agency: how many there read it; of other parties 0 or 1."},
        "reads":{"type":"boolean"},"clause":{"type":"string"},"text":{"type":"string","description":"The sentence that decided, as far as the caller may be told."},
        "marking":{"type":"string","description":"The line in the partner's words; empty if it does not read, or no agreement gives one."},
        "cut":{"type":"array","description":"Selectors of what the partner is not given.","items":{"type":"string"}},
        "banner":{"$ref":"#/components/schemas/Banner"},"portions":{"$ref":"#/components/schemas/PortionList"}}})"},
      {"ApprovalList", R"({"type":"object","required":["approvals"],"additionalProperties":false,"properties":{
        "approvals":{"type":"array","items":{"type":"object","additionalProperties":false,
          "required":["owner","id","version","type","title","submitter","waits_since","marking","levels"],"properties":{
          "owner":{"type":"string"},"id":{"type":"string"},"version":{"type":"string"},"type":{"type":"string"},"title":{"type":"string"},
          "submitter":{"type":"string"},"waits_since":{"$ref":"#/components/schemas/Time"},"marking":{"type":"string"},
          "levels":{"type":"array","items":{"$ref":"#/components/schemas/ShownWord"}}}}},"next":{"$ref":"#/components/schemas/Next"}}})"},
      {"StixDraft", R"({"type":"object","description":"A STIX object, or a bundle of at most 200.","additionalProperties":true})"},
      {"DraftReading", R"({"type":"object","required":["id","type","accepted","waits","portions","readers","sources","remarks","problems"],"additionalProperties":false,"properties":{
        "id":{"type":"string"},"type":{"type":"string"},"accepted":{"type":"boolean","description":"It would be taken as it stands."},
        "waits":{"type":"boolean","description":"It would go to other parties only once a second person of the caller's party approved."},
        "banner":{"$ref":"#/components/schemas/Banner"},"portions":{"$ref":"#/components/schemas/PortionList"},
        "readers":{"type":"array","description":"Every agency, each by whoever there is released the most.","items":{"type":"object","additionalProperties":false,
          "required":["party","agency","people","reads","cut","clause","text"],"properties":{
          "party":{"type":"string"},"agency":{"type":"string"},"people":{"type":"integer","description":"How many there read it; of other parties 0 or 1."},
          "reads":{"type":"boolean"},"cut":{"type":"boolean"},"clause":{"type":"string"},"text":{"type":"string"}}}},
        "sources":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["owner","id","version","loses","sentence"],"properties":{
          "owner":{"type":"string"},"id":{"type":"string"},"version":{"type":"string"},"loses":{"$ref":"#/components/schemas/Names"},"sentence":{"type":"string"}}}},
        "remarks":{"$ref":"#/components/schemas/Names"},
        "problems":{"type":"array","items":{"type":"object","required":["weight","pointer","message"],"additionalProperties":false,"properties":{
          "weight":{"enum":["error","warning"]},"pointer":{"type":"string","description":"A JSON pointer into the body."},"message":{"type":"string"}}}}}})"},
      {"MarkingAsked", R"({"type":"object","required":["line"],"additionalProperties":false,"properties":{
        "line":{"type":"string","minLength":1,"maxLength":4096},
        "language":{"type":"string","minLength":1,"maxLength":64,"description":"Of comity marking languages; without it the party's own, or what the line looks like."},
        "party":{"type":"string","minLength":1,"maxLength":64,"description":"Whose marking it is; without it the caller's party."},
        "topics":{"type":"array","maxItems":64,"description":"What it marks is about one of these, as lines have no words for topics: an agreement for some topics alone takes nothing that names none.",
          "items":{"type":"string","minLength":1,"maxLength":128}}}})"},
      {"MarkingLine", R"({"type":"object","required":["language","line","ok","canonical","extension","definition","banner","short","text","problems"],"additionalProperties":false,"properties":{
        "language":{"type":"string"},"line":{"type":"string","description":"As it was read."},"ok":{"type":"boolean","description":"Understood in full."},
        "canonical":{"type":"string"},"extension":{"$ref":"#/components/schemas/Extension"},"definition":{"$ref":"#/components/schemas/StixObject"},
        "banner":{"$ref":"#/components/schemas/Banner"},"short":{"type":"string"},"text":{"type":"string","description":"The portion mark."},
        "problems":{"type":"array","items":{"type":"object","required":["weight","offset","length","message"],"additionalProperties":false,"properties":{
          "weight":{"enum":["error","warning"]},"offset":{"type":"integer","description":"In bytes of the line as UTF-8."},"length":{"type":"integer"},"message":{"type":"string"}}}}}})"},
  };
}

}  // namespace comity::api
