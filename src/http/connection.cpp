#include "http/connection.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
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

// Of a packed body, at a time: one byte may stand for a thousand, and between two feeds the bodies are counted.
constexpr std::size_t packed_feed_bytes = 32 << 10;

// Each response that is packed as it goes holds a quarter of a megabyte. Over so many, further ones go as they are.
constexpr std::uint64_t max_packing = 128;

// What a client may say while it is streamed to; nothing is expected of it.
constexpr std::uint64_t max_said_to_stream = 64 << 10;

}  // namespace

Connection::Connection(Site& site, int socket, std::unique_ptr<TlsSession> tls, std::string peer, CountedPlace place)
    : site_(site),
      channel_(socket, std::move(tls)),
      peer_(std::move(peer)),
      place_(std::move(place)),
      reader_({site.options.max_header_bytes, site.options.max_body_bytes}) {
  reader_.request().peer = peer_;
  if (channel_.tls() != nullptr) {
    set(Phase::handshaking, site.options.header_timeout);
  } else {
    set(Phase::idle, site.options.idle_timeout);
  }
}

Connection::~Connection() {
  if (pipe_) pipe_->cut();
  end_request(false);
  site_.bodies_bytes -= charged_;
  if (counted_stream_) --site_.streams;
  if (counted_packing_) --site_.packing;
}

void Connection::set(Phase phase, std::chrono::milliseconds time_out) {
  const Clock::rep deadline = time_out == no_limit ? Clock::time_point::max().time_since_epoch().count()
                                                   : (Clock::now() + time_out).time_since_epoch().count();
  phase_.store(phase, std::memory_order_relaxed);
  deadline_.store(deadline, std::memory_order_relaxed);
}

void Connection::end_if_late(Clock::time_point now) {
  if (now.time_since_epoch().count() < deadline_.load(std::memory_order_relaxed)) return;
  const bool writes = phase() == Phase::writing || phase() == Phase::streaming;
  // When every worker waits in a handler, bytes may have come that nobody had time to take: that is not the client's
  // delay. They are taken, or the deadline moves, when a worker is free.
  pollfd state{.fd = socket(), .events = static_cast<short>(writes ? POLLOUT : POLLIN), .revents = 0};
  if (phase() != Phase::lingering && ::poll(&state, 1, 0) == 1 && (state.revents & state.events) != 0) return;
  ended_.store(true, std::memory_order_relaxed);
  ::shutdown(socket(), writes || phase() == Phase::lingering ? SHUT_RDWR : SHUT_RD);
}

void Connection::end_unless_busy() {
  if (phase() != Phase::idle && phase() != Phase::reading && phase() != Phase::handshaking) return;
  ended_.store(true, std::memory_order_relaxed);
  ::shutdown(socket(), SHUT_RD);  // a request that slipped in meanwhile still gets its answer
}

void Connection::end_now() {
  ended_.store(true, std::memory_order_relaxed);
  ::shutdown(socket(), SHUT_RDWR);
}

Connection::Next Connection::on_ready(std::span<char> scratch) {
  turns_ = 0;
  if (ended_.load(std::memory_order_relaxed)) {
    outgoing_.abandon();
    if (phase() == Phase::handshaking && !site_.stopping) ++site_.refused.handshakes;
    // Whoever had begun a request is told why it ends; the socket no longer reads, so there is nothing to linger for.
    if (phase() == Phase::reading && !site_.stopping) refuse(408, "the request did not arrive in time");
    return Next::close;
  }
  switch (phase()) {
    case Phase::handshaking: {
      const Next next = shake();
      if (phase() != Phase::idle) return next;
      break;
    }
    case Phase::writing: {
      const Next next = flush();
      if (next != Next::read || phase() == Phase::lingering) return next;
      break;
    }
    case Phase::streaming:
      return flow(scratch);
    case Phase::lingering:
      return discard(scratch);
    default:
      break;
  }
  // A pipelined request may have waited for the answer before it, or for its turn.
  if (phase() == Phase::idle && !unread_.empty()) {
    const Next next = advance({});
    // The poller knows nothing of bytes that TLS holds already.
    if (next != Next::read || phase() == Phase::lingering || !channel_.holds_bytes()) return next;
  }
  return receive(scratch);
}

