// Threads of the server: the door accepts and watches the clock; `threads` workers take turns at few seats before one
// epoll set. A worker that is handed a connection (EPOLLONESHOT: it alone) receives, parses, runs the handler and sends
// without passing the work on; if the handler blocks, another worker takes the seat. bench/http_bench measures it.
// Connections that stream go to a thread of their own (stream_thread.hpp).
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <memory>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "http/connection.hpp"
#include "http/descriptor.hpp"
#include "http/http.hpp"
#include "http/loopback.hpp"
#include "http/routes.hpp"
#include "http/seats.hpp"
#include "http/site.hpp"
#include "http/stream_thread.hpp"
#include "http/tls.hpp"

namespace comity::http {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr std::size_t scratch_bytes = 256 << 10;
// Connections over the maximum that may linger at a time until their client has read the 503; further ones are closed.
constexpr std::size_t max_refused = 64;

// How often the door looks for handlers that block unannounced, and after how many quiet looks it dozes.
constexpr milliseconds look_interval = 1ms;
constexpr int quiet_looks = 20;

thread_local Seat* own_seat = nullptr;

class EpollServer final : public Server {
 public:
  EpollServer(const ServerOptions& options, Routes routes, ErrorResponse on_error)
      : site_(options, std::move(routes), std::move(on_error)),
        seats_(options.seats > 0 ? options.seats
                                 : std::max(1, static_cast<int>(std::thread::hardware_concurrency()) / 2)),
        streams_(site_, [this](Connection& connection) { close(connection); }) {}
  ~EpollServer() override;

  Result<void> start();
  std::uint16_t port() const override { return port_; }
  void stop(milliseconds grace) override;
  Result<void> reload_tls() override;
  Numbers numbers() const override;

 private:
  Result<void> listen();
  void door();  // the accepting thread
  void accept_some();
  void admit(Descriptor socket, const SocketAddress& from);
  void ring_door();
  void sweep();
  bool watch();           // takes seats from workers that are stuck; false when nothing has moved since the last look
  void work(Seat& seat);  // a worker thread
  void go_on(Connection& connection, Connection::Next next, int operation);
  void go_stream(Connection& connection, int operation);
  void close(Connection& connection);

  Site site_;
  std::uint16_t port_ = 0;
  Descriptor listener_;
  Descriptor epoll_;
  Descriptor door_bell_;  // wakes the door
  Descriptor quit_;       // once readable, every worker leaves
  milliseconds tick_{250};
  std::atomic<bool> quitting_{false};
  Seats seats_;
  std::deque<Seat> worker_seats_;
  std::vector<std::uint64_t> last_looks_;
  std::atomic<bool> door_dozes_{false};  // the door does not watch; the first worker with work to do rings
  std::thread door_thread_;
  std::vector<std::thread> workers_;

  StreamThread streams_;

