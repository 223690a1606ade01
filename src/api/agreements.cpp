#include <mutex>
#include <nlohmann/json.hpp>

#include "api/agreement_schemas.hpp"
#include "api/conditional.hpp"
#include "api/door.hpp"
#include "api/paging.hpp"
#include "api/problems.hpp"
#include "api/topics.hpp"
#include "operations/acts.hpp"
#include "operations/agreements_json.hpp"

namespace comity::api {
namespace {

Result<http::Response> list_agreements(const Call& call) {
  TRY(const auto all, operations::agreements_of(call.node(), call.caller));
  auto body = operations::to_json(all);
  TRY_VOID(page_of(call, body, "agreements", [](const auto& one) { return one.at("id").template get<std::string>(); }));
  return answer(200, body);
}

Result<http::Response> show_agreement(const Call& call) {
  TRY(const auto one, operations::agreement_of(call.node(), call.caller, call.arg(0)));
  return answer(200, operations::to_json(one));
}

// The draft is of an agreement that the caller still sees as it was. One that it does not see has no ETag, whether it is there or not.
Result<void> check_unchanged(const Call& call) {
  const std::string_view header = call.request.header("if-match");
  if (header.empty()) return {};
  const auto body = body_of(call);
  const auto& text = body.at("agreement");
  const std::string id = text.contains("id") && text["id"].is_string() ? text["id"].get<std::string>() : std::string();
  const auto now = operations::agreement_of(call.node(), call.caller, id);
  const bool same = now && names_etag(header, etag_of(call.caller, operations::to_json(*now).dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n"), false);
  if (!same) return fail(Code::precondition, "the agreement is no longer as it was; read it again", "If-Match");
  return {};
}

Result<http::Response> propose_agreement(const Call& call) {
  // One after the other, so that of two who bring a draft to the same state only one finds it unchanged.
  static std::mutex one_at_a_time;
  std::unique_lock lock(one_at_a_time, std::defer_lock);
  if (!call.request.header("if-match").empty()) lock.lock();
  TRY_VOID(check_unchanged(call));
  TRY(const auto proposed, operations::propose_agreement(call.node(), call.caller, call.request.body));
  return answer(201, operations::to_json(proposed));
}

Result<http::Response> simulate_agreement(const Call& call) {
  TRY(const auto asked, operations::parse_simulation(call.request.body));
  TRY(const auto simulation, operations::simulate(call.node(), call.caller, asked.draft, asked.request));
  return answer(200, operations::to_json(simulation));
}

}  // namespace

const Topic& agreements() {
  static const Topic topic{
      .tag = "agreements",
      .text = "What parties signed, and what they are about to sign.",
      .endpoints = {{.method = "GET",
                     .pattern = "/api/v1/agreements",
                     .id = "listAgreements",
                     .summary = "The agreements of the caller's party",
                     .description = "Each with its standing, and with drafts that name the party. To the operator all.",
                     .scope = Scope::read,
                     .parameters = {limit_parameter(kMostOfPage), next_parameter()},
                     .answers = {{200, "AgreementList", "application/json", "The agreements, by id."}},
                     .act = list_agreements},
                    {.method = "GET",
                     .pattern = "/api/v1/agreements/{id}",
                     .id = "getAgreement",
                     .summary = "An agreement, its versions and its history",
                     .description = "One of others answers as one that is not there.",
                     .scope = Scope::read,
                     .answers = {{200, "Agreement", "application/json", "The agreement."}},
                     .refusals = {404},
                     .act = show_agreement},
                    {.method = "POST",
                     .pattern = "/api/v1/agreements",
                     .id = "proposeAgreement",
                     .summary = "Brings a draft signed by some or all",
                     .description = "With the last signature it is an agreement. docs/format/agreement.md says how the text is signed.",
                     .scope = Scope::act,
                     .who = "People with the role official of a party that the draft names, and the operator.",
                     .parameters = {{.name = "If-Match", .in = Parameter::In::header,
                                     .text = "The ETag of GET /api/v1/agreements/{id}: 412 if it has changed since, by a draft or an act."}},
                     .body = Body{.schema = "SignedAgreement", .text = "The text and its signatures."},
                     .answers = {{201, "Proposed", "application/json", "It is recorded."}},
                     .refusals = {403, 409, 412},
                     .act = propose_agreement},
                    {.method = "POST",
                     .pattern = "/api/v1/agreements/simulation",
                     .id = "simulateAgreement",
                     .summary = "What a draft would change, and for whom",
                     .description = "From the same evaluation that decides release. Nothing is stored.",
                     .scope = Scope::act,
                     .who = "People with the role official of a party of the draft, and the operator.",
                     .body = Body{.schema = "SimulationAsked", .text = "The draft, and the time to look at."},
                     .answers = {{200, "Simulation", "application/json", "What would change."}},
                     .refusals = {403, 404, 409, 412},
                     .act = simulate_agreement}},
      .schemas = agreement_schemas(),
  };
  return topic;
}

}  // namespace comity::api
