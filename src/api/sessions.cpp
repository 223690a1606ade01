#include <nlohmann/json.hpp>

#include "api/door.hpp"
#include "api/topics.hpp"
#include "door/presenting.hpp"
#include "operations/credentials_json.hpp"

namespace comity::api {
namespace {

using nlohmann::ordered_json;

std::string text_of(const ordered_json& body, const char* key) { return body.contains(key) ? body[key].get<std::string>() : ""; }

std::string_view name_of(access::Via via) {
  switch (via) {
    case access::Via::token: return "token";
    case access::Via::session: return "session";
    case access::Via::certificate: return "certificate";
    case access::Via::local: return "local";
    case access::Via::none: return "none";
  }
  return "none";
}

http::Response begun(const Call& call, const access::FreshSession& fresh) {
  http::Response out = answer(201, {{"id", fresh.session.id},
                                    {"person", fresh.session.person},
                                    {"until", format_time(fresh.session.until)},
                                    {"csrf", access::csrf_of(fresh.secret)}});
  out.compressible = false;
  out.headers.emplace_back("Set-Cookie", door::session_cookie(call.request, fresh.secret));
  return out;
}

Result<http::Response> log_in(const Call& call) {
  const auto body = body_of(call);
  http::about_to_block();
  TRY(const auto fresh, operations::log_in(call.node(), door::presented(call.request), {text_of(body, "person"), text_of(body, "password"), text_of(body, "code")}));
  return begun(call, fresh);
}

Result<http::Response> log_in_by_token(const Call& call) {
  http::about_to_block();
  TRY(const auto fresh, operations::log_in_by_token(call.node(), call.caller, door::presented(call.request)));
  return begun(call, fresh);
}

Result<http::Response> show(const Call& call) {
  ordered_json body{{"person", call.caller.person}, {"via", name_of(call.caller.via)}, {"credential", call.caller.credential}};
  body["scopes"] = access::names_of(call.caller.scopes);
  if (call.caller.via == access::Via::session) {
    body["since"] = format_time(call.caller.since);
    body["csrf"] = access::csrf_of(door::presented(call.request).session);
  }
  http::Response out = answer(200, body);
  out.compressible = false;
  return out;
}

Result<http::Response> log_out(const Call& call) {
  TRY_VOID(operations::log_out(call.node(), call.caller));
  http::Response out = answer(200, {{"ended", 1}});
  out.headers.emplace_back("Set-Cookie", door::session_cookie(call.request, ""));
  return out;
}

Result<http::Response> list(const Call& call) {
  TRY(const auto all, operations::sessions(call.node(), call.caller, call.text("person")));
  return answer(200, operations::to_json(all, call.caller.credential));
}

Result<http::Response> end(const Call& call) {
  TRY_VOID(operations::end_session(call.node(), call.caller, call.arg(0), call.text("person")));
  return answer(200, {{"ended", 1}});
}

Parameter whose() { return {.name = "person", .text = "whose; for the node's operator", .most = 256}; }

}  // namespace

const Topic& sessions() {
  static const Topic topic{
      .tag = "sessions",
      .text = "Log-ins of people: a cookie, which only this host is sent and no script can read, and a word that each change must bring in Comity-CSRF.",
      .endpoints = {{.method = "POST",
                     .pattern = "/api/v1/session",
                     .id = "logIn",
                     .summary = "Logs in with a password",
                     .description = "The answer sets the cookie. Whether there is such a person, or it has no password, is not told. After failures the next try "
                                    "must wait (429); sessions and tokens go on. Whoever is logged in and does it again has a fresh session, as administration needs.",
                     .scope = Scope::open,
                     .body = Body{.schema = "LogIn", .text = "Who, and with what."},
                     .answers = {{201, "FreshSession", "application/json", "A session."}},
                     .refusals = {401, 403, 429},
                     .act = log_in},
                    {.method = "POST",
                     .pattern = "/api/v1/session/by-token",
                     .id = "logInByToken",
                     .summary = "Logs in with a token",
                     .description = "For the console, whose pages keep no secret: the token of Authorization is given once, and the answer sets the cookie. The session "
                                    "can do what the token can, from the addresses that it may be used from; it ends no later than the token, and at once when that is revoked.",
                     .scope = Scope::none,
                     .who = "who brings a token",
                     .answers = {{201, "FreshSession", "application/json", "A session."}},
                     .refusals = {403},
                     .secret = true,
                     .act = log_in_by_token},
                    {.method = "GET",
                     .pattern = "/api/v1/session",
                     .id = "getSession",
                     .summary = "What the caller is logged in with",
                     .scope = Scope::none,
                     .answers = {{200, "SessionNow", "application/json", "The credential; of a session also the word for Comity-CSRF."}},
                     .tagged = false,
                     .act = show},
                    {.method = "DELETE",
                     .pattern = "/api/v1/session",
                     .id = "logOut",
                     .summary = "Logs out",
                     .scope = Scope::none,
                     .answers = {{200, "Ended", "application/json", "The session is over."}},
                     .refusals = {403},
                     .act = log_out},
                    {.method = "GET",
                     .pattern = "/api/v1/sessions",
                     .id = "listSessions",
                     .summary = "Lists one's sessions",
                     .scope = Scope::admin,
                     .parameters = {whose()},
                     .answers = {{200, "Sessions", "application/json", "The list, oldest first."}},
                     .refusals = {403},
                     .tagged = false,
                     .act = list},
                    {.method = "DELETE",
                     .pattern = "/api/v1/sessions/{id}",
                     .id = "endSession",
                     .summary = "Ends one of one's sessions",
                     .scope = Scope::admin,
                     .parameters = {whose()},
                     .answers = {{200, "Ended", "application/json", "It is over."}},
                     .refusals = {403, 404},
                     .act = end}},
      .schemas = {{"LogIn", R"({"type":"object","required":["person","password"],"additionalProperties":false,"properties":{
                    "person":{"type":"string","minLength":1,"maxLength":256},"password":{"type":"string","minLength":1,"maxLength":2048},
                    "code":{"type":"string","minLength":6,"maxLength":64,"description":"A one-time password or a recovery code, for who has set that up."}}})"},
                  {"FreshSession", R"({"type":"object","required":["id","person","until","csrf"],"additionalProperties":false,"properties":{
                    "id":{"type":"string"},"person":{"type":"string"},"until":{"$ref":"#/components/schemas/Time"},"csrf":{"type":"string"}}})"},
                  {"SessionNow", R"({"type":"object","required":["person","via","credential","scopes"],"additionalProperties":false,"properties":{
                    "person":{"type":"string"},"via":{"type":"string","enum":["token","session","certificate","local","none"]},
                    "credential":{"type":"string","description":"Its public id."},"scopes":{"$ref":"#/components/schemas/Names"},
                    "since":{"$ref":"#/components/schemas/Time"},"csrf":{"type":"string"}}})"},
                  {"Ended", R"({"type":"object","required":["ended"],"additionalProperties":false,"properties":{"ended":{"type":"integer"}}})"},
                  {"Sessions", R"({"type":"object","required":["sessions"],"additionalProperties":false,"properties":{"sessions":{"type":"array","items":{
                    "type":"object","required":["id","person","made","used","until","current"],"additionalProperties":false,"properties":{
                    "id":{"type":"string"},"person":{"type":"string"},"made":{"$ref":"#/components/schemas/Time"},"used":{"$ref":"#/components/schemas/Time"},
                    "until":{"$ref":"#/components/schemas/Time"},"address":{"type":"string"},
                    "token":{"type":"string","description":"The public id of the token that opened it: it ends with that."},"current":{"type":"boolean"}}}}}})"}},
  };
  return topic;
}

}  // namespace comity::api
