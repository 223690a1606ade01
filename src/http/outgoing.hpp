// One response on its way to a client.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "http/channel.hpp"
#include "http/coding.hpp"
#include "http/gzip.hpp"
#include "http/http.hpp"

namespace comity::http {

class Outgoing {
 public:
  // How the response is to be written.
  struct Manner {
    bool body = true;  // false for HEAD
    bool keep_alive = false;
    bool say_keep_alive = false;
    bool secure = false;
    bool chunks = true;  // the client understands them
    Coding coding = Coding::identity;
  };

  // Takes the response over. A response that cannot be written (a header with a line break, a status outside 200…599)
  // becomes a bare 500. Where it goes on as a stream, head, pieces and tail are its first chunk.
  void begin(Response response, const Manner& manner);

  // Hands bytes to the channel until all are gone (done), or it takes no more, or the peer is gone. On done, `sent` was
  // called and the holds released.
  Io send_to(Channel& channel);

  // Drops the response with its holds; `sent` will not be called.
  void abandon();

  int status() const { return status_; }
  std::uint64_t bytes() const { return bytes_; }  // handed over, of this response
  // After done: how the response goes on; empty when it does not.
  std::function<void(std::shared_ptr<Stream>)> take_stream() { return std::exchange(stream_, nullptr); }

 private:
  std::string_view part(std::size_t i) const;  // 0: status line and fields, 1: head, then pieces, then tail
  void write_fields(const Manner& manner, Coding coding, std::size_t length);
  Io send_parts(Channel& channel);
  Io send_packed(Channel& channel);
  void pack_some();
  void advance(std::size_t taken);
  void finish();

  std::string fields_;
  std::size_t sent_of_fields_ = 0;
  Response response_;
  std::function<void(std::shared_ptr<Stream>)> stream_;
  int status_ = 0;
  bool body_ = false;
  std::size_t parts_ = 0;
  std::size_t at_ = 0;      // the part whose bytes go next
  std::size_t offset_ = 0;  // within that part
  std::uint64_t bytes_ = 0;
  std::unique_ptr<Packer> packer_;  // while a large body is packed as it goes; `fields_` holds what goes next then
};

}  // namespace comity::http
