#include "api/reading.hpp"

#include <memory>
#include <nlohmann/json.hpp>

#include "api/door.hpp"
#include "api/paging.hpp"

namespace comity::api {
namespace {

using nlohmann::ordered_json;

constexpr std::int64_t kUsualPage = 100;
constexpr std::string_view kCollection = "api/objects";

std::set<std::string> set_of(const Call& call, std::string_view name) {
  const auto words = call.texts(name);
  return {words.begin(), words.end()};
}

Result<void> no_operator(const Call& call) {
  if (call.caller.is_operator()) return fail(Code::forbidden, "The operator sees how the node decides, and no object.");
  return {};
}

// The page's bytes as they are stored, between what comes before and after.
http::Response bytes(const Call& call, operations::Page page, std::string head, std::string tail) {
  http::Response out = http::Response::text(200, "application/json", std::move(head));
  out.headers.emplace_back("Cache-Control", "no-store");
  for (const auto& piece : page.pieces) out.pieces.push_back({piece.bytes, piece.hold});
  out.tail = std::move(tail);
  page.pieces.clear();
  out.sent = [&node = call.node(), page = std::make_shared<const operations::Page>(std::move(page))] { operations::page_sent(node, *page); };
  return out;
}

Result<http::Response> list_objects(const Call& call) {
  TRY_VOID(no_operator(call));
  http::about_to_block();
  TRY(const operations::PageRequest request, page_request(call, kCollection));
  TRY(operations::Page page, operations::page(call.node(), call.caller, request));
  ordered_json rest = ordered_json::object();
  if (page.count > 0) {
    rest["first_added"] = format_time(page.first);
    rest["last_added"] = format_time(page.last);
  }
  if (page.more) rest["next"] = page.next;
  std::string tail = rest.dump();  // "{…}": what of it follows the list
  tail = "]" + (rest.empty() ? std::string("}") : "," + tail.substr(1)) + "\n";
  return bytes(call, std::move(page), "{\"objects\":[", std::move(tail));
}

tl::unexpected<Error> no_object() { return fail(Code::not_found, "there is no such object for you"); }

// Of one id: its latest version, or the one asked for.
Result<http::Response> get_object(const Call& call) {
  TRY_VOID(no_operator(call));
  http::about_to_block();
  operations::PageRequest request;
  request.collection = kCollection;
  request.limit = 1;
  request.filter.ids = {call.arg(0)};
  if (const auto version = call.time("version")) request.filter.versions.at = {version->us};
  TRY(operations::Page page, operations::page(call.node(), call.caller, request));
  if (page.count == 0) return no_object();
  return bytes(call, std::move(page), "", "\n");
}

Result<http::Response> list_versions(const Call& call) {
  TRY_VOID(no_operator(call));
  http::about_to_block();
  operations::PageRequest request;
  request.collection = kCollection;
  request.limit = static_cast<std::size_t>(call.whole("limit").value_or(kUsualPage));
  request.next = call.text("next");
  request.filter.ids = {call.arg(0)};
  request.filter.versions.all = true;
  TRY(const operations::Listing listing, operations::list_page(call.node(), call.caller, request));
  if (listing.objects.empty() && request.next.empty()) return no_object();
  ordered_json list = ordered_json::array();
  for (const auto& one : listing.objects) {
    list.push_back({{"version", one.version}, {"type", one.type}, {"spec_version", one.spec_version}, {"date_added", format_time(one.added)}});
    if (one.revoked) list.back()["revoked"] = true;
  }
  ordered_json body{{"id", call.arg(0)}, {"versions", std::move(list)}};
  if (listing.more) body["next"] = listing.next;
  return answer(200, body);
}

Result<http::Response> share(const Call& call) {
  TRY(const operations::Submission submission, operations::submit(call.node(), call.caller, call.request.body));
  ordered_json list = ordered_json::array();
  for (const auto& one : submission.objects) {
    list.push_back({{"id", one.id}, {"version", one.version}, {"accepted", one.accepted}});
    if (!one.message.empty()) list.back()["message"] = one.message;
  }
  return answer(200, {{"id", submission.id}, {"requested", format_time(submission.requested)}, {"objects", std::move(list)}});
}

}  // namespace

std::vector<Parameter> filter_parameters() {
  return {{.name = "type", .text = "Objects of these types.", .many = true},
          {.name = "id", .text = "Objects of these ids.", .many = true},
          {.name = "version", .text = "Which versions: first, last (also without this), all, or times of their own.", .many = true},
          {.name = "spec_version", .text = "Of this version of STIX.", .one_of = {"2.0", "2.1"}, .many = true},
          {.name = "originator", .text = "Of these parties or agencies.", .many = true},
          {.name = "agreement", .text = "What these agreements release to the caller.", .many = true},
          {.name = "added_after", .kind = Parameter::Kind::time, .text = "What reached the caller after this time."}};
}

Result<operations::PageRequest> page_request(const Call& call, std::string_view collection) {
  operations::PageRequest out;
  out.collection = collection;
  out.next = call.text("next");
  out.limit = static_cast<std::size_t>(call.whole("limit").value_or(kUsualPage));
  out.added_after = call.time("added_after");
  out.filter.types = set_of(call, "type");
  out.filter.ids = set_of(call, "id");
  out.filter.spec_versions = set_of(call, "spec_version");
  out.filter.originators = set_of(call, "originator");
  out.filter.agreements = set_of(call, "agreement");
  for (const std::string& word : call.texts("version")) {
    shelf::Versions& versions = out.filter.versions;
    if (word == "first") versions.first = true;
    else if (word == "last") versions.last = true;
    else if (word == "all") versions.all = true;
    else if (const auto time = parse_time(word)) versions.at.insert(time->us);
    else return fail(Code::invalid, "'version' is first, last, all or a time", "version");
  }
  return out;
}

std::vector<Endpoint> reading_endpoints() {
  std::vector<Parameter> list_parameters = filter_parameters();
  list_parameters.push_back(limit_parameter(kUsualPage));
  list_parameters.push_back(next_parameter());
  return {
      {.method = "GET",
       .pattern = "/api/v1/objects",
       .id = "listObjects",
       .summary = "What the caller may see",
       .description = "In the order in which it reached the caller, each object as it is released, byte for byte as it is stored. A durable record says so before the "
                      "first byte leaves.",
       .scope = Scope::read,
       .who = "People; the operator reads no objects.",
       .parameters = list_parameters,
       .answers = {{200, "ObjectPage", "application/json", "The objects."}},
       .tagged = false,
       .act = list_objects},
      {.method = "POST",
       .pattern = "/api/v1/objects",
       .id = "shareObjects",
       .summary = "Shares a bundle as the caller's agency",
       .description = "Each object stands or falls by itself; what is accepted is durable when the answer comes.",
       .scope = Scope::share,
       .who = "People with the role submitter.",
       .body = Body{.schema = "Bundle", .text = "A STIX bundle, or a TAXII envelope.", .checked = false},
       .answers = {{200, "Submission", "application/json", "What became of each object."}},
       .refusals = {403},
       .act = share},
      {.method = "GET",
       .pattern = "/api/v1/objects/{id}",
       .id = "getObject",
       .summary = "An object",
       .description = "Its latest version, or one of its versions, as it is released and byte for byte as it is stored. Where several owners have an object of that id, the one that "
                      "reached the caller first; the list of objects has all.",
       .scope = Scope::read,
       .who = "People; the operator reads no objects.",
       .parameters = {{.name = "version", .kind = Parameter::Kind::time, .text = "Of exactly this version; without it the latest."}},
       .answers = {{200, "StixObject", "application/json", "The object."}},
       .refusals = {404},
       .tagged = false,
       .act = get_object},
      {.method = "GET",
       .pattern = "/api/v1/objects/{id}/versions",
       .id = "listVersions",
       .summary = "The versions of an object that the caller may see",
       .scope = Scope::read,
       .who = "People; the operator reads no objects.",
       .parameters = {limit_parameter(kUsualPage), next_parameter()},
       .answers = {{200, "VersionList", "application/json", "The versions, in the order in which they reached the caller."}},
       .refusals = {404},
       .act = list_versions},
  };
}

std::vector<Schema> reading_schemas() {
  return {
      {"StixObject", R"({"type":"object","description":"STIX 2.1 or 2.0, as its submitter wrote it.","required":["type","id"],"additionalProperties":true,"properties":{
        "type":{"type":"string"},"id":{"type":"string"}}})"},
      {"Bundle", R"({"type":"object","required":["objects"],"additionalProperties":true,"properties":{
        "objects":{"type":"array","items":{"type":"object","additionalProperties":true}}}})"},
      {"ObjectPage", R"({"type":"object","required":["objects"],"additionalProperties":false,"properties":{
        "objects":{"type":"array","items":{"$ref":"#/components/schemas/StixObject"}},
        "first_added":{"$ref":"#/components/schemas/Time"},"last_added":{"$ref":"#/components/schemas/Time"},
        "next":{"$ref":"#/components/schemas/Next"}}})"},
      {"VersionList", R"({"type":"object","required":["id","versions"],"additionalProperties":false,"properties":{
        "id":{"type":"string"},"next":{"$ref":"#/components/schemas/Next"},
        "versions":{"type":"array","items":{"type":"object","required":["version","type","spec_version","date_added"],"additionalProperties":false,"properties":{
          "version":{"type":"string"},"type":{"type":"string"},"spec_version":{"type":"string"},"date_added":{"$ref":"#/components/schemas/Time"},
          "revoked":{"const":true}}}}}})"},
      {"Submission", R"({"type":"object","required":["id","requested","objects"],"additionalProperties":false,"properties":{
        "id":{"type":"string"},"requested":{"$ref":"#/components/schemas/Time"},
        "objects":{"type":"array","items":{"type":"object","required":["id","version","accepted"],"additionalProperties":false,"properties":{
          "id":{"type":"string"},"version":{"type":"string"},"accepted":{"type":"boolean"},
          "message":{"type":"string","description":"Why not, or what the submitter should know."}}}}}})"},
  };
}

}  // namespace comity::api
