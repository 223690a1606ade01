// What every act of the REST door works with, and the answers that are made alike everywhere.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <memory>
#include <string>

#include "api/announcer.hpp"
#include "api/endpoint.hpp"
#include "api/routes.hpp"

namespace comity::api {

struct Door {
  operations::Node& node;
  Options options;
  // Who a request comes from, as far as its credential says now; the row says what it must be good for.
  Result<operations::Caller> caller_of(const Endpoint& row, const http::Request& request, bool again = false) const;
  std::unique_ptr<Announcer> announcer;  // last, so that it stops before what it works with goes
};

// JSON, not to be kept by anyone between.
http::Response answer(int status, const nlohmann::ordered_json& body);
// The same of text that is JSON already.
http::Response json_answer(std::string body, int status = 200);

// The body of a call as JSON; its row has seen to it that it is of its schema.
nlohmann::ordered_json body_of(const Call& call);

}  // namespace comity::api
