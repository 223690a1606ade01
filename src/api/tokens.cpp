#include <nlohmann/json.hpp>

#include "api/door.hpp"
#include "api/topics.hpp"
#include "operations/acts.hpp"

namespace comity::api {
namespace {

constexpr std::int64_t kDayUs = 86'400'000'000;

Result<http::Response> add_token(const Call& call) {
  if (!call.caller.is_operator()) return fail(Code::forbidden, "Only the node's operator makes log-ins.");
  const auto body = body_of(call);
  const Time until{call.node().clock().now().us + body.at("days").get<std::int64_t>() * kDayUs};
  TRY(const access::FreshToken fresh, operations::add_token(call.node(), body.at("person").get<std::string>(), until));
  return answer(201, {{"id", fresh.token.id},
                      {"person", fresh.token.person},
                      {"until", format_time(fresh.token.until)},
                      {"token", fresh.secret}});
}

}  // namespace

const Topic& tokens() {
  static const Topic topic{
      .tag = "tokens",
      .text = "Log-ins of machines.",
      .endpoints = {{.method = "POST",
                     .pattern = "/api/v1/tokens",
                     .id = "addToken",
                     .summary = "Makes a log-in",
                     .description = "The token is shown in this answer and never again.",
                     .scope = Scope::admin,
                     .who = "The node's operator.",
                     .body = Body{.schema = "NewToken", .text = "Whose, and for how long."},
                     .answers = {{201, "FreshToken", "application/json", "It is made."}},
                     .refusals = {403, 404},
                     .again = Again::once,
                     .act = add_token}},
      .schemas = {{"NewToken", R"({"type":"object","required":["person","days"],"additionalProperties":false,"properties":{
                    "person":{"type":"string","minLength":1,"maxLength":256},
                    "days":{"type":"integer","minimum":1,"maximum":3650}}})"},
                  {"FreshToken", R"({"type":"object","required":["id","person","until","token"],"additionalProperties":false,"properties":{
                    "id":{"type":"string"},"person":{"type":"string"},"until":{"$ref":"#/components/schemas/Time"},
                    "token":{"type":"string","description":"The secret."}}})"}},
  };
  return topic;
}

}  // namespace comity::api
