// Request targets, credentials and accepted codings.
#include "http/target.hpp"

#include <string>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "http/authorization.hpp"
#include "http/coding.hpp"
#include "samples.hpp"
#include "targets.hpp"

namespace comity::fuzz {
namespace {

std::string encoded(std::string_view text) {
  std::string out;
  for (const char c : text) out += "%" + to_hex(std::string_view(&c, 1));
  return out;
}

void credentials(std::string_view field) {
  http::Request request;
  request.headers["authorization"] = std::string(field);
  if (const auto token = http::token_of(request)) CHECK(token->size() <= field.size());
  request.headers["authorization"] = "Basic " + to_base64("user:" + std::string(field));
  CHECK(http::token_of(request) == field);
}

// The last word on a coding counts, whatever came before it.
void codings(std::string_view field) {
  const std::string text(field);
  CHECK(!http::accepted_codings(text + ",gzip;q=0").gzip);
  CHECK(!http::accepted_codings(text + ",identity;q=0").identity);
  const http::Accepted wish = http::accepted_codings(text + ", gzip, identity; q=0.5");
  CHECK(wish.gzip && wish.identity);
  http::body_coding(field);
}

}  // namespace

void fuzz_http_target(std::string_view input) {
  credentials(input);
  codings(input);
  if (const auto decoded = http::percent_decoded(input)) {
    CHECK(decoded->size() <= input.size() && decoded->find('\0') == std::string::npos);
    CHECK(http::percent_decoded(encoded(*decoded)) == *decoded);
  }
  const auto target = http::parse_target(input);
  if (!target) return;
  CHECK(target->path.find('\0') == std::string::npos);
  CHECK(target->raw_path == "*" || target->raw_path.starts_with('/'));
  CHECK(target->path == "*" || target->path.starts_with('/'));
  CHECK(http::percent_decoded(target->raw_path) == target->path);
  if (target->path == "*" && target->raw_path == "*") return;
  // Written anew, with everything escaped, it is the same target.
  std::string again = "/" + encoded(target->path.substr(1)) + "?";
  for (const auto& [name, value] : target->query) again += encoded(name) + "=" + encoded(value) + "&";
  const auto same = http::parse_target(again);
  CHECK(same && same->path == target->path && same->query == target->query);
}

}  // namespace comity::fuzz
