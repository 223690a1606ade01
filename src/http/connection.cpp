#include "http/connection.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace comity::http {
namespace {

using namespace std::chrono_literals;

// How long, and for how much, a connection that is being closed reads on. RFC 9112 §9.6: closing with bytes unread
// resets the connection, and the reset may destroy our last answer before the client reads it.
constexpr std::chrono::milliseconds linger_time = 2s;
constexpr std::uint64_t linger_bytes = 64ull << 20;

// Turns before a busy connection lets others have the thread.
constexpr int max_turns = 32;

constexpr std::chrono::milliseconds no_limit = std::chrono::milliseconds::max();

}  // namespace

Response Site::error(const Request& request, int status, std::string_view message) const {
  Response response;
  try {
    if (on_error) {
      response = on_error(request, status, message);
    } else {
      response = problem(status, reason_of(status), message);
    }
  } catch (...) {
    response = Response{};
    response.status = status;
  }
  return response;
}

Connection::Connection(Site& site, int socket, std::string peer)
    : site_(site), socket_(socket), reader_({site.options.max_header_bytes, site.options.max_body_bytes}) {
  reader_.request().peer = std::move(peer);
  set(Phase::idle, site.options.idle_timeout);
}

Connection::~Connection() {
  site_.bodies_bytes -= charged_;
  ::close(socket_);
}

void Connection::set(Phase phase, std::chrono::milliseconds time_out) {
  const Clock::rep deadline = time_out == no_limit ? Clock::time_point::max().time_since_epoch().count()
                                                   : (Clock::now() + time_out).time_since_epoch().count();
  phase_.store(phase, std::memory_order_relaxed);
  deadline_.store(deadline, std::memory_order_relaxed);
}

void Connection::end_if_late(Clock::time_point now) {
  if (now.time_since_epoch().count() < deadline_.load(std::memory_order_relaxed)) return;
  const bool writes = phase() == Phase::writing;
  // When every worker waits in a handler, bytes may have come that nobody had time to take: that is not the client's
  // delay. They are taken, or the deadline moves, when a worker is free.
  pollfd state{.fd = socket_, .events = static_cast<short>(writes ? POLLOUT : POLLIN), .revents = 0};
  if (phase() != Phase::lingering && ::poll(&state, 1, 0) == 1 && (state.revents & state.events) != 0) return;
  ended_.store(true, std::memory_order_relaxed);
  ::shutdown(socket_, writes || phase() == Phase::lingering ? SHUT_RDWR : SHUT_RD);
}

void Connection::end_unless_busy() {
  if (phase() != Phase::idle && phase() != Phase::reading) return;
  ended_.store(true, std::memory_order_relaxed);
  ::shutdown(socket_, SHUT_RD);  // a request that slipped in meanwhile still gets its answer
}

void Connection::end_now() {
  ended_.store(true, std::memory_order_relaxed);
  ::shutdown(socket_, SHUT_RDWR);
}

Connection::Next Connection::on_ready(std::span<char> scratch) {
  turns_ = 0;
  if (ended_.load(std::memory_order_relaxed)) {
    outgoing_.abandon();
    // Whoever had begun a request is told why it ends; the socket no longer reads, so there is nothing to linger for.
    if (phase() == Phase::reading && !site_.stopping) refuse(408, "the request did not arrive in time");
    return Next::close;
  }
  switch (phase()) {
    case Phase::writing: {
      const Next next = flush();
      if (next != Next::read || phase() == Phase::lingering) return next;
      break;
    }
    case Phase::lingering:
      return discard(scratch);
    default:
      break;
  }
  // A pipelined request may have waited for the answer before it, or for its turn.
  if (phase() == Phase::idle && !unread_.empty()) return advance({});
  return receive(scratch);
}

Connection::Next Connection::receive(std::span<char> scratch) {
  for (int turn = 0; turn < max_turns; ++turn) {
    const ssize_t n = ::recv(socket_, scratch.data(), scratch.size(), MSG_DONTWAIT);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return Next::read;
    if (n <= 0) return Next::close;  // the peer is done; a request cut short has no one to answer
    const Next next = advance({scratch.data(), static_cast<std::size_t>(n)});
    // Less than asked for means that the socket is empty: asking again would only cost a call.
    if (next != Next::read || static_cast<std::size_t>(n) < scratch.size()) return next;
  }
  return Next::read;
}

