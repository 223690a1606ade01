#include "http/stream_thread.hpp"

#include <sys/epoll.h>

#include <array>
#include <cerrno>
#include <memory>
#include <utility>

namespace comity::http {
namespace {

constexpr std::size_t scratch_bytes = 16 << 10;
constexpr int batch = 64;

}  // namespace

Result<void> StreamThread::start() {
  epoll_ = Descriptor(::epoll_create1(EPOLL_CLOEXEC));
  epoll_event event{.events = EPOLLIN, .data = {.u64 = 0}};
  if (epoll_.get() < 0 || ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, site_.bell->descriptor(), &event) != 0) {
    return fail(Code::unavailable, "cannot start the server");
  }
  thread_ = std::thread([this] { run(); });
  return {};
}

void StreamThread::adopt(Connection& connection) {
  {
    const std::lock_guard lock(mutex_);
    adopted_.push_back(&connection);
  }
  look();
}

void StreamThread::end() {
  if (!thread_.joinable()) return;
  quitting_ = true;
  look();
  thread_.join();
}

void StreamThread::run() {
  const auto scratch = std::make_unique<char[]>(scratch_bytes);
  const std::span<char> room(scratch.get(), scratch_bytes);
  std::array<epoll_event, batch> events;
  while (!quitting_) {
    const int n = ::epoll_wait(epoll_.get(), events.data(), batch, -1);
    if (n < 0 && errno == EINTR) continue;
    CHECK(n >= 0);
    for (int i = 0; i < n; ++i) {
      const std::uint64_t id = events[static_cast<std::size_t>(i)].data.u64;
      if (id == 0) {
        serve_bell(room);
      } else {
        serve(id, room);
      }
    }
    if (site_.stopping) stop_all(room);
  }
}

void StreamThread::serve_bell(std::span<char> scratch) {
  const std::vector<std::uint64_t> rung = site_.bell->take();
  std::vector<Connection*> fresh;
  {
    const std::lock_guard lock(mutex_);
    fresh.swap(adopted_);
  }
  for (Connection* connection : fresh) {
    const std::uint64_t id = connection->stream_id();
    connection->take_over();
    live_.emplace(id, connection);
    if (arm(id, *connection, Connection::Next::read, EPOLL_CTL_ADD)) serve(id, scratch);
  }
  for (const std::uint64_t id : rung) serve(id, scratch);
}

void StreamThread::serve(std::uint64_t id, std::span<char> scratch) {
  const auto found = live_.find(id);
  if (found == live_.end()) return;  // it ended meanwhile
  Connection& connection = *found->second;
  Connection::Next next = Connection::Next::close;
  try {
    next = connection.on_ready(scratch);
  } catch (...) {
    // Out of memory: nothing more can be said to this client.
  }
  arm(id, connection, next, EPOLL_CTL_MOD);
}

bool StreamThread::arm(std::uint64_t id, Connection& connection, Connection::Next next, int operation) {
  if (next != Connection::Next::close) {
    epoll_event event{};
    event.events = EPOLLIN | EPOLLRDHUP | (next == Connection::Next::write ? EPOLLOUT : 0u);
    event.data.u64 = id;
    if (::epoll_ctl(epoll_.get(), operation, connection.socket(), &event) == 0) return true;
  }
  forget(id);
  return false;
}

void StreamThread::forget(std::uint64_t id) {
  const auto found = live_.find(id);
  Connection& connection = *found->second;
  live_.erase(found);
  close_(connection);
}

void StreamThread::stop_all(std::span<char> scratch) {
  while (!live_.empty()) {
    const auto [id, connection] = *live_.begin();
    try {
      if (connection->phase() == Connection::Phase::streaming) connection->end_stream(scratch);
    } catch (...) {
      // It is closed as it is.
    }
    forget(id);
  }
}

}  // namespace comity::http
