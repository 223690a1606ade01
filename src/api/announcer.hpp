// Tells those who listen what is new for them, as server-sent events (WHATWG HTML §9.2): one thread for all, woken by records of the journal.
#pragma once

#include <chrono>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "http/http.hpp"
#include "operations/feed.hpp"

namespace comity::api {

// One event of a stream, or a page's entry, from what the feed says: pure.
std::string event_text(const operations::FeedEvent& event);

class Announcer {
 public:
  static constexpr std::size_t kMostOfPerson = 8;
  static constexpr std::chrono::seconds kHeartbeat{15};

  explicit Announcer(operations::Node& node) : node_(node) {}
  ~Announcer();  // ends all streams

  struct Listener {
    std::string person, purpose;
    std::string cursor;  // what follows it is told
    // Asked before anything is told: who listens, by the credential that it came with. Its end is the stream's.
    std::function<Result<operations::Caller>()> caller;
    std::shared_ptr<http::Stream> stream;
    std::chrono::steady_clock::time_point told{};  // last
    Seq seen = 0;                                  // there is nothing new up to this record
  };
  // How many listen as this person.
  std::size_t of(std::string_view person) const;
  // Any thread. The thread starts with the first.
  void add(Listener listener);

 private:
  void run();
  // Tells what is new; false when the stream is at its end.
  bool tell(Listener& listener);

  operations::Node& node_;
  mutable std::mutex mutex_;
  std::list<Listener> fresh_;                // not yet with the thread
  std::map<std::string, std::size_t, std::less<>> by_person_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace comity::api
