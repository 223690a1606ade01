#include "api/statement_schemas.hpp"

namespace comity::api {

std::vector<Schema> statement_schemas() {
  return {
      {"StatementList", R"({"type":"object","required":["statements"],"additionalProperties":false,"properties":{
        "statements":{"type":"array","items":{"$ref":"#/components/schemas/Statement"}},"next":{"$ref":"#/components/schemas/Next"}}})"},
      {"Statement", R"({"type":"object","required":["id","version","state","convenor","recorded","afterwards","for_everybody","silence_broken","quorum","numbers"],
        "additionalProperties":false,"properties":{
        "id":{"type":"string"},"version":{"type":"integer"},"state":{"enum":["draft","open","silence","adopted","failed","closed"]},"convenor":{"type":"string"},
        "title":{"type":"string"},"language":{"type":"string"},"meeting":{"type":"string"},"topics":{"$ref":"#/components/schemas/Names"},
        "sha256":{"type":"string","description":"Of the bytes that positions are about."},"recorded":{"$ref":"#/components/schemas/Time"},
        "opens":{"$ref":"#/components/schemas/Time"},"silence":{"$ref":"#/components/schemas/Time"},"closes":{"$ref":"#/components/schemas/Time"},
        "embargo":{"$ref":"#/components/schemas/Time"},"adopted":{"$ref":"#/components/schemas/Time"},
        "afterwards":{"enum":["invited","everybody"]},"for_everybody":{"type":"boolean"},
        "silence_broken":{"type":"boolean","description":"Some party stands as having declined or broken the silence, or did so with a key that was revoked since."},
        "quorum":{"type":"object","required":["least","invited","agreed","reached"],"additionalProperties":false,"properties":{
          "least":{"type":"integer"},"invited":{"type":"integer"},"agreed":{"type":"integer"},"reached":{"type":"boolean"},"including":{"$ref":"#/components/schemas/Names"}}},
        "numbers":{"type":"object","description":"How many of the invited stand so.","additionalProperties":{"type":"integer"}},
        "parties":{"type":"array","items":{"$ref":"#/components/schemas/StatementParty"}},
        "ended":{"type":"object","required":["at","by","reason"],"additionalProperties":false,"properties":{
          "at":{"$ref":"#/components/schemas/Time"},"by":{"type":"string"},"reason":{"type":"string"}}},
        "document":{"$ref":"#/components/schemas/StatementDocument"},
        "versions":{"type":"array","items":{"type":"object","required":["version","recorded","by","sha256","document"],"additionalProperties":false,"properties":{
          "version":{"type":"integer"},"recorded":{"$ref":"#/components/schemas/Time"},"by":{"type":"string"},"sha256":{"type":"string"},
          "document":{"$ref":"#/components/schemas/StatementDocument"}}}},
        "steps":{"type":"array","items":{"type":"object","required":["at","record","step","by"],"additionalProperties":false,"properties":{
          "at":{"$ref":"#/components/schemas/Time"},"record":{"type":"integer"},"step":{"enum":["version","position","ended"]},"version":{"type":"integer"},"by":{"type":"string"},
          "party":{"type":"string"},"position":{"type":"string"},"issued":{"$ref":"#/components/schemas/Time"},"signer":{"type":"string"},"void":{"type":"boolean"},
          "reservations":{"$ref":"#/components/schemas/Reservations"},"note":{"type":"string"}}}}}})"},
      {"StatementParty", R"({"type":"object","required":["party","position","words"],"additionalProperties":false,"properties":{
        "party":{"type":"string"},"position":{"$ref":"#/components/schemas/PositionWord"},"words":{"type":"string"},"since":{"$ref":"#/components/schemas/Time"},
        "after_adoption":{"type":"boolean"},"signer":{"type":"string"},"reservations":{"$ref":"#/components/schemas/Reservations"},"note":{"type":"string"}}})"},
      {"PositionWord", R"({"description":"silent: it was given the version before the time of silence was over, and said nothing until then.","enum":["none","signed","reserved","silent","abstained","declined","broke-silence","withdrew"]})"},
      {"Reservations", R"({"type":"array","items":{"type":"object","required":["paragraph","text"],"additionalProperties":false,"properties":{
        "paragraph":{"type":"string"},"text":{"type":"string"}}}})"},
      {"StatementDocument", R"({"type":"object","description":"docs/format/joint-statement.md","required":["id","version","convenor","title","language","invited","paragraphs"],
        "additionalProperties":false,"properties":{
        "id":{"type":"string"},"version":{"type":"integer","minimum":1},"convenor":{"type":"string"},"title":{"type":"string"},"language":{"type":"string"},"meeting":{"type":"string"},
        "topics":{"$ref":"#/components/schemas/Names"},"invited":{"$ref":"#/components/schemas/Names"},
        "paragraphs":{"type":"array","items":{"type":"object","required":["id","text"],"additionalProperties":false,"properties":{"id":{"type":"string"},"text":{"type":"string"}}}},
        "translations":{"type":"array","items":{"type":"object","required":["language","title","paragraphs"],"additionalProperties":false,"properties":{
          "language":{"type":"string"},"title":{"type":"string"},"paragraphs":{"type":"object","additionalProperties":{"type":"string"}}}}},
        "quorum":{"type":"object","additionalProperties":false,"properties":{"least":{"type":"integer"},"including":{"$ref":"#/components/schemas/Names"}}},
        "opens":{"type":"string"},"silence":{"type":"string"},"closes":{"type":"string"},"embargo":{"type":"string"},"afterwards":{"enum":["invited","everybody"]}}})"},
      {"StatementProposed", R"({"type":"object","required":["id","version","sha256"],"additionalProperties":false,"properties":{
        "id":{"type":"string"},"version":{"type":"integer"},"sha256":{"type":"string"}}})"},
      {"StatementDifference", R"({"type":"object","required":["id","from","to","changes"],"additionalProperties":false,"properties":{
        "id":{"type":"string"},"from":{"type":"integer"},"to":{"type":"integer"},
        "changes":{"type":"array","items":{"type":"object","required":["paragraph","kind","moved","before","after"],"additionalProperties":false,"properties":{
          "paragraph":{"type":"string"},"kind":{"enum":["same","changed","added","removed"]},"moved":{"type":"boolean"},"before":{"type":"string"},"after":{"type":"string"}}}}}})"},
      {"SignedPosition", R"({"type":"object","description":"docs/format/joint-statement.md","required":["position","signatures"],"additionalProperties":false,"properties":{
        "position":{"type":"object","additionalProperties":true},"signatures":{"type":"array","items":{"type":"object","additionalProperties":true}}}})"},
      {"StatementRecorded", R"({"type":"object","required":["record"],"additionalProperties":false,"properties":{"record":{"type":"integer","description":"Its number in the journal."}}})"},
      {"StatementEnd", R"({"type":"object","required":["reason"],"additionalProperties":false,"properties":{"reason":{"type":"string"}}})"},
      {"StatementFile", R"({"type":"object","description":"docs/format/joint-statement.md, File.","required":["format","statement","records","checkpoint","log","keys","designations","void"],
        "additionalProperties":false,"properties":{
        "format":{"type":"string"},"statement":{"type":"string"},
        "records":{"type":"array","items":{"type":"object","required":["seq","payload","proof"],"additionalProperties":false,"properties":{
          "seq":{"type":"integer"},"payload":{"type":"string"},"proof":{"$ref":"#/components/schemas/Names"}}}},
        "checkpoint":{"type":"string"},"log":{"type":"string"},"keys":{"type":"object","additionalProperties":{"$ref":"#/components/schemas/Names"}},
        "designations":{"type":"array","items":{"$ref":"#/components/schemas/SignedAct"}},"void":{"type":"array","items":{"type":"integer"}}}})"},
      {"PositionList", R"({"type":"object","required":["positions","departures","parties"],"additionalProperties":false,"properties":{
        "positions":{"type":"array","items":{"type":"object","required":["statement","title","date","topics","party","position","imported"],"additionalProperties":false,"properties":{
          "statement":{"type":"string"},"title":{"type":"string"},"date":{"$ref":"#/components/schemas/Time"},"topics":{"$ref":"#/components/schemas/Names"},"party":{"type":"string"},
          "position":{"$ref":"#/components/schemas/PositionWord"},"imported":{"type":"boolean","description":"A claim, without a signature."},"meeting":{"type":"string"},
          "reservations":{"$ref":"#/components/schemas/Reservations"},"source":{"type":"string"}}}},
        "departures":{"type":"array","items":{"type":"object","required":["statement","title","date","party","position","agreed","invited","imported"],"additionalProperties":false,"properties":{
          "statement":{"type":"string"},"title":{"type":"string"},"date":{"$ref":"#/components/schemas/Time"},"party":{"type":"string"},"position":{"$ref":"#/components/schemas/PositionWord"},
          "agreed":{"type":"integer"},"invited":{"type":"integer"},"imported":{"type":"boolean"}}}},
        "parties":{"type":"array","items":{"type":"object","required":["party","invited","agreed","reserved","left","positions"],"additionalProperties":false,"properties":{
          "party":{"type":"string"},"invited":{"type":"integer"},"agreed":{"type":"integer"},"reserved":{"type":"integer"},"left":{"type":"integer"},
          "positions":{"type":"object","additionalProperties":{"type":"integer"}}}}}}})"},
      {"PastStatements", R"({"type":"object","required":["csv"],"additionalProperties":false,"properties":{
        "csv":{"type":"string","description":"Columns statement, title, date, meeting, party, invited, position, reservation, source, topic: docs/format/joint-statement.md."}}})"},
      {"PastImported", R"({"type":"object","required":["statements","invited","not_invited"],"additionalProperties":false,"properties":{
        "statements":{"type":"integer"},"invited":{"type":"integer"},"not_invited":{"type":"integer"}}})"},
  };
}

}  // namespace comity::api
