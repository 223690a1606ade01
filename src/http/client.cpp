// A blocking client: a non-blocking socket and poll, so that every wait has an end. The only unit of the client that
// includes Boost.Beast.
#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "http/channel.hpp"
#include "http/descriptor.hpp"
#include "http/http.hpp"
#include "http/loopback.hpp"
#include "http/tls.hpp"

namespace comity::http {
namespace {

namespace beast = boost::beast;
using beast::http::error;
using beast::http::field;
using View = beast::string_view;

constexpr std::uint64_t max_reply_bytes = 1ull << 30;
constexpr std::uint32_t max_reply_head_bytes = 64 << 10;
constexpr std::size_t chunk_bytes = 64 << 10;

class ReplyParser final : public beast::http::basic_parser<false> {
 public:
  ReplyParser() {
    eager(true);
    header_limit(max_reply_head_bytes);
    body_limit(max_reply_bytes);
  }
  Client::Reply reply;

 private:
  void on_response_impl(int code, View, int, beast::error_code&) override { reply.status = code; }
  void on_field_impl(field name, View name_text, View value, beast::error_code&) override {
    if (head_done_) return;  // trailers
    std::string key(name_text.data(), name_text.size());
    for (char& c : key) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    }
    const auto [row, fresh] = reply.headers.try_emplace(std::move(key), value.data(), value.size());
    if (!fresh) {
      row->second += name == field::set_cookie ? "\n" : ", ";  // a cookie may hold a comma (RFC 9110 §5.3)
      row->second.append(value.data(), value.size());
    }
  }
  void on_header_impl(beast::error_code&) override { head_done_ = true; }
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, beast::error_code&) override {
    if (length) reply.body.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(*length, 16 << 20)));
  }
  std::size_t on_body_impl(View bytes, beast::error_code&) override {
    reply.body.append(bytes.data(), bytes.size());
    return bytes.size();
  }
  void on_chunk_header_impl(std::uint64_t, View, beast::error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, View bytes, beast::error_code&) override {
    reply.body.append(bytes.data(), bytes.size());
    return bytes.size();
  }
  void on_finish_impl(beast::error_code&) override {}
  void on_request_impl(beast::http::verb, View, View, int, beast::error_code&) override {}

  bool head_done_ = false;
};

// How to reach a node over TLS.
struct Secured {
  std::shared_ptr<const TlsContext> context;  // nothing: plain
  std::string name;                           // whom the certificate must name
};

class SocketClient final : public Client {
 public:
  SocketClient(std::vector<SocketAddress> addresses, std::string host, std::chrono::milliseconds timeout,
               Secured secured)
      : addresses_(std::move(addresses)), host_(std::move(host)), timeout_(timeout), secured_(std::move(secured)) {}
  ~SocketClient() override { close(); }

  Result<void> open();
  Result<Reply> send(std::string_view method, std::string_view target,
                     const std::vector<std::pair<std::string, std::string>>& headers, std::string_view body) override;

 private:
  struct Failure {
    Error error;
    bool nothing_came;  // the server closed before it answered a byte: it may not have seen the request
  };
  // One exchange under way.
  struct Exchange {
    std::string_view head, body;
    bool is_head = false;
    std::size_t sent = 0;
    bool writable = true;    // a server may answer, and close, before it has read all
    bool unflushed = false;  // TLS holds bytes that the kernel did not take
    bool any_reply = false;
    std::string unread{};
    std::optional<ReplyParser> parser{std::in_place};
  };
  tl::expected<Reply, Failure> exchange(std::string_view head, std::string_view body, bool is_head);
  void send_some(Exchange& now);
  std::optional<Failure> receive_some(Exchange& now, std::span<char> room, bool& ended);
  // Parses what it can of `unread` and drops that. A failure ends the exchange.
  std::optional<Failure> take(ReplyParser& parser, std::string& unread, bool is_head);
  Result<void> reach(const SocketAddress& address);
  Result<void> shake(TlsSession& session, int socket);
  Failure failure(std::string message, bool nothing_came) const {
    return {{Code::unavailable, std::move(message), host_}, nothing_came};
  }
  bool stale();
  void close() {
    if (channel_ && channel_->tls() != nullptr) channel_->say_end();
    channel_.reset();
  }

  const std::vector<SocketAddress> addresses_;
  const std::string host_;
  const std::chrono::milliseconds timeout_;
  const Secured secured_;
  std::optional<Channel> channel_;
};

bool has_no(std::string_view text, std::string_view forbidden) {
  return text.find_first_of(forbidden) == std::string_view::npos && text.find('\0') == std::string_view::npos;
}

Result<void> SocketClient::open() {
  close();
  Result<void> last = fail(Code::unavailable, "this name has no address", host_);
  for (const SocketAddress& address : addresses_) {
    last = reach(address);
    if (last) return last;
  }
  return last;
}

