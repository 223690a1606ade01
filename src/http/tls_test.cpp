// TLS 1.3 over real sockets: certificates made here, our client, and OpenSSL's for what ours would never do.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <mutex>

#include "http/http.hpp"
#include "http/wire.hpp"

namespace comity::http {
namespace {

// A certificate and its key. Without an issuer it is its own CA.
struct Identity {
  std::shared_ptr<EVP_PKEY> key{EVP_EC_gen("P-256"), EVP_PKEY_free};
  std::shared_ptr<X509> certificate{X509_new(), X509_free};

  explicit Identity(const std::string& name, const Identity* issuer = nullptr, bool expired = false) {
    static long serial = 0;
    X509* x = certificate.get();
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(x), -7200);
    X509_gmtime_adj(X509_getm_notAfter(x), expired ? -3600 : 3600);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    X509_set_issuer_name(x, X509_get_subject_name(issuer != nullptr ? issuer->certificate.get() : x));
    X509_set_pubkey(x, key.get());
    extend(NID_basic_constraints, issuer == nullptr ? "critical,CA:TRUE" : "critical,CA:FALSE");
    if (issuer != nullptr) extend(NID_subject_alt_name, ("DNS:" + name + ",IP:127.0.0.1").c_str());
    X509_sign(x, (issuer != nullptr ? issuer->key : key).get(), EVP_sha256());
  }
  void extend(int kind, const char* value) {
    X509_EXTENSION* made = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value);
    X509_add_ext(certificate.get(), made, -1);
    X509_EXTENSION_free(made);
  }
  std::string fingerprint() const {
    unsigned char digest[32];
    unsigned int size = 0;
    X509_digest(certificate.get(), EVP_sha256(), digest, &size);
    std::string text;
    for (const unsigned char byte : digest) {
      char hex[3];
      std::snprintf(hex, sizeof hex, "%02x", byte);
      text += hex;
    }
    return text;
  }
};

