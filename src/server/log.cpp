#include "server/log.hpp"

#include <fmt/format.h>
#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/base_sink.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace comity::server {
namespace {

constexpr std::size_t kWaiting = 8192;

constexpr std::array kEvents{
    EventKind{Event::starting, "starting", Level::info, "the process has opened the node and is about to listen"},
    EventKind{Event::serving, "serving", Level::info, "it listens: url"},
    EventKind{Event::stopping, "stopping", Level::info, "it was told to stop"},
    EventKind{Event::stopped, "stopped", Level::info, "it has stopped cleanly"},
    EventKind{Event::request, "request", Level::info, "a request was handled: id, method, route, status, us (microseconds in the handler), peer, secure"},
    EventKind{Event::unanswered, "unanswered", Level::info,
              "a request that no handler saw (refused by the server, or broken off): method, status (0: nothing was answered), peer, secure"},
    EventKind{Event::failed, "failed", Level::error, "something failed inside: message"},
    EventKind{Event::due_failed, "due-failed", Level::error, "work that was due (a transition, an erasure, a checkpoint) failed and will be tried again: message"},
    EventKind{Event::not_ready, "not-ready", Level::error, "the node is not ready: parts"},
    EventKind{Event::ready_again, "ready-again", Level::warning, "it is ready again"},
    EventKind{Event::reloaded, "reloaded", Level::info, "SIGHUP: changed (settings taken up), restart (settings that wait for one), certificate"},
    EventKind{Event::not_reloaded, "not-reloaded", Level::error, "SIGHUP, and the configuration or certificate is no good, so the old one stays: message"},
    EventKind{Event::backup_begun, "backup-begun", Level::info, "a backup was begun"},
    EventKind{Event::backup_made, "backup-made", Level::info, "it is made: records"},
    EventKind{Event::backup_failed, "backup-failed", Level::error, "it failed: message"},
};

class LineSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit LineSink(std::function<void(std::string_view)> out) : out_(std::move(out)) {}

 private:
  void sink_it_(const spdlog::details::log_msg& message) override { out_({message.payload.data(), message.payload.size()}); }
  void flush_() override {}
  std::function<void(std::string_view)> out_;
};

nlohmann::ordered_json json_of(const Log::Value& value) {
  return std::visit(
      [](const auto& one) -> nlohmann::ordered_json {
        if constexpr (std::is_same_v<std::decay_t<decltype(one)>, std::string_view>) return as_utf8(one);
        else return one;
      },
      value);
}

// A word that needs no quotes: what a client sent must not move the cursor of whoever reads the log.
bool is_bare(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f && c != '"' && c != '=' && c != '\\'; });
}

}  // namespace

std::string_view name_of(Level level) {
  constexpr std::array<std::string_view, 4> kNames{"debug", "info", "warning", "error"};
  return kNames[static_cast<std::size_t>(level)];
}

Level level_of(std::string_view name) {
  for (const Level level : {Level::debug, Level::info, Level::warning, Level::error})
    if (name_of(level) == name) return level;
  return Level::info;
}

std::span<const EventKind> event_catalogue() { return kEvents; }

std::string log_line(Time time, Level level, std::string_view event, std::span<const Log::Field> fields, bool json) {
  if (json) {
    nlohmann::ordered_json line = {{"time", format_time(time)}, {"level", name_of(level)}, {"event", event}};
    for (const auto& [name, value] : fields) line[std::string(name)] = json_of(value);
    return line.dump();
  }
  std::string line = fmt::format("{} {} {}", format_time(time), name_of(level), event);
  for (const auto& [name, value] : fields) {
    const nlohmann::ordered_json shown = json_of(value);
    const bool bare = shown.is_string() && is_bare(shown.get_ref<const std::string&>());
    line += fmt::format(" {}={}", name, bare ? shown.get<std::string>() : shown.dump(-1, ' ', true));
  }
  return line;
}

Log::Log(Clock& clock, std::function<void(std::string_view)> out, Level least, bool json)
    : clock_(clock), json_(json), least_(least), pool_(std::make_shared<spdlog::details::thread_pool>(kWaiting, 1)) {
  logger_ = std::make_shared<spdlog::async_logger>("comity", std::make_shared<LineSink>(std::move(out)), pool_,
                                                   spdlog::async_overflow_policy::overrun_oldest);
  logger_->set_level(spdlog::level::trace);  // least_ decides
}

Log::~Log() = default;  // the pool's end writes what waits

void Log::write(Event event, std::initializer_list<Field> fields) const {
  const auto kind = std::find_if(kEvents.begin(), kEvents.end(), [&](const EventKind& one) { return one.event == event; });
  CHECK(kind != kEvents.end());
  if (kind->level < least_.load()) return;
  const std::string line = log_line(clock_.now(), kind->level, kind->name, fields, json_) + "\n";
  logger_->log(spdlog::level::info, spdlog::string_view_t(line));
}

std::uint64_t Log::dropped() const { return pool_->overrun_counter(); }

}  // namespace comity::server
