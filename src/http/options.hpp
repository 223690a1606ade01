// What a server may be told, and what it tells of itself.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/time.hpp"

namespace comity::http {

struct Request;

// TLS 1.3 and nothing older. The files are PEM; they are read when the server starts and by Server::reload_tls().
struct TlsOptions {
  std::string certificate_file;  // the server's certificate first, then what links it to its root
  std::string key_file;          // refused when anyone but its owner may read it
  // Whose certificates a client may present. Empty: none is asked for. A client without one is served; one whose
  // certificate does not verify is refused.
  std::string client_ca_file;
};

// What one remote address may do before anybody knows who asks. IPv6 addresses count by their /64. When more addresses
// are remembered than there is room for, further strangers share the allowance of a single one.
struct AddressLimits {
  std::size_t connections = 64;      // at once; more are answered 429 (over TLS: closed). 0: no bound
  double requests_per_second = 500;  // over time, a TLS handshake counts as one; more are answered 429. 0: no bound
  double burst = 2'000;              // requests that may come at once
  double failures = 30;              // failed credentials in `failure_window`; then 429 before the handler. 0: no bound
  std::chrono::seconds failure_window{60};
  std::size_t remembered = 65'536;  // addresses
  bool loopback = false;            // whether they hold for loopback addresses too
};

// One request that came to its end: the last byte was handed to the kernel, or the connection broke before.
struct Done {
  std::string method;                     // "" when the request was refused before it was read
  std::string route;                      // the pattern and not the path, which may hold names; "" when none matched
  int status = 0;                         // as answered; 0: nothing was
  std::uint64_t bytes_received = 0;       // head and body, as they came
  std::uint64_t bytes_sent = 0;           // head and body, as they left, without TLS's own
  std::chrono::microseconds duration{0};  // from the first byte of the request to the end
  std::string peer;
  bool secure = false;
  bool whole = false;  // the last byte was handed to the kernel
};

// How the server stands now, and what it refused since it began.
struct Numbers {
  std::uint64_t connections = 0;  // open
  std::uint64_t streams = 0;      // open
  std::uint64_t handling = 0;     // requests in a handler
  struct Refused {
    std::uint64_t full = 0;                 // connections over max_connections
    std::uint64_t address_connections = 0;  // connections over AddressLimits::connections
    std::uint64_t address_requests = 0;     // requests over AddressLimits::requests_per_second
    std::uint64_t address_failures = 0;     // requests from an address with too many failed credentials
    std::uint64_t bodies = 0;               // requests over max_bodies_bytes
    std::uint64_t streams = 0;              // streams over max_streams
    std::uint64_t slow_streams = 0;         // streams closed over max_stream_bytes
    std::uint64_t handshakes = 0;           // TLS handshakes that failed
  } refused;
};

struct ServerOptions {
  std::string address = "127.0.0.1";  // with TLS any numeric address; else 127.0.0.0/8, ::1 or localhost only
  std::uint16_t port = 0;             // 0: any free one
  std::optional<TlsOptions> tls;      // nothing: plain HTTP
  int threads = 24;                   // workers; a worker may wait for a disk sync
  int seats = 0;                      // workers that poll and compute at once; 0: half the processors, at least 1
  std::size_t max_connections = 1024;
  std::size_t max_header_bytes = 16 << 10;
  std::uint64_t max_body_bytes = 256ull << 20;  // of one request, packed and unpacked; more is 413
  std::uint64_t max_bodies_bytes = 1ull << 30;  // of all requests held at once; more is 503
  std::size_t max_streams = 256;                // more are 503
  std::size_t max_stream_bytes = 1 << 20;       // unsent of one stream; a client that far behind is cut off
  std::chrono::milliseconds header_timeout{
      10'000};                                      // whole header (and TLS handshake) must arrive, from its first byte
  std::chrono::milliseconds idle_timeout{60'000};   // before the first byte of a request
  std::chrono::milliseconds body_timeout{120'000};  // whole body must arrive
  std::chrono::milliseconds write_timeout{30'000};  // no progress for so long closes the connection
  AddressLimits per_address;
  // Whether the request, of which the head alone is here, comes with a credential that is good now. Any worker; must be quick and not wait. Who is known
  // is not held up by wrong credentials of others at its address; who is not may send bodies of max_unknown_bytes at most, so that strangers cannot fill
  // the room for bodies. Nothing: nobody is asked, and neither holds.
  std::function<bool(const Request&)> known;
  std::uint64_t max_unknown_bytes = 64 << 10;
  Clock* clock = nullptr;  // what AddressLimits count by; nothing: the machine's steady clock. Outlives the server
  bool gzip = true;        // compress answers for clients that ask (see Response::compressible)
  // For access logs and metrics: any thread; must not block. What it throws is dropped.
  std::function<void(const Done&)> on_done;
};

}  // namespace comity::http
