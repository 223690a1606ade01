// What the operator asks of a running node, and whoever watches over it.
#include "api/operating.hpp"

#include <nlohmann/json.hpp>

#include "api/door.hpp"
#include "api/topics.hpp"
#include "operations/credentials.hpp"

namespace comity::api {
namespace {

using nlohmann::ordered_json;

Result<void> operator_only(const Call& call) {
  if (call.caller.is_operator()) return {};
  return fail(Code::forbidden, "Only the node's operator may ask this.");
}

Result<http::Response> ready(const Call& call) {
  const auto parts = call.door.options.operating.unready();
  return answer(parts.empty() ? 200 : 503, {{"ready", parts.empty()}, {"parts", parts}});
}

Result<http::Response> status(const Call& call) {
  TRY_VOID(operator_only(call));
  http::about_to_block();
  return json_answer(call.door.options.operating.status());
}

Result<http::Response> metrics(const Call& call) {
  TRY_VOID(operator_only(call));
  http::Response response = http::Response::text(200, "text/plain; version=0.0.4; charset=utf-8", call.door.options.operating.metrics());
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

Result<http::Response> backups(const Call& call) {
  TRY_VOID(operator_only(call));
  return json_answer(call.door.options.operating.backups());
}

Result<http::Response> begin_backup(const Call& call) {
  TRY_VOID(operator_only(call));
  const ordered_json body = body_of(call);
  std::optional<BackupSince> since;
  if (body.contains("since"))
    since = BackupSince{body["since"]["records"].get<std::uint64_t>(), body["since"]["root"].get<std::string>()};
  TRY_VOID(operations::record_audit(call.node(), call.caller, "backup"));
  TRY_VOID(call.door.options.operating.begin_backup(std::move(since)));
  return json_answer(call.door.options.operating.backups(), 202);
}

}  // namespace

const Topic& operating() {
  static const Topic topic{
      .tag = "operating",
      .text = "How the process stands that serves the node, and what its operator has it do.",
      .endpoints = {{.method = "GET",
                     .pattern = "/api/v1/ready",
                     .id = "getReadiness",
                     .summary = "Whether the node can do its work now",
                     .description = "For load balancers and watchers. `parts` are of a closed list: journal (stopped), disk (takes no records), "
                                    "index (behind), clock (a transition is overdue, or the clock was set back), space (little is free).",
                     .scope = Scope::open,
                     .answers = {{200, "Readiness", "application/json", "It can."}, {503, "Readiness", "application/json", "It cannot; `parts` say why."}},
                     .tagged = false,
                     .act = ready},
                    {.method = "GET",
                     .pattern = "/api/v1/status",
                     .id = "getStatus",
                     .summary = "What the node has, and what it still lacks",
                     .scope = Scope::admin,
                     .who = "The operator.",
                     .answers = {{200, "Status", "application/json", "All of it."}},
                     .tagged = false,
                     .act = status},
                    {.method = "GET",
                     .pattern = "/metrics",
                     .id = "getMetrics",
                     .summary = "Counts for monitoring",
                     .description = "The text format of Prometheus, 0.0.4. No metric names a person, a party or an object.",
                     .scope = Scope::admin,
                     .who = "The operator.",
                     .answers = {{200, "", "text/plain", "The metrics."}},
                     .tagged = false,
                     .act = metrics},
                    {.method = "GET",
                     .pattern = "/api/v1/backups",
                     .id = "getBackup",
                     .summary = "How the last backup stands",
                     .scope = Scope::admin,
                     .who = "The operator.",
                     .answers = {{200, "Backup", "application/json", "The state."}},
                     .tagged = false,
                     .act = backups},
                    {.method = "POST",
                     .pattern = "/api/v1/backups",
                     .id = "beginBackup",
                     .summary = "Begin a backup",
                     .description = "The node writes it into its own folder for backups; no byte of it comes over the network. One at a time. "
                                    "With `since`, only what came after that point of an earlier backup.",
                     .scope = Scope::admin,
                     .who = "The operator.",
                     .body = Body{.schema = "BackupWanted", .text = "From where on; empty for all of it."},
                     .answers = {{202, "Backup", "application/json", "It was begun."}},
                     .refusals = {409},
                     .act = begin_backup}},
      .schemas =
          {{"Readiness", R"({"type":"object","required":["ready","parts"],"additionalProperties":false,"properties":{
              "ready":{"type":"boolean"},"parts":{"type":"array","items":{"enum":["journal","disk","index","clock","space"]}}}})"},
           {"Status", R"({"type":"object","required":["node","records","checkpoint","key","policy","parties","agencies","people","authorities_missing","clearances","erasures_pending",
              "agreements","log_ins","exercise","missing"],"additionalProperties":false,"properties":{
              "node":{"type":"string"},"created":{"type":"string"},"records":{"type":"integer"},"checkpoint":{"type":"string"},"key":{"type":"string"},"policy":{"type":"integer"},
              "next_transition":{"$ref":"#/components/schemas/Time"},"parties":{"type":"integer"},"agencies":{"type":"integer"},"people":{"type":"integer"},
              "authorities_missing":{"$ref":"#/components/schemas/Names"},
              "clearances":{"type":"object","required":["valid","without","expiring"],"additionalProperties":false,"properties":{
                "valid":{"type":"integer"},"without":{"$ref":"#/components/schemas/Names"},"expiring":{"type":"array","items":{
                  "type":"object","required":["person","until"],"additionalProperties":false,"properties":{
                  "person":{"type":"string"},"until":{"$ref":"#/components/schemas/Time"}}}}}},
              "erasures_pending":{"type":"integer"},
              "agreements":{"type":"object","required":["in_force","expiring","other"],"additionalProperties":false,"properties":{
                "in_force":{"$ref":"#/components/schemas/Names"},"other":{"type":"integer"},"expiring":{"type":"array","items":{
                  "type":"object","required":["id","until"],"additionalProperties":false,"properties":{
                  "id":{"type":"string"},"until":{"$ref":"#/components/schemas/Time"}}}}}},
              "log_ins":{"type":"integer","description":"Records of log-ins, those that ended among them."},
              "disk":{"type":"object","required":["used","free"],"additionalProperties":false,"properties":{"used":{"type":"integer"},"free":{"type":"integer"}}},
              "exercise":{"type":"boolean"},
              "missing":{"type":"array","items":{"type":"object","required":["what","how"],"additionalProperties":false,"properties":{
                "what":{"type":"string"},"how":{"type":"string"}}}}}})"},
           {"BackupWanted", R"({"type":"object","additionalProperties":false,"properties":{"since":{"type":"object","required":["records","root"],
              "additionalProperties":false,"properties":{"records":{"type":"integer","minimum":1},"root":{"type":"string","minLength":64,"maxLength":64}}}}})"},
           {"Backup", R"({"type":"object","required":["state"],"additionalProperties":false,"properties":{
              "state":{"enum":["none","running","done","failed"]},"file":{"type":"string"},"done":{"type":"integer"},"total":{"type":"integer"},
              "records":{"type":"integer"},"root":{"type":"string"},"message":{"type":"string"}}})"}},
  };
  return topic;
}

}  // namespace comity::api
