#include "http/tls.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <new>
#include <utility>

namespace comity::http {
namespace {

// What one call of OpenSSL wrote. It is kept here and not in the session, so that an idle connection holds no buffer,
// and leaves by one system call and not by one for each record of 16 KiB.
thread_local std::string flight;

constexpr long ticket_seconds = 300;  // a resumed session's client certificate was verified at most so long ago

std::string last_fault() {
  const unsigned long code = ERR_peek_last_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return reason == nullptr ? "the connection ended" : reason;
}

// OpenSSL's answer to offers of protocols (RFC 7301): HTTP/1.1 or nothing.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                    unsigned int offered_size, void*) {
  static constexpr unsigned char ours[] = "\x08http/1.1";
  unsigned char* found = nullptr;
  if (SSL_select_next_proto(&found, size, ours, sizeof ours - 1, offered, offered_size) != OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

// An encrypted key would ask the terminal for its password.
int no_password(char*, int, int, void*) { return -1; }

Result<void> use_key(SSL_CTX* context, const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return fail(Code::invalid, "the TLS key file cannot be read", path);
  struct stat facts {};
  const bool regular = ::fstat(file, &facts) == 0 && S_ISREG(facts.st_mode);
  if (regular && (facts.st_mode & 077) != 0) {
    ::close(file);
    return fail(Code::precondition, "others may read the TLS key file; chmod 600 it", path);
  }
  std::array<char, 64 << 10> text;
  const ssize_t size = regular ? ::read(file, text.data(), text.size()) : -1;
  ::close(file);
  if (size <= 0) return fail(Code::invalid, "the TLS key file cannot be read", path);
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new_mem_buf(text.data(), static_cast<int>(size)), BIO_free);
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr), EVP_PKEY_free);
  OPENSSL_cleanse(text.data(), text.size());
  if (!key) return fail(Code::invalid, "the TLS key file holds no PEM private key without a password", path);
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1 || SSL_CTX_check_private_key(context) != 1) {
    return fail(Code::invalid, "the TLS key is not the one of the certificate", path);
  }
  return {};
}

Result<void> use_identity(SSL_CTX* context, const std::string& certificate_file, const std::string& key_file) {
  if (SSL_CTX_use_certificate_chain_file(context, certificate_file.c_str()) != 1) {
    return fail(Code::invalid, "the TLS certificate file cannot be read, or is not PEM", certificate_file);
  }
  return use_key(context, key_file);
}

Result<std::shared_ptr<const TlsContext>> begin(const SSL_METHOD* method) {
  SSL_CTX* context = SSL_CTX_new(method);
  if (context == nullptr) throw std::bad_alloc();
  auto made = std::make_shared<const TlsContext>(context);
  SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
  SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_read_ahead(context, 1);
  SSL_CTX_set_max_early_data(context, 0);  // it could be played again
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  return made;
}

}  // namespace

TlsSession::TlsSession(SSL* taken_over, int socket) : ssl_(taken_over, SSL_free), socket_(socket) {
  if (!ssl_) throw std::bad_alloc();
  BIO* bio = BIO_new(method());
  if (bio == nullptr) throw std::bad_alloc();
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl_.get(), bio, bio);
}

TlsSession::~TlsSession() = default;

// A BIO of our own: OpenSSL's writes without MSG_NOSIGNAL, so that a client that leaves would end the process.
const BIO_METHOD* TlsSession::method() {
  static const BIO_METHOD* const ours = [] {
    BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "comity socket");
    if (made == nullptr) throw std::bad_alloc();
    BIO_meth_set_read(made, read_bio);
    BIO_meth_set_write(made, write_bio);
    BIO_meth_set_ctrl(made, control_bio);
    return made;
  }();
  return ours;
}

int TlsSession::read_bio(BIO* bio, char* room, int size) {
  auto& self = *static_cast<TlsSession*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  while (true) {
    const ssize_t n = ::recv(self.socket_, room, static_cast<std::size_t>(size), MSG_DONTWAIT);
    if (n > 0) return static_cast<int>(n);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      BIO_set_retry_read(bio);
      return -1;
    }
    if (n == 0) self.ended_ = true;
    return n == 0 ? 0 : -1;
  }
}

int TlsSession::write_bio(BIO* bio, const char* bytes, int size) {
  BIO_clear_retry_flags(bio);
  try {
    flight.append(bytes, static_cast<std::size_t>(size));
  } catch (const std::bad_alloc&) {
    return -1;  // no exception may cross OpenSSL
  }
  return size;
}

long TlsSession::control_bio(BIO* bio, int command, long, void*) {
  switch (command) {
    case BIO_CTRL_FLUSH:
      return 1;
    case BIO_CTRL_EOF:
      return static_cast<const TlsSession*>(BIO_get_data(bio))->ended_ ? 1 : 0;
    default:
      return 0;
  }
}

// What a call of OpenSSL came to, once what it wrote is on its way.
Io TlsSession::after(int result) {
  const int why = SSL_get_error(ssl_.get(), result);
  if (why == SSL_ERROR_SSL || why == SSL_ERROR_SYSCALL) {
    const long verified = SSL_get_verify_result(ssl_.get());
    fault_ = verified == X509_V_OK ? last_fault() : X509_verify_cert_error_string(verified);
    // OpenSSL numbers the reasons that are alerts of the peer from here on.
    refused_ = why == SSL_ERROR_SSL && ERR_GET_REASON(ERR_peek_last_error()) >= SSL_AD_REASON_OFFSET;
  }
  const Io sent = flush();
  switch (why) {
    case SSL_ERROR_NONE:
      return sent == Io::broken ? sent : Io::done;
    case SSL_ERROR_ZERO_RETURN:
      return Io::ended;
    case SSL_ERROR_WANT_READ:
      return sent == Io::done ? Io::want_read : sent;
    default:
      return Io::broken;
  }
}

