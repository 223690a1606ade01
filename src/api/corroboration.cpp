#include "operations/corroboration.hpp"

#include <nlohmann/json.hpp>

#include "api/door.hpp"
#include "api/topics.hpp"
#include "operations/source_overlap.hpp"

namespace comity::api {
namespace {

Result<http::Response> corroboration(const Call& call) {
  http::about_to_block();  // a first question replays the caller's feed, and a lease waits for the disk
  TRY(const auto found, operations::corroborate(call.node(), call.caller, {call.texts("ids"), call.text("question")}));
  return answer(200, operations::to_json(found));
}

Result<http::Response> lineage(const Call& call) {
  http::about_to_block();
  TRY(const auto found, operations::corroborate(call.node(), call.caller, {{call.arg(0)}, ""}));
  return answer(200, operations::to_json(found));
}

Result<http::Response> overlap(const Call& call) {
  operations::SourceOverlapRequest request;
  request.ids = call.texts("ids");
  request.question = call.text("question");
  request.text = call.text("q");
  request.by_party = call.text("by") == "party";
  TRY(request.judged, operations::parse_judged(call.texts("judged")));
  http::about_to_block();
  TRY(const auto found, operations::source_overlap(call.node(), call.caller, request));
  return answer(200, operations::to_json(found));
}

std::vector<Schema> schemas() {
  return {
      {"OriginInterval", R"({"type":"object","required":["low","high"],"additionalProperties":false,"description":"Independent origins: exact at both ends over all that unknown lineage may be.",
        "properties":{"low":{"type":"integer"},"high":{"type":"integer"}}})"},
      {"NodeGroups", R"({"type":"array","description":"Nodes, as nodes has them; several in one group are copies of each other or a circle, and count as one.","items":{"$ref":"#/components/schemas/Names"}})"},
      {"Corroboration", R"({"type":"object","additionalProperties":false,"required":["short","sentence","reports","not_read","independent","origins","unknown","circles","chokes","chokes_near_reports",
        "only_cut","in_circles","traced","nodes","edges","perhaps_copied","method"],"properties":{
        "short":{"type":"string","description":"5 reports, 1 origin"},"sentence":{"type":"string"},
        "reports":{"type":"integer","description":"Cited, each once."},
        "not_read":{"type":"integer","description":"Of these, what the caller does not get: counted as of unknown lineage."},
        "independent":{"$ref":"#/components/schemas/OriginInterval"},
        "origins":{"type":"integer","description":"Known origins behind the reports, independent or not."},
        "unknown":{"type":"integer","description":"Ends of which nobody said on what they rest."},
        "circles":{"type":"integer"},
        "chokes":{"$ref":"#/components/schemas/NodeGroups"},"chokes_near_reports":{"$ref":"#/components/schemas/NodeGroups"},
        "only_cut":{"type":"boolean","description":"There is no other set of chokes."},
        "in_circles":{"$ref":"#/components/schemas/NodeGroups"},
        "traced":{"type":"integer","description":"Nodes in all; of more than 300 some are not in nodes."},
        "nodes":{"type":"array","items":{"$ref":"#/components/schemas/LineageNode"}},
        "edges":{"type":"array","items":{"$ref":"#/components/schemas/LineageEdge"}},
        "perhaps_copied":{"type":"array","description":"Texts that look copied: suggestions. A relationship duplicate-of or derived-from confirms one.","items":{"type":"object","additionalProperties":false,
          "required":["first","second","estimate"],"properties":{"first":{"type":"string"},"second":{"type":"string"},"estimate":{"type":"number"}}}},
        "method":{"type":"string"}}})"},
      {"LineageNode", R"({"type":"object","additionalProperties":false,"required":["node","kind","id","type","title","owner","originators","cited","lineage","choke","layer"],"properties":{
        "node":{"type":"string"},"kind":{"enum":["object","document","unknown"],"description":"A document is an external reference; what is unknown goes by no name."},
        "id":{"type":"string"},"type":{"type":"string"},"title":{"type":"string"},"owner":{"type":"string"},"originators":{"$ref":"#/components/schemas/Names"},
        "cited":{"type":"boolean"},"lineage":{"enum":["origin","derived","unknown"]},"choke":{"type":"boolean"},
        "layer":{"type":"integer","description":"How far it is from the ends: 0 for an end."}}})"},
      {"LineageEdge", R"({"type":"object","additionalProperties":false,"required":["from","to","way","same","stated_by"],"description":"from rests on to.","properties":{
        "from":{"type":"string"},"to":{"type":"string"},"way":{"type":"string","description":"Property, relationship type, sources, external_references or lineage."},
        "same":{"type":"boolean","description":"They are copies of each other."},"stated_by":{"type":"string","description":"The party that says so."},"relationship":{"type":"string"}}})"},
      {"SourceOverlap", R"({"type":"object","additionalProperties":false,"required":["count","sources","readers","left_out","pairs","method"],"properties":{
        "count":{"type":"integer","description":"Sources."},
        "sources":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["id","type","title","owner","read_by","not_told_of"],"properties":{
          "id":{"type":"string"},"type":{"type":"string"},"title":{"type":"string"},"owner":{"type":"string"},
          "read_by":{"$ref":"#/components/schemas/Names"},"not_told_of":{"$ref":"#/components/schemas/Names"}}}},
        "readers":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["reader","read","not_told","judged"],"properties":{
          "reader":{"type":"string"},"read":{"type":"integer"},"not_told":{"type":"integer","description":"Sources of which it is not the caller's to know."},"judged":{"type":["number","null"]}}}},
        "left_out":{"type":"integer","description":"Readers past the bound: those who read the least."},
        "pairs":{"type":"array","items":{"$ref":"#/components/schemas/OverlapOfTwo"}},"method":{"type":"string"}}})"},
      {"OverlapOfTwo", R"({"type":"object","additionalProperties":false,"required":["first","second","both","either","not_told","low","high","origins_first","origins_second","origins_together","grounds","apart","words"],"properties":{
        "first":{"type":"string"},"second":{"type":"string"},"both":{"type":"integer"},"either":{"type":"integer"},"not_told":{"type":"integer"},
        "low":{"type":["number","null"],"description":"Sources that both read, of those that either read: the least that it can be. Null where neither read any."},"high":{"type":["number","null"]},
        "origins_first":{"$ref":"#/components/schemas/OriginInterval"},"origins_second":{"$ref":"#/components/schemas/OriginInterval"},"origins_together":{"$ref":"#/components/schemas/OriginInterval"},
        "grounds":{"enum":["independent","partly","shared","cannot-tell"]},"apart":{"type":["number","null"],"description":"The distance of their judgements."},"words":{"type":"string"}}})"},
  };
}

