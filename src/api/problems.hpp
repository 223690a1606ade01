// Errors as application/problem+json (RFC 9457). Every kind has a URI, and a row in the list that GET /api/v1/problems gives.
#pragma once

#include <span>
#include <string_view>

#include "base/result.hpp"
#include "http/http.hpp"

namespace comity::api {

struct ProblemKind {
  int status;
  std::string_view code;   // also the fragment of its URI: "/api/v1/problems#invalid"
  std::string_view title;
  std::string_view text;   // what it means, and what to do
};
std::span<const ProblemKind> problem_kinds();

// `error_id` names this one answer, in the log too; "" for none. What failed inside is not told.
http::Response problem(const Error& error, std::string_view error_id);
// Of a kind by its code.
http::Response problem(std::string_view code, std::string_view detail, std::string_view error_id, std::string_view where = {});

}  // namespace comity::api
