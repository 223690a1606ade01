#include "api/announcer.hpp"

#include <fmt/format.h>

#include "api/feed_json.hpp"

namespace comity::api {
namespace {

constexpr std::size_t kPage = 200;
constexpr std::chrono::milliseconds kLook{500};   // at least so often: for the end of credentials, and of the node
constexpr std::chrono::milliseconds kGather{10};  // what comes close together is told together

}  // namespace

std::string event_text(const operations::FeedEvent& event) {
  const bool gone = std::holds_alternative<operations::GonePage::Gone>(event.what);
  return fmt::format("id: {}\nevent: {}\ndata: {}\n\n", event.cursor, gone ? "tombstone" : "object", data_text(event));
}

Announcer::~Announcer() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

std::size_t Announcer::of(std::string_view person) const {
  std::lock_guard lock(mutex_);
  const auto found = by_person_.find(person);
  return found == by_person_.end() ? 0 : found->second;
}

void Announcer::add(Listener listener) {
  std::lock_guard lock(mutex_);
  if (stopping_) return listener.stream->close();
  ++by_person_[listener.person];
  fresh_.push_back(std::move(listener));
  if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
}

bool Announcer::tell(Listener& listener) {
  if (!listener.stream->open()) return false;
  const auto caller = listener.caller();
  if (!caller || caller->person != listener.person || caller->purpose != listener.purpose) return false;
  const auto now = std::chrono::steady_clock::now();
  while (listener.seen < node_.journal().last()) {
    const Seq last = node_.journal().last();
    const auto page = operations::feed(node_, *caller, listener.cursor, kPage);
    if (!page) return page.error().code == Code::unavailable;  // tried again with the next look
    std::string text;
    for (const auto& event : page->events) text += event_text(event);
    if (!text.empty()) {
      listener.told = now;
      if (!listener.stream->push(std::move(text))) return false;
    }
    listener.cursor = page->cursor;
    if (page->events.empty() && !page->more) listener.seen = last;
  }
  if (now - listener.told < kHeartbeat) return true;
  listener.told = now;
  return listener.stream->push(": still here\n\n");
}

void Announcer::run() {
  std::list<Listener> listeners;
  while (true) {
    {
      std::lock_guard lock(mutex_);
      if (stopping_) break;
      listeners.splice(listeners.end(), fresh_);
    }
    const Seq seen = node_.journal().last();
    for (auto one = listeners.begin(); one != listeners.end();) {
      if (tell(*one)) {
        ++one;
        continue;
      }
      one->stream->close();
      std::lock_guard lock(mutex_);
      if (const auto count = by_person_.find(one->person); --count->second == 0) by_person_.erase(count);
      one = listeners.erase(one);
    }
    if (node_.journal().wait_beyond(seen, kLook)) std::this_thread::sleep_for(kGather);
  }
  for (Listener& one : listeners) one.stream->close();
}

}  // namespace comity::api