  mutable std::mutex
      mutex_;  // guards the list; only what is in it may be ended by other threads, so no stale socket is met
  std::condition_variable emptied_;
  std::vector<std::unique_ptr<Connection>> connections_;
  bool door_closed_ = false;
};

Result<void> EpollServer::reload_tls() {
  if (!site_.options.tls) return fail(Code::precondition, "this server speaks plain HTTP; start it with a certificate");
  TRY(auto context, TlsContext::of_server(*site_.options.tls));
  site_.use(std::move(context));
  return {};
}

Numbers EpollServer::numbers() const {
  Numbers numbers;
  {
    const std::lock_guard lock(mutex_);
    numbers.connections = connections_.size();
  }
  numbers.streams = site_.streams;
  numbers.handling = site_.handling;
  const auto& refused = site_.refused;
  numbers.refused = {.full = refused.full,
                     .address_connections = refused.address_connections,
                     .address_requests = refused.address_requests,
                     .address_failures = refused.address_failures,
                     .bodies = refused.bodies,
                     .streams = refused.streams,
                     .slow_streams = refused.slow_streams,
                     .handshakes = refused.handshakes};
  return numbers;
}

Result<void> EpollServer::listen() {
  const auto& wanted = site_.options;
  TRY(const SocketAddress address,
      wanted.tls ? numeric_address(wanted.address, wanted.port) : loopback_address(wanted.address, wanted.port));
  const auto failed = [](std::string what) {
    return fail(Code::unavailable, std::move(what) + ": " + std::strerror(errno));
  };
  listener_ = Descriptor(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (listener_.get() < 0) return failed("cannot open a socket");
  const int on = 1;
  ::setsockopt(listener_.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  ::setsockopt(listener_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);  // accepted sockets inherit it
  if (::bind(listener_.get(), address.get(), address.size) != 0 || ::listen(listener_.get(), 1024) != 0) {
    return failed("cannot listen on " + site_.options.address + ":" + std::to_string(site_.options.port));
  }
  SocketAddress bound;
  bound.size = sizeof bound.storage;
  ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&bound.storage), &bound.size);
  if (bound.storage.ss_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &bound.storage, sizeof v6);
    port_ = ntohs(v6.sin6_port);
  } else {
    sockaddr_in v4{};
    std::memcpy(&v4, &bound.storage, sizeof v4);
    port_ = ntohs(v4.sin_port);
  }
  return {};
}

Result<void> EpollServer::start() {
  if (site_.options.tls) TRY_VOID(reload_tls());
  TRY_VOID(listen());
  const auto failed = [](std::string what) {
    return fail(Code::unavailable, std::move(what) + ": " + std::strerror(errno));
  };
  epoll_ = Descriptor(::epoll_create1(EPOLL_CLOEXEC));
  door_bell_ = Descriptor(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  quit_ = Descriptor(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  if (epoll_.get() < 0 || door_bell_.get() < 0 || quit_.get() < 0) return failed("cannot start the server");
  epoll_event event{.events = EPOLLIN, .data = {.ptr = nullptr}};
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, quit_.get(), &event) != 0) return failed("cannot start the server");

  const auto& o = site_.options;
  tick_ = std::clamp(std::min({o.header_timeout, o.idle_timeout, o.body_timeout, o.write_timeout}) / 10, 5ms, 250ms);
  workers_.reserve(static_cast<std::size_t>(std::max(1, o.threads)));
  try {
    TRY_VOID(streams_.start());
    for (int i = 0; i < std::max(1, o.threads); ++i) {
      Seat& seat = worker_seats_.emplace_back(seats_);
      workers_.emplace_back([this, &seat] { work(seat); });
    }
    last_looks_.resize(worker_seats_.size());
    door_thread_ = std::thread([this] { door(); });
  } catch (const std::system_error&) {
    return fail(Code::unavailable, "cannot start the server's threads; lower the number of threads");
  }
  return {};
}

void EpollServer::door() {
  auto next_sweep = Connection::Clock::now() + tick_;
  int quiet = 0;
  while (!quitting_) {
    if (site_.stopping && !door_closed_) {
      listener_ = Descriptor();
      const std::lock_guard lock(mutex_);
      door_closed_ = true;
      for (const auto& connection : connections_) connection->end_unless_busy();
      emptied_.notify_all();
    }
    pollfd wait[] = {{.fd = door_bell_.get(), .events = POLLIN, .revents = 0},
                     {.fd = listener_.get(), .events = POLLIN, .revents = 0}};  // poll skips a number of -1
    const bool dozes = quiet >= quiet_looks;
    door_dozes_ = dozes;
    ::poll(wait, 2, static_cast<int>((dozes ? tick_ : look_interval).count()));
    door_dozes_ = false;
    quiet = watch() ? 0 : quiet + 1;
    if ((wait[0].revents & POLLIN) != 0) {
      std::uint64_t rings = 0;
      [[maybe_unused]] const ssize_t n = ::read(door_bell_.get(), &rings, sizeof rings);
      quiet = 0;
    }
    if (!site_.stopping && (wait[1].revents & POLLIN) != 0) accept_some();
    if (const auto now = Connection::Clock::now(); now >= next_sweep) {
      sweep();
      next_sweep = now + tick_;
    }
  }
}

