// The REST door for people's tools: a route table under /api/v1. Errors are problem+json (RFC 9457).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "http/http.hpp"
#include "operations/node.hpp"

namespace comity::api {

struct Options {
  std::function<std::string()> checkpoint;    // the ledger as of now, as a signed note
  std::function<void(std::string_view)> log;  // a line about what failed inside; may be empty
};

//   POST /api/v1/acts                      a signed act (docs/format/act.md), whoever brings it: {"policy"}
//   GET  /api/v1/agreements                those of the caller's party, each with its standing and drafts
//   GET  /api/v1/agreements/{id}           and its versions and history; of others: 404, as where there is none
//   POST /api/v1/agreements                a draft signed by some or all (docs/format/agreement.md); for officials of its parties and the operator
//   POST /api/v1/agreements/simulation     {"draft","at","objects"}: what would change for whom; for the same
//   GET  /api/v1/consents                  by or to the caller's party, each with its state
//   POST /api/v1/consents/prepare          {"object","to",…}: the act to be signed outside; for officials
//   GET  /api/v1/consents/requests         asked of the caller's party, or by its agency; ?before=NEXT
//   POST /api/v1/consents/requests         {"of","object","purpose","reason"}: asks a party for its consent: {"id"}
//   GET  /api/v1/health                    whether the node answers; for anyone
//   GET  /api/v1/ledger/checkpoint         the signed note (C2SP tlog-checkpoint); for anyone
//   GET  /api/v1/me                        who the caller is, and which purposes it may declare
//   GET  /api/v1/objects/{id}/explanation  ?as=PERSON&purpose=PURPOSE: why that person does or does not get it
//   GET  /api/v1/objects/{id}/readers      who gets it
//   GET  /api/v1/objects/{id}/holders      ?owner=PARTY&version=V: who may hold it; for originating parties and the operator
//   POST /api/v1/objects/{id}/recall, /correction, /reclassification, /erasure, /approval: operations/object_acts.hpp
//   POST /api/v1/derivations               a label extension with sources: what would be made of it, and what each source costs
//   GET  /api/v1/tearlines                 those that wait for approval by the caller's party; for its officials
//   POST /api/v1/tokens                    {"person","days"}: a log-in; for the operator
// `node` must outlive the handlers.
std::vector<http::Route> routes(operations::Node& node, Options options);

}  // namespace comity::api
