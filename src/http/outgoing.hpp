// One response on its way to a socket.
#pragma once

#include <string>
#include <string_view>

#include "http/http.hpp"

namespace comity::http {

class Outgoing {
 public:
  enum class Progress { done, blocked, broken };

  // Takes the response over. `body` is false for HEAD. A response that cannot be written (a header with a line break,
  // a status outside 200…599) becomes a bare 500.
  void begin(Response response, bool body, bool keep_alive, bool say_keep_alive);

  // Hands bytes to the non-blocking socket until all are gone (done), the kernel takes no more (blocked) or the peer
  // is gone (broken). `moved` is true when any byte was taken. On done, `sent` was called and the holds released.
  Progress send_to(int socket, bool& moved);

  // Drops the response with its holds; `sent` will not be called.
  void abandon();

 private:
  std::string_view part(std::size_t i) const;  // 0: status line and fields, 1: head, then pieces, then tail
  void finish();

  std::string fields_;
  Response response_;
  bool body_ = false;
  std::size_t parts_ = 0;
  std::size_t at_ = 0;      // the part whose bytes go next
  std::size_t offset_ = 0;  // within that part
};

}  // namespace comity::http
