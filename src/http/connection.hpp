// One client's connection: a state machine over a non-blocking socket that never waits itself.
//
// Thread rule: one thread at a time owns a connection, from the moment the poller hands it out until it is armed again;
// one that streams belongs to the thread of the streams until it ends. Only the owner reads, writes and closes. Others
// (the sweep for time-outs, stop) may call what is marked "any thread"; they end a connection by shutting its socket
// down, which wakes an owner, who closes it.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "http/addresses.hpp"
#include "http/channel.hpp"
#include "http/http.hpp"
#include "http/outgoing.hpp"
#include "http/request_reader.hpp"
#include "http/routes.hpp"
#include "http/site.hpp"
#include "http/stream.hpp"

namespace comity::http {

class Connection {
 public:
  // What the connection waits for. stream: open_stream() is next.
  enum class Next { read, write, close, stream };
  enum class Phase : std::uint8_t { handshaking, idle, reading, handling, writing, streaming, lingering };
  using Clock = std::chrono::steady_clock;

  // Takes the socket over. `place` is counted when AddressLimits hold for the peer.
  Connection(Site& site, int socket, std::unique_ptr<TlsSession> tls, std::string peer, CountedPlace place);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Owner: goes on as far as it can without waiting; `scratch` is the thread's buffer for received bytes.
  Next on_ready(std::span<char> scratch);
  // Owner, before anything else: answers and closes.
  Next refuse_at_once(int status, std::string_view message);
  // Owner, after Next::stream: tells the handler. Throws what the handler throws.
  void open_stream();
  std::uint64_t stream_id() const { return pipe_->id(); }
  void end_stream(std::span<char> scratch);  // owner: the server stops

  // Around the poller: the last thing before arming, and the first after being handed out. The kernel orders the two;
  // this says so in the language's own terms.
  void hand_over() { owner_changes_.fetch_add(1, std::memory_order_release); }
  void take_over() { owner_changes_.load(std::memory_order_acquire); }

  int socket() const { return channel_.socket(); }
  Phase phase() const { return phase_.load(std::memory_order_relaxed); }  // any thread
  // Any thread, while the connection exists: ends it if its time is up.
  void end_if_late(Clock::time_point now);
  // Any thread, while the connection exists: ends it unless a handler runs or its response is on the way.
  void end_unless_busy();
  void end_now();

  std::size_t slot = 0;  // the server's place for it

 private:
  Next shake();
  Next receive(std::span<char> scratch);
  Next advance(std::string_view fresh);
  Next on_head(bool last_byte);
  RequestReader::Event feed(std::string_view input, std::size_t& used);
  Next handle();
  Response respond(Request& request);
  Response turn_away();
  Next answer(Response response, bool keep_alive);
  void count_stream(Response& response);
  Next flush();
  Next refuse(int status, std::string_view message);
  Next after_response();
  Next flow(std::span<char> scratch);
  Next linger();
  Next discard(std::span<char> scratch);
  bool is_known();
  std::uint64_t announced();
  bool may_be_large();
  bool charge_body();
  Next refuse_bodies();
  void release_body();
  void next_request();
  void set(Phase phase, std::chrono::milliseconds time_out);
  void begin_request();
  void end_request(bool whole);

  Site& site_;
  Channel channel_;
  const std::string peer_;
  const CountedPlace place_;
  RequestReader reader_;
  std::string unread_;  // received, not yet parsed
  Outgoing outgoing_;
  bool keep_alive_ = false;
  bool named_packed_ = false;  // the request names the tag of a packed body
  int turns_ = 0;              // requests answered since the connection was handed out
  std::uint64_t charged_ = 0;
  std::uint64_t discarded_ = 0;
  Routes::Match match_;
  std::optional<Addresses::Refusal> turned_away_;
  bool body_unwanted_ = false;  // of somebody unknown, and too long to be read
  std::function<void(std::shared_ptr<Stream>)> opens_;
  std::shared_ptr<StreamPipe> pipe_;
  bool counted_stream_ = false;
  bool counted_packing_ = false;
  bool blocked_ = false;  // a stream with bytes that the kernel does not take

  // Of the request that is read or answered; for Done.
  bool under_way_ = false;  // its head came, or it is answered without
  Clock::time_point begun_{};
  std::uint64_t received_ = 0;
  bool answered_ = false;

  std::atomic<Phase> phase_{Phase::idle};
  std::atomic<Clock::rep> deadline_;
  std::atomic<bool> ended_{false};
  std::atomic<unsigned> owner_changes_{0};
};

}  // namespace comity::http
