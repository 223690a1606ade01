// For tests: a raw client over a plain socket, and what is in the bytes that it got.
#pragma once

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "http/http.hpp"
#include "http/loopback.hpp"

namespace comity::http {

using namespace std::chrono_literals;

// A raw client. Waits are bounded by 20 s, so that a fault fails the test instead of hanging it.
class Wire {
 public:
  explicit Wire(std::uint16_t port, int receive_buffer = 0) {
    const auto address = loopback_address("127.0.0.1", port);
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (receive_buffer > 0) ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    EXPECT_EQ(::connect(socket_, address->get(), address->size), 0);
  }
  ~Wire() { close(); }
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  void close() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  }
  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return;  // the server refused already; what it answered is what counts
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
  }
  void end() { ::shutdown(socket_, SHUT_WR); }
  bool readable(std::chrono::milliseconds within) const {
    pollfd state{.fd = socket_, .events = POLLIN, .revents = 0};
    return ::poll(&state, 1, static_cast<int>(within.count())) == 1;
  }
  // Up to `most` bytes; nothing at the end, or when none come.
  std::string some(std::size_t most = 65536) {
    std::string bytes(most, '\0');
    if (!readable(20s)) ADD_FAILURE() << "the server says nothing";
    const ssize_t n = readable(0ms) ? ::recv(socket_, bytes.data(), bytes.size(), 0) : 0;
    bytes.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
    return bytes;
  }
  std::string all() {
    std::string bytes;
    for (std::string more = some(); !more.empty(); more = some()) bytes += more;
    return bytes;
  }
  std::string until(std::string_view end) {
    std::string bytes;
    while (bytes.find(end) == std::string::npos) {
      const std::string more = some();
      if (more.empty()) break;
      bytes += more;
    }
    return bytes;
  }

 private:
  int socket_ = -1;
};

// A field of the first reply's head; "" when it is not there.
inline std::string field_of(std::string_view bytes, const std::string& name) {
  const std::string_view head = bytes.substr(0, bytes.find("\r\n\r\n") + 2);
  const std::size_t at = head.find("\r\n" + name + ": ");
  if (at == std::string_view::npos) return "";
  const std::size_t from = at + name.size() + 4;
  return std::string(head.substr(from, head.find("\r\n", from) - from));
}

// What a chunked body carries, if it is whole.
inline std::string unchunked(std::string_view body) {
  std::string bytes;
  while (true) {
    const std::size_t line = body.find("\r\n");
    if (line == std::string_view::npos) return bytes + "<cut>";
    const std::size_t size = std::stoul(std::string(body.substr(0, line)), nullptr, 16);
    body.remove_prefix(line + 2);
    if (body.size() < size + 2 || body.substr(size, 2) != "\r\n") return bytes + "<cut>";
    if (size == 0) return bytes;
    bytes += body.substr(0, size);
    body.remove_prefix(size + 2);
  }
}

// "200 hello | 404 E404": status and body of each reply in `bytes`.
inline std::string replies(std::string_view bytes, bool head = false) {
  std::string text;
  while (!bytes.empty()) {
    const std::size_t end = bytes.find("\r\n\r\n");
    if (bytes.substr(0, 9) != "HTTP/1.1 " || end == std::string_view::npos) return text + " | ?" + std::string(bytes);
    const std::string_view fields = bytes.substr(0, end + 2);
    if (!text.empty()) text += " | ";
    text += fields.substr(9, 3);
    std::size_t length = 0;
    constexpr std::string_view name = "\r\nContent-Length: ";
    if (const std::size_t at = fields.find(name); at != std::string_view::npos && !head) {
      length = std::stoul(std::string(fields.substr(at + name.size(), 12)));
    }
    bytes.remove_prefix(end + 4);
    if (length > 0) text += " " + std::string(bytes.substr(0, length));
    bytes.remove_prefix(std::min(length, bytes.size()));
  }
  return text;
}

inline Response error_text(const Request&, int status, std::string_view) {
  return Response::text(status, "text/plain", "E" + std::to_string(status));
}

// Whether `condition` comes true within 20 s.
template <class Condition>
bool eventually(Condition condition) {
  const auto give_up = std::chrono::steady_clock::now() + 20s;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > give_up) return false;
    std::this_thread::sleep_for(1ms);
  }
  return true;
}

}  // namespace comity::http