Connection::Next Connection::advance(std::string_view fresh) {
  // Mostly a request arrives whole and is parsed where it was received.
  const bool joined = !unread_.empty();
  if (joined) unread_.append(fresh);
  const std::string_view input = joined ? std::string_view(unread_) : fresh;
  std::size_t taken = 0;
  Next next = Next::read;
  for (bool more = true; more && next == Next::read && phase() != Phase::lingering;) {
    if (turns_ >= max_turns && taken < input.size()) {
      next = Next::write;  // a pipeline may not keep the thread: writable is now, so this comes back after the others
      break;
    }
    std::size_t used = 0;
    const auto event = reader_.feed(input.substr(taken), used);
    taken += used;
    switch (event) {
      case RequestReader::Event::need_more:
        if (phase() == Phase::idle && taken < input.size()) set(Phase::reading, site_.options.header_timeout);
        if (!charge_body()) next = refuse(503, "the node is busy with other large requests; try again later");
        more = false;
        break;
      case RequestReader::Event::head: {
        match_ = site_.routes.match(reader_.request().method, reader_.raw_path());
        if (!reader_.body_follows()) break;
        // Nothing could be done with the body: say so before it is sent.
        if (match_.handler == nullptr) {
          next = handle();
          break;
        }
        set(Phase::reading, site_.options.body_timeout);
        if (reader_.expects_continue() && taken == input.size()) {
          constexpr std::string_view go = "HTTP/1.1 100 Continue\r\n\r\n";
          // All earlier answers were handed over, so a buffer without room for these bytes belongs to a client that
          // does not read; it may wait for its own time-out.
          if (::send(socket_, go.data(), go.size(), MSG_NOSIGNAL | MSG_DONTWAIT) < 0 && errno != EAGAIN) {
            next = Next::close;
          }
        }
        break;
      }
      case RequestReader::Event::complete:
        next = charge_body() ? handle() : refuse(503, "the node is busy with other large requests; try again later");
        break;
      case RequestReader::Event::refused: {
        const auto refusal = reader_.refusal();
        next = refuse(refusal.status, refusal.message);
        break;
      }
    }
  }
  if (phase() == Phase::lingering) {
    unread_.clear();
  } else if (joined) {
    unread_.erase(0, taken);
  } else {
    unread_.assign(fresh.substr(taken));
  }
  return next;
}

bool Connection::charge_body() {
  const std::uint64_t held = reader_.request().body.size();
  if (held == charged_) return true;
  const std::uint64_t more = held - charged_;
  charged_ = held;
  return (site_.bodies_bytes += more) <= site_.options.max_bodies_bytes;
}

Connection::Next Connection::handle() {
  Request& request = reader_.request();
  // An unread body cannot be told from a next request, so without a handler for it the connection ends here.
  const bool keep_alive = reader_.keep_alive() && (match_.handler != nullptr || !reader_.body_follows());
  set(Phase::handling, no_limit);
  Response response;
  if (match_.handler != nullptr) {
    request.args = std::move(match_.args);
    if (request.method != "GET" && request.method != "HEAD") about_to_block();
    try {
      response = (*match_.handler)(request);
    } catch (...) {
      // What was thrown may name what this client must not know.
      response = site_.error(request, 500, "The node could not complete this request.");
    }
  } else if (match_.allow.empty()) {
    response = site_.error(request, 404, "There is nothing at this path.");
  } else {
    response = site_.error(request, 405, "This path does not take this method; see Allow.");
    response.headers.emplace_back("Allow", match_.allow);
  }
  return answer(std::move(response), keep_alive);
}

Connection::Next Connection::answer(Response response, bool keep_alive) {
  const Request& request = reader_.request();
  keep_alive_ = keep_alive && !site_.stopping;
  // HTTP/1.0 clients need to be told (RFC 9112 §9.3); others may be.
  const bool asked = keep_alive_ && !request.header("connection").empty();
  outgoing_.begin(std::move(response), request.method != "HEAD", keep_alive_, asked);
  set(Phase::writing, site_.options.write_timeout);
  return flush();
}

Connection::Next Connection::flush() {
  bool moved = false;
  switch (outgoing_.send_to(socket_, moved)) {
    case Outgoing::Progress::done:
      return after_response();
    case Outgoing::Progress::blocked:
      if (moved) set(Phase::writing, site_.options.write_timeout);
      return Next::write;
    case Outgoing::Progress::broken:
      break;
  }
  outgoing_.abandon();
  return Next::close;
}

Connection::Next Connection::after_response() {
  if (!keep_alive_) return linger();
  next_request();
  return Next::read;
}

void Connection::release_body() {
  reader_.reset();
  site_.bodies_bytes -= charged_;
  charged_ = 0;
}

void Connection::next_request() {
  ++turns_;
  match_ = {};
  release_body();
  set(Phase::idle, site_.options.idle_timeout);
}

Connection::Next Connection::refuse(int status, std::string_view message) {
  Response response = site_.error(reader_.request(), status, message);
  if (status == 503) response.headers.emplace_back("Retry-After", "1");
  return answer(std::move(response), false);
}

Connection::Next Connection::refuse_as_full() {
  return refuse(503, "the node has as many connections as it takes; try again later");
}

Connection::Next Connection::linger() {
  release_body();
  ::shutdown(socket_, SHUT_WR);
  set(Phase::lingering, linger_time);
  return Next::read;
}

Connection::Next Connection::discard(std::span<char> scratch) {
  while (true) {
    const ssize_t n = ::recv(socket_, scratch.data(), scratch.size(), MSG_DONTWAIT);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return Next::read;
    if (n <= 0) return Next::close;
    discarded_ += static_cast<std::uint64_t>(n);
    if (discarded_ > linger_bytes) return Next::close;
  }
}

}  // namespace comity::http
