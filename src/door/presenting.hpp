// From a request to what it presents: one function for all doors, so that each accepts the same.
#pragma once

#include "access/presented.hpp"
#include "access/scopes.hpp"
#include "http/http.hpp"
#include "operations/node.hpp"

namespace comity::door {

// The session cookie. Over TLS it has the prefix that binds it to this host and to TLS (RFC 6265bis §4.1.3.2); over plain HTTP, which is
// served on the loopback only, browsers would refuse that prefix.
inline constexpr std::string_view kSecureCookie = "__Host-comity";
inline constexpr std::string_view kPlainCookie = "comity";

access::Presented presented(const http::Request& request);

// Who asks, and may it with this credential ask for what needs `scope`? Errors: of operations::authenticate; forbidden (the scope);
// invalid (a purpose too long to be one).
// `again`: access::Presented::again.
Result<operations::Caller> admitted(operations::Node& node, const http::Request& request, access::Scope scope, bool again = false);

// Set-Cookie of a session; of no secret: what ends it in the browser.
std::string session_cookie(const http::Request& request, std::string_view secret);

}  // namespace comity::door
