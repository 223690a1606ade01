// The credential in a request: what the doors share, so that each accepts the same.
#pragma once

#include <optional>
#include <string>

#include "http/http.hpp"

namespace comity::http {

// The token of "Authorization: Bearer TOKEN" (RFC 6750 §2.1), or the password of Basic (RFC 7617), for clients that
// know only that; its user name is ignored. Nothing when there is no field, or none of these.
std::optional<std::string> token_of(const Request& request);

// The challenges a 401 carries (RFC 9110 §11.6.1). To one of Basic a browser answers with a window of its own, before any script hears of the 401:
// a door that pages call offers Bearer alone.
void add_bearer_challenge(Response& response);
void add_challenges(Response& response);

}  // namespace comity::http
