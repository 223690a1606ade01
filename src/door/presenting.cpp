#include "door/presenting.hpp"

#include <algorithm>

#include "http/authorization.hpp"

namespace comity::door {
namespace {

constexpr std::size_t kLongestPurpose = 128;
constexpr std::size_t kLongestSecret = 1024;  // more is no secret of ours, and not worth a hash

// The value of a cookie (RFC 6265 §4.2.1). One that comes twice is none: a neighbour host may have set the other.
std::string cookie_of(std::string_view field, std::string_view name) {
  std::string out;
  int found = 0;
  while (!field.empty()) {
    const auto end = field.find(';');
    std::string_view pair = field.substr(0, end);
    field = end == std::string_view::npos ? std::string_view() : field.substr(end + 1);
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    if (pair.size() <= name.size() || !pair.starts_with(name) || pair[name.size()] != '=') continue;
    out = pair.substr(name.size() + 1);
    ++found;
  }
  return found == 1 ? out : "";
}

bool is_basic(std::string_view field) {
  constexpr std::string_view kBasic = "basic ";
  return field.size() >= kBasic.size() && std::equal(kBasic.begin(), kBasic.end(), field.begin(), [](char lower, char c) {
           return lower == (c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c);
         });
}

}  // namespace

access::Presented presented(const http::Request& request) {
  access::Presented out;
  out.secure = request.secure;
  out.certificate = request.certificate;
  const std::string_view authorization = request.header("authorization");
  out.authorization = request.headers.contains("authorization");
  out.basic = is_basic(authorization);
  out.secret = http::token_of(request).value_or("");
  if (out.secret.size() > kLongestSecret) out.secret.clear();
  out.session = cookie_of(request.header("cookie"), out.secure ? kSecureCookie : kPlainCookie);
  if (out.session.size() > kLongestSecret) out.session.clear();
  out.csrf = request.header("comity-csrf");
  out.origin = request.header("origin");
  out.fetch_site = request.header("sec-fetch-site");
  out.host = request.header("host");
  out.address = request.peer;
  out.purpose = request.header("comity-purpose");
  out.method = request.method;
  return out;
}

std::string session_cookie(const http::Request& request, std::string_view secret) {
  std::string out(request.secure ? kSecureCookie : kPlainCookie);
  out.append("=").append(secret).append("; Path=/; HttpOnly; SameSite=Strict");
  if (request.secure) out += "; Secure";
  if (secret.empty()) out += "; Max-Age=0";
  return out;
}

Result<operations::Caller> admitted(operations::Node& node, const http::Request& request, access::Scope scope, bool again) {
  access::Presented brought = presented(request);
  brought.again = again;
  if (brought.purpose.size() > kLongestPurpose)
    return fail(Code::invalid, "Comity-Purpose names one purpose of the agreements", "Comity-Purpose");
  TRY(operations::Caller caller, operations::authenticate(node, brought));
  TRY_VOID(operations::check_scope(node, caller, scope));
  return caller;
}

}  // namespace comity::door
