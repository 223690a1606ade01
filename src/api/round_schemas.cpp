#include "api/round_schemas.hpp"

namespace comity::api {

std::vector<Schema> round_schemas() {
  return {
      {"RoundSchedule", R"({"type":"object","required":["commit_until","reveal_until","discuss_until","second_commit_until","second_reveal_until"],"additionalProperties":false,"properties":{
        "commit_until":{"$ref":"#/components/schemas/Time"},"reveal_until":{"$ref":"#/components/schemas/Time"},"discuss_until":{"$ref":"#/components/schemas/Time"},
        "second_commit_until":{"$ref":"#/components/schemas/Time"},"second_reveal_until":{"$ref":"#/components/schemas/Time"}}})"},
      {"RoundMarking", R"({"type":"object","description":"label, or markings, or both: docs/format/label.md.","additionalProperties":false,"properties":{
        "label":{"$ref":"#/components/schemas/Label"},"markings":{"type":"array","items":{"type":"object","additionalProperties":true}}}})"},
      {"NewRound", R"({"type":"object","required":["title","question","criteria","resolves","invited","schedule","marking"],"additionalProperties":false,"properties":{
        "title":{"type":"string"},"question":{"type":"string"},"criteria":{"type":"string","description":"What would count as yes."},
        "resolves":{"$ref":"#/components/schemas/Time"},
        "invited":{"type":"array","minItems":1,"maxItems":64,"items":{"type":"string"},"description":"Agencies, or parties that answer as a whole."},
        "schedule":{"$ref":"#/components/schemas/RoundSchedule"},
        "about":{"type":"array","items":{"type":"string"},"description":"Ids of what the question is about."},
        "marking":{"$ref":"#/components/schemas/RoundMarking"}}})"},
      {"OpenedRound", R"({"type":"object","required":["id","cannot_read","remark"],"additionalProperties":false,"properties":{
        "id":{"type":"string"},"cannot_read":{"$ref":"#/components/schemas/Names"},"remark":{"type":"string"}}})"},
      {"SignedCommitment", R"({"type":"object","required":["commitment","signatures"],"additionalProperties":false,"properties":{
        "commitment":{"type":"object","required":["agency","round","stage","sha256","issued"],"additionalProperties":false,"properties":{
          "agency":{"type":"string"},"round":{"type":"string"},"stage":{"enum":[1,2]},"sha256":{"type":"string"},"issued":{"$ref":"#/components/schemas/Time"}}},
        "signatures":{"type":"array","items":{"type":"object","required":["signer","key","signature"],"additionalProperties":false,"properties":{
          "signer":{"type":"string"},"key":{"type":"string"},"signature":{"type":"string"}}}}}})"},
      {"Committed", R"({"type":"object","required":["agency","stage","late","replaced"],"additionalProperties":false,"properties":{
        "agency":{"type":"string"},"stage":{"type":"integer"},"late":{"type":"boolean"},"replaced":{"type":"boolean"}}})"},
      {"Withholding", R"({"type":"object","required":["agency"],"additionalProperties":false,"properties":{"agency":{"type":"string"}}})"},
      {"NewReveal", R"({"type":"object","required":["judgement","marking"],"additionalProperties":false,"properties":{
        "judgement":{"type":"object","description":"docs/format/round.md. What it may hold is checked there.","additionalProperties":true},
        "marking":{"$ref":"#/components/schemas/RoundMarking"}}})"},
      {"SharedNote", R"({"type":"object","required":["id","remark"],"additionalProperties":false,"properties":{"id":{"type":"string"},"remark":{"type":"string"}}})"},
      {"NewRoundNote", R"({"type":"object","required":["text","marking"],"additionalProperties":false,"properties":{
        "text":{"type":"string"},"answers":{"type":"string","description":"The id of a note of this round."},"marking":{"$ref":"#/components/schemas/RoundMarking"}}})"},
      {"NewResolution", R"({"type":"object","required":["outcome","reason"],"additionalProperties":false,"properties":{
        "outcome":{"enum":["yes","no","void"]},"reason":{"type":"string"},"source":{"type":"string"}}})"},
      {"RoundOutcome", R"({"type":"object","required":["outcome"],"additionalProperties":false,"properties":{"outcome":{"type":"string"}}})"},
      {"RoundList", R"({"type":"object","required":["rounds"],"additionalProperties":false,"properties":{
        "rounds":{"type":"array","items":{"type":"object","required":["id","owner","part","opened","resolves","invited","committed","waits_for_you"],"additionalProperties":false,"properties":{
          "id":{"type":"string"},"owner":{"type":"string"},"title":{"type":"string"},"part":{"$ref":"#/components/schemas/RoundPart"},
          "opened":{"$ref":"#/components/schemas/Time"},"resolves":{"$ref":"#/components/schemas/Time"},"invited":{"type":"integer"},"committed":{"type":"integer"},
          "outcome":{"type":"string"},"waits_for_you":{"type":"boolean"}}}},"next":{"$ref":"#/components/schemas/Next"}}})"},
      {"RoundPart", R"({"enum":["commit","reveal","discussion","second-commit","second-reveal","over"]})"},
      {"RoundNumber", R"({"oneOf":[{"type":"number"},{"type":"null"}]})"},
      {"RoundText", R"({"oneOf":[{"type":"string"},{"type":"null"}]})"},
      {"RoundJudgement", R"({"type":"object","required":["agency","state","you","pooled"],"additionalProperties":false,"properties":{
        "agency":{"type":"string"},"state":{"enum":["revealed","sealed","withheld","late","after-outcome","void","none"]},"you":{"type":"boolean"},"pooled":{"type":"boolean"},
        "sha256":{"type":"string"},"at":{"$ref":"#/components/schemas/Time"},"note":{"type":"string"},
        "p":{"type":"number"},"low":{"$ref":"#/components/schemas/RoundNumber"},"high":{"$ref":"#/components/schemas/RoundNumber"},
        "confidence":{"enum":["low","moderate","high"]},
        "term":{"$ref":"#/components/schemas/RoundText"},"yardstick":{"$ref":"#/components/schemas/RoundText"},
        "term_fits":{"oneOf":[{"type":"boolean"},{"type":"null"}],"description":"Whether the term is what its yardstick calls p."},
        "reader_term":{"$ref":"#/components/schemas/RoundText"},"rationale":{"type":"string"},"sources":{"$ref":"#/components/schemas/Names"},
        "apart":{"type":"number","description":"From the pool of the others, in log odds."},
        "pool_without":{"type":"number","description":"The geometric mean of the others' odds, as a probability."},
        "dissents":{"type":"boolean"},"footnote":{"type":"integer","description":"Its rationale is to be shown under that number."}}})"},
      {"RoundPool", R"({"type":"object","required":["method","heading","value","low","high","headline","note","reader_term"],"additionalProperties":false,"properties":{
        "method":{"type":"string"},"heading":{"type":"string"},"value":{"type":"number"},"low":{"$ref":"#/components/schemas/RoundNumber"},
        "high":{"$ref":"#/components/schemas/RoundNumber"},"headline":{"type":"boolean"},"note":{"type":"string"},"reader_term":{"$ref":"#/components/schemas/RoundText"}}})"},
      {"RoundStage", R"({"type":"object","required":["stage","opened","committed","invited","yours_committed"],"additionalProperties":false,"properties":{
        "stage":{"type":"integer"},"opened":{"type":"boolean"},"committed":{"type":"integer","description":"On time."},"invited":{"type":"integer"},
        "yours_committed":{"$ref":"#/components/schemas/Names"},"revealed":{"type":"integer"},"withheld":{"type":"integer"},"late":{"type":"integer"},
        "judgements":{"type":"array","items":{"$ref":"#/components/schemas/RoundJudgement"}},
        "pools":{"type":"array","items":{"$ref":"#/components/schemas/RoundPool"}},
        "disagreement_bits":{"$ref":"#/components/schemas/RoundNumber"},"log_odds_deviation":{"$ref":"#/components/schemas/RoundNumber"}}})"},
      {"RoundScore", R"({"type":"object","required":["stage","brier","log"],"additionalProperties":false,"properties":{
        "agency":{"type":"string"},"method":{"type":"string"},"stage":{"type":"integer"},"brier":{"type":"number"},"log":{"type":"number"}}})"},
      {"Round", R"({"type":"object","required":["id","owner","convenor","opened","resolves","invited","schedule","part","yours","yardstick","stages","convergence","origins","discussion","resolution"],
        "additionalProperties":false,"properties":{
        "id":{"type":"string"},"owner":{"type":"string"},"convenor":{"type":"string"},"title":{"type":"string"},"question":{"type":"string"},"criteria":{"type":"string"},
        "about":{"$ref":"#/components/schemas/Names"},"opened":{"$ref":"#/components/schemas/Time"},"resolves":{"$ref":"#/components/schemas/Time"},
        "invited":{"$ref":"#/components/schemas/Names"},"schedule":{"$ref":"#/components/schemas/RoundSchedule"},"part":{"$ref":"#/components/schemas/RoundPart"},
        "yours":{"$ref":"#/components/schemas/Names"},
        "yardstick":{"oneOf":[{"type":"null"},{"type":"object","required":["id","title","bands"],"additionalProperties":false,"properties":{
          "id":{"type":"string"},"title":{"type":"string"},"bands":{"type":"array","items":{"type":"object","required":["from","to","term"],"additionalProperties":false,"properties":{
            "from":{"type":"number"},"to":{"type":"number"},"term":{"type":"string"}}}}}}]},
        "stages":{"type":"array","items":{"$ref":"#/components/schemas/RoundStage"}},
        "convergence":{"oneOf":[{"type":"null"},{"type":"object","required":["n","bits_before","bits_after","deviation_before","deviation_after","closer"],"additionalProperties":false,"properties":{
          "n":{"type":"integer"},"bits_before":{"type":"number"},"bits_after":{"type":"number"},"deviation_before":{"$ref":"#/components/schemas/RoundNumber"},
          "deviation_after":{"$ref":"#/components/schemas/RoundNumber"},"closer":{"type":"boolean"}}}]},
        "origins":{"oneOf":[{"type":"null"},{"type":"object","required":["low","high"],"additionalProperties":false,"properties":{"low":{"type":"integer"},"high":{"type":"integer"}}}]},
        "discussion":{"type":"array","items":{"type":"object","required":["id","agency","at","text"],"additionalProperties":false,"properties":{
          "id":{"type":"string"},"agency":{"type":"string"},"at":{"$ref":"#/components/schemas/Time"},"text":{"type":"string"},"answers":{"type":"string"}}}},
        "resolution":{"oneOf":[{"type":"null"},{"type":"object","required":["outcome","reason","source","by","at"],"additionalProperties":false,"properties":{
          "outcome":{"type":"string"},"reason":{"type":"string"},"source":{"type":"string"},"by":{"type":"string"},"at":{"$ref":"#/components/schemas/Time"},
          "scores":{"type":"object","required":["agencies","pools"],"additionalProperties":false,"properties":{
            "agencies":{"type":"array","items":{"$ref":"#/components/schemas/RoundScore"}},"pools":{"type":"array","items":{"$ref":"#/components/schemas/RoundScore"}}}}}}]}}})"},
      {"TrackRow", R"({"type":"object","required":["who","n","brier","log","murphy","calibration"],"additionalProperties":false,"properties":{
        "who":{"type":"string"},"n":{"type":"integer"},"brier":{"$ref":"#/components/schemas/RoundNumber"},"log":{"$ref":"#/components/schemas/RoundNumber"},
        "murphy":{"oneOf":[{"type":"null"},{"type":"object","required":["reliability","resolution","uncertainty"],"additionalProperties":false,"properties":{
          "reliability":{"type":"number"},"resolution":{"type":"number"},"uncertainty":{"type":"number"}}}]},
        "calibration":{"type":"array","items":{"type":"object","required":["from","to","n","hits","forecast","share","low","high"],"additionalProperties":false,"properties":{
          "from":{"type":"number"},"to":{"type":"number"},"n":{"type":"integer"},"hits":{"type":"integer"},"forecast":{"type":"number"},"share":{"type":"number"},
          "low":{"type":"number"},"high":{"type":"number"}}}}}})"},
      {"RoundTrack", R"({"type":"object","required":["rounds","agencies","pools","weights","no_weights"],"additionalProperties":false,"properties":{
        "rounds":{"type":"array","items":{"type":"object","required":["id","title","outcome","judgements"],"additionalProperties":false,"properties":{
          "id":{"type":"string"},"title":{"type":"string"},"outcome":{"type":"string"},"judgements":{"type":"integer"}}}},
        "agencies":{"type":"array","items":{"$ref":"#/components/schemas/TrackRow"}},"pools":{"type":"array","items":{"$ref":"#/components/schemas/TrackRow"}},
        "weights":{"type":"array","items":{"type":"object","required":["who","n","calibration","information","weight"],"additionalProperties":false,"properties":{
          "who":{"type":"string"},"n":{"type":"integer"},"calibration":{"type":"number"},"information":{"type":"number"},"weight":{"type":"number"}}}},
        "no_weights":{"type":"string","description":"Why there are no weights by performance; empty where there are."}}})"},
  };
}

}  // namespace comity::api
