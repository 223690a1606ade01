#include <nlohmann/json.hpp>

#include "api/agreement_schemas.hpp"
#include "api/door.hpp"
#include "api/topics.hpp"
#include "operations/acts.hpp"
#include "operations/agreements_json.hpp"

namespace comity::api {
namespace {

Result<http::Response> list_agreements(const Call& call) {
  TRY(const auto all, operations::agreements_of(call.node(), call.caller));
  return answer(200, operations::to_json(all));
}

Result<http::Response> show_agreement(const Call& call) {
  TRY(const auto one, operations::agreement_of(call.node(), call.caller, call.arg(0)));
  return answer(200, operations::to_json(one));
}

Result<http::Response> propose_agreement(const Call& call) {
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
