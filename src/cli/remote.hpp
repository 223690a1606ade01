// Asking a node that is being served, over its REST API or TAXII.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "http/http.hpp"

namespace comity::cli {

// One connection with one credential. Not thread-safe.
class Remote {
 public:
  // `url` is "https://HOST:PORT", on this machine also "http://HOST:PORT"; a path after it is ignored. Over TLS the node's certificate must name the host and
  // lead to one of the file that COMITY_CA_FILE names, else to one that the machine knows. `purpose` is declared with each request unless it is "".
  // Errors: invalid (the URL), unavailable (nobody answers).
  static Result<Remote> connect(const std::string& url, std::string token, std::string purpose = "");

  // `target` is a path with its query, encoded. Errors: those that the node answers, as codes: 400 invalid, 401
  // unauthenticated, 403 forbidden, 404 not_found, 409 conflict, 412 precondition, 413 too_large, 429 too_many, 503
  // unavailable; the message is the node's.
  Result<std::string> get(std::string_view target, std::string_view accept);
  Result<std::string> post(std::string_view target, std::string_view type, std::string_view body);
  Result<std::string> remove(std::string_view target, std::string_view accept);

 private:
  Remote(std::unique_ptr<http::Client> client, std::string token, std::string purpose)
      : client_(std::move(client)), token_(std::move(token)), purpose_(std::move(purpose)) {}
  Result<std::string> send(std::string_view method, std::string_view target,
                           std::vector<std::pair<std::string, std::string>> headers, std::string_view body);
  std::unique_ptr<http::Client> client_;
  std::string token_;
  std::string purpose_;
};

inline constexpr std::string_view kTaxii = "application/taxii+json;version=2.1";

// RFC 3986 §2.3: everything but unreserved characters as %XX.
std::string percent_encoded(std::string_view text);

// The path of a URL, or the path itself when it is one already.
std::string path_of(std::string_view url);

// The path of the objects of the first collection that this credential may read, or write when `to_write`; of
// `collection` (its id, alias or title) unless that is "". Errors: not_found,
// forbidden (may write in none).
Result<std::string> find_collection(Remote& remote, const std::string& collection, bool to_write);

}  // namespace comity::cli
