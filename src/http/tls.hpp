// TLS 1.3 by OpenSSL: certificates and keys from files, and one session over a non-blocking socket.
#pragma once

#include <openssl/ssl.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "http/http.hpp"

namespace comity::http {

// How far a call on a non-blocking socket came.
enum class Io : std::uint8_t {
  done,
  want_read,   // call again when the socket can be read
  want_write,  // call again when it can be written
  ended,       // the peer says that no more will come
  broken,      // the connection is of no more use
};

// Thread rule: one thread at a time, like the connection it belongs to.
class TlsSession {
 public:
  // Does not own the socket.
  TlsSession(SSL* taken_over, int socket);
  ~TlsSession();
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  Io handshake();
  Io receive(std::span<char> room, std::size_t& n);
  // Encrypts all of `bytes`, then sends what the kernel takes; the rest waits here, and nothing further may be given
  // until flush() is done. want_write: taken, but not all of it sent.
  Io send(std::string_view bytes);
  Io flush();
  bool holds_bytes() const;                     // received, though the socket may have no more to read
  void say_end();                               // close_notify (RFC 8446 §6.1), as far as the kernel takes it
  std::uint64_t sent() const { return sent_; }  // bytes that the kernel took, to see progress
  std::string certificate() const;              // SHA-256 of the peer's verified certificate, hex; "" without one
  std::string fault() const { return fault_; }  // why it broke, in OpenSSL's words; never secret
  bool refused() const { return refused_; }     // it broke because the peer said so by an alert

 private:
  Io after(int result);
  static int read_bio(BIO* bio, char* room, int size);
  static int write_bio(BIO* bio, const char* bytes, int size);
  static long control_bio(BIO* bio, int command, long number, void* pointer);
  static const BIO_METHOD* method();

  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_;
  const int socket_;
  std::string rest_;  // encrypted, not yet sent
  std::uint64_t sent_ = 0;
  bool ended_ = false;  // recv said so
  std::string fault_;
  bool refused_ = false;
};

// Certificates, keys and what is accepted. Any thread.
class TlsContext {
 public:
  // Errors: invalid (a file that cannot be read or does not fit), precondition (a key file that others may read).
  static Result<std::shared_ptr<const TlsContext>> of_server(const TlsOptions& options);
  static Result<std::shared_ptr<const TlsContext>> of_client(const ClientTls& options);

  std::unique_ptr<TlsSession> accept(int socket) const;  // throws std::bad_alloc
  // `name`: whom the certificate must name, a DNS name or an address.
  std::unique_ptr<TlsSession> reach(int socket, const std::string& name) const;

  explicit TlsContext(SSL_CTX* taken_over) : context_(taken_over, SSL_CTX_free) {}

 private:
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
};

}  // namespace comity::http
