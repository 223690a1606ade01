// The one thread that owns all connections that stream: it sends what handlers push and notices clients that leave.
//
// Pushes come from any thread, and a connection has one owner. A thread of its own lets every stream keep to that rule
// without a lock on the connection, and holds no worker however many streams there are.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <span>
#include <thread>
#include <unordered_map>
#include <vector>

#include "http/connection.hpp"
#include "http/descriptor.hpp"
#include "http/site.hpp"

namespace comity::http {

class StreamThread {
 public:
  // `close` ends a connection for good; called on this thread.
  StreamThread(Site& site, std::function<void(Connection&)> close) : site_(site), close_(std::move(close)) {}
  ~StreamThread() { end(); }
  Result<void> start();                 // throws std::system_error when there is no thread left
  void adopt(Connection& connection);   // any thread: it is this thread's from now on
  void look() { site_.bell->ring(0); }  // any thread: site.stopping has changed
  void end();                           // waits for the thread

 private:
  void run();
  void serve_bell(std::span<char> scratch);
  void serve(std::uint64_t id, std::span<char> scratch);
  void stop_all(std::span<char> scratch);
  void forget(std::uint64_t id);
  bool arm(std::uint64_t id, Connection& connection, Connection::Next next, int operation);

  Site& site_;
  const std::function<void(Connection&)> close_;
  Descriptor epoll_;
  std::thread thread_;
  std::atomic<bool> quitting_{false};
  std::unordered_map<std::uint64_t, Connection*> live_;  // the thread's
  std::mutex mutex_;
  std::vector<Connection*> adopted_;
};

}  // namespace comity::http
