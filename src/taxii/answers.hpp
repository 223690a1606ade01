// Answers as TAXII 2.1 words them.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "http/http.hpp"

namespace comity::taxii {

http::Response resource(int status, const nlohmann::ordered_json& body);

// The error message of §3.6.1. `error_id` is of this one answer; `log` gets it with the whole error when the fault is
// the node's, and the client then learns no more than the id.
http::Response refusal(const Error& error, std::string error_id, const std::function<void(std::string_view)>& log);
// With a status that no code has: 406, 415, and what the server answers by itself.
http::Response refusal(int status, std::string_view description, std::string_view error_id);

}  // namespace comity::taxii