void EpollServer::accept_some() {
  for (int i = 0; i < 64; ++i) {
    SocketAddress from;
    from.size = sizeof from.storage;
    Descriptor socket(::accept4(listener_.get(), reinterpret_cast<sockaddr*>(&from.storage), &from.size,
                                SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (socket.get() < 0) {
      // Out of descriptors or memory: the client waits in the queue. Asking again at once would only spin.
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
        pollfd bell{.fd = door_bell_.get(), .events = POLLIN, .revents = 0};
        ::poll(&bell, 1, static_cast<int>(tick_.count()));
      }
      return;
    }
    try {
      admit(std::move(socket), from);
    } catch (const std::bad_alloc&) {
      // This client is dropped; the others go on.
    }
  }
}

void EpollServer::admit(Descriptor socket, const SocketAddress& from) {
  const auto& o = site_.options;
  const bool limited = o.per_address.loopback || !is_loopback(from);
  CountedPlace place = limited ? CountedPlace(site_.addresses, key_of(from)) : CountedPlace();
  const bool too_many = place.refused();
  if (o.tls && limited && !too_many) {
    // A handshake costs more than most requests, so it counts as one.
    const auto refusal = site_.addresses.ask(place.address());
    if (refusal && refusal->why == Addresses::Why::requests) {
      ++site_.refused.address_requests;
      return;
    }
  }
  std::unique_lock lock(mutex_);
  const std::size_t held = connections_.size();
  const bool full = held >= o.max_connections;
  if (full) ++site_.refused.full;
  if (too_many) ++site_.refused.address_connections;
  // Over TLS a refusal would cost more than what it refuses, so there the connection just ends.
  if (held >= o.max_connections + max_refused || (o.tls && (full || too_many))) return;
  connections_.reserve(held + 1);
  std::unique_ptr<TlsSession> tls = o.tls ? site_.tls()->accept(socket.get()) : nullptr;
  auto connection =
      std::make_unique<Connection>(site_, socket.release(), std::move(tls), text_of(from), std::move(place));
  connection->slot = held;
  Connection& admitted = *connection;
  connections_.push_back(std::move(connection));
  lock.unlock();
  Connection::Next next = Connection::Next::read;
  try {
    if (full) {
      next = admitted.refuse_at_once(503, "the node has as many connections as it takes; try again later");
    } else if (too_many) {
      next = admitted.refuse_at_once(429, "this address has as many connections as it may; try again later");
    }
  } catch (...) {
    next = Connection::Next::close;
  }
  go_on(admitted, next, EPOLL_CTL_ADD);
}

void EpollServer::sweep() {
  const auto now = Connection::Clock::now();
  const std::lock_guard lock(mutex_);
  for (const auto& connection : connections_) connection->end_if_late(now);
}

bool EpollServer::watch() {
  bool moved = false;
  for (std::size_t i = 0; i < worker_seats_.size(); ++i) {
    const Seat::Look look = worker_seats_[i].look(last_looks_[i]);
    if (look.stuck) worker_seats_[i].give_up();
    moved = moved || look.stuck || look.turn != last_looks_[i];
    last_looks_[i] = look.turn;
  }
  return moved;
}

void EpollServer::work(Seat& seat) {
  own_seat = &seat;
  const auto scratch = std::make_unique<char[]>(scratch_bytes);
  while (seat.sit()) {
    epoll_event event{};
    const int n = ::epoll_wait(epoll_.get(), &event, 1, -1);
    if (n < 0 && errno == EINTR) continue;
    CHECK(n == 1);
    if (event.data.ptr == nullptr) return;  // quit_
    seat.begin_turn();
    if (door_dozes_.load(std::memory_order_relaxed) && door_dozes_.exchange(false)) ring_door();
    auto& connection = *static_cast<Connection*>(event.data.ptr);
    connection.take_over();
    Connection::Next next = Connection::Next::close;
    try {
      next = connection.on_ready({scratch.get(), scratch_bytes});
    } catch (...) {
      // Out of memory, or a `sent` that threw: nothing more can be said to this client.
    }
    go_on(connection, next, EPOLL_CTL_MOD);
    seat.end_turn();
  }
}

// From the poller of the workers to the thread of the streams.
void EpollServer::go_stream(Connection& connection, int operation) {
  try {
    connection.open_stream();
    const bool leaves = operation == EPOLL_CTL_ADD ||
                        ::syscall(SYS_epoll_ctl, epoll_.get(), EPOLL_CTL_DEL, connection.socket(), nullptr) == 0;
    if (leaves) {
      connection.hand_over();
      return streams_.adopt(connection);
    }
  } catch (...) {
    // What the handler threw, or out of memory: the response ends here.
  }
  close(connection);
}

void EpollServer::go_on(Connection& connection, Connection::Next next, int operation) {
  if (next == Connection::Next::stream) return go_stream(connection, operation);
  if (next != Connection::Next::close) {
    epoll_event event{};
    event.events = EPOLLONESHOT | (next == Connection::Next::write ? EPOLLOUT : EPOLLIN | EPOLLRDHUP);
    event.data.ptr = &connection;
    const int socket = connection.socket();
    connection.hand_over();
    // From here on another worker may own it, and even close it before the call returns. That is why this is a bare
    // system call: ThreadSanitizer's epoll_ctl counts as a use of the socket that races with the close.
    if (::syscall(SYS_epoll_ctl, epoll_.get(), operation, socket, &event) == 0) return;
  }
  close(connection);
}

void EpollServer::close(Connection& connection) {
  std::unique_ptr<Connection> gone;  // ends after the lock: what a response holds may take its time to let go
  const std::lock_guard lock(mutex_);
  const std::size_t slot = connection.slot;
  gone = std::move(connections_[slot]);
  if (slot + 1 < connections_.size()) {
    connections_[slot] = std::move(connections_.back());
    connections_[slot]->slot = slot;
  }
  connections_.pop_back();
  if (connections_.empty()) emptied_.notify_all();
}

void EpollServer::ring_door() {
  const std::uint64_t ring = 1;
  [[maybe_unused]] const ssize_t n = ::write(door_bell_.get(), &ring, sizeof ring);
}

void EpollServer::stop(milliseconds grace) {
  site_.stopping = true;
  streams_.look();
  ring_door();
  std::unique_lock lock(mutex_);
  emptied_.wait_for(lock, grace, [this] { return door_closed_ && connections_.empty(); });
  for (const auto& connection : connections_) connection->end_now();
}

EpollServer::~EpollServer() {
  if (door_thread_.joinable()) {
    stop(0ms);
    quitting_ = true;
    ring_door();
    door_thread_.join();
  }
  seats_.close();
  if (quit_.get() >= 0) {
    const std::uint64_t ring = 1;
    [[maybe_unused]] const ssize_t n = ::write(quit_.get(), &ring, sizeof ring);
  }
  for (std::thread& worker : workers_) worker.join();
  streams_.end();
}

}  // namespace

void about_to_block() {
  if (own_seat != nullptr) own_seat->give_up();
}

Result<std::unique_ptr<Server>> serve(const ServerOptions& options, std::vector<Route> routes, ErrorResponse on_error) {
  TRY(Routes table, Routes::from(std::move(routes)));
  auto server = std::make_unique<EpollServer>(options, std::move(table), std::move(on_error));
  TRY_VOID(server->start());
  return std::unique_ptr<Server>(std::move(server));
}

}  // namespace comity::http