Connection::Next Connection::shake() {
  switch (channel_.tls()->handshake()) {
    case Io::done:
      reader_.request().secure = true;
      reader_.request().certificate = channel_.tls()->certificate();
      set(Phase::idle, site_.options.idle_timeout);
      return Next::read;
    case Io::want_read:
      return Next::read;
    case Io::want_write:
      return Next::write;
    default:
      ++site_.refused.handshakes;
      return linger();  // so that the alert, which says why, is read
  }
}

Connection::Next Connection::receive(std::span<char> scratch) {
  for (int turn = 0; turn < max_turns; ++turn) {
    std::size_t n = 0;
    const Io io = channel_.receive(scratch, n);
    if (io == Io::want_read) return Next::read;
    if (io == Io::want_write) return Next::write;
    if (io != Io::done) return Next::close;  // the peer is done; a request cut short has no one to answer
    const Next next = advance({scratch.data(), n});
    if (next != Next::read || phase() == Phase::lingering) return next;
    // Less than asked for means that a plain socket is empty: asking again would only cost a call.
    if (channel_.tls() == nullptr && n < scratch.size()) return next;
  }
  return channel_.holds_bytes() ? Next::write : Next::read;  // writable is now, so it comes back after the others
}

RequestReader::Event Connection::feed(std::string_view input, std::size_t& used) {
  if (!begun_.time_since_epoch().count() && !input.empty() && site_.options.on_done) begun_ = Clock::now();
  const auto event = reader_.feed(input, used);
  received_ += used;
  return event;
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
    const std::string_view rest = input.substr(taken);
    const bool part = reader_.unpacks() && rest.size() > packed_feed_bytes;
    std::size_t used = 0;
    const auto event = feed(part ? rest.substr(0, packed_feed_bytes) : rest, used);
    taken += used;
    switch (event) {
      case RequestReader::Event::need_more:
        if (phase() == Phase::idle && taken < input.size()) set(Phase::reading, site_.options.header_timeout);
        if (!charge_body()) next = refuse_bodies();
        more = part && used > 0;
        break;
      case RequestReader::Event::head:
        next = on_head(taken == input.size());
        break;
      case RequestReader::Event::complete:
        next = charge_body() ? handle() : refuse_bodies();
        break;
      case RequestReader::Event::refused: {
        const auto refusal = reader_.refusal();
        next = refuse(refusal.status, refusal.message);
        break;
      }
    }
  }
  if (phase() == Phase::lingering || phase() == Phase::streaming) {
    unread_.clear();
  } else if (joined) {
    unread_.erase(0, taken);
  } else {
    unread_.assign(fresh.substr(taken));
  }
  return next;
}

Connection::Next Connection::on_head(bool last_byte) {
  begin_request();
  named_packed_ = restore_etags(reader_.request());
  match_ = site_.routes.match(reader_.request().method, reader_.raw_path());
  if (place_.counted()) {
    turned_away_ = site_.addresses.ask(place_.address());
    // What others at its address got wrong is not held against whoever is known.
    if (turned_away_ && turned_away_->why == Addresses::Why::failures && is_known()) turned_away_ = site_.addresses.ask(place_.address(), true);
  }
  if (!reader_.body_follows()) return Next::read;
  // Nothing could be done with the body: say so before it is sent.
  if (match_.handler == nullptr || turned_away_) return handle();
  if (site_.options.known && may_be_large() && !is_known()) {
    reader_.bound_body(site_.options.max_unknown_bytes);
    body_unwanted_ = announced() > site_.options.max_unknown_bytes;
    if (body_unwanted_) return handle();  // the handler asks for a credential, whatever the body
  }
  set(Phase::reading, site_.options.body_timeout);
  if (!reader_.expects_continue() || !last_byte) return Next::read;
  constexpr std::string_view go = "HTTP/1.1 100 Continue\r\n\r\n";
  const iovec line{const_cast<char*>(go.data()), go.size()};
  std::size_t ignored = 0;
  // All earlier answers were handed over, so a buffer without room for these bytes belongs to a client that does not
  // read; it may wait for its own time-out.
  return channel_.send({&line, 1}, false, ignored) == Io::broken ? Next::close : Next::read;
}

bool Connection::is_known() { return site_.options.known && site_.options.known(reader_.request()); }

