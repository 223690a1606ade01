// A small HTTP/1.1 server and client. Handlers are plain synchronous functions on worker threads. Boost.Beast stays
// behind this header: no other room includes it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace comity::http {

struct Request {
  std::string method;                             // upper case
  std::string path;                               // percent-decoded, no query
  std::multimap<std::string, std::string> query;  // percent-decoded, in order of keys
  std::map<std::string, std::string> headers;     // names in lower case
  std::string body;
  std::string peer;                               // remote address
  std::vector<std::string> args;                  // what the route's {} matched, in order

  std::string_view header(std::string_view lower_case_name) const;  // "" when absent
  std::optional<std::string> query_value(std::string_view name) const;
};

// Bytes that stay valid while `hold` lives; pages are sent from mapped segments without a copy.
struct Piece {
  std::string_view bytes;
  std::shared_ptr<const void> hold;
};

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;  // Content-Length, Date and Connection are the server's
  std::string head;             // sent first
  std::vector<Piece> pieces;    // then these
  std::string tail;             // then this
  std::function<void()> sent;   // called once when the last byte was handed to the kernel; may be empty

  static Response text(int status, std::string content_type, std::string body);
};

using Handler = std::function<Response(const Request&)>;

// One row of a route table. `pattern` is a path whose segments may be {name}; a trailing slash is significant
// unless `any_slash`. An unknown path is 404, a known path with another method 405 with Allow.
struct Route {
  std::string method;
  std::string pattern;
  Handler handler;
  bool any_slash = true;
};

struct ServerOptions {
  std::string address = "127.0.0.1";     // only loopback is accepted without TLS
  std::uint16_t port = 0;                // 0: any free one
  int threads = 24;                      // workers; a worker may wait for a disk sync
  std::size_t max_connections = 1024;
  std::size_t max_header_bytes = 16 << 10;
  std::uint64_t max_body_bytes = 256ull << 20;
  std::chrono::seconds header_timeout{10};   // whole header must arrive
  std::chrono::seconds idle_timeout{60};     // between requests
  std::chrono::seconds body_timeout{120};    // whole body must arrive
  std::chrono::seconds write_timeout{30};    // no progress for so long closes the connection
};

class Server {
 public:
  virtual ~Server() = default;             // stops
  virtual std::uint16_t port() const = 0;
  // Takes no new connections, lets running handlers finish (at most `grace`), closes the rest. Any thread.
  virtual void stop(std::chrono::milliseconds grace) = 0;
};

// What the server itself answers (400, 404, 405, 413, 408, 500, 503) is made by `on_error(request so far, status, message)`.
using ErrorResponse = std::function<Response(const Request&, int status, std::string_view message)>;

// Listens and serves in the background. Errors: unavailable (port taken), invalid (not a loopback address).
Result<std::unique_ptr<Server>> serve(const ServerOptions& options, std::vector<Route> routes, ErrorResponse on_error);

// The one table from error code to HTTP status.
int status_of(Code code);
std::string_view reason_of(int status);  // "Not Found"

// A blocking client for the command line and tests. One connection, kept alive; not thread-safe.
class Client {
 public:
  virtual ~Client() = default;
  struct Reply {
    int status = 0;
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;
  };
  virtual Result<Reply> send(std::string_view method, std::string_view target,
                             const std::vector<std::pair<std::string, std::string>>& headers, std::string_view body) = 0;
};
Result<std::unique_ptr<Client>> connect(const std::string& host, std::uint16_t port, std::chrono::seconds timeout);

// application/problem+json (RFC 9457).
Response problem(const Error& error);
Response problem(int status, std::string_view title, std::string_view detail);

}  // namespace comity::http
