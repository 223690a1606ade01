// How many workers poll and handle at once, while any number may wait inside a handler.
//
// Every worker that polls beside another costs a context switch for almost every request, so few do (`seats`, about
// half the processors); the others wait here. A worker gives its seat up before it blocks, and another one takes it.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace comity::http {

class Seats {
 public:
  explicit Seats(int seats) : free_(seats) {}

  // Waits for a seat. False once closed.
  bool take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return free_ > 0 || closed_; });
    if (closed_) return false;
    --free_;
    return true;
  }
  void give() {
    {
      const std::lock_guard lock(mutex_);
      ++free_;
    }
    changed_.notify_one();
  }
  void close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int free_;
  bool closed_ = false;
};

// One worker's seat. Any thread may take it away (the watch over handlers that block unannounced); only the worker
// itself sits down.
class Seat {
 public:
  explicit Seat(Seats& seats) : seats_(seats) {}
  bool sit() {
    if (seated_.load()) return true;
    if (!seats_.take()) return false;
    seated_.store(true);
    return true;
  }
  void give_up() {
    if (seated_.exchange(false)) seats_.give();
  }

  // What the watch looks at: a seat that is busy with the same turn at two looks is stuck.
  void begin_turn() {
    turn_.fetch_add(1, std::memory_order_relaxed);
    busy_.store(true, std::memory_order_relaxed);
  }
  void end_turn() { busy_.store(false, std::memory_order_relaxed); }
  struct Look {
    std::uint64_t turn = 0;
    bool stuck = false;
  };
  Look look(std::uint64_t turn_at_last_look) const {
    const std::uint64_t turn = turn_.load(std::memory_order_relaxed);
    return {turn, turn == turn_at_last_look && busy_.load(std::memory_order_relaxed) && seated_.load()};
  }

 private:
  Seats& seats_;
  std::atomic<bool> seated_{false};
  std::atomic<std::uint64_t> turn_{0};
  std::atomic<bool> busy_{false};
};

}  // namespace comity::http
