// Bytes of a connection to requests: RFC 9112, read strictly. The only unit of the server that includes Boost.Beast.
#pragma once

#include <memory>
#include <string_view>

#include "http/http.hpp"

namespace comity::http {

class RequestReader {
 public:
  struct Limits {
    std::size_t header_bytes;
    std::uint64_t body_bytes;
  };
  enum class Event {
    need_more,  // what was not used must be given again, with more behind it
    head,       // the head is complete, once per request, before any of the body is read
    complete,   // the request is complete
    refused,    // see refusal(); the connection cannot go on
  };
  struct Refusal {
    int status = 400;
    std::string_view message;
  };

  explicit RequestReader(Limits limits);
  ~RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  // Reads from `bytes` up to the next event; `used` is how many bytes it took. Never call again after `complete` or
  // `refused` without reset(). A body that comes as gzip is in the request unpacked: give it in small parts to bound
  // how much it may grow at once.
  Event feed(std::string_view bytes, std::size_t& used);
  void bound_body(std::uint64_t bytes);  // of this request, if it is less than the limit; more is refused
  void reset();  // to the next request of the same connection

  Request& request();                 // as far as it is known
  std::string_view raw_path() const;  // still percent-encoded; after `head`
  bool keep_alive() const;            // after `head`
  bool body_follows() const;          // after `head`: a body is announced and not empty
  bool expects_continue() const;      // after `head`: Expect: 100-continue from an HTTP/1.1 client
  bool http_1_0() const;              // after `head`
  bool unpacks() const;               // after `head`: the body comes as gzip
  Refusal refusal() const;

 private:
  class Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace comity::http
