#include <nlohmann/json.hpp>

#include "api/answers.hpp"
#include "api/door.hpp"
#include "api/object_schemas.hpp"
#include "api/reading.hpp"
#include "api/topics.hpp"
#include "operations/acts.hpp"
#include "operations/object_acts.hpp"

namespace comity::api {
namespace {

Result<http::Response> explanation(const Call& call) {
  const operations::Caller& caller = call.caller;
  const std::string person = call.request.query_value("as").value_or(caller.is_operator() ? "" : caller.person);
  if (person.empty()) return fail(Code::invalid, "say whose view to explain: ?as=PERSON", "as");
  // What the caller declares is for its own view; of another person the default purpose is meant.
  const std::string purpose = call.request.query_value("purpose").value_or(person == caller.person ? caller.purpose : "");
  http::about_to_block();  // the first question about a reader replays its whole feed
  TRY(const auto objects, operations::explain_object(call.node(), caller, call.arg(0), person, purpose));
  return answer(200, to_json(objects));
}

Result<http::Response> readers(const Call& call) {
  http::about_to_block();
  TRY(const auto objects, operations::who_can_see(call.node(), call.caller, call.arg(0)));
  return answer(200, to_json(objects));
}

Result<http::Response> holders(const Call& call) {
  http::about_to_block();
  TRY(const auto found, operations::holders(call.node(), call.caller, {call.arg(0), call.text("owner"), call.text("version")}));
  return json_answer(operations::to_json(found));
}

// Takes back what was shared, or lets it go: each a row of its own.
Act on_object(std::string_view act) {
  return [act](const Call& call) -> Result<http::Response> {
    TRY(std::string done, operations::act_on_object(call.node(), call.caller, act, call.arg(0), call.request.body));
    return json_answer(std::move(done));
  };
}

std::vector<Endpoint> asking_endpoints() {
  const Parameter owner{.name = "owner", .text = "Of several owners of that id: this party."};
  const Parameter version{.name = "version", .text = "This version; without it all."};
  return {
      {.method = "GET",
       .pattern = "/api/v1/objects/{id}/explanation",
       .id = "explainObject",
       .summary = "Why a person does or does not get an object",
       .description = "Clause by clause, from the same evaluation that decides. What the asker may not know of is left out.",
       .scope = Scope::read,
       .who = "The operator and people of an originating party about anyone; others about themselves, and only of what they get.",
       .parameters = {{.name = "as", .text = "The person; without it the caller."},
                      {.name = "purpose", .text = "The purpose that it declares; without it its default.", .most = 128}},
       .answers = {{200, "Explanations", "application/json", "One entry per owner of the id, of its latest version."}},
       .refusals = {404},
       .act = explanation},
      {.method = "GET",
       .pattern = "/api/v1/objects/{id}/readers",
       .id = "listReaders",
       .summary = "Who gets an object",
       .description = "Everyone in the directory with the deciding clause; of other parties one entry per agency.",
       .scope = Scope::read,
       .who = "The operator, and people of an originating party.",
       .answers = {{200, "Readers", "application/json", "One entry per owner of the id."}},
       .refusals = {404},
       .act = readers},
      {.method = "GET",
       .pattern = "/api/v1/objects/{id}/holders",
       .id = "listHolders",
       .summary = "Who may hold a copy",
       .description = "By the durable records of what was handed over.",
       .scope = Scope::read,
       .who = "Registrars and officials of originating parties, and the operator.",
       .parameters = {owner, version},
       .answers = {{200, "Holders", "application/json", "One entry per version."}},
       .refusals = {404},
       .act = holders},
      {.method = "POST",
       .pattern = "/api/v1/objects/{id}/recall",
       .id = "recallObject",
       .summary = "Takes an object back",
       .description = "From the answer on nobody else gets a byte of it, and who had fetched it is told.",
       .scope = Scope::act,
       .who = "Registrars of an originating party, and the person who submitted it.",
       .body = Body{.schema = "RecallAsked", .text = "Why, and what of it."},
       .answers = {{200, "Recalled", "application/json", "It is recalled."}},
       .refusals = {403, 404, 409, 412},
       .act = on_object("recall")},
      {.method = "POST",
       .pattern = "/api/v1/objects/{id}/correction",
       .id = "correctObject",
       .summary = "Shares what stands in an object's place, and recalls it",
       .description = "Both or neither.",
       .scope = Scope::act,
       .who = "Who may recall it and has the role submitter.",
       .body = Body{.schema = "CorrectionAsked", .text = "The bundle with what stands in its place."},
       .answers = {{200, "Recalled", "application/json", "It is corrected."}},
       .refusals = {403, 404, 409, 412},
       .act = on_object("correction")},
      {.method = "POST",
       .pattern = "/api/v1/objects/{id}/reclassification",
       .id = "reclassifyObject",
       .summary = "Gives an object another marking",
       .description = "As a version of now; earlier ones are recalled.",
       .scope = Scope::act,
       .who = "Registrars of the owner's party; what somebody gains by takes an official.",
       .body = Body{.schema = "ReclassificationAsked", .text = "Either a label or a marking."},
       .answers = {{200, "Recalled", "application/json", "It is marked anew."}},
       .refusals = {403, 404, 409, 412},
       .again = Again::once,
       .act = on_object("reclassification")},
      {.method = "POST",
       .pattern = "/api/v1/objects/{id}/erasure",
       .id = "eraseObject",
       .summary = "Overwrites the bytes of recalled versions",
       .description = "Their records stay, and what others hold they hold.",
       .scope = Scope::act,
       .who = "Registrars of the owner's party.",
       .body = Body{.schema = "ErasureAsked", .text = "Why, and which version."},
       .answers = {{200, "Erased", "application/json", "They are overwritten."}},
       .refusals = {403, 404, 409, 412},
       .act = on_object("erasure")},
      {.method = "POST",
       .pattern = "/api/v1/objects/{id}/approval",
       .id = "approveObject",
       .summary = "The second person's word that an object goes to other parties",
       .scope = Scope::act,
       .who = "People of the owner's party with the role releaser or official, but not the submitter.",
       .body = Body{.schema = "ApprovalAsked", .text = "Which version."},
       .answers = {{200, "Approved", "application/json", "It goes."}},
       .refusals = {403, 404, 409, 412},
       .act = on_object("approval")},
  };
}

template <class T>
std::vector<T> joined(std::vector<T> all, std::vector<T> more) {
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace

const Topic& objects() {
  static const Topic topic{.tag = "objects",
                           .text = "What was shared: to read it, ask why, and take it back.",
                           .endpoints = joined(reading_endpoints(), asking_endpoints()),
                           .schemas = joined(reading_schemas(), object_schemas())};
  return topic;
}

}  // namespace comity::api
