#include <nlohmann/json.hpp>
#include <shared_mutex>

#include "api/door.hpp"
#include "api/topics.hpp"

namespace comity::api {
namespace {

using nlohmann::ordered_json;

// Parties and agencies are known to all, as explanations name them; people are told to their own party and the operator, as lists of readers do.
Result<http::Response> show_directory(const Call& call) {
  const operations::Caller& caller = call.caller;
  std::shared_lock state(call.node().journal().state());
  const auto& directory = call.node().policy.world().directory();
  ordered_json parties = ordered_json::array(), agencies = ordered_json::array(), people = ordered_json::array();
  for (const auto& [id, party] : directory.parties) parties.push_back({{"id", id}, {"name", party.name}});
  for (const auto& [id, agency] : directory.agencies)
    agencies.push_back({{"id", id}, {"party", marking::party_of(id)}, {"name", agency.name}, {"role", agency.role}});
  for (const auto& [id, person] : directory.people)
    if (caller.is_operator() || marking::party_of(id) == caller.party)
      people.push_back({{"id", id}, {"agency", marking::agency_of(id)}, {"name", person.name}, {"roles", person.roles}});
  return answer(200, {{"parties", std::move(parties)}, {"agencies", std::move(agencies)}, {"people", std::move(people)}});
}

// When the next change comes of itself is a fact about agreements and clearances of all parties.
Result<http::Response> show_policy(const Call& call) {
  if (!call.caller.is_operator()) return fail(Code::forbidden, "Only the node's operator is told when the policy changes.");
  std::shared_lock state(call.node().journal().state());
  ordered_json body{{"version", call.node().policy.version()}};
  if (const Time next = call.node().policy.next_transition(); next != Time::max()) body["next_transition"] = format_time(next);
  return answer(200, body);
}

}  // namespace

const Topic& directory() {
  static const Topic topic{
      .tag = "directory",
      .text = "Who there is.",
      .endpoints = {{.method = "GET",
                     .pattern = "/api/v1/directory",
                     .id = "getDirectory",
                     .summary = "Parties, agencies, and the people of the caller's party",
                     .scope = Scope::read,
                     .answers = {{200, "Directory", "application/json", "The directory."}},
                     .act = show_directory},
                    {.method = "GET",
                     .pattern = "/api/v1/policy",
                     .id = "getPolicy",
                     .summary = "By which policy the node decides, and when that changes of itself",
                     .scope = Scope::admin,
                     .who = "The node's operator.",
                     .answers = {{200, "Policy", "application/json", "The policy."}},
                     .refusals = {403},
                     .act = show_policy}},
      .schemas = {{"Directory", R"({"type":"object","required":["parties","agencies","people"],"additionalProperties":false,"properties":{
                    "parties":{"type":"array","items":{"type":"object","required":["id","name"],"additionalProperties":false,"properties":{
                      "id":{"type":"string"},"name":{"type":"string"}}}},
                    "agencies":{"type":"array","items":{"type":"object","required":["id","party","name","role"],"additionalProperties":false,"properties":{
                      "id":{"type":"string"},"party":{"type":"string"},"name":{"type":"string"},"role":{"type":"string"}}}},
                    "people":{"type":"array","items":{"type":"object","required":["id","agency","name","roles"],"additionalProperties":false,"properties":{
                      "id":{"type":"string"},"agency":{"type":"string"},"name":{"type":"string"},"roles":{"$ref":"#/components/schemas/Names"}}}}}})"},
                  {"Policy", R"({"type":"object","required":["version"],"additionalProperties":false,"properties":{
                    "version":{"type":"integer","description":"The record that it holds from."},"next_transition":{"$ref":"#/components/schemas/Time"}}})"}},
  };
  return topic;
}

}  // namespace comity::api
