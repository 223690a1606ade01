// Idempotency-Key: a call that names itself is done once (draft-ietf-httpapi-idempotency-key-header).
#pragma once

#include "api/door.hpp"

namespace comity::api {

// Runs the row's act, or answers as it was answered before. Without the header it only runs it.
Result<http::Response> done_once(const Endpoint& row, const Call& call);

}  // namespace comity::api
