#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <utility>

#include "server/assemble.hpp"
#include "server/node_directory.hpp"
#include "taxii/collections.hpp"

namespace comity::server {
namespace {

// Where the handler writes. The journal and the engine had their threads before serve() was called, so signals cannot be
// kept to one thread by a mask; a handler that wakes the main thread works on all of them.
std::atomic<int> wake_end{-1};

extern "C" void on_stop_signal(int) {
  const int kept = errno;
  const char byte = 0;
  [[maybe_unused]] const auto written = ::write(wake_end.load(), &byte, 1);
  errno = kept;
}

class StopSignals {
 public:
  StopSignals() = default;
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  ~StopSignals() {
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
    action.sa_handler = on_stop_signal;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    for (std::size_t i = 0; i < std::size(kSignals); ++i) ::sigaction(kSignals[i], &action, &before_[i]);
    taken_ = true;
    return {};
  }

  void wait() {
    pollfd state{.fd = ends_[0], .events = POLLIN, .revents = 0};
    while (::poll(&state, 1, -1) < 1) {
    }
  }

  // From here on a signal does what it did before: ends the process.
  void restore() {
    if (!std::exchange(taken_, false)) return;
    for (std::size_t i = 0; i < std::size(kSignals); ++i) ::sigaction(kSignals[i], &before_[i], nullptr);
  }

 private:
  static constexpr int kSignals[] = {SIGINT, SIGTERM};
  int ends_[2] = {-1, -1};
  struct sigaction before_[std::size(kSignals)] {};
  bool taken_ = false;
};

std::string as_json(const Running& running, const std::vector<Login>& logins) {
  nlohmann::ordered_json people = nlohmann::ordered_json::array();
  for (const Login& login : logins)
    people.push_back({{"id", login.id}, {"party", login.party}, {"agency", login.agency}, {"token", login.token}});
  const nlohmann::ordered_json line = {{"url", running.url()}, {"taxii", running.taxii()}, {"people", std::move(people)}};
  return line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string as_words(const Opened& opened, const Running& running, const std::vector<Login>& logins) {
  std::string out = fmt::format("\nThe node {} is serving.\n\n  address     {}\n  TAXII root  {}\n", opened.name,
                                running.url(), running.taxii());
  if (!logins.empty()) {
    std::size_t widest = 0;
    for (const Login& login : logins) widest = std::max(widest, login.id.size());
    out += "\nSample people, each with the token that opens the node for them:\n\n";
    for (const Login& login : logins) out += fmt::format("  {:<{}}  {}\n", login.id, widest, login.token);
    out += fmt::format(
        "\nWhat the first of them may see:\n\n"
        "  curl -gs -H 'Authorization: Bearer {}' \\\n"
        "       -H 'Accept: application/taxii+json;version=2.1' \\\n"
        "       '{}collections/{}/objects/?limit=10'\n",
        logins.front().token, running.taxii(), taxii::kReadCollection);
  }
  return out + "\nCtrl-C stops it.\n";
}

}  // namespace

Result<void> serve(Opened& opened, const ServeOptions& options) {
  TRY(std::vector<Login> logins, read_logins(opened.directory));
  StopSignals signals;
  TRY_VOID(signals.take());
  TRY(const auto running, Running::start(opened, options.port, options.log));
  if (!options.json && !options.logins) logins.clear();
  if (options.out) options.out(options.json ? as_json(*running, logins) : as_words(opened, *running, logins));
  signals.wait();
  signals.restore();
  return running->stop();
}

}  // namespace comity::server