// A folder of PEM files.
class Folder {
 public:
  Folder() {
    char path[] = "/tmp/comity_tls_XXXXXX";
    path_ = ::mkdtemp(path);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string at(const std::string& name) const { return path_ + "/" + name; }

  std::string certificate(const std::string& name, const Identity& identity) const {
    return write(name, [&](std::FILE* file) { PEM_write_X509(file, identity.certificate.get()); });
  }
  std::string key(const std::string& name, const Identity& identity, mode_t mode = 0600) const {
    const std::string path = write(name, [&](std::FILE* file) {
      PEM_write_PrivateKey(file, identity.key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
    ::chmod(path.c_str(), mode);
    return path;
  }

 private:
  std::string write(const std::string& name, const std::function<void(std::FILE*)>& body) const {
    std::FILE* file = std::fopen(at(name).c_str(), "w");
    body(file);
    std::fclose(file);
    return at(name);
  }
  std::string path_;
};

const std::string& page() {
  static const std::string bytes = [] {
    std::string made;
    for (std::size_t i = 0; i < 3'000'000; ++i) made += static_cast<char>('a' + (i * 31 + i / 1000) % 26);
    return made;
  }();
  return bytes;
}

std::vector<Route> routes() {
  return {
      {"GET", "/hello", [](const Request&) { return Response::text(200, "text/plain", "hello"); }},
      {"GET", "/who",
       [](const Request& r) { return Response::text(200, "", (r.secure ? "secure " : "plain ") + r.certificate); }},
      {"POST", "/echo", [](const Request& r) { return Response::text(200, "", r.body); }},
      {"GET", "/show/{x}", [](const Request& r) { return Response::text(200, "", r.args[0]); }},
      {"GET", "/page",
       [](const Request&) {
         Response response;
         response.head = page().substr(0, 10);
         for (std::size_t at = 10, size = 1; at < page().size(); at += size, size = size * 3 % 100'003 + 1) {
           response.pieces.push_back({std::string_view(page()).substr(at, size), nullptr});
         }
         return response;
       }},
      {"GET", "/events",
       [](const Request&) {
         Response response;
         response.stream = [](const std::shared_ptr<Stream>& stream) {
           for (int i = 0; i < 100; ++i) stream->push("event\n");
           stream->close();
         };
         return response;
       }},
  };
}

// A stream that the test holds.
struct Held {
  std::mutex mutex;
  std::shared_ptr<Stream> stream;

  Route route() {
    return {"GET", "/held", [this](const Request&) {
              Response response;
              response.stream = [this](std::shared_ptr<Stream> opened) {
                const std::lock_guard lock(mutex);
                stream = std::move(opened);
              };
              return response;
            }};
  }
  std::shared_ptr<Stream> wait() {
    std::shared_ptr<Stream> found;
    EXPECT_TRUE(eventually([&] {
      const std::lock_guard lock(mutex);
      return (found = std::exchange(stream, nullptr)) != nullptr;
    }));
    return found;
  }
};

// A node's certificate, a client's, and a server that asks for the latter.
struct Secure {
  Folder folder;
  Identity ca{"ca"};
  Identity other_ca{"other ca"};
  Identity node{"node.example", &ca};
  Identity person{"person", &ca};
  Identity stranger{"stranger", &other_ca};
  ServerOptions options;
  std::unique_ptr<Server> server;

  Secure() {
    options.threads = 3;
    options.tls = TlsOptions{.certificate_file = folder.certificate("node.pem", node),
                             .key_file = folder.key("node.key", node),
                             .client_ca_file = folder.certificate("ca.pem", ca)};
    folder.certificate("other_ca.pem", other_ca);
    folder.certificate("person.pem", person);
    folder.key("person.key", person);
    folder.certificate("stranger.pem", stranger);
    folder.key("stranger.key", stranger);
  }
  void start(std::vector<Route> further = {}) {
    for (Route& route : routes()) further.push_back(std::move(route));
    auto made = serve(options, std::move(further), error_text);
    ASSERT_TRUE(made) << to_string(made.error());
    server = *std::move(made);
  }
  ClientTls trust(const std::string& who = "") const {
    ClientTls tls{.ca_file = folder.at("ca.pem"), .certificate_file = "", .key_file = "", .server_name = ""};
    if (!who.empty()) {
      tls.certificate_file = folder.at(who + ".pem");
      tls.key_file = folder.at(who + ".key");
    }
    return tls;
  }
  Result<std::unique_ptr<Client>> client(const ClientTls& tls) const {
    return connect("127.0.0.1", server->port(), 20s, tls);
  }
  Result<Client::Reply> get(const ClientTls& tls, const std::string& target = "/who") const {
    TRY(auto made, client(tls));
    return made->send("GET", target, {}, "");
  }
};

// OpenSSL's own client, blocking, for what ours cannot be made to do.
class RawTls {
 public:
  explicit RawTls(std::uint16_t port, int version = TLS1_3_VERSION, const std::string& protocol = "",
                  int receive_buffer = 0) {
    context_.reset(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_set_max_proto_version(context_.get(), version);
    SSL_CTX_set_session_cache_mode(context_.get(), SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
    ssl_.reset(SSL_new(context_.get()));
    if (!protocol.empty()) {
      const std::string list = static_cast<char>(protocol.size()) + protocol;
      SSL_set_alpn_protos(ssl_.get(), reinterpret_cast<const unsigned char*>(list.data()),
                          static_cast<unsigned>(list.size()));
    }
    const auto address = loopback_address("127.0.0.1", port);
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval patience{.tv_sec = 20, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (receive_buffer > 0) ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    EXPECT_EQ(::connect(socket_, address->get(), address->size), 0);
    SSL_set_fd(ssl_.get(), socket_);
  }
  ~RawTls() { close(); }
  RawTls(const RawTls&) = delete;
  RawTls& operator=(const RawTls&) = delete;
  void close() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  }

  bool shake() { return SSL_connect(ssl_.get()) == 1; }
  void resume(SSL_SESSION* session) { SSL_set_session(ssl_.get(), session); }
  bool resumed() const { return SSL_session_reused(ssl_.get()) == 1; }
  SSL_SESSION* session() { return SSL_get1_session(ssl_.get()); }
  void present(const Identity& identity) {
    SSL_use_certificate(ssl_.get(), identity.certificate.get());
    SSL_use_PrivateKey(ssl_.get(), identity.key.get());
  }
  std::string protocol() const {
    const unsigned char* name = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(ssl_.get(), &name, &size);
    return std::string(reinterpret_cast<const char*>(name), size);
  }
  void send(std::string_view bytes) { SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())); }
  void end() { SSL_shutdown(ssl_.get()); }
  void update_keys() {
    SSL_key_update(ssl_.get(), SSL_KEY_UPDATE_REQUESTED);
    SSL_do_handshake(ssl_.get());
  }
  std::string some() {
    std::string bytes(65536, '\0');
    const int n = SSL_read(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
    ended_well_ = SSL_get_error(ssl_.get(), n) == SSL_ERROR_ZERO_RETURN;
    bytes.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
    return bytes;
  }
  std::string all() {
    std::string bytes;
    for (std::string more = some(); !more.empty(); more = some()) bytes += more;
    return bytes;
  }
  bool ended_well() const { return ended_well_; }  // by close_notify

 private:
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_{nullptr, SSL_CTX_free};
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, SSL_free};
  int socket_ = -1;
  bool ended_well_ = false;
};

const std::string host = " HTTP/1.1\r\nHost: h\r\n";

TEST(Tls, ServesAndKnowsWhoAsks) {
  Secure secure;
  secure.start();
  const auto nobody = secure.get(secure.trust());
  ASSERT_TRUE(nobody) << to_string(nobody.error());
  EXPECT_EQ(nobody->body, "secure ");
  EXPECT_EQ(nobody->headers.at("strict-transport-security"), "max-age=31536000");
  const auto person = secure.get(secure.trust("person"));
  ASSERT_TRUE(person) << to_string(person.error());
  EXPECT_EQ(person->body, "secure " + secure.person.fingerprint());
  EXPECT_EQ(secure.get(secure.trust(), "/nothing")->headers.at("strict-transport-security"), "max-age=31536000");
  ClientTls named = secure.trust();
  named.server_name = "node.example";
  EXPECT_TRUE(secure.get(named));
}

TEST(Tls, OneConnectionServesManyRequests) {
  Secure secure;
  std::mutex mutex;
  std::vector<Done> done;
  secure.options.on_done = [&](const Done& what) {
    const std::lock_guard lock(mutex);
    done.push_back(what);
  };
  secure.start();
  auto client = secure.client(secure.trust("person"));
  ASSERT_TRUE(client) << to_string(client.error());
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ((*client)->send("GET", "/who", {}, "")->body, "secure " + secure.person.fingerprint());
  }
  EXPECT_EQ(secure.server->numbers().connections, 1u);
  const std::lock_guard lock(mutex);
  EXPECT_TRUE(done.at(0).secure);
}

TEST(Tls, LargeBodiesArriveByteForByte) {
  Secure secure;
  secure.start();
  auto client = secure.client(secure.trust());
  ASSERT_TRUE(client) << to_string(client.error());
  for (int i = 0; i < 3; ++i) {
    const auto reply = (*client)->send("GET", "/page", {}, "");
    ASSERT_TRUE(reply) << to_string(reply.error());
    EXPECT_TRUE(reply->body == page());
    const auto echo = (*client)->send("POST", "/echo", {}, page());
    ASSERT_TRUE(echo) << to_string(echo.error());
    EXPECT_TRUE(echo->body == page());
  }
  EXPECT_EQ((*client)->send("GET", "/events", {}, "")->body.size(), 600u);
}

TEST(Tls, ASlowReaderGetsAllOfIt) {
  Secure secure;
  secure.start();
  RawTls client(secure.server->port(), TLS1_3_VERSION, "", 8192);
  ASSERT_TRUE(client.shake());
  client.send("GET /page" + host + "Connection: close\r\n\r\n");
  EXPECT_TRUE(replies(client.all()) == "200 " + page());
  EXPECT_TRUE(client.ended_well());
}

TEST(Tls, ALongPipelineIsAnsweredWhole) {
  Secure secure;
  secure.start();
  RawTls client(secure.server->port());
  ASSERT_TRUE(client.shake());
  std::string sent;
  std::string expected;
  for (int i = 0; i < 2000; ++i) {
    const bool last = i == 1999;
    sent += "GET /show/" + std::to_string(i) + host + (last ? "Connection: close\r\n\r\n" : "\r\n");
    expected += (i > 0 ? " | 200 " : "200 ") + std::to_string(i);
  }
  for (std::size_t at = 0; at < sent.size(); at += 16'000) client.send(std::string_view(sent).substr(at, 16'000));
  EXPECT_EQ(replies(client.all()), expected);
}

TEST(Tls, KeyUpdatesAndSingleBytesAreTaken) {
  Secure secure;
  secure.start();
  RawTls client(secure.server->port());
  ASSERT_TRUE(client.shake());
  const std::string request = "POST /echo" + host + "Content-Length: 5\r\nConnection: close\r\n\r\nhello";
  for (std::size_t i = 0; i < request.size(); ++i) {
    if (i % 20 == 0) client.update_keys();
    client.send(request.substr(i, 1));
  }
  EXPECT_EQ(replies(client.all()), "200 hello");
}

TEST(Tls, AnEndAfterTheRequestStillGetsItsAnswer) {
  Secure secure;
  secure.start();
  RawTls client(secure.server->port());
  ASSERT_TRUE(client.shake());
  client.send("GET /hello" + host + "\r\n");
  client.end();  // close_notify: half of the connection
  EXPECT_EQ(replies(client.all()), "200 hello");
}

TEST(Tls, NothingOlderIsSpoken) {
  Secure secure;
  secure.start();
  RawTls old(secure.server->port(), TLS1_2_VERSION);
  EXPECT_FALSE(old.shake());
  RawTls now(secure.server->port());
  EXPECT_TRUE(now.shake());
  EXPECT_TRUE(eventually([&] { return secure.server->numbers().refused.handshakes == 1; }));
}

TEST(Tls, ProtocolsAreHttp11OrNothing) {
  Secure secure;
  secure.start();
  RawTls http(secure.server->port(), TLS1_3_VERSION, "http/1.1");
  EXPECT_TRUE(http.shake());
  EXPECT_EQ(http.protocol(), "http/1.1");
  RawTls other(secure.server->port(), TLS1_3_VERSION, "h2");
  EXPECT_FALSE(other.shake());
}

TEST(Tls, PlainHttpAndNonsenseAreTurnedAway) {
  Secure secure;
  secure.start();
  for (const std::string& bytes :
       {"GET /hello" + host + "\r\n", std::string(100'000, 'x'), std::string("\x16\x03\x01")}) {
    Wire wire(secure.server->port());
    wire.send(bytes);
    wire.end();
    EXPECT_EQ(wire.all().find("hello"), std::string::npos);
  }
  EXPECT_TRUE(secure.get(secure.trust()));
}

TEST(Tls, WhatDoesNotVerifyIsRefused) {
  Secure secure;
  Identity expired("expired", &secure.ca, true);
  secure.folder.certificate("expired.pem", expired);
  secure.folder.key("expired.key", expired);
  secure.start();
  for (const char* who : {"stranger", "expired"}) {
    const auto reply = secure.get(secure.trust(who));
    ASSERT_FALSE(reply) << who;
    EXPECT_EQ(reply.error().code, Code::invalid) << to_string(reply.error());
  }
  ClientTls wrong = secure.trust();
  wrong.ca_file = secure.folder.at("other_ca.pem");
  EXPECT_EQ(secure.get(wrong).error().code, Code::invalid);
  ClientTls misnamed = secure.trust();
  misnamed.server_name = "elsewhere.example";
  EXPECT_EQ(secure.get(misnamed).error().code, Code::invalid);
  EXPECT_TRUE(secure.get(secure.trust("person")));
}

TEST(Tls, WithoutAClientCaNoCertificateIsAskedFor) {
  Secure secure;
  secure.options.tls->client_ca_file = "";
  secure.start();
  EXPECT_EQ(secure.get(secure.trust("person"))->body, "secure ");
}

TEST(Tls, AResumedSessionIsTheSamePerson) {
  Secure secure;
  secure.start();
  RawTls first(secure.server->port());
  first.present(secure.person);
  ASSERT_TRUE(first.shake());
  first.send("GET /hello" + host + "\r\n");
  EXPECT_EQ(replies(first.some()), "200 hello");
  SSL_SESSION* session = first.session();
  RawTls second(secure.server->port());
  second.resume(session);
  ASSERT_TRUE(second.shake());
  EXPECT_TRUE(second.resumed());
  second.send("GET /who" + host + "Connection: close\r\n\r\n");
  EXPECT_EQ(replies(second.all()), "200 secure " + secure.person.fingerprint());
  // A reload forgets what was agreed before it.
  ASSERT_TRUE(secure.server->reload_tls());
  RawTls third(secure.server->port());
  third.resume(session);
  ASSERT_TRUE(third.shake());
  EXPECT_FALSE(third.resumed());
  SSL_SESSION_free(session);
}

TEST(Tls, ASlowHandshakeTimesOut) {
  Secure secure;
  secure.options.header_timeout = 60ms;
  secure.start();
  Wire silent(secure.server->port());
  EXPECT_EQ(silent.all(), "");
  Wire begun(secure.server->port());
  begun.send(std::string("\x16\x03\x01\x02\x00\x01", 6));
  EXPECT_EQ(begun.all(), "");
  EXPECT_TRUE(eventually([&] { return secure.server->numbers().connections == 0; }));
}

TEST(Tls, ClientsThatAreCutLeaveNothingBehind) {
  Secure secure;
  secure.start();
  {
    Wire in_handshake(secure.server->port());
    in_handshake.send(std::string("\x16\x03\x01\x02\x00\x01", 6));
  }
  for (const char* bytes : {"", "GET /hel", "GET /page HTTP/1.1\r\nHost: h\r\n\r\n",
                            "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nabc"}) {
    RawTls client(secure.server->port());
    ASSERT_TRUE(client.shake());
    if (*bytes != '\0') client.send(bytes);
    client.close();  // without a close_notify
  }
  EXPECT_TRUE(eventually([&] { return secure.server->numbers().connections == 0; }));
  EXPECT_TRUE(secure.get(secure.trust()));
}

TEST(Tls, OverHttp10TheEndIsSaid) {
  Secure secure;
  secure.start();
  RawTls client(secure.server->port());
  ASSERT_TRUE(client.shake());
  client.send("GET /events HTTP/1.0\r\n\r\n");
  const std::string bytes = client.all();
  EXPECT_TRUE(client.ended_well());
  EXPECT_EQ(bytes.substr(bytes.find("\r\n\r\n") + 4).size(), 600u);
}

TEST(Tls, StreamsEndWithTheirClientsAndWithTheServer) {
  Held held;
  Secure secure;
  secure.start({held.route()});
  const std::string ask = "GET /held" + host + "\r\n";
  for (const bool says_so : {false, true}) {
    RawTls client(secure.server->port());
    ASSERT_TRUE(client.shake());
    client.send(ask);
    const auto stream = held.wait();
    EXPECT_TRUE(stream->push("one\n"));
    std::string bytes;
    while (bytes.find("one\n") == std::string::npos) bytes += client.some();
    if (says_so) {
      client.end();
    } else {
      client.close();
    }
    EXPECT_TRUE(eventually([&] { return !stream->open(); }));
  }
  RawTls client(secure.server->port());
  ASSERT_TRUE(client.shake());
  client.send(ask);
  const auto stream = held.wait();
  EXPECT_TRUE(stream->push("two\n"));
  secure.server->stop(20s);
  EXPECT_FALSE(stream->push("three\n"));
  const std::string bytes = client.all();
  EXPECT_EQ(bytes.substr(bytes.find("\r\n\r\n") + 4), "4\r\ntwo\n\r\n0\r\n\r\n");
}

TEST(Tls, AClientThatDoesNotReadIsCutOff) {
  Held held;
  Secure secure;
  secure.options.max_stream_bytes = 100'000;
  secure.start({held.route()});
  RawTls client(secure.server->port(), TLS1_3_VERSION, "", 4096);
  ASSERT_TRUE(client.shake());
  client.send("GET /held" + host + "\r\n");
  const auto stream = held.wait();
  int pushed = 0;
  while (stream->push(std::string(10'000, 'x')) && pushed < 100'000) ++pushed;
  EXPECT_LT(pushed, 100'000);
  EXPECT_TRUE(eventually([&] { return secure.server->numbers().connections == 0; }));
  EXPECT_EQ(secure.server->numbers().refused.slow_streams, 1u);
}

TEST(Tls, StopEndsHandshakesAndConnections) {
  Secure secure;
  secure.start();
  Wire begun(secure.server->port());
  begun.send(std::string("\x16\x03\x01\x02\x00\x01", 6));
  RawTls idle(secure.server->port());
  ASSERT_TRUE(idle.shake());
  secure.server->stop(20s);
  EXPECT_EQ(begun.all(), "");
  EXPECT_EQ(idle.some(), "");
}

TEST(Tls, ReloadsItsCertificateAndKeepsTheOldOneWhenTheNewIsBad) {
  Secure secure;
  secure.start();
  auto before = secure.client(secure.trust());
  ASSERT_TRUE(before);
  const Identity renewed("node.example", &secure.other_ca);
  secure.folder.certificate("node.pem", renewed);  // its key is not there yet
  EXPECT_EQ(secure.server->reload_tls().error().code, Code::invalid);
  EXPECT_TRUE(secure.get(secure.trust()));
  secure.folder.key("node.key", renewed, 0644);
  EXPECT_EQ(secure.server->reload_tls().error().code, Code::precondition);
  EXPECT_TRUE(secure.get(secure.trust()));
  secure.folder.key("node.key", renewed);
  ASSERT_TRUE(secure.server->reload_tls());
  EXPECT_FALSE(secure.get(secure.trust()));
  ClientTls other = secure.trust();
  other.ca_file = secure.folder.at("other_ca.pem");
  EXPECT_TRUE(secure.get(other));
  EXPECT_TRUE((*before)->send("GET", "/hello", {}, ""));  // what is open stays open
}

TEST(Tls, BadFilesAreRefusedAtTheStart) {
  Secure secure;
  const auto code = [&](const std::function<void(TlsOptions&)>& change) {
    ServerOptions options = secure.options;
    change(*options.tls);
    const auto server = serve(options, routes(), error_text);
    return server ? std::string("serves") : std::string(name_of(server.error().code));
  };
  EXPECT_EQ(code([](TlsOptions&) {}), "serves");
  EXPECT_EQ(code([&](TlsOptions& o) { o.key_file = secure.folder.key("open.key", secure.node, 0640); }),
            "precondition");
  EXPECT_EQ(code([&](TlsOptions& o) { o.key_file = secure.folder.key("o.key", secure.node, 0604); }), "precondition");
  EXPECT_EQ(code([&](TlsOptions& o) { o.key_file = secure.folder.at("person.key"); }), "invalid");
  EXPECT_EQ(code([&](TlsOptions& o) { o.key_file = secure.folder.at("none"); }), "invalid");
  EXPECT_EQ(code([&](TlsOptions& o) { o.key_file = secure.folder.at(""); }), "invalid");
  EXPECT_EQ(code([&](TlsOptions& o) { o.certificate_file = secure.folder.at("none"); }), "invalid");
  EXPECT_EQ(code([&](TlsOptions& o) { o.client_ca_file = secure.folder.at("none"); }), "invalid");
  EXPECT_EQ(code([&](TlsOptions& o) { o.client_ca_file = secure.folder.at("node.key"); }), "invalid");
}

TEST(Tls, AnyAddressMayBeListenedOn) {
  Secure secure;
  for (const char* address : {"0.0.0.0", "::", "127.0.0.1", "::1", "localhost"}) {
    secure.options.address = address;
    secure.start();
    auto client =
        connect(std::string(address).starts_with("::") ? "::1" : "127.0.0.1", secure.server->port(), 20s, [&] {
          ClientTls tls = secure.trust();
          tls.server_name = "node.example";
          return tls;
        }());
    ASSERT_TRUE(client) << address << to_string(client.error());
    EXPECT_TRUE((*client)->send("GET", "/hello", {}, ""));
  }
  secure.options.address = "example.org";
  EXPECT_EQ(serve(secure.options, routes(), error_text).error().code, Code::invalid);
}

TEST(Tls, HandshakesCountAsRequests) {
  Secure secure;
  ManualClock clock(Time{1'000'000'000});
  secure.options.clock = &clock;
  secure.options.per_address.loopback = true;
  secure.options.per_address.requests_per_second = 1;
  secure.options.per_address.burst = 3;
  secure.start();
  EXPECT_EQ(secure.get(secure.trust())->status, 200);
  EXPECT_EQ(secure.get(secure.trust())->status, 429);
  EXPECT_FALSE(secure.get(secure.trust()));  // not even a handshake
  EXPECT_EQ(secure.server->numbers().refused.address_requests, 2u);
  clock.advance_us(10'000'000);
  EXPECT_EQ(secure.get(secure.trust())->status, 200);
}

TEST(Tls, OverPlainHttpNothingIsSecure) {
  ServerOptions options;
  options.threads = 2;
  const auto server = serve(options, routes(), error_text);
  ASSERT_TRUE(server);
  auto client = connect("127.0.0.1", (*server)->port(), 20s);
  const auto reply = (*client)->send("GET", "/who", {}, "");
  EXPECT_EQ(reply->body, "plain ");
  EXPECT_EQ(reply->headers.count("strict-transport-security"), 0u);
  EXPECT_EQ((*server)->reload_tls().error().code, Code::precondition);
}

}  // namespace
}  // namespace comity::http
