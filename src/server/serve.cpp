#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <utility>

#include "server/assemble.hpp"
#include "server/log.hpp"
#include "server/notify.hpp"
#include "server/telling.hpp"
#include "server/version.hpp"

namespace comity::server {
namespace {

// Where the handler writes, one byte for each signal. The journal and the engine had their threads before serve() was called, so signals cannot
// be kept to one thread by a mask; a handler that wakes the main thread works on all of them.
std::atomic<int> wake_end{-1};

extern "C" void on_signal(int number) {
  const int kept = errno;
  const char byte = number == SIGHUP ? 'r' : 's';
  [[maybe_unused]] const auto written = ::write(wake_end.load(), &byte, 1);
  errno = kept;
}

class Signals {
 public:
  Signals() = default;
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;
  ~Signals() {
    restore();
    wake_end = -1;
    for (const int end : ends_) {
      if (end >= 0) ::close(end);
    }
  }

  Result<void> take() {
    if (::pipe2(ends_, O_CLOEXEC | O_NONBLOCK) != 0)
      return fail(Code::unavailable, fmt::format("cannot make a pipe: {}", std::strerror(errno)));
    wake_end = ends_[1];
    struct sigaction action {};
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    for (std::size_t i = 0; i < std::size(kSignals); ++i) ::sigaction(kSignals[i], &action, &before_[i]);
    taken_ = true;
    return {};
  }

  // True at SIGHUP, false when it is time to stop.
  bool wait() {
    pollfd state{.fd = ends_[0], .events = POLLIN, .revents = 0};
    char byte = 0;
    while (::poll(&state, 1, -1) < 1 || ::read(ends_[0], &byte, 1) != 1) {
    }
    return byte == 'r';
  }

  // From here on a signal does what it did before: ends the process.
  void restore() {
    if (!std::exchange(taken_, false)) return;
    for (std::size_t i = 0; i < std::size(kSignals); ++i) ::sigaction(kSignals[i], &before_[i], nullptr);
  }

 private:
  static constexpr int kSignals[] = {SIGINT, SIGTERM, SIGHUP};
  int ends_[2] = {-1, -1};
  struct sigaction before_[std::size(kSignals)]{};
  bool taken_ = false;
};

std::string names_of(const std::vector<const Setting*>& rows, bool reloads) {
  std::string out;
  for (const Setting* row : rows)
    if (row->reloads == reloads) out += (out.empty() ? "" : " ") + setting_name(*row);
  return out;
}

// Takes up what it can, and says what waits for a restart.
void reload(const ServeOptions& options, Running& running, Log& log, Settings& now) {
  if (!options.read_again) return;
  notify_reloading();
  auto read = options.read_again();
  auto done = read ? running.reload(*read) : Result<void>(tl::make_unexpected(read.error()));
  if (done) {
    const auto changed = changed_settings(now, *read);
    log.write(Event::reloaded, {{"changed", names_of(changed, true)},
                                {"restart", names_of(changed, false)},
                                {"certificate", !now.tls_certificate.empty()}});
    for (const Setting* row : changed)  // what waits goes on waiting, and is said again
      if (row->reloads) std::visit([&](auto member) { now.*member = (*read).*member; }, row->value);
  } else {
    log.write(Event::not_reloaded, {{"message", to_string(done.error())}});
  }
  notify_supervisor("READY=1");
}

}  // namespace

Result<void> serve(Opened& opened, const ServeOptions& options) {
  TRY(Logins logins, logins_of(opened.directory));
  Signals signals;
  TRY_VOID(signals.take());
  Settings now = options.settings;
  const auto out = options.log ? options.log : [](std::string_view) {};
  Log log(*opened.clock, out, level_of(now.log_level), now.log_format == "json");
  log.set_requests(now.log_requests);
  log.write(Event::starting, {{"node", opened.name}, {"version", kVersion}, {"records", static_cast<std::int64_t>(opened.node->journal().last())}});
  Watching watching;
  watching.failed = [&log](std::string_view line) { log.write(Event::failed, {{"message", line}}); };
  watching.log = &log;
  TRY(const auto running, Running::start(opened, now, std::move(watching)));
  if (!options.json && !options.logins) logins = {};
  if (options.out) options.out(options.json ? as_json(*running, logins) : as_words(opened, *running, logins));
  log.write(Event::serving, {{"url", running->url()}});
  notify_supervisor("READY=1\nSTATUS=serving");
  while (signals.wait()) reload(options, *running, log, now);
  signals.restore();
  log.write(Event::stopping, {});
  notify_supervisor("STOPPING=1");
  auto stopped = running->stop();
  if (stopped) log.write(Event::stopped, {});
  return stopped;
}

}  // namespace comity::server
