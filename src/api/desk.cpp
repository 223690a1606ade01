#include "operations/desk.hpp"

#include <nlohmann/json.hpp>

#include "api/conditional.hpp"
#include "api/door.hpp"
#include "api/paging.hpp"
#include "api/topics.hpp"
#include "operations/notebook.hpp"
#include "operations/owed.hpp"

namespace comity::api {
namespace {

using nlohmann::ordered_json;

Result<http::Response> show_desk(const Call& call) {
  http::about_to_block();
  TRY(const auto found, operations::desk(call.node(), call.caller, call.text("after")));
  return answer(200, operations::to_json(found));
}

Result<http::Response> show_owed(const Call& call) {
  http::about_to_block();
  TRY(auto found, operations::owed(call.node(), call.caller));
  http::Response out = answer(200, operations::to_json(found));
  out.sent = [&node = call.node(), leases = std::make_shared<const operations::RoundLeases>(std::move(found.leases))] { operations::round_sent(node, *leases); };
  return out;
}

Result<operations::NoteKind> kind_of(const Call& call) {
  const auto kind = operations::note_kind_named(call.arg(0));
  if (!kind) return fail(Code::not_found, "a notebook keeps draft, agreement-draft, search, seen and setting");
  return *kind;
}

Result<http::Response> list_notes(const Call& call) {
  http::about_to_block();
  std::optional<operations::NoteKind> kind;
  if (const std::string name = call.text("kind"); !name.empty()) kind = operations::note_kind_named(name);
  TRY(const auto all, operations::notes(call.node(), call.caller, kind));
  ordered_json list = ordered_json::array();
  for (const auto& one : all) list.push_back(operations::to_json(one));
  ordered_json body{{"entries", std::move(list)}};
  TRY_VOID(page_of(call, body, "entries", [](const auto& one) { return one.at("kind").template get<std::string>() + " " + one.at("id").template get<std::string>(); }));
  return answer(200, body);
}

Result<http::Response> show_note(const Call& call) {
  http::about_to_block();
  TRY(const auto kind, kind_of(call));
  TRY(std::string content, operations::note_of(call.node(), call.caller, kind, call.arg(1)));
  return json_answer(std::move(content));
}

// As the answer to a GET would have it.
std::string tag_of(const Call& call, const std::string& content) { return etag_of(call.caller, content + "\n"); }

operations::NoteMatch match_of(const Call& call) {
  const std::string meant(call.request.header("if-match")), not_meant(call.request.header("if-none-match"));
  if (meant.empty() && not_meant.empty()) return {};
  return [&call, meant, not_meant](const std::optional<std::string>& content) {
    if (!meant.empty() && !(content && names_etag(meant, tag_of(call, *content), false))) return false;
    return not_meant.empty() || !(content && names_etag(not_meant, tag_of(call, *content), true));
  };
}

Result<http::Response> put_note(const Call& call) {
  http::about_to_block();
  TRY(const auto kind, kind_of(call));
  TRY(const auto kept, operations::keep_note(call.node(), call.caller, kind, call.arg(1), call.request.body, match_of(call)));
  ordered_json body = operations::to_json(kept.shown);
  body.erase("changed");
  http::Response out = answer(kept.fresh ? 201 : 200, body);
  out.headers.emplace_back("ETag", tag_of(call, call.request.body));
  return out;
}

Result<http::Response> delete_note(const Call& call) {
  http::about_to_block();
  TRY(const auto kind, kind_of(call));
  TRY_VOID(operations::drop_note(call.node(), call.caller, kind, call.arg(1), match_of(call)));
  return answer(200, {{"kind", operations::name_of(kind)}, {"id", call.arg(1)}});
}

constexpr std::string_view kPeople = "People, each its own; the operator keeps none.";

}  // namespace

const Topic& desk() {
  static const Topic topic{
      .tag = "desk",
      .text = "What is new for a person and why, what waits for it, and its notebook. docs/format/desk.md and docs/format/notebook.md.",
      .endpoints = {{.method = "GET",
                     .pattern = "/api/v1/desk",
                     .id = "getDesk",
                     .summary = "What the caller gained and lost, by why",
                     .description = "At most 20 groups of each, the rest summed: the numbers of the groups and of the rest are that of the objects. At most 16,384 objects of each are counted at a time; more says "
                                    "that others follow. To mark all seen, keep {\"cursor\": next} as seen/desk in the notebook.",
                     .scope = Scope::read,
                     .who = "People; the operator reads no objects.",
                     .parameters = {{.name = "after", .text = "The next of an earlier answer, or a cursor of the feed; without it what the notebook has under seen/desk, else the last seven days."}},
                     .answers = {{200, "Desk", "application/json", "The digest."}},
                     .refusals = {403},
                     .tagged = false,
                     .act = show_desk},
                    {.method = "GET",
                     .pattern = "/api/v1/owed",
                     .id = "getOwed",
                     .summary = "What waits for the caller, and what ends within 90 days",
                     .description = "Only what a person of its roles could do now: consents to answer, judgements to commit or reveal, statements, concerns, tearlines, second persons' approvals, copies to destroy. "
                                    "Listing a statement or concern is being told of it, as in their own lists.",
                     .scope = Scope::read,
                     .answers = {{200, "OwedList", "application/json", "What is owed, by when it is due."}},
                     .tagged = false,
                     .act = show_owed},
                    {.method = "GET",
                     .pattern = "/api/v1/notebook",
                     .id = "listNotes",
                     .summary = "The caller's notebook, in pages",
                     .scope = Scope::read,
                     .who = kPeople,
                     .parameters = {{.name = "kind", .text = "Of this kind.", .one_of = {"draft", "agreement-draft", "search", "seen", "setting"}}, limit_parameter(kMostOfPage), next_parameter()},
                     .answers = {{200, "NoteList", "application/json", "Its entries, by kind and id."}},
                     .refusals = {403},
                     .act = list_notes},
                    {.method = "GET",
                     .pattern = "/api/v1/notebook/{kind}/{id}",
                     .id = "getNote",
                     .summary = "An entry, as it was kept",
                     .scope = Scope::read,
                     .who = kPeople,
                     .answers = {{200, "Note", "application/json", "The entry. Its ETag goes into If-Match."}},
                     .refusals = {403, 404},
                     .act = show_note},
                    {.method = "PUT",
                     .pattern = "/api/v1/notebook/{kind}/{id}",
                     .id = "putNote",
                     .summary = "Keeps an entry",
                     .description = "At most 256 KiB; a notebook has at most 1,000 entries and 16 MiB. The id is 1 to 64 letters, digits, '.', '_', '-'. Durable when it is answered; what it takes the place of is overwritten within a "
                                    "minute. title, or else name, is what lists show.",
                     .scope = Scope::share,
                     .who = kPeople,
                     .parameters = {{.name = "If-Match", .in = Parameter::In::header, .text = "The ETag of the entry that is meant: 412 where it is another by now, or gone."},
                                    {.name = "If-None-Match", .in = Parameter::In::header, .text = "*: 412 where there is one already."}},
                     .body = Body{.schema = "Note", .text = "Any JSON object."},
                     .answers = {{200, "NoteKept", "application/json", "Kept, in place of what there was."}, {201, "NoteKept", "application/json", "Kept."}},
                     .refusals = {403, 404, 409, 412, 413},
                     .act = put_note},
                    {.method = "DELETE",
                     .pattern = "/api/v1/notebook/{kind}/{id}",
                     .id = "deleteNote",
                     .summary = "Removes an entry",
                     .description = "Its bytes are overwritten when it is answered.",
                     .scope = Scope::share,
                     .who = kPeople,
                     .parameters = {{.name = "If-Match", .in = Parameter::In::header, .text = "The ETag of the entry that is meant: 412 where it is another by now, or gone."}},
                     .answers = {{200, "NoteRemoved", "application/json", "It is gone."}},
                     .refusals = {403, 404, 412},
                     .act = delete_note}},
      .schemas =
          {{"Desk", R"({"type":"object","required":["since","next","more","gained","lost"],"additionalProperties":false,"properties":{
              "since":{"$ref":"#/components/schemas/Time"},"next":{"type":"string","description":"What came later follows it; also a cursor of the feed."},
              "more":{"type":"boolean","description":"Others follow at once."},
              "gained":{"$ref":"#/components/schemas/DeskSide"},"lost":{"$ref":"#/components/schemas/DeskSide"}}})"},
           {"DeskSide", R"({"type":"object","required":["objects","groups"],"additionalProperties":false,"properties":{
              "objects":{"type":"integer","minimum":0,"description":"The sum over groups and rest."},
              "groups":{"type":"array","maxItems":20,"items":{"type":"object","required":["why","objects","first"],"additionalProperties":false,"properties":{
                "why":{"$ref":"#/components/schemas/DeskWhy"},"objects":{"type":"integer","minimum":1},
                "first":{"type":"array","maxItems":5,"items":{"$ref":"#/components/schemas/DeskObject"}}}}},
              "rest":{"type":"object","required":["groups","objects"],"additionalProperties":false,"properties":{
                "groups":{"type":"integer","minimum":1},"objects":{"type":"integer","minimum":1}}}}})"},
           {"DeskWhy", R"({"type":"object","required":["kind","text","detail","at"],"additionalProperties":false,"properties":{
              "kind":{"enum":["submission","own","object","reference","agreement","ended","suspended","resumed","consent","consent-ended","tearline","approval","clearance","directory","recalled","corrected","reclassified","withdrawn","policy"]},
              "text":{"type":"string"},"detail":{"type":"string"},"at":{"$ref":"#/components/schemas/Time"},
              "agreement":{"type":"string","description":"One that the caller's party is told of."},"version":{"type":"integer"},
              "policy":{"type":"integer","description":"The policy version that it made."}}})"},
           {"DeskObject", R"({"type":"object","required":["id","version","type","date_added"],"additionalProperties":false,"properties":{
              "id":{"type":"string"},"version":{"type":"string"},"type":{"type":"string"},
              "title":{"type":"string","description":"Of what was gained; what was lost has no title any more."},
              "levels":{"type":"array","items":{"type":"object","required":["scheme","word"],"additionalProperties":false,"properties":{"scheme":{"type":"string"},"word":{"type":"string"}}}},
              "marking":{"type":"string","description":"The levels in words of the caller's party."},"originators":{"$ref":"#/components/schemas/Names"},
              "date_added":{"$ref":"#/components/schemas/Time"},"recalled":{"const":true},"replaced_by":{"type":"string"}}})"},
           {"OwedList", R"({"type":"object","required":["owed","ending","counts"],"additionalProperties":false,"properties":{
              "owed":{"type":"array","items":{"type":"object","required":["kind","id","title","detail","path"],"additionalProperties":false,"properties":{
                "kind":{"enum":["consent","round-commit","round-reveal","statement","concern","tearline","approval","recall"]},"id":{"type":"string"},"title":{"type":"string"},
                "detail":{"type":"string"},"due":{"$ref":"#/components/schemas/Time"},"since":{"$ref":"#/components/schemas/Time"},
                "path":{"type":"string","description":"Of the console's screen."}}}},
              "ending":{"type":"array","items":{"type":"object","required":["kind","id","title","until","days","state","detail"],"additionalProperties":false,"properties":{
                "kind":{"enum":["agreement","clearance","consent","token","certificate"]},"id":{"type":"string"},"title":{"type":"string"},"until":{"$ref":"#/components/schemas/Time"},
                "days":{"type":"integer","minimum":0},"state":{"enum":["in force","notice given","suspended","valid"]},"detail":{"type":"string"}}}},
              "counts":{"type":"object","required":["desk","write","agreements","handling","assess","statements"],"additionalProperties":false,"properties":{
                "desk":{"type":"integer","description":"All."},"write":{"type":"integer"},"agreements":{"type":"integer"},"handling":{"type":"integer"},"assess":{"type":"integer"},"statements":{"type":"integer"}}}}})"},
           {"Note", R"({"type":"object","additionalProperties":true})"},
           {"NoteListed", R"({"type":"object","required":["kind","id","title","changed","bytes"],"additionalProperties":false,"properties":{
              "kind":{"enum":["draft","agreement-draft","search","seen","setting"]},"id":{"type":"string"},"title":{"type":"string"},"changed":{"$ref":"#/components/schemas/Time"},
              "bytes":{"type":"integer"}}})"},
           {"NoteKept", R"({"type":"object","required":["kind","id","title","bytes"],"additionalProperties":false,"properties":{
              "kind":{"enum":["draft","agreement-draft","search","seen","setting"]},"id":{"type":"string"},"title":{"type":"string"},"bytes":{"type":"integer"}}})"},
           {"NoteList", R"({"type":"object","required":["entries"],"additionalProperties":false,"properties":{
              "entries":{"type":"array","items":{"$ref":"#/components/schemas/NoteListed"}},"next":{"$ref":"#/components/schemas/Next"}}})"},
           {"NoteRemoved", R"({"type":"object","required":["kind","id"],"additionalProperties":false,"properties":{"kind":{"type":"string"},"id":{"type":"string"}}})"}},
  };
  return topic;
}

}  // namespace comity::api
