#include "operations/exposure.hpp"

#include <charconv>
#include <nlohmann/json.hpp>

#include "api/door.hpp"
#include "api/paging.hpp"
#include "api/topics.hpp"
#include "operations/exposure_json.hpp"

namespace comity::api {
namespace {

Result<operations::ExposureRequest> request_of(const Call& call) {
  operations::ExposureRequest out;
  out.members = call.texts("members");
  out.as_of = call.time("as_of");
  TRY(out.weights, operations::parse_weights(call.text("weight"), call.text("table")));
  http::about_to_block();  // a first question replays many people's feeds
  return out;
}

Result<http::Response> show_exposure(const Call& call) {
  TRY(const auto request, request_of(call));
  TRY(const auto found, operations::exposure(call.node(), call.caller, request));
  return answer(200, operations::to_json(found));
}

Result<http::Response> rank_exposure(const Call& call) {
  TRY(const auto request, request_of(call));
  TRY(const auto found, operations::exposure_rank(call.node(), call.caller, request));
  return answer(200, operations::to_json(found));
}

Result<http::Response> change_exposure(const Call& call) {
  TRY(const auto asked, operations::parse_what_if(body_of(call)));
  http::about_to_block();
  TRY(const auto found, operations::exposure_what_if(call.node(), call.caller, asked.request, asked.changes));
  return answer(200, operations::to_json(found));
}

Result<http::Response> sweep_exposure(const Call& call) {
  TRY(const auto request, request_of(call));
  TRY(const auto grain, operations::parse_grain(call.text("steps")));
  TRY(const auto found, operations::exposure_frontier(call.node(), call.caller, request, grain, call.whole("constant").value_or(1)));
  return answer(200, operations::to_json(found));
}

Result<http::Response> list_exposed(const Call& call) {
  TRY(const auto request, request_of(call));
  TRY(const auto as, operations::parse_exposed_as(call.text("as")));
  TRY(const std::string next, read_next(call));
  std::size_t skip = 0;
  if (const auto [end, error] = std::from_chars(next.data(), next.data() + next.size(), skip); !next.empty() && (error != std::errc() || end != next.data() + next.size()))
    return fail(Code::invalid, "'next' is not a cursor of this query; start again without it", "next");
  const auto most = static_cast<std::size_t>(call.whole("limit").value_or(100));
  TRY(const auto found, operations::exposed_objects(call.node(), call.caller, request, as, skip, most));
  auto body = operations::to_json(found);
  if (found.more) body["next"] = write_next(call, std::to_string(skip + found.objects.size()));
  return answer(200, body);
}

std::vector<Schema> schemas() {
  return {
      {"ExposureWeights", R"({"type":"object","required":["by","table"],"additionalProperties":false,"properties":{
        "by":{"enum":["object","level","type"]},"table":{"type":"string","description":"As the parameter `table` takes it; empty where every object weighs 1."}}})"},
      {"ExposureLine", R"({"type":"object","required":["held","delivered","may_pull","pass_on","only"],"additionalProperties":false,"properties":{
        "name":{"type":"string"},
        "held":{"type":"integer","description":"Leased, bytes and not names. It stays held."},
        "delivered":{"type":"integer","description":"Of it, what was handed over."},
        "may_pull":{"type":"integer","description":"Released at that date, read or not."},
        "pass_on":{"type":"integer","description":"May be kept, or opened to others, whatever its originator does now."},
        "only":{"type":"integer","description":"Nobody else holds or may pull it, but its originators. Of an agency: no other agency of the members."},
        "highest":{"type":"string"},"since":{"$ref":"#/components/schemas/Time"},"people":{"type":"integer"}}})"},
      {"ExposureLines", R"({"type":"array","items":{"$ref":"#/components/schemas/ExposureLine"}})"},
      {"Exposure", R"({"type":"object","additionalProperties":false,
        "required":["members","at","present","weight","all","objects","own","originators","levels","topics","agreements","clauses","agencies","notes"],"properties":{
        "members":{"$ref":"#/components/schemas/Names"},"at":{"$ref":"#/components/schemas/Time"},
        "present":{"type":"boolean","description":"Exact, references and cuts included; else notes say what is not counted."},
        "weight":{"$ref":"#/components/schemas/ExposureWeights"},
        "all":{"$ref":"#/components/schemas/ExposureLine"},
        "objects":{"$ref":"#/components/schemas/ExposureLine"},
        "own":{"type":"integer","description":"Objects of their own party alone, counted nowhere else."},
        "only_of":{"type":"string","description":"Of whose objects `only` is told."},
        "originators":{"$ref":"#/components/schemas/ExposureLines"},"levels":{"$ref":"#/components/schemas/ExposureLines"},
        "topics":{"$ref":"#/components/schemas/ExposureLines"},"agreements":{"$ref":"#/components/schemas/ExposureLines"},
        "clauses":{"$ref":"#/components/schemas/ExposureLines"},"agencies":{"$ref":"#/components/schemas/ExposureLines"},
        "notes":{"$ref":"#/components/schemas/Names"}}})"},
      {"ExposureRank", R"({"type":"object","additionalProperties":false,
        "required":["ranked","at","present","weight","members","members_total","agreements","agreements_total","left_out","left_out_weight","follows","notes"],"properties":{
        "ranked":{"$ref":"#/components/schemas/Names"},"at":{"$ref":"#/components/schemas/Time"},"present":{"type":"boolean"},
        "weight":{"$ref":"#/components/schemas/ExposureWeights"},
        "members":{"type":"array","items":{"type":"object","required":["name","reaches","only","share"],"additionalProperties":false,"properties":{
          "name":{"type":"string"},"reaches":{"type":"integer","description":"Held, or may be pulled."},"only":{"type":"integer","description":"By it alone of those ranked."},
          "share":{"type":"number","description":"Shapley: of an object that k of them reach, 1/k of its weight."}}}},
        "members_total":{"type":"integer"},
        "agreements":{"type":"array","items":{"type":"object","required":["kind","name","share","only"],"additionalProperties":false,"properties":{
          "kind":{"enum":["agreement","consents","kept","others"]},"name":{"type":"string"},"id":{"type":"string"},"version":{"type":"integer"},"title":{"type":"string"},
          "grants":{"type":"integer","description":"Directions, consents or kept agreements that it stands for; not told of others."},"share":{"type":"number"},"only":{"type":"integer","description":"Gone if it alone went."}}}},
        "agreements_total":{"type":"integer","description":"What may be pulled by grants; an object that two parties may pull counts in each."},
        "left_out":{"type":"integer","description":"Label classes that have too many grants for exact shares."},"left_out_weight":{"type":"integer"},
        "follows":{"type":"integer","description":"Weight of what is released with what it marks."},"notes":{"$ref":"#/components/schemas/Names"}}})"},
      {"ExposureChanges", R"({"type":"object","required":["changes"],"additionalProperties":false,"properties":{
        "members":{"type":"array","items":{"type":"string","minLength":1,"maxLength":256},"maxItems":256},
        "changes":{"type":"array","minItems":1,"maxItems":64,"items":{"type":"string","minLength":1,"maxLength":512},
          "description":"suspend=AGREEMENT[:FROM>TO], suspend-party=PARTY, ceiling=AGREEMENT:PARTY:WORD, drop-topic=AGREEMENT:TOPIC, re-tier=AGENCY:WORD."},
        "weight":{"enum":["object","level","type"]},"table":{"type":"string","maxLength":4096}}})"},
      {"ExposureReceivers", R"({"type":"array","items":{"type":"object","required":["name","member","lost","read"],"additionalProperties":false,"properties":{
        "name":{"type":"string"},"member":{"type":"boolean"},"lost":{"type":"integer"},
        "read":{"type":"integer","description":"Of these, leased to whoever loses them in the last 90 days."}}}})"},
      {"ExposureWhatIf", R"({"type":"object","additionalProperties":false,
        "required":["members","changes","at","weight","before","after","removed","before_objects","after_objects","originators","parties","agencies","lost_elsewhere","reasons","notes"],"properties":{
        "members":{"$ref":"#/components/schemas/Names"},"changes":{"$ref":"#/components/schemas/Names"},"at":{"$ref":"#/components/schemas/Time"},
        "weight":{"$ref":"#/components/schemas/ExposureWeights"},"before":{"type":"integer"},"after":{"type":"integer"},"removed":{"type":"integer"},
        "before_objects":{"type":"integer"},"after_objects":{"type":"integer"},
        "originators":{"type":"array","items":{"type":"object","required":["name","removed"],"additionalProperties":false,"properties":{
          "name":{"type":"string"},"removed":{"type":"integer"}}}},
        "parties":{"$ref":"#/components/schemas/ExposureReceivers"},"agencies":{"$ref":"#/components/schemas/ExposureReceivers"},
        "lost_elsewhere":{"type":"integer","description":"Objects that somebody who is no member would lose."},
        "reasons":{"type":"array","items":{"type":"object","required":["text","objects","people"],"additionalProperties":false,"properties":{
          "text":{"type":"string"},"objects":{"type":"integer"},"people":{"type":"integer"}}}},
        "notes":{"$ref":"#/components/schemas/Names"}}})"},
      {"ExposureFrontier", R"({"type":"object","additionalProperties":false,
        "required":["members","at","steps","weight","exposed","stays","sharing","points","exact","more","chosen_classes","chosen_weight","follows","notes"],"properties":{
        "members":{"$ref":"#/components/schemas/Names"},"at":{"$ref":"#/components/schemas/Time"},"steps":{"enum":["direction","topic","level"]},
        "weight":{"$ref":"#/components/schemas/ExposureWeights"},"exposed":{"type":"integer"},
        "stays":{"type":"integer","description":"Whatever is given up: kept copies, and what agreements of others release."},
        "sharing":{"type":"integer","description":"What all that can be given up costs."},
        "points":{"type":"array","items":{"type":"object","required":["lost","removed","exposed","steps"],"additionalProperties":false,"properties":{
          "lost":{"type":"integer"},"removed":{"type":"integer"},"exposed":{"type":"integer"},
          "at_most":{"type":"integer","description":"What any choice of that cost could remove, where that was not settled."},
          "steps":{"type":"array","items":{"type":"object","required":["name","lost"],"additionalProperties":false,"properties":{
            "name":{"type":"string"},"lost":{"type":"integer"},"what_if":{"type":"string","description":"The change that does this."},
            "back":{"const":true,"description":"Given up at the point before, and not at this one."}}}}}}},
        "exact":{"type":"boolean"},"more":{"type":"boolean","description":"Further points lie between those shown."},
        "chosen_classes":{"type":"integer","description":"Label classes with several originators, any one of which may end the release."},"chosen_weight":{"type":"integer"},
        "follows":{"type":"integer"},"notes":{"$ref":"#/components/schemas/Names"}}})"},
      {"ExposedObjects", R"({"type":"object","required":["objects","total"],"additionalProperties":false,"properties":{
        "objects":{"type":"array","items":{"type":"object","required":["owner","id","version","type","held","may_pull","pass_on","only"],"additionalProperties":false,"properties":{
          "owner":{"type":"string"},"id":{"type":"string"},"version":{"type":"string"},"type":{"type":"string"},"held":{"type":"boolean"},"may_pull":{"type":"boolean"},
          "pass_on":{"type":"boolean"},"only":{"type":"boolean"}}}},
        "total":{"type":"integer"},"next":{"$ref":"#/components/schemas/Next"}}})"},
  };
}

