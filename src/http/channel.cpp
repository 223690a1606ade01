#include "http/channel.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace comity::http {
namespace {

// Small pieces go into one flat buffer for each SSL_write: a record for each would cost more than the copy.
constexpr std::size_t flat_bytes = 64 << 10;
constexpr std::size_t large_piece = 32 << 10;

}  // namespace

Channel::Channel(int socket, std::unique_ptr<TlsSession> tls) : socket_(socket), tls_(std::move(tls)) {}

Channel::~Channel() { ::close(socket_); }

Io Channel::discard(std::span<char> room, std::size_t& n) {
  while (true) {
    const ssize_t got = ::recv(socket_, room.data(), room.size(), MSG_DONTWAIT);
    if (got < 0 && errno == EINTR) continue;
    n = got > 0 ? static_cast<std::size_t>(got) : 0;
    if (got > 0) return Io::done;
    if (got == 0) return Io::ended;
    return errno == EAGAIN || errno == EWOULDBLOCK ? Io::want_read : Io::broken;
  }
}

Io Channel::receive(std::span<char> room, std::size_t& n) { return tls_ ? tls_->receive(room, n) : discard(room, n); }

Io Channel::send(std::span<const iovec> parts, bool more, std::size_t& taken) {
  taken = 0;
  if (tls_) return send_flat(parts, taken);
  std::size_t total = 0;
  for (const iovec& part : parts) total += part.iov_len;
  msghdr message{};
  message.msg_iov = const_cast<iovec*>(parts.data());  // sendmsg only reads
  message.msg_iovlen = parts.size();
  while (true) {
    const ssize_t n = ::sendmsg(socket_, &message, MSG_NOSIGNAL | MSG_DONTWAIT | (more ? MSG_MORE : 0));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno == EAGAIN || errno == EWOULDBLOCK ? Io::want_write : Io::broken;
    taken = static_cast<std::size_t>(n);
    sent_ += taken;
    // The kernel took less than offered, so its buffer is full: asking again would only cost a call.
    return taken == total ? Io::done : Io::want_write;
  }
}

Io Channel::send_flat(std::span<const iovec> parts, std::size_t& taken) {
  if (const Io flushed = tls_->flush(); flushed != Io::done) return flushed;
  if (!parts.empty() && parts[0].iov_len >= large_piece) {
    taken = std::min(parts[0].iov_len, flat_bytes);
    return tls_->send({static_cast<const char*>(parts[0].iov_base), taken});
  }
  thread_local const auto flat = std::make_unique<char[]>(flat_bytes);
  for (const iovec& part : parts) {
    const std::size_t n = std::min(part.iov_len, flat_bytes - taken);
    std::memcpy(flat.get() + taken, part.iov_base, n);
    taken += n;
    if (taken == flat_bytes) break;
  }
  return tls_->send({flat.get(), taken});
}

Io Channel::flush() { return tls_ ? tls_->flush() : Io::done; }

void Channel::say_end() {
  if (tls_) tls_->say_end();
  ::shutdown(socket_, SHUT_WR);
}

}  // namespace comity::http
