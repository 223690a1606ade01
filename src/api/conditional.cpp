#include "api/conditional.hpp"

#include <algorithm>

#include "base/bytes.hpp"
#include "crypto/hash.hpp"

namespace comity::api {

std::string etag_of(const operations::Caller& caller, std::string_view bytes) {
  const std::string who = "comity/etag/v1\n" + caller.person + "\n" + caller.purpose + "\n";
  return "\"" + to_hex(crypto::view(crypto::sha256(who, bytes)).substr(0, 16)) + "\"";
}

bool names_etag(std::string_view header, std::string_view etag, bool weak) {
  while (!header.empty()) {
    const std::size_t comma = header.find(',');  // ours hold none
    std::string_view one = header.substr(0, comma);
    header = comma == std::string_view::npos ? std::string_view() : header.substr(comma + 1);
    const std::size_t begin = one.find_first_not_of(" \t");
    if (begin == std::string_view::npos) continue;
    one = one.substr(begin, one.find_last_not_of(" \t") + 1 - begin);
    if (one == "*") return true;
    if (weak && one.starts_with("W/")) one.remove_prefix(2);
    if (one == etag) return true;
  }
  return false;
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
