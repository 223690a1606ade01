// How objects are to be read, what would become of one that is being written, and what waits for a second person.
#include <charconv>
#include <nlohmann/json.hpp>
#include <set>

#include "api/door.hpp"
#include "api/paging.hpp"
#include "api/reading_schemas.hpp"
#include "api/topics.hpp"
#include "operations/readings_json.hpp"

namespace comity::api {
namespace {

Result<http::Response> list_schemes(const Call& call) {
  TRY(const auto words, operations::marking_words(call.node(), call.caller));
  return answer(200, operations::to_json(words));
}

Result<http::Response> read_object(const Call& call) {
  http::about_to_block();  // a first question replays the caller's feed, and a lease waits for the disk
  TRY(const auto reading, operations::object_reading(call.node(), call.caller, call.arg(0), call.text("owner"), call.time("version")));
  return answer(200, operations::to_json(reading));
}

Result<http::Response> preview_object(const Call& call) {
  http::about_to_block();
  TRY(const auto preview, operations::preview_as(call.node(), call.caller, call.arg(0), call.text("owner"), call.time("version"), call.text("as")));
  return answer(200, operations::to_json(preview));
}

Result<http::Response> list_approvals(const Call& call) {
  http::about_to_block();
  TRY(const std::string key, read_next(call));
  Seq after = 0;
  std::from_chars(key.data(), key.data() + key.size(), after);
  TRY(const auto waiting, operations::waiting_approvals(call.node(), call.caller, after, static_cast<std::size_t>(call.whole("limit").value_or(100))));
  nlohmann::ordered_json body{{"approvals", nlohmann::ordered_json::array()}};
  for (const auto& one : waiting.approvals) body["approvals"].push_back(operations::to_json(one));
  if (waiting.more && !waiting.approvals.empty()) body["next"] = write_next(call, std::to_string(waiting.approvals.back().record));
  return answer(200, body);
}

Result<http::Response> read_draft(const Call& call) {
  http::about_to_block();
  TRY(const auto reading, operations::draft_reading(call.node(), call.caller, call.request.body, call.text("about")));
  return answer(200, operations::to_json(reading));
}

Result<http::Response> read_line(const Call& call) {
  const auto asked = body_of(call);
  TRY(const auto line, operations::marking_line(call.node(), call.caller, asked.value("language", ""), asked.at("line").get<std::string>(),
                                                asked.value("party", ""), asked.value("topics", std::set<std::string>())));
  return answer(200, operations::to_json(line));
}

std::vector<Endpoint> endpoints() {
  const Parameter owner{.name = "owner", .text = "Of several owners of that id: this party."};
  const Parameter version{.name = "version", .kind = Parameter::Kind::time, .text = "Of exactly this version; without it the latest."};
  return {
      {.method = "GET",
       .pattern = "/api/v1/schemes",
       .id = "listSchemes",
       .summary = "The level schemes of all parties, and words that a marking may use",
       .description = "Topics, purposes, communities and compartments are the caller's own and those of agreements that bind its party.",
       .scope = Scope::read,
       .answers = {{200, "SchemeList", "application/json", "The schemes and words."}},
       .act = list_schemes},
      {.method = "GET",
       .pattern = "/api/v1/objects/{id}/reading",
       .id = "readObject",
       .summary = "How an object is to be read",
       .description = "The banner, the mark of each part with a marking of its own, and what is to be shown beside the text; in words of the caller's party, and made from "
                      "what the caller is given alone.",
       .scope = Scope::read,
       .who = "People; the operator reads no objects.",
       .parameters = {owner, version},
       .answers = {{200, "Reading", "application/json", "The reading."}},
       .refusals = {403, 404},
       .tagged = false,
       .act = read_object},
      {.method = "GET",
       .pattern = "/api/v1/objects/{id}/preview",
       .id = "previewObject",
       .summary = "How an object looks to a partner",
       .description = "What that person or agency reads of it, what is cut, and the clause that decides. An agency stands for whoever there is released the most.",
       .scope = Scope::read,
       .who = "People of an originating party who read it themselves.",
       .parameters = {{.name = "as", .text = "A person or an agency.", .required = true}, owner, version},
       .answers = {{200, "Preview", "application/json", "The preview."}},
       .refusals = {403, 404},
       .tagged = false,
       .act = preview_object},
      {.method = "GET",
       .pattern = "/api/v1/approvals",
       .id = "listApprovals",
       .summary = "What waits for a second person of the caller's party",
       .description = "Not what the caller submitted itself.",
       .scope = Scope::read,
       .who = "People with the role releaser or official.",
       .parameters = {limit_parameter(100), next_parameter()},
       .answers = {{200, "ApprovalList", "application/json", "The versions, in the order in which they were shared."}},
       .refusals = {403},
       .tagged = false,
       .act = list_approvals},
      {.method = "POST",
       .pattern = "/api/v1/readings",
       .id = "readDraft",
       .summary = "What would become of a STIX object if the caller shared it",
       .description = "Held against STIX and its markings read as when it is shared, and decided for every agency. Nothing is stored. A bundle may bring along what the "
                      "object is marked with and refers to.",
       .scope = Scope::share,
       .who = "People with the role submitter.",
       .parameters = {{.name = "about", .text = "Of a bundle: the object of this id; without it the first that is no marking-definition."}},
       .body = Body{.schema = "StixDraft", .text = "A STIX object, or a bundle."},
       .answers = {{200, "DraftReading", "application/json", "What would become of it."}},
       .refusals = {403, 409},
       .act = read_draft},
      {.method = "POST",
       .pattern = "/api/v1/markings",
       .id = "readMarking",
       .summary = "A banner line or portion mark typed by hand, as a label",
       .description = "With the label extension that says it, and a marking-definition that conveys it. Nothing is stored.",
       .scope = Scope::read,
       .body = Body{.schema = "MarkingAsked", .text = "The line."},
       .answers = {{200, "MarkingLine", "application/json", "What it says."}},
       .act = read_line},
  };
}

}  // namespace

const Topic& readings() {
  static const Topic topic{.tag = "readings",
                           .text = "How an object is to be read, and what would become of one that is being written.",
                           .endpoints = endpoints(),
                           .schemas = reading_schemas_of_markings()};
  return topic;
}

}  // namespace comity::api
