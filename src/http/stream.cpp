#include "http/stream.hpp"

#include <fmt/format.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <iterator>
#include <new>
#include <utility>

namespace comity::http {

StreamBell::StreamBell() : descriptor_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (descriptor_ < 0) throw std::bad_alloc();
}

StreamBell::~StreamBell() { ::close(descriptor_); }

void StreamBell::ring(std::uint64_t stream) {
  {
    const std::lock_guard lock(mutex_);
    rung_.push_back(stream);
    if (rung_.size() > 1) return;
  }
  const std::uint64_t ring = 1;
  [[maybe_unused]] const ssize_t n = ::write(descriptor_, &ring, sizeof ring);
}

std::vector<std::uint64_t> StreamBell::take() {
  std::uint64_t rings = 0;
  [[maybe_unused]] const ssize_t n = ::read(descriptor_, &rings, sizeof rings);
  const std::lock_guard lock(mutex_);
  return std::exchange(rung_, {});
}

StreamPipe::StreamPipe(std::uint64_t id, std::shared_ptr<StreamBell> bell, std::size_t most, bool chunks)
    : id_(id), bell_(std::move(bell)), most_(most), chunks_(chunks) {}

bool StreamPipe::push(std::string bytes) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_ || cut_) return false;
    if (bytes.empty()) return true;  // an empty chunk would end the response
    const std::size_t before = waiting_.size();
    if (chunks_) fmt::format_to(std::back_inserter(waiting_), "{:x}\r\n", bytes.size());
    waiting_ += bytes;
    if (chunks_) waiting_ += "\r\n";
    unsent_ += waiting_.size() - before;
    if (unsent_ <= most_) {
      if (std::exchange(rung_, true)) return true;
    } else {
      // The thread that serves streams may be waiting for this client to read: it is told to wait no longer.
      cut_ = too_slow_ = true;
      std::string().swap(waiting_);
    }
  }
  bell_->ring(id_);
  return !too_slow();
}

void StreamPipe::close() {
  {
    const std::lock_guard lock(mutex_);
    if (closed_ || cut_) return;
    closed_ = true;
    if (chunks_) {
      waiting_ += "0\r\n\r\n";
      unsent_ += 5;
    }
    if (std::exchange(rung_, true)) return;
  }
  bell_->ring(id_);
}

bool StreamPipe::open() const {
  const std::lock_guard lock(mutex_);
  return !closed_ && !cut_;
}

bool StreamPipe::too_slow() const {
  const std::lock_guard lock(mutex_);
  return too_slow_;
}

void StreamPipe::cut() {
  const std::lock_guard lock(mutex_);
  cut_ = true;
  std::string().swap(waiting_);
}

Io StreamPipe::send_to(Channel& channel) {
  while (true) {
    if (sent_ == sending_.size()) {
      const Io flushed = channel.flush();
      if (flushed != Io::done) return flushed;
      sent_ = 0;
      sending_.clear();
      const std::lock_guard lock(mutex_);
      rung_ = false;
      if (cut_) return Io::broken;
      if (waiting_.empty()) return closed_ ? Io::ended : Io::done;
      sending_.swap(waiting_);
    }
    const iovec rest{sending_.data() + sent_, sending_.size() - sent_};
    std::size_t taken = 0;
    const Io io = channel.send({&rest, 1}, false, taken);
    sent_ += taken;
    bytes_ += taken;
    {
      const std::lock_guard lock(mutex_);
      unsent_ -= taken;
      if (cut_) return Io::broken;
    }
    if (io != Io::done) return io;
  }
}

}  // namespace comity::http
