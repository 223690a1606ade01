// A response without an end: what its handler pushes, on its way to the connection.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "http/channel.hpp"
#include "http/http.hpp"

namespace comity::http {

// Where streams with something to do are noted for the thread that serves them. Any thread.
class StreamBell {
 public:
  StreamBell();  // throws std::bad_alloc when there is no descriptor left
  ~StreamBell();
  StreamBell(const StreamBell&) = delete;
  StreamBell& operator=(const StreamBell&) = delete;
  int descriptor() const { return descriptor_; }
  void ring(std::uint64_t stream);
  std::vector<std::uint64_t> take();  // whose bells rang; silences the descriptor

 private:
  const int descriptor_;
  std::mutex mutex_;
  std::vector<std::uint64_t> rung_;
};

// What is pushed waits here. The handler's side is the Stream; the connection's side is below it.
class StreamPipe final : public Stream {
 public:
  // `chunks`: each push becomes a chunk (RFC 9112 §7.1). At most `most` bytes wait.
  StreamPipe(std::uint64_t id, std::shared_ptr<StreamBell> bell, std::size_t most, bool chunks);

  bool push(std::string bytes) override;
  void close() override;
  bool open() const override;

  // The connection's owner:
  std::uint64_t id() const { return id_; }
  // Sends what waits. done: nothing waits. ended: and nothing will follow. broken: the stream is over.
  Io send_to(Channel& channel);
  void cut();                                     // the client is gone, or the server stops: pushes fail from now on
  bool too_slow() const;                          // it was cut because too much waited
  std::uint64_t bytes() const { return bytes_; }  // handed over

 private:
  const std::uint64_t id_;
  const std::shared_ptr<StreamBell> bell_;
  const std::size_t most_;
  const bool chunks_;
  std::string sending_;  // the owner's
  std::size_t sent_ = 0;
  std::uint64_t bytes_ = 0;

  mutable std::mutex mutex_;
  std::string waiting_;
  std::size_t unsent_ = 0;  // of both
  bool rung_ = true;        // the owner will look: at first because it is about to begin
  bool closed_ = false;     // by the handler
  bool cut_ = false;
  bool too_slow_ = false;
};

}  // namespace comity::http
