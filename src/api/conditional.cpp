#include "api/conditional.hpp"

#include "base/bytes.hpp"
#include "crypto/hash.hpp"

namespace comity::api {

std::string etag_of(const operations::Caller& caller, std::string_view bytes) {
  const std::string who = "comity/etag/v1\n" + caller.person + "\n" + caller.purpose + "\n";
  return "\"" + to_hex(crypto::view(crypto::sha256(who, bytes)).substr(0, 16)) + "\"";
}

http::Response conditional(const operations::Caller& caller, const http::Request& request, http::Response response) {
  if (response.status != 200 || !response.pieces.empty()) return response;
  const std::string etag = etag_of(caller, response.head + response.tail);
  std::erase_if(response.headers, [](const auto& header) { return header.first == "Cache-Control"; });
  if (names_etag(request.header("if-none-match"), etag, true)) {
    response = {};
    response.status = 304;
  }
  response.headers.emplace_back("ETag", etag);
  response.headers.emplace_back("Cache-Control", "private, no-cache");
  return response;
}

}  // namespace comity::api
