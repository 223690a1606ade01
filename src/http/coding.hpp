// Content codings: what a client accepts, and whether a response goes out packed.
#pragma once

#include <string_view>

#include "http/http.hpp"

namespace comity::http {

// Accept-Encoding (RFC 9110 §12.5.3), as far as it is about what we have.
struct Accepted {
  bool gzip = false;     // acceptable, and not less welcome than bytes as they are
  bool identity = true;  // acceptable
};
Accepted accepted_codings(std::string_view accept_encoding);

enum class Coding {
  identity,
  gzip_whole,    // packed at once, so its length is known
  gzip_running,  // packed while it is sent, in chunks
};

// Decides, and says so in the response's fields: Content-Encoding, Vary, ETag. Not for a stream. `named_packed`: what
// restore_etags() said of the request.
Coding choose_coding(const Request& request, bool named_packed, Response& response);

// Packs head, pieces and tail into the head.
void pack_whole(Response& response);

// "x--gzip" names the packed form of "x": a handler that made the answer knows the latter only. Called before it. True
// when there was one.
bool restore_etags(Request& request);

// How the body of a request is coded.
enum class BodyCoding { identity, gzip, unknown };
BodyCoding body_coding(std::string_view content_encoding);

}  // namespace comity::http
