#include <nlohmann/json.hpp>

#include "api/door.hpp"
#include "api/topics.hpp"
#include "door/presenting.hpp"
#include "operations/credentials_json.hpp"

namespace comity::api {
namespace {

using nlohmann::ordered_json;

std::string text_of(const ordered_json& body, const char* key) { return body.contains(key) ? body[key].get<std::string>() : ""; }

// In place of a session that the change ended, if there was one.
http::Response with_session(const Call& call, ordered_json body, const operations::Renewed& renewed) {
  if (renewed.session) body["csrf"] = access::csrf_of(renewed.session->secret);
  http::Response out = answer(200, body);
  out.compressible = false;
  if (renewed.session) out.headers.emplace_back("Set-Cookie", door::session_cookie(call.request, renewed.session->secret));
  return out;
}

// What people do for themselves alone: another's name and nobody's are alike.
Result<void> check_own(const Call& call, const operations::Caller& caller) {
  if (call.arg(0) == caller.person) return {};
  return fail(Code::not_found, "people set this for themselves; there is no such thing here for this caller");
}

Result<http::Response> list(const Call& call) {
  TRY(const auto all, operations::people(call.node(), call.caller));
  return answer(200, operations::to_json(all));
}

Result<http::Response> show(const Call& call) {
  TRY(const auto one, operations::person(call.node(), call.caller, call.arg(0)));
  return answer(200, operations::to_json(one));
}

Result<http::Response> invite(const Call& call) {
  TRY(const auto invited, operations::invite(call.node(), call.caller, call.arg(0)));
  http::Response out = answer(201, operations::to_json(invited));
  out.compressible = false;
  return out;
}

// With an invitation nobody is logged in yet; else whoever asks must be the person.
Result<http::Response> set_password(const Call& call) {
  const auto body = body_of(call);
  http::about_to_block();
  if (body.contains("invitation")) {
    TRY_VOID(operations::accept_invitation(call.node(), door::presented(call.request), call.arg(0), text_of(body, "invitation"), text_of(body, "password")));
    return with_session(call, {{"person", call.arg(0)}}, {});
  }
  TRY(const auto caller, door::admitted(call.node(), call.request, access::Scope::none));
  TRY_VOID(check_own(call, caller));
  TRY(const auto renewed, operations::change_password(call.node(), caller, text_of(body, "old"), text_of(body, "password")));
  return with_session(call, {{"person", caller.person}}, renewed);
}

Result<http::Response> enrol(const Call& call) {
  TRY_VOID(check_own(call, call.caller));
  http::about_to_block();
  TRY(const auto offer, operations::enrol_totp(call.node(), call.caller, text_of(body_of(call), "password"), text_of(body_of(call), "code")));
  http::Response out = answer(200, {{"secret", offer.secret}, {"uri", offer.uri}});
  out.compressible = false;
  return out;
}

Result<http::Response> confirm(const Call& call) {
  TRY_VOID(check_own(call, call.caller));
  TRY(const auto done, operations::confirm_totp(call.node(), call.caller, text_of(body_of(call), "code")));
  return with_session(call, {{"recovery_codes", done.recovery}}, done.renewed);
}

Result<http::Response> remove_totp(const Call& call) {
  TRY_VOID(check_own(call, call.caller));
  http::about_to_block();
  TRY(const auto renewed, operations::remove_totp(call.node(), call.caller, text_of(body_of(call), "password"), text_of(body_of(call), "code")));
  return with_session(call, {{"person", call.caller.person}}, renewed);
}

Act set(operations::AccountAct act) {
  return [act](const Call& call) -> Result<http::Response> {
    TRY_VOID(operations::set_account(call.node(), call.caller, call.arg(0), act));
    return answer(200, {{"person", call.arg(0)}});
  };
}

Endpoint operators(std::string_view method, std::string_view pattern, std::string_view id, std::string_view summary, operations::AccountAct act) {
  return {.method = method,
          .pattern = pattern,
          .id = id,
          .summary = summary,
          .scope = Scope::admin,
          .who = "The node's operator.",
          .answers = {{200, "PersonDone", "application/json", "It is so."}},
          .refusals = {400, 403, 404},
          .act = set(act)};
}

}  // namespace

const Topic& people() {
  static const Topic topic{
      .tag = "people",
      .text = "What people have to log in with.",
      .endpoints = {{.method = "GET",
                     .pattern = "/api/v1/people",
                     .id = "listPeople",
                     .summary = "Lists people and what they have to log in with",
                     .description = "Oneself; officials are given their party's people, the node's operator everybody.",
                     .answers = {{200, "People", "application/json", "The list."}},
                     .tagged = false,
                     .act = list},
                    {.method = "GET",
                     .pattern = "/api/v1/people/{id}",
                     .id = "getPerson",
                     .summary = "One of them",
                     .answers = {{200, "PersonState", "application/json", "The person."}},
                     .refusals = {404},
                     .tagged = false,
                     .act = show},
                    {.method = "POST",
                     .pattern = "/api/v1/people/{id}/invitation",
                     .id = "invite",
                     .summary = "Makes an invitation by which a person sets its password, once",
                     .description = "It is shown in this answer and never again, and takes the place of an earlier one.",
                     .scope = Scope::admin,
                     .who = "The node's operator.",
                     .answers = {{201, "Invitation", "application/json", "It is made."}},
                     .refusals = {403, 404},
                     .again = Again::once,
                     .secret = true,
                     .act = invite},
                    {.method = "POST",
                     .pattern = "/api/v1/people/{id}/password",
                     .id = "setPassword",
                     .summary = "Sets one's password, with an invitation or the old one",
                     .description = "All sessions of the person end; one that asked is replaced.",
                     .scope = Scope::open,
                     .who = "The person itself.",
                     .body = Body{.schema = "NewPassword", .text = "The password, and the invitation or the old password."},
                     .answers = {{200, "PersonDone", "application/json", "It is set."}},
                     .refusals = {401, 403, 404, 429},
                     .act = set_password},
                    {.method = "POST",
                     .pattern = "/api/v1/people/{id}/totp",
                     .id = "enrolTotp",
                     .summary = "Begins one-time passwords (RFC 6238)",
                     .description = "Nothing is changed until a code confirms it, within ten minutes.",
                     .scope = Scope::admin,
                     .who = "The person itself.",
                     .body = Body{.schema = "Confirmation", .text = "The password, and a code where one-time passwords are set up."},
                     .answers = {{200, "TotpOffer", "application/json", "The secret, for the device."}},
                     .refusals = {404, 412, 429},
                     .secret = true,
                     .act = enrol},
                    {.method = "POST",
                     .pattern = "/api/v1/people/{id}/totp/confirmation",
                     .id = "confirmTotp",
                     .summary = "Confirms one-time passwords with a first code",
                     .description = "The recovery codes are shown in this answer and never again. All sessions of the person end; one that asked is replaced.",
                     .scope = Scope::admin,
                     .who = "The person itself.",
                     .body = Body{.schema = "TotpCode", .text = "The code that the device shows."},
                     .answers = {{200, "RecoveryCodes", "application/json", "It is set up."}},
                     .refusals = {404, 412},
                     .secret = true,
                     .act = confirm},
                    {.method = "POST",
                     .pattern = "/api/v1/people/{id}/totp/removal",
                     .id = "removeTotp",
                     .summary = "Ends one-time passwords",
                     .scope = Scope::admin,
                     .who = "The person itself.",
                     .body = Body{.schema = "Confirmation", .text = "The password, and a code where one-time passwords are set up."},
                     .answers = {{200, "PersonDone", "application/json", "They are no more."}},
                     .refusals = {404, 412, 429},
                     .secret = true,
                     .act = remove_totp},
                    operators("POST", "/api/v1/people/{id}/suspension", "suspendPerson", "Lets no credential of the person open anything", operations::AccountAct::suspend),
                    operators("DELETE", "/api/v1/people/{id}/suspension", "resumePerson", "Ends that", operations::AccountAct::resume),
                    operators("DELETE", "/api/v1/people/{id}/password", "resetPerson", "Takes away the password, one-time passwords and invitation", operations::AccountAct::reset)},
      .schemas = {{"PersonState", R"({"type":"object","required":["id","roles","vouched","suspended","password","totp","recovery_codes","tokens","sessions","certificates"],
                    "additionalProperties":false,"properties":{
                    "id":{"type":"string"},"name":{"type":"string"},"roles":{"$ref":"#/components/schemas/Names"},"vouched":{"type":"boolean"},
                    "vouched_until":{"$ref":"#/components/schemas/Time"},"suspended":{"type":"boolean"},"password":{"type":"boolean"},"totp":{"type":"boolean"},
                    "recovery_codes":{"type":"integer"},"invited_until":{"$ref":"#/components/schemas/Time"},
                    "tokens":{"type":"integer"},"sessions":{"type":"integer"},"certificates":{"type":"integer"}}})"},
                  {"People", R"({"type":"object","required":["people"],"additionalProperties":false,"properties":{
                    "people":{"type":"array","items":{"$ref":"#/components/schemas/PersonState"}}}})"},
                  {"PersonDone", R"({"type":"object","required":["person"],"additionalProperties":false,"properties":{
                    "person":{"type":"string"},"csrf":{"type":"string","description":"Of the session that replaces the caller's."}}})"},
                  {"Invitation", R"({"type":"object","required":["person","until","invitation"],"additionalProperties":false,"properties":{
                    "person":{"type":"string"},"until":{"$ref":"#/components/schemas/Time"},"invitation":{"type":"string","description":"The secret."}}})"},
                  {"NewPassword", R"({"type":"object","required":["password"],"additionalProperties":false,"properties":{
                    "password":{"type":"string","minLength":1,"maxLength":2048,"description":"12 to 128 characters, and none that is guessed first."},
                    "old":{"type":"string","minLength":1,"maxLength":2048},"invitation":{"type":"string","minLength":1,"maxLength":256}}})"},
                  {"Confirmation", R"({"type":"object","required":["password"],"additionalProperties":false,"properties":{"password":{"type":"string","minLength":1,"maxLength":2048},
                    "code":{"type":"string","minLength":6,"maxLength":64,"description":"A one-time password or a recovery code, where that is set up."}}})"},
                  {"TotpOffer", R"({"type":"object","required":["secret","uri"],"additionalProperties":false,"properties":{
                    "secret":{"type":"string"},"uri":{"type":"string"}}})"},
                  {"TotpCode", R"({"type":"object","required":["code"],"additionalProperties":false,"properties":{"code":{"type":"string","minLength":6,"maxLength":8}}})"},
                  {"RecoveryCodes", R"({"type":"object","required":["recovery_codes"],"additionalProperties":false,"properties":{
                    "recovery_codes":{"$ref":"#/components/schemas/Names"},"csrf":{"type":"string"}}})"}},
  };
  return topic;
}

}  // namespace comity::api
