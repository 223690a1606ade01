#include <nlohmann/json.hpp>

#include "api/door.hpp"
#include "api/paging.hpp"
#include "api/topics.hpp"
#include "operations/statements_json.hpp"

namespace comity::api {
namespace {

Result<http::Response> list(const Call& call) {
  TRY(const auto all, operations::meetings(call.node(), call.caller));
  auto body = operations::to_json(all);
  TRY_VOID(page_of(call, body, "meetings", [](const auto& one) { return one.at("from").template get<std::string>() + " " + one.at("id").template get<std::string>(); }));
  return answer(200, body);
}

Result<http::Response> record(const Call& call) {
  TRY(const std::string id, operations::record_meeting(call.node(), call.caller, call.request.body));
  return answer(201, {{"id", id}});
}

Result<http::Response> show(const Call& call) {
  TRY(const auto one, operations::meeting_of(call.node(), call.caller, call.arg(0)));
  return answer(200, operations::to_json(one));
}

}  // namespace

const Topic& meetings() {
  static const Topic topic{
      .tag = "meetings",
      .text = "Meetings and their agendas, under which statements are grouped.",
      .endpoints = {{.method = "GET",
                     .pattern = "/api/v1/meetings",
                     .id = "listMeetings",
                     .summary = "The meetings of the caller's party",
                     .scope = Scope::read,
                     .who = "People with the role official or registrar get those of their party; others none.",
                     .parameters = {limit_parameter(kMostOfPage), next_parameter()},
                     .answers = {{200, "MeetingList", "application/json", "The meetings, by date."}},
                     .refusals = {409},
                     .act = list},
                    {.method = "POST",
                     .pattern = "/api/v1/meetings",
                     .id = "recordMeeting",
                     .summary = "Records a meeting, or a later form of it",
                     .scope = Scope::act,
                     .who = "People with the role official of the party that convenes it.",
                     .body = Body{.schema = "NewMeeting", .text = "The meeting and its agenda."},
                     .answers = {{201, "Made", "application/json", "It is recorded."}},
                     .refusals = {403, 409},
                     .act = record},
                    {.method = "GET",
                     .pattern = "/api/v1/meetings/{id}",
                     .id = "getMeeting",
                     .summary = "A meeting and the statements under it",
                     .scope = Scope::read,
                     .answers = {{200, "Meeting", "application/json", "The meeting."}},
                     .refusals = {404, 409},
                     .act = show}},
      .schemas = {{"MeetingList", R"({"type":"object","required":["meetings"],"additionalProperties":false,"properties":{
                     "meetings":{"type":"array","items":{"$ref":"#/components/schemas/Meeting"}},"next":{"$ref":"#/components/schemas/Next"}}})"},
                  {"Meeting", R"({"type":"object","required":["id","convenor","kind","title","from","to","parties","agenda","recorded"],"additionalProperties":false,"properties":{
                     "id":{"type":"string"},"convenor":{"type":"string"},"kind":{"enum":["summit","ministerial","officials","working-level"]},"title":{"type":"string"},
                     "place":{"type":"string"},"from":{"type":"string"},"to":{"type":"string"},"parties":{"$ref":"#/components/schemas/Names"},
                     "agenda":{"type":"array","items":{"type":"object","required":["title"],"additionalProperties":false,"properties":{"title":{"type":"string"},
                       "statements":{"$ref":"#/components/schemas/Names"},"rounds":{"$ref":"#/components/schemas/Names"},"objects":{"$ref":"#/components/schemas/Names"}}}},"recorded":{"$ref":"#/components/schemas/Time"},
                     "held":{"type":"array","items":{"$ref":"#/components/schemas/Statement"}}}})"},
                  {"NewMeeting", R"({"type":"object","required":["id","convenor","kind","title","from","parties"],"additionalProperties":false,"properties":{
                     "id":{"type":"string"},"convenor":{"type":"string"},"kind":{"enum":["summit","ministerial","officials","working-level"]},"title":{"type":"string"},
                     "place":{"type":"string"},"from":{"type":"string"},"to":{"type":"string"},"parties":{"$ref":"#/components/schemas/Names"},
                     "agenda":{"type":"array","items":{"type":"object","required":["title"],"additionalProperties":false,"properties":{"title":{"type":"string"},
                       "statements":{"$ref":"#/components/schemas/Names"},"rounds":{"$ref":"#/components/schemas/Names"},"objects":{"$ref":"#/components/schemas/Names"}}}}}})"}},
  };
  return topic;
}

}  // namespace comity::api