Io TlsSession::flush() {
  // What is left of an earlier flight goes first.
  if (!rest_.empty()) {
    rest_ += flight;
    flight.clear();
  }
  const std::string& bytes = rest_.empty() ? flight : rest_;
  std::size_t at = 0;
  Io result = Io::done;
  while (at < bytes.size() && result == Io::done) {
    const ssize_t n = ::send(socket_, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n >= 0) {
      at += static_cast<std::size_t>(n);
      sent_ += static_cast<std::uint64_t>(n);
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      result = Io::want_write;
    } else if (errno != EINTR) {
      result = Io::broken;
    }
  }
  if (result == Io::want_write) {
    if (rest_.empty()) {
      rest_.assign(flight, at);
    } else {
      rest_.erase(0, at);
    }
  } else {
    std::string().swap(rest_);
  }
  flight.clear();
  return result;
}

Io TlsSession::handshake() {
  if (const Io sent = flush(); sent != Io::done) return sent;
  ERR_clear_error();
  return after(SSL_do_handshake(ssl_.get()));
}

Io TlsSession::receive(std::span<char> room, std::size_t& n) {
  n = 0;
  ERR_clear_error();
  const int result = SSL_read_ex(ssl_.get(), room.data(), room.size(), &n);
  return after(result);
}

Io TlsSession::send(std::string_view bytes) {
  if (const Io sent = flush(); sent != Io::done) return sent == Io::want_write ? Io::broken : sent;
  if (bytes.empty()) return Io::done;
  ERR_clear_error();
  std::size_t n = 0;
  const int result = SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &n);
  if (result != 1) {
    fault_ = last_fault();
    flush();
    return Io::broken;
  }
  return flush();
}

bool TlsSession::holds_bytes() const { return SSL_has_pending(ssl_.get()) == 1; }

void TlsSession::say_end() {
  ERR_clear_error();
  if (SSL_is_init_finished(ssl_.get()) == 1) SSL_shutdown(ssl_.get());
  flush();
}

std::string TlsSession::certificate() const {
  const std::unique_ptr<X509, decltype(&X509_free)> peer(SSL_get1_peer_certificate(ssl_.get()), X509_free);
  if (!peer || SSL_get_verify_result(ssl_.get()) != X509_V_OK) return "";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned int size = 0;
  if (X509_digest(peer.get(), EVP_sha256(), digest.data(), &size) != 1) return "";
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (unsigned int i = 0; i < size; ++i) {
    text += digits[digest[i] >> 4];
    text += digits[digest[i] & 15];
  }
  return text;
}

Result<std::shared_ptr<const TlsContext>> TlsContext::of_server(const TlsOptions& options) {
  ERR_clear_error();
  TRY(std::shared_ptr<const TlsContext> made, begin(TLS_server_method()));
  SSL_CTX* context = made->context_.get();
  TRY_VOID(use_identity(context, options.certificate_file, options.key_file));
  SSL_CTX_set_options(context, SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
  SSL_CTX_set_num_tickets(context, 1);
  SSL_CTX_set_timeout(context, ticket_seconds);
  static constexpr unsigned char name[] = "comity";
  SSL_CTX_set_session_id_context(context, name, sizeof name - 1);
  if (!options.client_ca_file.empty()) {
    STACK_OF(X509_NAME)* names = SSL_load_client_CA_file(options.client_ca_file.c_str());
    if (names == nullptr || SSL_CTX_load_verify_file(context, options.client_ca_file.c_str()) != 1) {
      sk_X509_NAME_pop_free(names, X509_NAME_free);
      return fail(Code::invalid, "the file of client CAs cannot be read, or is not PEM", options.client_ca_file);
    }
    SSL_CTX_set_client_CA_list(context, names);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_verify_depth(context, 8);
  }
  return made;
}

Result<std::shared_ptr<const TlsContext>> TlsContext::of_client(const ClientTls& options) {
  ERR_clear_error();
  TRY(std::shared_ptr<const TlsContext> made, begin(TLS_client_method()));
  SSL_CTX* context = made->context_.get();
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  const bool trusts = options.ca_file.empty() ? SSL_CTX_set_default_verify_paths(context) == 1
                                              : SSL_CTX_load_verify_file(context, options.ca_file.c_str()) == 1;
  if (!trusts) return fail(Code::invalid, "the CA file cannot be read, or is not PEM", options.ca_file);
  if (!options.certificate_file.empty()) {
    TRY_VOID(use_identity(context, options.certificate_file, options.key_file));
  }
  static constexpr unsigned char protocols[] = "\x08http/1.1";
  SSL_CTX_set_alpn_protos(context, protocols, sizeof protocols - 1);
  return made;
}

std::unique_ptr<TlsSession> TlsContext::accept(int socket) const {
  auto session = SSL_new(context_.get());
  if (session != nullptr) SSL_set_accept_state(session);
  return std::make_unique<TlsSession>(session, socket);
}

std::unique_ptr<TlsSession> TlsContext::reach(int socket, const std::string& name) const {
  SSL* session = SSL_new(context_.get());
  if (session == nullptr) throw std::bad_alloc();
  SSL_set_connect_state(session);
  std::array<unsigned char, sizeof(in6_addr)> address;
  if (::inet_pton(AF_INET, name.c_str(), address.data()) == 1 ||
      ::inet_pton(AF_INET6, name.c_str(), address.data()) == 1) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), name.c_str());
  } else {
    SSL_set_tlsext_host_name(session, name.c_str());
    SSL_set_hostflags(session, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    SSL_set1_host(session, name.c_str());
  }
  return std::make_unique<TlsSession>(session, socket);
}

}  // namespace comity::http