std::uint64_t Connection::announced() {
  const std::string_view text = reader_.request().header("content-length");
  std::uint64_t length = 0;
  std::from_chars(text.data(), text.data() + text.size(), length);
  return length;
}

bool Connection::may_be_large() {
  const std::uint64_t length = announced();  // 0: it comes in chunks
  return length == 0 || length > site_.options.max_unknown_bytes || reader_.unpacks();
}

bool Connection::charge_body() {
  const std::uint64_t held = reader_.request().body.size();
  if (held == charged_) return true;
  const std::uint64_t more = held - charged_;
  charged_ = held;
  return (site_.bodies_bytes += more) <= site_.options.max_bodies_bytes;
}

Connection::Next Connection::refuse_bodies() {
  ++site_.refused.bodies;
  return refuse(503, "the node is busy with other large requests; try again later");
}

Connection::Next Connection::handle() {
  Request& request = reader_.request();
  // An unread body cannot be told from a next request, so without a handler for it the connection ends here.
  const bool handled = match_.handler != nullptr && !turned_away_;
  const bool keep_alive = reader_.keep_alive() && !body_unwanted_ && (handled || !reader_.body_follows());
  set(Phase::handling, no_limit);
  Response response = turned_away_ ? turn_away() : respond(request);
  if (place_.counted() && (response.failed_credential || response.status == 401)) {
    site_.addresses.failed(place_.address());
  }
  return answer(std::move(response), keep_alive);
}

Response Connection::turn_away() {
  const bool failures = turned_away_->why == Addresses::Why::failures;
  ++(failures ? site_.refused.address_failures : site_.refused.address_requests);
  Response response = site_.error(reader_.request(), 429,
                                  failures ? "Too many credentials from this address were wrong; try again later."
                                           : "This address asks too often; try again later.");
  response.headers.emplace_back("Retry-After", std::to_string(turned_away_->retry_after.count()));
  return response;
}

Response Connection::respond(Request& request) {
  Response response;
  if (match_.handler != nullptr) {
    request.args = std::move(match_.args);
    if (request.method != "GET" && request.method != "HEAD") about_to_block();
    ++site_.handling;
    try {
      response = (*match_.handler)(request);
    } catch (...) {
      // What was thrown may name what this client must not know.
      response = site_.error(request, 500, "The node could not complete this request.");
    }
    --site_.handling;
  } else if (match_.allow.empty()) {
    response = site_.error(request, 404, "There is nothing at this path.");
  } else {
    response = site_.error(request, 405, "This path does not take this method; see Allow.");
    response.headers.emplace_back("Allow", match_.allow);
  }
  return response;
}

void Connection::count_stream(Response& response) {
  if (!response.stream || reader_.request().method == "HEAD") return;
  if (site_.streams.fetch_add(1) < site_.options.max_streams && !site_.stopping) {
    counted_stream_ = true;
    return;
  }
  --site_.streams;
  ++site_.refused.streams;
  response = site_.error(reader_.request(), 503, "the node has as many streams as it takes; try again later");
  response.headers.emplace_back("Retry-After", "5");
}

Connection::Next Connection::answer(Response response, bool keep_alive) {
  const Request& request = reader_.request();
  count_stream(response);
  const bool streams = static_cast<bool>(response.stream);
  Outgoing::Manner manner;
  manner.body = request.method != "HEAD";
  manner.secure = request.secure;
  manner.chunks = !reader_.http_1_0();
  if (site_.options.gzip && !streams && manner.chunks && site_.packing < max_packing) {
    manner.coding = choose_coding(request, named_packed_, response);
    if (manner.body && manner.coding == Coding::gzip_whole) pack_whole(response);
    if (manner.body && manner.coding == Coding::gzip_running) {
      ++site_.packing;
      counted_packing_ = true;
    }
  }
  keep_alive_ = keep_alive && !site_.stopping && !(streams && manner.body);
  // HTTP/1.0 clients need to be told (RFC 9112 §9.3); others may be.
  manner.keep_alive = keep_alive_;
  manner.say_keep_alive = keep_alive_ && !request.header("connection").empty();
  outgoing_.begin(std::move(response), manner);
  answered_ = true;
  set(Phase::writing, site_.options.write_timeout);
  return flush();
}

