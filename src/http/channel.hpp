// The two ways of a connection's bytes: a plain socket, or TLS over one.
#pragma once

#include <sys/uio.h>

#include <cstdint>
#include <memory>
#include <span>

#include "http/tls.hpp"

namespace comity::http {

// Thread rule: as the connection's, except that any thread may shut the socket down.
class Channel {
 public:
  // Takes the non-blocking socket over. Without a session the bytes are plain.
  explicit Channel(int socket, std::unique_ptr<TlsSession> tls = nullptr);
  ~Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  int socket() const { return socket_; }
  TlsSession* tls() const { return tls_.get(); }

  // done: n > 0 bytes came.
  Io receive(std::span<char> room, std::size_t& n);
  // Sends from the front of `parts`; `taken` is how many of their bytes are off the caller's hands. want_write: and no
  // more for now. `more`: further parts follow at once.
  Io send(std::span<const iovec> parts, bool more, std::size_t& taken);
  // After the last send: done when the kernel has it all.
  Io flush();
  bool holds_bytes() const { return tls_ && tls_->holds_bytes(); }
  void say_end();  // to the peer: no more will come from here
  // Receives and throws away, without decrypting: after say_end(). ended when the peer is done.
  Io discard(std::span<char> room, std::size_t& n);
  std::uint64_t sent() const { return tls_ ? tls_->sent() : sent_; }  // bytes the kernel took, to see progress

 private:
  Io send_flat(std::span<const iovec> parts, std::size_t& taken);

  const int socket_;
  const std::unique_ptr<TlsSession> tls_;
  std::uint64_t sent_ = 0;
};

}  // namespace comity::http
