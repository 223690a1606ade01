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
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace comity::http {

struct Request {
  std::string method;                             // as sent; methods are case-sensitive (RFC 9110 §9.1)
  std::string path;                               // percent-decoded, no query
  std::multimap<std::string, std::string> query;  // percent-decoded, '+' is a space, in order of keys
  std::map<std::string, std::string> headers;     // names in lower case; repeated fields joined by ", "
  std::string body;
  std::string peer;               // remote address
  std::vector<std::string> args;  // what the route's {} matched, in order

  std::string_view header(std::string_view lower_case_name) const;  // "" when absent
  std::optional<std::string> query_value(std::string_view name) const;
};

// Bytes that stay valid while `hold` lives; pages are sent from mapped segments without a copy.
struct Piece {
  std::string_view bytes;
  std::shared_ptr<const void> hold;
};

struct Response {
  int status = 200;  // 200 to 599; anything else is answered as 500
  // Content-Length, Transfer-Encoding, Date and Connection are the server's: rows with these names are dropped.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string head;           // sent first
  std::vector<Piece> pieces;  // then these
  std::string tail;           // then this
  // Called at most once, on a worker, when the last byte of the body was handed to the kernel. Never called when the
  // peer went away before that, nor for HEAD, whose body is not sent. May be empty.
  std::function<void()> sent;

  static Response text(int status, std::string content_type, std::string body);
};

// Handlers of methods other than GET and HEAD may block as they like. One of GET or HEAD should call about_to_block()
// before it waits (for a disk, a lock held long): until then it keeps one of the few seats at which workers serve. A
// handler that forgets is noticed after a millisecond or two.
using Handler = std::function<Response(const Request&)>;

// On a worker: lets another worker serve meanwhile. Costs about a microsecond; does nothing the second time in one
// request, or on any other thread.
void about_to_block();

// One row of a route table. `pattern` is a path whose segments may be {name}, which matches one segment that is not
// empty (an encoded slash stays inside its segment); a trailing slash is significant unless `any_slash`. A literal
// segment is preferred to {name}. HEAD is served by the GET route. An unknown path is 404, a known path with another
// method 405 with Allow.
struct Route {
  std::string method;
  std::string pattern;
  Handler handler;
  bool any_slash = true;
};

struct ServerOptions {
  std::string address = "127.0.0.1";  // only loopback is accepted without TLS: 127.0.0.0/8, ::1, localhost
  std::uint16_t port = 0;             // 0: any free one
  int threads = 24;                   // workers; a worker may wait for a disk sync
  int seats = 0;                      // workers that poll and compute at once; 0: half the processors, at least 1
  std::size_t max_connections = 1024;
  std::size_t max_header_bytes = 16 << 10;
  std::uint64_t max_body_bytes = 256ull << 20;       // of one request; more is 413
  std::uint64_t max_bodies_bytes = 1ull << 30;       // of all requests held at once; more is 503
  std::chrono::milliseconds header_timeout{10'000};  // whole header must arrive, from its first byte
  std::chrono::milliseconds idle_timeout{60'000};    // before the first byte of a request
  std::chrono::milliseconds body_timeout{120'000};   // whole body must arrive
  std::chrono::milliseconds write_timeout{30'000};   // no progress for so long closes the connection
};

class Server {
 public:
  virtual ~Server() = default;  // stops without grace, and waits for handlers that still run
  virtual std::uint16_t port() const = 0;
  // Takes no new connections, lets running handlers finish (at most `grace`), closes the rest. Any thread.
  virtual void stop(std::chrono::milliseconds grace) = 0;
};

// What the server itself answers (400, 404, 405, 408, 413, 417, 431, 500, 501, 503, 505) is made by `on_error(request
// so far, status, message)`. Called on any worker and on the accepting thread; must not block.
using ErrorResponse = std::function<Response(const Request&, int status, std::string_view message)>;

// Listens and serves in the background. Errors: unavailable (port taken), invalid (not a loopback address; a route
// twice in the table).
Result<std::unique_ptr<Server>> serve(const ServerOptions& options, std::vector<Route> routes, ErrorResponse on_error);

// The one table from error code to HTTP status.
int status_of(Code code);
std::string_view reason_of(int status);  // "Not Found"

// A blocking client for the command line and tests. One connection, kept alive; not thread-safe. Errors: unavailable
// (no connection, no progress for `timeout`, or closed before the reply was whole), invalid (a request that cannot be
// written, a reply that is not HTTP), too_large (a reply over 1 GiB).
class Client {
 public:
  virtual ~Client() = default;
  struct Reply {
    int status = 0;
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;
  };
  virtual Result<Reply> send(std::string_view method, std::string_view target,
                             const std::vector<std::pair<std::string, std::string>>& headers,
                             std::string_view body) = 0;
};
Result<std::unique_ptr<Client>> connect(const std::string& host, std::uint16_t port, std::chrono::milliseconds timeout);

// application/problem+json (RFC 9457). `where` goes into an extension member of that name.
Response problem(const Error& error);
Response problem(int status, std::string_view title, std::string_view detail);

}  // namespace comity::http
