#include <utility>

#include "http/http.hpp"

namespace comity::http {

std::string_view Request::header(std::string_view lower_case_name) const {
  // std::map without a transparent comparator needs a std::string key; header names fit its small buffer mostly.
  const auto found = headers.find(std::string(lower_case_name));
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

std::optional<std::string> Request::query_value(std::string_view name) const {
  const auto found = query.find(std::string(name));
  if (found == query.end()) return std::nullopt;
  return found->second;
}

Response Response::text(int status, std::string content_type, std::string body) {
  Response response;
  response.status = status;
  response.headers.emplace_back("Content-Type", std::move(content_type));
  response.head = std::move(body);
  return response;
}

}  // namespace comity::http
