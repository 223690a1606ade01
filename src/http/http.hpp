// A small HTTP/1.1 server and client, plain or over TLS 1.3. Handlers are plain synchronous functions on worker
// threads. Boost.Beast and OpenSSL's TLS stay behind this header: no other room includes them. options.hpp has the
// settings.
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
#include "http/options.hpp"

namespace comity::http {

struct Request {
  std::string method;                             // as sent; methods are case-sensitive (RFC 9110 §9.1)
  std::string path;                               // percent-decoded, no query
  std::multimap<std::string, std::string> query;  // percent-decoded, '+' is a space, in order of keys
  std::map<std::string, std::string> headers;     // names in lower case; repeated fields joined by ", "
  std::string body;               // unpacked when it came as gzip; Content-Encoding is gone from the headers then
  std::string peer;               // remote address, numeric
  std::vector<std::string> args;  // what the route's {} matched, in order
  bool secure = false;            // came over TLS
  std::string certificate;        // SHA-256 of the verified client certificate's DER, in lower-case hex; else ""

  std::string_view header(std::string_view lower_case_name) const;  // "" when absent
  std::optional<std::string> query_value(std::string_view name) const;
};

// Bytes that stay valid while `hold` lives; pages are sent from mapped segments without a copy.
struct Piece {
  std::string_view bytes;
  std::shared_ptr<const void> hold;
};

// A response without an end, as server-sent events are. Any thread; outlives the server, if need be.
class Stream {
 public:
  virtual ~Stream() = default;
  // Queues bytes for the client. False, and nothing queued, once the stream is no longer open: the client is gone, the
  // server stops, close() was called, or the client reads so slowly that more than max_stream_bytes would be unsent
  // (it is cut off then). True does not mean that the client got them.
  virtual bool push(std::string bytes) = 0;
  virtual void close() = 0;  // what was pushed is still sent, then the response ends
  virtual bool open() const = 0;
};

struct Response {
  int status = 200;  // 200 to 599; anything else is answered as 500
  // Content-Length, Transfer-Encoding, Date, Connection and Strict-Transport-Security are the server's: rows with these
  // names are dropped. X-Content-Type-Options, Content-Security-Policy, Referrer-Policy, Cross-Origin-Resource-Policy and -Opener-Policy are on every
  // response, as strict as data may have them, unless they are given here. An ETag is given as of the body below; where that is compressed, "x" goes out as "x--gzip" and
  // comes back as "x" in If-Match and If-None-Match.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string head;           // sent first
  std::vector<Piece> pieces;  // then these
  std::string tail;           // then this
  // Called at most once, on a worker, when the last byte of the body was handed to the kernel. Never called when the
  // peer went away before that, nor for HEAD, whose body is not sent, nor for a stream. May be empty.
  std::function<void()> sent;
  // Whether the body may go out as gzip to a client that asks for it: nothing means that its Content-Type decides
  // (text, JSON, XML). Say false for a body that holds a secret beside text that somebody else may choose: over TLS its
  // length would give it away, a guess at a time (BREACH). Streams never are; bodies under 1 KiB only where they must.
  std::optional<bool> compressible;
  // Where set, the response goes on after head, pieces and tail: called once, on a worker, when those were handed to
  // the kernel; not for HEAD. Over HTTP/1.0 the connection's end is the response's. A stream holds no worker and has
  // no time-out while there is nothing to send. Over max_streams the answer is 503.
  std::function<void(std::shared_ptr<Stream>)> stream;
  // The request's credential was wrong: counted against its address (see AddressLimits), as every 401 is.
  bool failed_credential = false;

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
// The pattern "/{...}" is for what no other row knows the path of, by any method: it matches a path of any segments, also of none, that `takes`
// agrees to. They are its args; a path that ends in a slash has an empty one last.
struct Route {
  std::string method;
  std::string pattern;
  Handler handler;
  bool any_slash = true;
  std::function<bool(const std::vector<std::string>& segments)> takes{};  // of the pattern "/{...}" only: decoded. Any worker; must be quick
};

class Server {
 public:
  virtual ~Server() = default;  // stops without grace, and waits for handlers that still run
  virtual std::uint16_t port() const = 0;
  // Takes no new connections, lets running handlers finish (at most `grace`), closes the rest. Any thread.
  // Streams end at once.
  virtual void stop(std::chrono::milliseconds grace) = 0;
  // Reads the files of TlsOptions again, for connections to come. Keeps what it had when they are no good. Any thread.
  // Errors: invalid, precondition as serve(); precondition when the server speaks plain HTTP.
  virtual Result<void> reload_tls() = 0;
  virtual Numbers numbers() const = 0;  // any thread
};

// What the server itself answers (400, 404, 405, 408, 413, 415, 417, 429, 431, 500, 503, 505) is made by
// `on_error(request so far, status, message)`. Called on any worker and on the accepting thread; must not block.
using ErrorResponse = std::function<Response(const Request&, int status, std::string_view message)>;

// Listens and serves in the background. Errors: unavailable (port taken), invalid (not a loopback address, without TLS;
// a route twice in the table; a certificate or key that cannot be read), precondition (a key file that others may
// read).
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
// Plain HTTP, to a loopback address.
Result<std::unique_ptr<Client>> connect(const std::string& host, std::uint16_t port, std::chrono::milliseconds timeout);

// TLS 1.3, to any host; its name is looked up without a time limit of ours. The server's certificate must lead to the
// CA and name the host. Errors also: invalid (a file that cannot be read, a certificate that is not accepted, on either
// side), precondition (a key file that others may read).
struct ClientTls {
  std::string ca_file;           // PEM; "": the machine's own
  std::string certificate_file;  // PEM, with its key: presented when the server asks; "": none
  std::string key_file;
  std::string server_name;  // whom the certificate must name; "": the host
};
Result<std::unique_ptr<Client>> connect(const std::string& host, std::uint16_t port, std::chrono::milliseconds timeout,
                                        const ClientTls& tls);

// application/problem+json (RFC 9457). `where` goes into an extension member of that name.
Response problem(const Error& error);
Response problem(int status, std::string_view title, std::string_view detail);

}  // namespace comity::http