std::vector<Endpoint> endpoints() {
  const Parameter question{.name = "question", .text = "Instead of ids: what this object rests on."};
  return {
      {.method = "GET",
       .pattern = "/api/v1/corroboration",
       .id = "corroborate",
       .summary = "On how many independent origins objects rest",
       .description = "By what the caller gets of what they rest on. A source that it does not get is of unknown lineage and goes by no name. docs/methods/corroboration.md.",
       .scope = Scope::read,
       .who = "Anyone about what it reads; the operator gets numbers alone.",
       .parameters = {{.name = "ids", .text = "The cited objects, at most 256.", .most = 16384, .many = true}, question},
       .answers = {{200, "Corroboration", "application/json", "Numbers, chokes and the lineage as a graph."}},
       .refusals = {404, 413},
       .tagged = false,
       .act = corroboration},
      {.method = "GET",
       .pattern = "/api/v1/objects/{id}/lineage",
       .id = "objectLineage",
       .summary = "What an object rests on",
       .description = "The same of one object.",
       .scope = Scope::read,
       .who = "Anyone about what it reads; the operator gets numbers alone.",
       .answers = {{200, "Corroboration", "application/json", "Numbers, chokes and the lineage as a graph."}},
       .refusals = {404, 413},
       .tagged = false,
       .act = lineage},
      {.method = "GET",
       .pattern = "/api/v1/corroboration/overlap",
       .id = "sourceOverlap",
       .summary = "Which sources agencies both read, and whether those that agree rest on the same evidence",
       .description = "What the caller's own party fetched is told; what others fetched, to registrars and officials of an originating party; and what agencies cited themselves. All else makes an interval.",
       .scope = Scope::read,
       .who = "Anyone about what it reads; the operator gets no sources by name.",
       .parameters = {{.name = "ids", .text = "The sources, at most 256.", .most = 16384, .many = true},
                      question,
                      {.name = "q", .text = "Instead: what a search finds.", .most = 2048},
                      {.name = "by", .text = "Readers are agencies, or parties.", .one_of = {"agency", "party"}},
                      {.name = "judged", .text = "AGENCY:PROBABILITY, as each judged the question.", .most = 4096, .many = true}},
       .answers = {{200, "SourceOverlap", "application/json", "Every pair of readers."}},
       .refusals = {404, 413},
       .tagged = false,
       .act = overlap},
  };
}

}  // namespace

const Topic& corroboration_topic() {
  static const Topic topic{.tag = "corroboration", .text = "Independent origins, and shared evidence.", .endpoints = endpoints(), .schemas = schemas()};
  return topic;
}

}  // namespace comity::api
