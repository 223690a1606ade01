// The REST door for people's tools: a route table under /api/v1, made from the topics' endpoints. Errors are problem+json (RFC 9457).
// docs/api.md is the table in words, docs/format/rest.md what holds for every call.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "api/operating.hpp"
#include "http/http.hpp"
#include "operations/alignment.hpp"
#include "operations/node.hpp"

namespace comity::api {

struct Options {
  std::function<std::string()> checkpoint;    // the ledger as of now, as a signed note
  std::string log_key;                        // the key that checkpoints are signed with, as a C2SP verifier key
  std::function<void(std::string_view)> log;  // a line about what failed inside; may be empty
  Operating operating;
  operations::RollCalls roll_calls;           // for alignment; empty: there are none
};

// `node` must outlive the handlers.
std::vector<http::Route> routes(operations::Node& node, Options options);

// What the server itself answers below /api: 404, 405, 413 and the like.
http::Response server_error(int status, std::string_view message);

}  // namespace comity::api
