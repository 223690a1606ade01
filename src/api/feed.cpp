#include "operations/feed.hpp"

#include <nlohmann/json.hpp>

#include "api/door.hpp"
#include "api/feed_json.hpp"
#include "api/paging.hpp"
#include "api/problems.hpp"
#include "api/topics.hpp"

namespace comity::api {
namespace {

using nlohmann::ordered_json;

constexpr std::int64_t kUsualPage = 100;

Result<http::Response> feed_page(const Call& call) {
  http::about_to_block();
  TRY(const auto page, operations::feed(call.node(), call.caller, call.text("next"), static_cast<std::size_t>(call.whole("limit").value_or(kUsualPage))));
  ordered_json list = ordered_json::array();
  for (const auto& event : page.events) list.push_back(to_json(event));
  return answer(200, {{"events", std::move(list)}, {"more", page.more}, {"next", page.cursor}});
}

const Endpoint& stream_row();

Result<http::Response> feed_stream(const Call& call) {
  const std::string_view last = call.request.header("last-event-id");
  std::string cursor = !last.empty() ? std::string(last) : call.text("after");
  if (cursor.empty()) cursor = operations::feed_now(call.node());
  http::about_to_block();
  TRY_VOID(operations::feed(call.node(), call.caller, cursor, 1));  // the cursor is one, and there is a feed
  Announcer& announcer = *call.door.announcer;
  if (announcer.of(call.caller.person) >= Announcer::kMostOfPerson) {
    http::Response out = problem("too_many_requests", "You have as many streams as one person may; end one of them.", {});
    out.headers.emplace_back("Retry-After", "15");
    return out;
  }
  http::Response out = http::Response::text(200, "text/event-stream", ": Comity\n\n");
  out.headers.emplace_back("Cache-Control", "no-store");
  out.headers.emplace_back("X-Accel-Buffering", "no");
  // What the credential is checked by again, without the rest.
  http::Request credential = call.request;
  credential.body.clear();
  out.stream = [&door = call.door, listener = Announcer::Listener{call.caller.person, call.caller.purpose, cursor, {}, {}, std::chrono::steady_clock::now(), 0},
                credential = std::move(credential)](std::shared_ptr<http::Stream> stream) mutable {
    listener.caller = [&door, credential] { return door.caller_of(stream_row(), credential, true); };
    listener.stream = std::move(stream);
    door.announcer->add(listener);
  };
  return out;
}

}  // namespace

ordered_json to_json(const operations::FeedEvent& event) {
  if (const auto* gone = std::get_if<operations::GonePage::Gone>(&event.what)) {
    ordered_json out{{"event", "tombstone"}, {"id", gone->id}, {"version", gone->version}, {"date_added", format_time(gone->added)}};
    if (gone->recalled) out["recalled"] = true;
    if (!gone->reason.empty()) out["reason"] = gone->reason;
    if (!gone->replaced_by.empty()) out["replaced_by"] = gone->replaced_by;
    return out;
  }
  const auto& one = std::get<operations::Listing::One>(event.what);
  ordered_json out{{"event", "object"}, {"id", one.id}, {"version", one.version}, {"type", one.type}, {"date_added", format_time(one.added)}};
  if (one.revoked) out["revoked"] = true;
  return out;
}

std::string data_text(const operations::FeedEvent& event) { return to_json(event).dump(-1, ' ', false, ordered_json::error_handler_t::replace); }

const Topic& feed() {
  static const Topic topic{
      .tag = "feed",
      .text = "What is new for the caller: names of objects that reached it, and tombstones of what it had fetched or been told of and may no longer read.",
      .endpoints = {{.method = "GET",
                     .pattern = "/api/v1/feed",
                     .id = "getFeed",
                     .summary = "What is new, in pages",
                     .description = "next is always there: asked again with it, what came since follows.",
                     .scope = Scope::read,
                     .who = "People; the operator reads no objects.",
                     .parameters = {limit_parameter(kUsualPage), next_parameter()},
                     .answers = {{200, "Feed", "application/json", "The events, in order."}},
                     .act = feed_page},
                    {.method = "GET",
                     .pattern = "/api/v1/feed/stream",
                     .id = "streamFeed",
                     .summary = "What is new, as it comes",
                     .description = "Server-sent events of the names object and tombstone, each with an id that resumes the stream; a comment every 15 seconds. It ends when the log-in "
                                    "does. One person may have 8.",
                     .scope = Scope::read,
                     .who = "People; the operator reads no objects.",
                     .parameters = {{.name = "after", .text = "The next of a page of the feed, or the id of an event; without it what comes from now on."},
                                    {.name = "Last-Event-ID", .in = Parameter::In::header, .text = "The id of the last event that the client had; browsers send it."}},
                     .answers = {{200, "", "text/event-stream", "The stream; the data of each event is a FeedEvent."}},
                     .tagged = false,
                     .act = feed_stream}},
      .schemas = {{"Feed", R"({"type":"object","required":["events","more","next"],"additionalProperties":false,"properties":{
                    "events":{"type":"array","items":{"$ref":"#/components/schemas/FeedEvent"}},
                    "more":{"type":"boolean","description":"Others follow at once."},"next":{"$ref":"#/components/schemas/Next"}}})"},
                  {"FeedEvent", R"({"type":"object","required":["event","id","version","date_added"],"additionalProperties":false,"properties":{
                    "event":{"enum":["object","tombstone"]},"id":{"type":"string"},"version":{"type":"string"},"type":{"type":"string"},
                    "date_added":{"$ref":"#/components/schemas/Time"},
                    "revoked":{"const":true,"description":"The news of its recall."},
                    "recalled":{"const":true,"description":"An originator wants it gone everywhere."},
                    "reason":{"type":"string"},"replaced_by":{"type":"string"}}})"}},
  };
  return topic;
}

namespace {
const Endpoint& stream_row() { return feed().endpoints.back(); }
}  // namespace

}  // namespace comity::api
