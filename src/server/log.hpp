// What the node writes down about itself while it runs: events of a closed catalogue, one a line, to standard error. Not the
// record of handling, which is the journal.
//
// No line holds a secret, a name of a person, an object's id, a path or a query: a route is written as its pattern, a
// caller as the public id of the credential. What failed inside may say more, in "message"; those messages hold no secret and no hidden name.
#pragma once

#include <atomic>
#include <functional>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/time.hpp"

namespace spdlog {
class logger;
namespace details {
class thread_pool;
}
}  // namespace spdlog

namespace comity::server {

enum class Level { debug, info, warning, error };
std::string_view name_of(Level level);
Level level_of(std::string_view name);  // info for any other word

enum class Event {
  starting,
  serving,
  stopping,
  stopped,
  request,
  unanswered,
  failed,
  due_failed,
  not_ready,
  ready_again,
  reloaded,
  not_reloaded,
  backup_begun,
  backup_made,
  backup_failed,
};
struct EventKind {
  Event event;
  std::string_view name;
  Level level;
  std::string_view text;  // what happened, for docs/operate/logs.md
};
std::span<const EventKind> event_catalogue();

// Thread-safe. Writing never waits for the reader of the lines: past some thousands that wait, the oldest are dropped, and counted.
class Log {
 public:
  using Value = std::variant<std::string_view, std::int64_t, bool>;
  using Field = std::pair<std::string_view, Value>;

  // `out` takes whole lines, one at a time. `json`: one object a line; else words.
  Log(Clock& clock, std::function<void(std::string_view)> out, Level least, bool json);
  ~Log();  // writes what waits

  void write(Event event, std::initializer_list<Field> fields) const;
  void set_least(Level level) { least_ = level; }
  void set_requests(bool on) { requests_ = on; }
  bool requests() const { return requests_ && least_.load() <= Level::info; }
  std::uint64_t dropped() const;

 private:
  Clock& clock_;
  const bool json_;
  std::atomic<Level> least_;
  std::atomic<bool> requests_{true};
  std::shared_ptr<spdlog::details::thread_pool> pool_;
  std::shared_ptr<spdlog::logger> logger_;
};

// A line as it is written, without its end. For people the value of a field is quoted where it holds more than a word.
std::string log_line(Time time, Level level, std::string_view event, std::span<const Log::Field> fields, bool json);

}  // namespace comity::server