Connection::Next Connection::flush() {
  const std::uint64_t before = channel_.sent();
  switch (outgoing_.send_to(channel_)) {
    case Io::done:
      return after_response();
    case Io::want_write:
      if (channel_.sent() != before) set(Phase::writing, site_.options.write_timeout);
      return Next::write;
    default:
      break;
  }
  outgoing_.abandon();
  return Next::close;
}

Connection::Next Connection::after_response() {
  if (std::exchange(counted_packing_, false)) --site_.packing;
  opens_ = outgoing_.take_stream();
  if (opens_) return Next::stream;
  if (std::exchange(counted_stream_, false)) --site_.streams;
  end_request(true);
  if (!keep_alive_) return linger();
  next_request();
  return Next::read;
}

void Connection::begin_request() {
  under_way_ = true;
  answered_ = false;
}

void Connection::end_request(bool whole) {
  if (std::exchange(under_way_, false) && site_.options.on_done) {
    Done done;
    done.method = reader_.request().method;
    if (match_.pattern != nullptr) done.route = *match_.pattern;
    done.status = answered_ ? outgoing_.status() : 0;
    done.bytes_received = received_;
    done.bytes_sent = (answered_ ? outgoing_.bytes() : 0) + (pipe_ ? pipe_->bytes() : 0);
    if (begun_.time_since_epoch().count()) {
      done.duration = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begun_);
    }
    done.peer = peer_;
    done.secure = channel_.tls() != nullptr;
    done.whole = whole;
    site_.done(std::move(done));
  }
  begun_ = {};
  received_ = 0;
}

void Connection::release_body() {
  reader_.reset();
  site_.bodies_bytes -= charged_;
  charged_ = 0;
}

void Connection::next_request() {
  ++turns_;
  match_ = {};
  turned_away_.reset();
  body_unwanted_ = false;
  named_packed_ = false;
  release_body();
  set(Phase::idle, site_.options.idle_timeout);
}

Connection::Next Connection::refuse(int status, std::string_view message) {
  begin_request();
  Response response = site_.error(reader_.request(), status, message);
  if (status == 503) response.headers.emplace_back("Retry-After", "1");
  if (status == 415) response.headers.emplace_back("Accept-Encoding", "gzip");  // RFC 9110 §15.5.16
  return answer(std::move(response), false);
}

Connection::Next Connection::refuse_at_once(int status, std::string_view message) { return refuse(status, message); }

void Connection::open_stream() {
  pipe_ = std::make_shared<StreamPipe>(site_.next_stream++, site_.bell, site_.options.max_stream_bytes,
                                       !reader_.http_1_0());
  const auto opens = std::exchange(opens_, nullptr);
  set(Phase::streaming, no_limit);
  about_to_block();
  opens(pipe_);
}

void Connection::end_stream(std::span<char> scratch) {
  pipe_->close();
  flow(scratch);  // what the kernel takes of the last bytes
}

Connection::Next Connection::flow(std::span<char> scratch) {
  for (Io io = Io::done; io == Io::done;) {
    std::size_t n = 0;
    io = channel_.receive(scratch, n);
    discarded_ += n;
    if (io == Io::ended || io == Io::broken || discarded_ > max_said_to_stream) return Next::close;
  }
  const std::uint64_t before = channel_.sent();
  switch (pipe_->send_to(channel_)) {
    case Io::done:
      blocked_ = false;
      set(Phase::streaming, no_limit);
      return Next::read;
    case Io::want_read:
      return Next::read;
    case Io::want_write:
      if (!std::exchange(blocked_, true) || channel_.sent() != before) {
        set(Phase::streaming, site_.options.write_timeout);
      }
      return Next::write;
    case Io::ended:
      end_request(true);
      discarded_ = 0;
      return linger();
    case Io::broken:
      if (pipe_->too_slow()) ++site_.refused.slow_streams;
      break;
  }
  return Next::close;
}

Connection::Next Connection::linger() {
  release_body();
  channel_.say_end();
  set(Phase::lingering, linger_time);
  return Next::read;
}

Connection::Next Connection::discard(std::span<char> scratch) {
  while (true) {
    std::size_t n = 0;
    const Io io = channel_.discard(scratch, n);
    if (io == Io::want_read) return Next::read;
    if (io != Io::done) return Next::close;
    discarded_ += n;
    if (discarded_ > linger_bytes) return Next::close;
  }
}

}  // namespace comity::http