Result<void> SocketClient::reach(const SocketAddress& address) {
  const auto failed = [&](int why) {
    return fail(Code::unavailable, fmt::format("cannot reach {}: {}; is the node running?", host_, std::strerror(why)));
  };
  Descriptor socket(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (socket.get() < 0) return failed(errno);
  const int on = 1;
  ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(socket.get(), address.get(), address.size) != 0) {
    if (errno != EINPROGRESS) return failed(errno);
    pollfd state{.fd = socket.get(), .events = POLLOUT, .revents = 0};
    if (::poll(&state, 1, static_cast<int>(timeout_.count())) <= 0) return failed(ETIMEDOUT);
    int why = 0;
    socklen_t size = sizeof why;
    ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &why, &size);
    if (why != 0) return failed(why);
  }
  std::unique_ptr<TlsSession> session;
  if (secured_.context) {
    session = secured_.context->reach(socket.get(), secured_.name);
    TRY_VOID(shake(*session, socket.get()));
  }
  channel_.emplace(socket.release(), std::move(session));
  return {};
}

Result<void> SocketClient::shake(TlsSession& session, int socket) {
  while (true) {
    const Io io = session.handshake();
    if (io == Io::done) return {};
    if (io != Io::want_read && io != Io::want_write) {
      return fail(Code::invalid, fmt::format("no TLS 1.3 connection with {}: {}", host_, session.fault()));
    }
    pollfd state{.fd = socket, .events = static_cast<short>(io == Io::want_read ? POLLIN : POLLOUT), .revents = 0};
    const int ready = ::poll(&state, 1, static_cast<int>(timeout_.count()));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0)
      return fail(Code::unavailable, fmt::format("{} does not answer in time; the node may be busy", host_));
  }
}

// A connection that can be read between requests was closed by the server, or is out of step. Over TLS, what is read
// may be a session ticket.
bool SocketClient::stale() {
  if (!channel_) return true;
  if (channel_->tls() != nullptr) {
    char none = 0;
    std::size_t n = 0;
    return channel_->receive({&none, 1}, n) != Io::want_read;
  }
  pollfd state{.fd = channel_->socket(), .events = POLLIN, .revents = 0};
  return ::poll(&state, 1, 0) != 0;
}

Result<Client::Reply> SocketClient::send(std::string_view method, std::string_view target,
                                         const std::vector<std::pair<std::string, std::string>>& headers,
                                         std::string_view body) {
  if (method.empty() || !has_no(method, " \t\r\n") || target.empty() || !has_no(target, " \t\r\n")) {
    return fail(Code::invalid, "a request needs a method, and a target without white space");
  }
  std::string head = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\n", method, target, host_);
  for (const auto& [name, value] : headers) {
    if (name.empty() || !has_no(name, ": \t\r\n") || !has_no(value, "\r\n")) {
      return fail(Code::invalid, "a header field may not hold a line break", name);
    }
    head.append(name).append(": ").append(value).append("\r\n");
  }
  // RFC 9110 §8.6: methods that define a meaning for content say its length even when it is 0.
  if (!body.empty() || method == "POST" || method == "PUT" || method == "PATCH") {
    fmt::format_to(std::back_inserter(head), "Content-Length: {}\r\n", body.size());
  }
  head += "\r\n";

  const bool reused = !stale();
  if (!reused) TRY_VOID(open());
  auto reply = exchange(head, body, method == "HEAD");
  // RFC 9110 §9.2.2: only idempotent methods are sent again by themselves, after a close that raced with them.
  const bool idempotent = method == "GET" || method == "HEAD" || method == "PUT" || method == "DELETE";
  if (!reply && reply.error().nothing_came && reused && idempotent) {
    TRY_VOID(open());
    reply = exchange(head, body, method == "HEAD");
  }
  if (!reply) {
    close();
    return tl::make_unexpected(std::move(reply).error().error);
  }
  return *std::move(reply);
}

std::optional<SocketClient::Failure> SocketClient::take(ReplyParser& parser, std::string& unread, bool is_head) {
  std::size_t used = 0;
  if (is_head && !parser.got_some()) parser.skip(true);
  while (!parser.is_done()) {
    beast::error_code problem;
    const std::size_t n = parser.put(boost::asio::const_buffer(unread.data() + used, unread.size() - used), problem);
    used += n;
    if (problem == error::need_more || (!problem && n == 0)) break;
    if (problem == error::body_limit) {
      return Failure{{Code::too_large, "the reply is larger than this client accepts", ""}, false};
    }
    if (problem) return Failure{{Code::invalid, "the reply is not HTTP/1.1: " + problem.message(), ""}, false};
    if (used == unread.size()) break;
  }
  unread.erase(0, used);
  return std::nullopt;
}

void SocketClient::send_some(Exchange& now) {
  iovec parts[2];
  std::size_t n = 0;
  if (now.sent < now.head.size()) {
    parts[n++] = {const_cast<char*>(now.head.data()) + now.sent, now.head.size() - now.sent};
  }
  const std::size_t of_body = now.sent > now.head.size() ? now.sent - now.head.size() : 0;
  if (of_body < now.body.size()) {
    parts[n++] = {const_cast<char*>(now.body.data()) + of_body, now.body.size() - of_body};
  }
  std::size_t taken = 0;
  const Io io = n > 0 ? channel_->send({parts, n}, false, taken) : channel_->flush();
  now.sent += taken;
  now.unflushed = io == Io::want_write && channel_->tls() != nullptr;
  if (io == Io::broken) now.writable = false;  // what was answered before may still be read
}

