// What a request brings to say who asks: plain data, made by the doors (door/presenting.hpp), judged by operations::authenticate.
#pragma once

#include <string>
#include <utility>

namespace comity::access {

struct Presented {
  bool authorization = false;  // an Authorization field came, whatever was in it: then nothing else counts
  bool basic = false;          // as Basic, which a browser may send on by itself
  std::string secret;          // the token of Bearer, or the password of Basic, whose user name is ignored; "" if there is none
  std::string session;         // of the session cookie
  std::string csrf;            // Comity-CSRF
  std::string origin;          // Origin, "" if none came
  std::string fetch_site;      // Sec-Fetch-Site, "" if none came
  std::string host;            // Host
  std::string certificate;     // lower-case hex SHA-256 of a verified client certificate's DER, or ""
  std::string address;         // of the peer
  std::string purpose;         // declared; "" for none
  std::string method = "GET";
  bool secure = false;         // over TLS
  bool again = false;          // looked at beside its own request, or while that is still answered: no use of a session or an allowance

  // A bearer token and nothing else, as the command line brings it.
  static Presented bearer(std::string token, std::string purpose = "") {
    Presented out;
    out.authorization = true;
    out.secret = std::move(token);
    out.purpose = std::move(purpose);
    return out;
  }
};

// Which kind of credential spoke for the caller.
enum class Via { none, token, session, certificate, local };

}  // namespace comity::access
