// One client's connection: a state machine over a non-blocking socket that never waits itself.
//
// Thread rule: one thread at a time owns a connection, from the moment the poller hands it out until it is armed again.
// Only the owner reads, writes and closes. Others (the sweep for time-outs, stop) may call what is marked "any thread";
// they end a connection by shutting its socket down, which wakes an owner, who closes it.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "http/http.hpp"
#include "http/outgoing.hpp"
#include "http/request_reader.hpp"
#include "http/routes.hpp"

namespace comity::http {

// What all connections of a server share.
struct Site {
  ServerOptions options;
  Routes routes;
  ErrorResponse on_error;
  std::atomic<bool> stopping{false};
  std::atomic<std::uint64_t> bodies_bytes{0};  // held by requests that are read or handled

  Response error(const Request& request, int status, std::string_view message) const;  // never throws
};

class Connection {
 public:
  // What the connection waits for.
  enum class Next { read, write, close };
  enum class Phase : std::uint8_t { idle, reading, handling, writing, lingering };
  using Clock = std::chrono::steady_clock;

  // Takes the socket over.
  Connection(Site& site, int socket, std::string peer);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Owner: goes on as far as it can without waiting; `scratch` is the thread's buffer for received bytes.
  Next on_ready(std::span<char> scratch);
  // Owner, before anything else: answers 503 and closes.
  Next refuse_as_full();

  // Around the poller: the last thing before arming, and the first after being handed out. The kernel orders the two;
  // this says so in the language's own terms.
  void hand_over() { owner_changes_.fetch_add(1, std::memory_order_release); }
  void take_over() { owner_changes_.load(std::memory_order_acquire); }

  int socket() const { return socket_; }
  Phase phase() const { return phase_.load(std::memory_order_relaxed); }  // any thread
  // Any thread, while the connection exists: ends it if its time is up.
  void end_if_late(Clock::time_point now);
  // Any thread, while the connection exists: ends it unless a handler runs or its response is on the way.
  void end_unless_busy();
  void end_now();

  std::size_t slot = 0;  // the server's place for it

 private:
  Next receive(std::span<char> scratch);
  Next advance(std::string_view fresh);
  Next handle();
  Next answer(Response response, bool keep_alive);
  Next flush();
  Next refuse(int status, std::string_view message);
  Next after_response();
  Next linger();
  Next discard(std::span<char> scratch);
  bool charge_body();
  void release_body();
  void next_request();
  void set(Phase phase, std::chrono::milliseconds time_out);

  Site& site_;
  const int socket_;
  RequestReader reader_;
  std::string unread_;  // received, not yet parsed
  Outgoing outgoing_;
  bool keep_alive_ = false;
  int turns_ = 0;  // requests answered since the connection was handed out
  std::uint64_t charged_ = 0;
  std::uint64_t discarded_ = 0;
  Routes::Match match_;
  std::atomic<Phase> phase_{Phase::idle};
  std::atomic<Clock::rep> deadline_;
  std::atomic<bool> ended_{false};
  std::atomic<unsigned> owner_changes_{0};
};

}  // namespace comity::http
