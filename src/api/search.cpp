#include "operations/search.hpp"

#include <nlohmann/json.hpp>

#include "api/door.hpp"
#include "api/topics.hpp"
#include "operations/search_json.hpp"

namespace comity::api {
namespace {

constexpr std::int64_t kMost = 100;  // results at once

std::set<std::string> set_of(const Call& call, std::string_view name) {
  const std::vector<std::string> all = call.texts(name);
  return {all.begin(), all.end()};
}

Result<http::Response> search(const Call& call) {
  operations::SearchRequest request;
  request.filter.text = call.text("q");
  request.filter.types = set_of(call, "type");
  request.filter.originators = set_of(call, "originator");
  request.filter.levels = set_of(call, "level");
  request.filter.topics = set_of(call, "topic");
  request.filter.agreements = set_of(call, "agreement");
  request.filter.ids = set_of(call, "id");
  request.filter.references = set_of(call, "refs");
  request.filter.from = call.time("from").value_or(Time::min());
  request.filter.until = call.time("until").value_or(Time::max());
  request.next = call.text("next");
  request.limit = static_cast<std::size_t>(call.whole("limit").value_or(20));
  request.newest = call.text("order") != "feed";
  TRY(request.facets, operations::parse_facets(call.texts("facets")));
  http::about_to_block();  // a first search replays the caller's feed, and a lease waits for the disk
  TRY(const auto found, operations::search(call.node(), call.caller, request));
  return answer(200, operations::to_json(found));
}

std::vector<Schema> schemas() {
  return {
      {"SearchAnswer", R"({"type":"object","required":["total","found"],"additionalProperties":false,"properties":{
        "total":{"type":"integer","description":"On all pages together."},
        "found":{"type":"array","items":{"$ref":"#/components/schemas/Found"}},
        "facets":{"type":"object","additionalProperties":false,"properties":{
          "type":{"$ref":"#/components/schemas/FacetCounts"},"originator":{"$ref":"#/components/schemas/FacetCounts"},
          "level":{"$ref":"#/components/schemas/FacetCounts"},"topic":{"$ref":"#/components/schemas/FacetCounts"},
          "agreement":{"$ref":"#/components/schemas/FacetCounts"},"month":{"$ref":"#/components/schemas/FacetCounts"}}},
        "next":{"$ref":"#/components/schemas/Next"}}})"},
      {"Found", R"({"type":"object","additionalProperties":false,
        "required":["id","version","type","owner","title","date_added","originators","levels","tlp","marking"],"properties":{
        "id":{"type":"string"},"version":{"type":"string"},"type":{"type":"string"},"owner":{"type":"string"},"title":{"type":"string"},
        "date_added":{"$ref":"#/components/schemas/Time"},"originators":{"$ref":"#/components/schemas/Names"},
        "levels":{"$ref":"#/components/schemas/Names"},"tlp":{"type":"string"},
        "marking":{"type":"string","description":"The levels in words of the caller's party; empty where no agreement has them."},
        "member":{"type":"string","description":"Of which the snippet is."},
        "snippet":{"type":"array","items":{"type":"object","required":["text"],"additionalProperties":false,"properties":{
          "text":{"type":"string"},"match":{"const":true}}}}}})"},
      {"FacetCounts", R"({"type":"array","items":{"type":"object","required":["value","objects"],"additionalProperties":false,"properties":{
        "value":{"type":"string"},"objects":{"type":"integer"}}}})"},
  };
}

std::vector<Endpoint> endpoints() {
  using Kind = Parameter::Kind;
  return {{.method = "GET",
           .pattern = "/api/v1/search",
           .id = "search",
           .summary = "Finds objects by their text and by what is said of them",
           .description = "Of what the caller may read, as the caller gets it: what is cut from it is not looked through, and nothing else is counted. The "
                          "results leave under a durable lease that names them and holds the query. docs/format/search.md has the language.",
           .scope = Scope::read,
           .parameters = {{.name = "q", .text = "The query; without it all that the other parameters leave.", .most = 2048},
                          {.name = "type", .text = "STIX types.", .many = true},
                          {.name = "originator", .text = "Parties or agencies.", .many = true},
                          {.name = "level", .text = "Level words with their scheme: NZL:SECRET.", .many = true},
                          {.name = "topic", .text = "Topics.", .many = true},
                          {.name = "agreement", .text = "Agreements that release the object to the caller.", .many = true},
                          {.name = "id", .text = "STIX ids.", .many = true},
                          {.name = "refs", .text = "STIX ids of what is referred to.", .many = true},
                          {.name = "from", .kind = Kind::time, .text = "Versions of that time or later."},
                          {.name = "until", .kind = Kind::time, .text = "Versions before that time."},
                          {.name = "order", .text = "The newest first, or as the feed has them.", .one_of = {"newest", "feed"}},
                          {.name = "facets", .text = "Numbers by these, or all of them.",
                           .one_of = {"type", "originator", "level", "topic", "agreement", "month", "all"}, .many = true},
                          {.name = "limit", .kind = Kind::whole, .text = "At most so many results; without it 20.", .least = 1, .most = kMost},
                          {.name = "next", .text = "The next of an earlier answer, with the same parameters."}},
           .answers = {{200, "SearchAnswer", "application/json", "A page of what was found, and how much it is in all."}},
           .tagged = false,
           .act = search}};
}

}  // namespace

const Topic& search_topic() {
  static const Topic topic{.tag = "search", .text = "Finding what one may read.", .endpoints = endpoints(), .schemas = schemas()};
  return topic;
}

}  // namespace comity::api
