#include <nlohmann/json.hpp>
#include <shared_mutex>

#include "api/door.hpp"
#include "api/topics.hpp"
#include "operations/acts.hpp"
#include "operations/credentials_json.hpp"

namespace comity::api {
namespace {

// What holds a secret is not compressed beside what an asker chose (BREACH).
http::Response with_secret(http::Response response) {
  response.compressible = false;
  return response;
}

Time now(const Call& call) { return call.node().clock().now(); }

Result<http::Response> add_token(const Call& call) {
  TRY(const auto wish, operations::parse_token_wish(body_of(call), now(call)));
  TRY(const auto fresh, operations::add_token(call.node(), call.caller, wish));
  return with_secret(answer(201, operations::to_json(fresh)));
}

Result<http::Response> list_tokens(const Call& call) {
  TRY(const auto all, operations::tokens(call.node(), call.caller, call.text("person")));
  return answer(200, operations::to_json(all, now(call)));
}

Result<http::Response> revoke_token(const Call& call) {
  TRY_VOID(operations::revoke_token(call.node(), call.caller, call.arg(0)));
  return answer(200, {{"revoked", 1}});
}

Result<http::Response> revoke_tokens(const Call& call) {
  TRY(const std::size_t count, operations::revoke_tokens_of(call.node(), call.caller, call.text("person")));
  return answer(200, {{"revoked", count}});
}

Result<http::Response> add_certificate(const Call& call) {
  TRY(const auto wish, operations::parse_certificate_wish(body_of(call), now(call)));
  TRY(const std::string id, operations::bind_certificate(call.node(), call.caller, wish));
  return answer(201, {{"id", id}});
}

Result<http::Response> list_certificates(const Call& call) {
  TRY(const auto all, operations::certificates(call.node(), call.caller));
  return answer(200, operations::to_json(all, now(call)));
}

Result<http::Response> remove_certificate(const Call& call) {
  TRY_VOID(operations::unbind_certificate(call.node(), call.caller, call.arg(0)));
  return answer(200, {{"removed", 1}});
}

Result<http::Response> list_audit(const Call& call) {
  constexpr std::int64_t kUsual = 100;
  TRY(const auto page, operations::audit(call.node(), call.caller, static_cast<Seq>(call.whole("before").value_or(0)),
                                         static_cast<std::size_t>(call.whole("limit").value_or(kUsual))));
  return answer(200, operations::to_json(page));
}

Result<http::Response> list_clearances(const Call& call) {
  std::optional<int> within;
  if (const auto days = call.whole("expiring")) within = static_cast<int>(*days);
  TRY(const auto all, operations::clearances(call.node(), call.caller, within));
  return answer(200, operations::to_json(all));
}

Result<http::Response> prepare_clearance(const Call& call) {
  TRY(const auto wish, operations::parse_clearance_wish(body_of(call)));
  TRY(const auto clearance, operations::prepare_clearance(call.node(), call.caller, wish));
  return answer(200, operations::prepared_json(clearance));
}

Result<http::Response> record_clearance(const Call& call) {
  const auto body = body_of(call);
  TRY_VOID(operations::add_clearance(call.node(), {body["clearance"].get<std::string>(), body["signature"].get<std::string>()}));
  std::shared_lock state(call.node().journal().state());
  return answer(201, {{"policy", call.node().policy.version()}});
}

Parameter person_parameter(std::string_view text, bool required = false) {
  return {.name = "person", .text = text, .required = required, .most = 256};
}

}  // namespace

const Topic& tokens() {
  static const Topic topic{
      .tag = "tokens",
      .text = "Log-ins of machines, client certificates, clearances, and the audit.",
      .endpoints =
          {{.method = "GET",
            .pattern = "/api/v1/tokens",
            .id = "listTokens",
            .summary = "Lists tokens, without their secrets",
            .description = "One's own. The node's operator is given everybody's, or those of one person.",
            .scope = Scope::admin,
            .parameters = {person_parameter("whose")},
            .answers = {{200, "Tokens", "application/json", "The list."}},
            .refusals = {403},
            .tagged = false,
            .act = list_tokens},
           {.method = "POST",
            .pattern = "/api/v1/tokens",
            .id = "addToken",
            .summary = "Makes a log-in",
            .description = "The token is shown in this answer and never again. Without scopes it has all.",
            .scope = Scope::admin,
            .who = "The node's operator; people for themselves, from a session.",
            .body = Body{.schema = "NewToken", .text = "Whose, for how long, and for what."},
            .answers = {{201, "FreshToken", "application/json", "It is made."}},
            .refusals = {403, 404},
            .again = Again::once,
            .secret = true,
            .act = add_token},
           {.method = "DELETE",
            .pattern = "/api/v1/tokens",
            .id = "revokeTokens",
            .summary = "Revokes all tokens of a person",
            .scope = Scope::admin,
            .who = "The person itself, and the node's operator.",
            .parameters = {person_parameter("whose", true)},
            .answers = {{200, "Revoked", "application/json", "How many."}},
            .refusals = {403},
            .act = revoke_tokens},
           {.method = "DELETE",
            .pattern = "/api/v1/tokens/{id}",
            .id = "revokeToken",
            .summary = "Revokes a token",
            .scope = Scope::admin,
            .who = "The person itself, and the node's operator.",
            .answers = {{200, "Revoked", "application/json", "It opens nothing from now on."}},
            .refusals = {403, 404},
            .act = revoke_token},
           {.method = "GET",
            .pattern = "/api/v1/certificates",
            .id = "listCertificates",
            .summary = "Lists client certificates that are bound to people",
            .description = "One's own. The node's operator is given all.",
            .scope = Scope::admin,
            .answers = {{200, "Certificates", "application/json", "The list."}},
            .tagged = false,
            .act = list_certificates},
           {.method = "POST",
            .pattern = "/api/v1/certificates",
            .id = "addCertificate",
            .summary = "Binds a client certificate to a person",
            .description = "The TLS handshake must have verified it as well. Without scopes it has read, share and act.",
            .scope = Scope::admin,
            .who = "The node's operator.",
            .body = Body{.schema = "NewCertificate", .text = "Whose, and which."},
            .answers = {{201, "CertificateId", "application/json", "It is bound."}},
            .refusals = {403, 404, 409},
            .again = Again::once,
            .act = add_certificate},
           {.method = "DELETE",
            .pattern = "/api/v1/certificates/{id}",
            .id = "removeCertificate",
            .summary = "Unbinds a client certificate",
            .scope = Scope::admin,
            .who = "The node's operator.",
            .answers = {{200, "Removed", "application/json", "It opens nothing from now on."}},
            .refusals = {403, 404},
            .act = remove_certificate},
           {.method = "GET",
            .pattern = "/api/v1/audit",
            .id = "listAudit",
            .summary = "What the node's administrators did, and who logged in or failed to",
            .description = "Newest first. Refusals are counted together and written every ten minutes.",
            .scope = Scope::read,
            .who = "The node's operator: all. Officials: what is about people of their party.",
            .parameters = {{.name = "before", .kind = Parameter::Kind::whole, .text = "next of an earlier answer", .least = 1, .most = INT64_MAX},
                           {.name = "limit", .kind = Parameter::Kind::whole, .text = "at most so many; 100 if absent", .least = 1, .most = 1000}},
            .answers = {{200, "AuditPage", "application/json", "A page of it."}},
            .refusals = {403},
            .tagged = false,
            .act = list_audit},
           {.method = "GET",
            .pattern = "/api/v1/clearances",
            .id = "listClearances",
            .summary = "Lists recorded clearances, by their end",
            .description = "The one that counts of each person: one's own; officials are given those of their party's people, the node's operator all.",
            .scope = Scope::read,
            .parameters = {{.name = "expiring", .kind = Parameter::Kind::whole, .text = "only valid ones that end within so many days", .least = 1, .most = 3650}},
            .answers = {{200, "Clearances", "application/json", "The list."}},
            .tagged = false,
            .act = list_clearances},
           {.method = "POST",
            .pattern = "/api/v1/clearances",
            .id = "recordClearance",
            .summary = "Records a signed clearance",
            .description = "Whoever brings it: the signature of the party's authority alone counts. It takes the place of the one before.",
            .scope = Scope::act,
            .body = Body{.schema = "SignedClearance", .text = "What comity clearance sign wrote."},
            .answers = {{201, "Recorded", "application/json", "It is recorded."}},
            .refusals = {403, 409, 412},
            .act = record_clearance},
           {.method = "POST",
            .pattern = "/api/v1/clearances/prepare",
            .id = "prepareClearance",
            .summary = "Writes the clearance that a party's authority is to sign",
            .description = "As the one that counts, but for what is given. Nothing is recorded. comity clearance sign --prepared signs these bytes, outside the node.",
            .scope = Scope::read,
            .who = "Officials, for people of their party; the node's operator.",
            .body = Body{.schema = "ClearanceWish", .text = "Whose, and what is to be otherwise."},
            .answers = {{200, "PreparedClearance", "application/json", "The bytes to sign."}},
            .refusals = {403, 404, 412},
            .again = Again::same,
            .act = prepare_clearance}},
      .schemas =
          {{"SignedClearance", R"({"type":"object","required":["clearance","signature"],"additionalProperties":false,"properties":{
              "clearance":{"type":"string","minLength":1,"maxLength":65536,"description":"The canonical text that was signed."},
              "signature":{"type":"string","minLength":1,"maxLength":256,"description":"Of the party's authority, base64."}}})"},
           {"ClearanceWish", R"({"type":"object","required":["person"],"additionalProperties":false,"properties":{
              "person":{"type":"string","minLength":1,"maxLength":256},
              "until":{"$ref":"#/components/schemas/Time"},
              "withdraw":{"type":"boolean","description":"In place of until: it is to hold no longer."},
              "levels":{"type":"object","maxProperties":16,"additionalProperties":{"type":"string","maxLength":64},"description":"Of each scheme of the party, the highest word."},
              "purposes":{"type":"array","maxItems":64,"items":{"type":"string","minLength":1,"maxLength":64}},
              "topics":{"type":"array","maxItems":64,"items":{"type":"string","minLength":1,"maxLength":64}}}})"},
           {"PreparedClearance", R"({"type":"object","required":["person","clearance","sha256"],"additionalProperties":false,"properties":{
              "person":{"type":"string"},"clearance":{"type":"string","description":"The canonical text that is signed."},
              "sha256":{"type":"string","description":"Of that text, in hex."}}})"},
           {"Scopes", R"({"type":"array","minItems":1,"maxItems":4,"items":{"type":"string","enum":["read","share","act","admin"]}})"},
           {"NewToken", R"({"type":"object","required":["person","days"],"additionalProperties":false,"properties":{
              "person":{"type":"string","minLength":1,"maxLength":256},
              "days":{"type":"integer","minimum":1,"maximum":3650},
              "scopes":{"$ref":"#/components/schemas/Scopes"},
              "note":{"type":"string","maxLength":200,"description":"What it is for."},
              "from":{"type":"array","maxItems":64,"items":{"type":"string","maxLength":64},"description":"Where it may be used: addresses and ranges (CIDR)."}}})"},
           {"FreshToken", R"({"type":"object","required":["id","person","scopes","token"],"additionalProperties":false,"properties":{
              "id":{"type":"string"},"person":{"type":"string"},"until":{"$ref":"#/components/schemas/Time"},
              "scopes":{"$ref":"#/components/schemas/Scopes"},"note":{"type":"string"},"from":{"$ref":"#/components/schemas/Names"},
              "token":{"type":"string","description":"The secret."}}})"},
           {"Tokens", R"({"type":"object","required":["tokens"],"additionalProperties":false,"properties":{"tokens":{"type":"array","items":{
              "type":"object","required":["id","person","state","scopes","made"],"additionalProperties":false,"properties":{
              "id":{"type":"string"},"person":{"type":"string"},"state":{"type":"string","enum":["valid","expired","revoked"]},
              "scopes":{"$ref":"#/components/schemas/Names"},"note":{"type":"string"},"from":{"$ref":"#/components/schemas/Names"},
              "made":{"$ref":"#/components/schemas/Time"},"until":{"$ref":"#/components/schemas/Time"},
              "used":{"$ref":"#/components/schemas/Time"}}}}}})"},
           {"Revoked", R"({"type":"object","required":["revoked"],"additionalProperties":false,"properties":{"revoked":{"type":"integer","minimum":0}}})"},
           {"Removed", R"({"type":"object","required":["removed"],"additionalProperties":false,"properties":{"removed":{"type":"integer","minimum":0}}})"},
           {"NewCertificate", R"({"type":"object","required":["person","fingerprint"],"additionalProperties":false,"properties":{
              "person":{"type":"string","minLength":1,"maxLength":256},
              "fingerprint":{"type":"string","minLength":64,"maxLength":95,"description":"SHA-256 of its DER, in hex."},
              "days":{"type":"integer","minimum":1,"maximum":3650},
              "scopes":{"$ref":"#/components/schemas/Scopes"},
              "note":{"type":"string","maxLength":200}}})"},
           {"CertificateId", R"({"type":"object","required":["id"],"additionalProperties":false,"properties":{"id":{"type":"string"}}})"},
           {"Certificates", R"({"type":"object","required":["certificates"],"additionalProperties":false,"properties":{"certificates":{"type":"array","items":{
              "type":"object","required":["id","person","fingerprint","state","scopes","made"],"additionalProperties":false,"properties":{
              "id":{"type":"string"},"person":{"type":"string"},"fingerprint":{"type":"string"},"state":{"type":"string","enum":["valid","expired"]},
              "scopes":{"$ref":"#/components/schemas/Names"},"note":{"type":"string"},
              "made":{"$ref":"#/components/schemas/Time"},"until":{"$ref":"#/components/schemas/Time"}}}}}})"},
           {"AuditPage", R"({"type":"object","required":["audit"],"additionalProperties":false,"properties":{
              "next":{"$ref":"#/components/schemas/Next"},
              "audit":{"type":"array","items":{"type":"object","required":["seq","time","what","done","count"],"additionalProperties":false,"properties":{
              "seq":{"type":"integer"},"time":{"$ref":"#/components/schemas/Time"},"what":{"type":"string"},"done":{"type":"boolean"},
              "by":{"type":"string"},"credential":{"type":"string","description":"Its public id."},"address":{"type":"string"},
              "on":{"type":"string"},"detail":{"type":"string"},"count":{"type":"integer"},"since":{"$ref":"#/components/schemas/Time"}}}}}})"},
           {"Clearances", R"({"type":"object","required":["clearances"],"additionalProperties":false,"properties":{"clearances":{"type":"array","items":{
              "type":"object","required":["person","state","from","levels","purposes"],"additionalProperties":false,"properties":{
              "person":{"type":"string"},"state":{"type":"string","enum":["valid","expired","not yet","withdrawn"]},
              "from":{"$ref":"#/components/schemas/Time"},"until":{"$ref":"#/components/schemas/Time"},"issued":{"$ref":"#/components/schemas/Time"},
              "levels":{"type":"object","additionalProperties":true},"purposes":{"$ref":"#/components/schemas/Names"}}}}}})"}},
  };
  return topic;
}

}  // namespace comity::api
