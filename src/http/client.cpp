// A blocking client: a non-blocking socket and poll, so that every wait has an end. The only unit of the client that
// includes Boost.Beast.
#include <fcntl.h>
#include <fmt/format.h>
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
#include <optional>
#include <utility>

#include "http/http.hpp"
#include "http/loopback.hpp"

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

class LoopbackClient final : public Client {
 public:
  LoopbackClient(SocketAddress address, std::string host, std::chrono::milliseconds timeout)
      : address_(address), host_(std::move(host)), timeout_(timeout) {}
  ~LoopbackClient() override { close(); }

  Result<void> open();
  Result<Reply> send(std::string_view method, std::string_view target,
                     const std::vector<std::pair<std::string, std::string>>& headers, std::string_view body) override;

 private:
  struct Failure {
    Error error;
    bool nothing_came;  // the server closed before it answered a byte: it may not have seen the request
  };
  tl::expected<Reply, Failure> exchange(std::string_view head, std::string_view body, bool is_head);
  // Parses what it can of `unread` and drops that. A failure ends the exchange.
  std::optional<Failure> take(ReplyParser& parser, std::string& unread, bool is_head);
  bool stale() const;
  void close() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  }

  SocketAddress address_;
  std::string host_;
  std::chrono::milliseconds timeout_;
  int socket_ = -1;
};

bool has_no(std::string_view text, std::string_view forbidden) {
  return text.find_first_of(forbidden) == std::string_view::npos && text.find('\0') == std::string_view::npos;
}

Result<void> LoopbackClient::open() {
  close();
  const auto failed = [&](int why) {
    close();
    return fail(Code::unavailable, fmt::format("cannot reach {}: {}; is the node running?", host_, std::strerror(why)));
  };
  socket_ = ::socket(address_.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket_ < 0) return failed(errno);
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(socket_, address_.get(), address_.size) == 0) return {};
  if (errno != EINPROGRESS) return failed(errno);
  pollfd state{.fd = socket_, .events = POLLOUT, .revents = 0};
  if (::poll(&state, 1, static_cast<int>(timeout_.count())) <= 0) return failed(ETIMEDOUT);
  int why = 0;
  socklen_t size = sizeof why;
  ::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &why, &size);
  if (why != 0) return failed(why);
  return {};
}

// A connection that can be read between requests was closed by the server, or is out of step.
bool LoopbackClient::stale() const {
  if (socket_ < 0) return true;
  pollfd state{.fd = socket_, .events = POLLIN, .revents = 0};
  return ::poll(&state, 1, 0) != 0;
}

Result<Client::Reply> LoopbackClient::send(std::string_view method, std::string_view target,
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

std::optional<LoopbackClient::Failure> LoopbackClient::take(ReplyParser& parser, std::string& unread, bool is_head) {
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

tl::expected<Client::Reply, LoopbackClient::Failure> LoopbackClient::exchange(std::string_view head,
                                                                              std::string_view body, bool is_head) {
  const auto failed = [&](std::string message, bool nothing_came) {
    return tl::unexpected<Failure>(Failure{{Code::unavailable, std::move(message), host_}, nothing_came});
  };
  std::optional<ReplyParser> parser(std::in_place);
  std::string unread;
  std::string buffer(chunk_bytes, '\0');
  const std::size_t to_send = head.size() + body.size();
  std::size_t sent = 0;
  bool any_reply = false;
  bool writable = true;  // a server may answer, and close, before it has read all
  while (true) {
    pollfd state{.fd = socket_, .events = POLLIN, .revents = 0};
    if (writable && sent < to_send) state.events |= POLLOUT;
    const int ready = ::poll(&state, 1, static_cast<int>(timeout_.count()));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return failed("no progress in time; the node may be busy", false);
    if ((state.revents & POLLOUT) != 0 && writable && sent < to_send) {
      iovec parts[2];
      int n = 0;
      if (sent < head.size()) parts[n++] = {const_cast<char*>(head.data()) + sent, head.size() - sent};
      const std::size_t of_body = sent > head.size() ? sent - head.size() : 0;
      if (of_body < body.size()) parts[n++] = {const_cast<char*>(body.data()) + of_body, body.size() - of_body};
      msghdr message{};
      message.msg_iov = parts;
      message.msg_iovlen = static_cast<std::size_t>(n);
      const ssize_t taken = ::sendmsg(socket_, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
      if (taken >= 0) {
        sent += static_cast<std::size_t>(taken);
      } else if (errno != EAGAIN && errno != EINTR) {
        writable = false;  // what was answered before may still be read
      }
    }
    if ((state.revents & (POLLIN | POLLHUP | POLLERR)) == 0) continue;
    const ssize_t got = ::recv(socket_, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (got <= 0) {
      beast::error_code problem;
      if (any_reply && parser->got_some() && parser->need_eof()) parser->put_eof(problem);
      if (!any_reply || problem || !parser->is_done()) {
        return failed("the node closed the connection before its reply was complete", !any_reply);
      }
    } else {
      any_reply = true;
      unread.append(buffer.data(), static_cast<std::size_t>(got));
      if (auto failure = take(*parser, unread, is_head)) return tl::unexpected<Failure>(*std::move(failure));
      while (parser->is_done() && parser->reply.status / 100 == 1) {  // interim replies (RFC 9110 §15.2)
        parser.emplace();
        if (auto failure = take(*parser, unread, is_head)) return tl::unexpected<Failure>(*std::move(failure));
      }
    }
    if (!parser->is_done()) continue;
    // After a reply that came before the whole request was sent, the two sides are out of step.
    if (got <= 0 || sent < to_send || !unread.empty() || !parser->keep_alive()) close();
    return std::move(parser->reply);
  }
}

}  // namespace

Result<std::unique_ptr<Client>> connect(const std::string& host, std::uint16_t port,
                                        std::chrono::milliseconds timeout) {
  TRY(const SocketAddress address, loopback_address(host, port));
  const bool v6 = address.storage.ss_family == AF_INET6;
  auto client = std::make_unique<LoopbackClient>(
      address, v6 ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port), timeout);
  TRY_VOID(client->open());
  return std::unique_ptr<Client>(std::move(client));
}

}  // namespace comity::http
