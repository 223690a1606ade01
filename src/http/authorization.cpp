#include "http/authorization.hpp"

#include <algorithm>

#include "base/bytes.hpp"

namespace comity::http {
namespace {

// Schemes are case-insensitive (RFC 9110 §11.1).
bool is_scheme(std::string_view text, std::string_view lower_case) {
  return std::equal(text.begin(), text.end(), lower_case.begin(), lower_case.end(), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + ('a' - 'A')) : a) == b;
  });
}

}  // namespace

std::optional<std::string> token_of(const Request& request) {
  const std::string_view field = request.header("authorization");
  const std::size_t space = field.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const std::size_t start = field.find_first_not_of(' ', space);
  if (start == std::string_view::npos) return std::nullopt;
  const std::string_view scheme = field.substr(0, space);
  const std::string_view rest = field.substr(start, field.find_last_not_of(" \t") + 1 - start);
  if (is_scheme(scheme, "bearer")) return std::string(rest);
  if (!is_scheme(scheme, "basic")) return std::nullopt;
  const auto pair = from_base64(rest);
  if (!pair) return std::nullopt;
  const std::size_t colon = pair->find(':');
  if (colon == std::string::npos) return std::nullopt;
  return pair->substr(colon + 1);
}

void add_bearer_challenge(Response& response) { response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"comity\""); }

void add_challenges(Response& response) {
  add_bearer_challenge(response);
  response.headers.emplace_back("WWW-Authenticate", "Basic realm=\"comity\", charset=\"UTF-8\"");
}

}  // namespace comity::http