using Kind = Parameter::Kind;

std::vector<Parameter> asked(std::vector<Parameter> more = {}) {
  std::vector<Parameter> out{{.name = "members", .text = "Parties, agencies, and people of the caller's own party; without it the caller's party.", .many = true},
                             {.name = "as_of", .kind = Kind::time, .text = "The date; without it now."},
                             {.name = "weight", .text = "What objects are weighed by; without it each weighs 1.", .one_of = {"object", "level", "type"}},
                             {.name = "table", .text = "Weights: of levels from the lowest, as 1,2,4,8,16, and NAME=WEIGHT for words (NZL SECRET=8) and types (report=5,*=1).", .most = 4096}};
  out.insert(out.end(), more.begin(), more.end());
  return out;
}

constexpr std::string_view kWho = "People with the role official or registrar, of what originates in their party and what their own people reach; the operator, of all.";

std::vector<Endpoint> endpoints() {
  return {{.method = "GET",
           .pattern = "/api/v1/exposure",
           .id = "getExposure",
           .summary = "What members held, may pull and could pass on",
           .description = "By originator, level, topic, agreement, clause and agency, in weights. docs/methods/exposure.md is the method.",
           .scope = Scope::read,
           .who = kWho,
           .parameters = asked(),
           .answers = {{200, "Exposure", "application/json", "Counts; no objects."}},
           .refusals = {403, 404},
           .tagged = false,
           .act = show_exposure},
          {.method = "GET",
           .pattern = "/api/v1/exposure/rank",
           .id = "rankExposure",
           .summary = "Members and agreements by their share of exposure",
           .description = "Without members all parties but the caller's; of one party its agencies.",
           .scope = Scope::read,
           .who = kWho,
           .parameters = asked(),
           .answers = {{200, "ExposureRank", "application/json", "Shapley shares, which sum to the totals."}},
           .refusals = {403, 404},
           .tagged = false,
           .act = rank_exposure},
          {.method = "GET",
           .pattern = "/api/v1/exposure/frontier",
           .id = "getExposureFrontier",
           .summary = "What to give up first: exposure removed against sharing lost",
           .scope = Scope::read,
           .who = kWho,
           .parameters = asked({{.name = "steps", .text = "What can be given up one by one; without it a direction's objects of the same topics.", .one_of = {"direction", "topic", "level"}},
                                {.name = "constant", .kind = Kind::whole, .text = "What a grant costs by being there, beside its objects leased in the last 90 days; without it 1.", .least = 1, .most = 1'000'000}}),
           .answers = {{200, "ExposureFrontier", "application/json", "Points, from nothing given up on."}},
           .refusals = {403, 404, 413},
           .tagged = false,
           .act = sweep_exposure},
          {.method = "GET",
           .pattern = "/api/v1/exposure/objects",
           .id = "listExposedObjects",
           .summary = "The exposed objects that originate in the caller's party",
           .scope = Scope::read,
           .who = "People with the role official or registrar.",
           .parameters = asked({{.name = "as", .text = "Only these; without it all that are held or may be pulled.", .one_of = {"held", "may_pull", "pass_on", "only"}},
                                limit_parameter(100), next_parameter()}),
           .answers = {{200, "ExposedObjects", "application/json", "A page of them, in order of arrival."}},
           .refusals = {403, 404},
           .tagged = false,
           .act = list_exposed},
          {.method = "POST",
           .pattern = "/api/v1/exposure/what-if",
           .id = "changeExposure",
           .summary = "What changes would remove of exposure, and who would lose what sharing",
           .description = "From the same evaluation that decides release. Nothing is stored.",
           .scope = Scope::read,
           .who = kWho,
           .body = Body{.schema = "ExposureChanges", .text = "Members and changes, all at once."},
           .answers = {{200, "ExposureWhatIf", "application/json", "What would change."}},
           .refusals = {403, 404},
           .act = change_exposure}};
}

}  // namespace

const Topic& exposure() {
  static const Topic topic{.tag = "exposure", .text = "What whoever has the access of some members would have.", .endpoints = endpoints(), .schemas = schemas()};
  return topic;
}

}  // namespace comity::api