std::optional<SocketClient::Failure> SocketClient::receive_some(Exchange& now, std::span<char> room, bool& ended) {
  std::size_t got = 0;
  const Io io = channel_->receive(room, got);
  if (io == Io::want_read || io == Io::want_write) return std::nullopt;
  if (io == Io::done) {
    now.any_reply = true;
    now.unread.append(room.data(), got);
    auto failed = take(*now.parser, now.unread, now.is_head);
    while (!failed && now.parser->is_done() && now.parser->reply.status / 100 == 1) {
      now.parser.emplace();  // an interim reply (RFC 9110 §15.2)
      failed = take(*now.parser, now.unread, now.is_head);
    }
    return failed;
  }
  ended = true;
  // The end of the connection ends a reply only if the server said that it means it: anybody can cut a connection.
  beast::error_code problem;
  if (io == Io::ended && now.any_reply && now.parser->got_some() && now.parser->need_eof()) {
    now.parser->put_eof(problem);
  }
  if (now.any_reply && !problem && now.parser->is_done()) return std::nullopt;
  if (const TlsSession* tls = channel_->tls(); tls != nullptr && tls->refused()) {
    return Failure{{Code::invalid, "the node ends the TLS connection: " + tls->fault(), host_}, false};
  }
  return failure("the node closed the connection before its reply was complete", !now.any_reply);
}

tl::expected<Client::Reply, SocketClient::Failure> SocketClient::exchange(std::string_view head, std::string_view body,
                                                                          bool is_head) {
  Exchange now{.head = head, .body = body, .is_head = is_head};
  std::string buffer(chunk_bytes, '\0');
  const std::size_t to_send = head.size() + body.size();
  while (true) {
    const bool sends = now.writable && (now.sent < to_send || now.unflushed);
    pollfd state{.fd = channel_->socket(), .events = POLLIN, .revents = 0};
    if (sends) state.events |= POLLOUT;
    const bool held = channel_->holds_bytes();
    const int ready = ::poll(&state, 1, held ? 0 : static_cast<int>(timeout_.count()));
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0 || (ready == 0 && !held)) {
      return tl::unexpected<Failure>(failure("no progress in time; the node may be busy", false));
    }
    if (sends && (state.revents & POLLOUT) != 0) send_some(now);
    if (!held && (state.revents & (POLLIN | POLLHUP | POLLERR)) == 0) continue;
    bool ended = false;
    if (auto failed = receive_some(now, buffer, ended)) return tl::unexpected<Failure>(*std::move(failed));
    if (!now.parser->is_done()) continue;
    // After a reply that came before the whole request was sent, the two sides are out of step.
    if (ended || now.sent < to_send || !now.unread.empty() || !now.parser->keep_alive()) close();
    return std::move(now.parser->reply);
  }
}

std::string with_port(const std::string& host, std::uint16_t port) {
  return host.find(':') == std::string::npos ? fmt::format("{}:{}", host, port) : fmt::format("[{}]:{}", host, port);
}

Result<std::vector<SocketAddress>> addresses_of(const std::string& host, std::uint16_t port) {
  addrinfo wish{};
  wish.ai_socktype = SOCK_STREAM;
  wish.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (const int why = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &wish, &found); why != 0) {
    return fail(Code::unavailable, fmt::format("cannot find {}: {}", host, ::gai_strerror(why)));
  }
  std::vector<SocketAddress> addresses;
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    SocketAddress& address = addresses.emplace_back();
    std::memcpy(&address.storage, at->ai_addr, at->ai_addrlen);
    address.size = at->ai_addrlen;
  }
  ::freeaddrinfo(found);
  return addresses;
}

}  // namespace

Result<std::unique_ptr<Client>> connect(const std::string& host, std::uint16_t port,
                                        std::chrono::milliseconds timeout) {
  TRY(const SocketAddress address, loopback_address(host, port));
  auto client = std::make_unique<SocketClient>(std::vector{address}, with_port(host, port), timeout, Secured{});
  TRY_VOID(client->open());
  return std::unique_ptr<Client>(std::move(client));
}

Result<std::unique_ptr<Client>> connect(const std::string& host, std::uint16_t port, std::chrono::milliseconds timeout,
                                        const ClientTls& tls) {
  Secured secured{.context = nullptr, .name = tls.server_name.empty() ? host : tls.server_name};
  TRY(secured.context, TlsContext::of_client(tls));
  TRY(auto addresses, addresses_of(host, port));
  auto client = std::make_unique<SocketClient>(std::move(addresses), with_port(host, port), timeout, secured);
  TRY_VOID(client->open());
  return std::unique_ptr<Client>(std::move(client));
}

}  // namespace comity::http
