#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

#include "door/presenting.hpp"
#include "operations/acts.hpp"
#include "operations/credentials.hpp"
#include "operations/search.hpp"
#include "server/assemble.hpp"
#include "server/log.hpp"
#include "server/node_directory.hpp"
#include "server/notify.hpp"
#include "server/operating.hpp"
#include "taxii/routes.hpp"

namespace comity::server {
namespace {

using namespace std::chrono_literals;

constexpr auto kDueEvery = 200ms;
constexpr int kDuesPerCheckpoint = 5;
constexpr auto kGrace = 5s;

http::ServerOptions server_options(const Settings& settings) {
  using std::chrono::seconds;
  http::ServerOptions out;
  out.address = settings.address;
  out.port = static_cast<std::uint16_t>(settings.port);
  if (!settings.tls_certificate.empty()) out.tls = http::TlsOptions{settings.tls_certificate, settings.tls_key, settings.tls_client_ca};
  out.threads = static_cast<int>(settings.workers);
  out.max_connections = static_cast<std::size_t>(settings.connections);
  out.max_header_bytes = static_cast<std::size_t>(settings.header_kib) << 10;
  out.max_body_bytes = static_cast<std::uint64_t>(settings.body_mib) << 20;
  out.max_bodies_bytes = static_cast<std::uint64_t>(settings.bodies_mib) << 20;
  out.max_streams = static_cast<std::size_t>(settings.streams);
  out.header_timeout = seconds(settings.header_seconds);
  out.body_timeout = seconds(settings.body_seconds);
  out.idle_timeout = seconds(settings.idle_seconds);
  out.write_timeout = seconds(settings.write_seconds);
  out.per_address.connections = static_cast<std::size_t>(settings.connections_per_address);
  out.per_address.requests_per_second = static_cast<double>(settings.requests_per_address);
  out.per_address.burst = 4 * static_cast<double>(settings.requests_per_address);
  out.per_address.failures = static_cast<double>(settings.failures_per_address);
  return out;
}

// As it stands in a URL.
std::string in_url(const std::string& address) { return address.find(':') == std::string::npos ? address : "[" + address + "]"; }

// Errors name the setting and what is wrong in the folder.
Result<std::shared_ptr<const console::Files>> console_of(const std::string& folder) {
  auto contents = console::read_folder(folder);
  auto files = contents ? console::Files::from(*std::move(contents)) : tl::make_unexpected(std::move(contents).error());
  if (files) return files;
  Error error = std::move(files).error();
  return fail(error.code, fmt::format("{}{}", error.message, error.where.empty() ? "" : ": " + error.where), "console.folder");
}

class RunningNode final : public Running {
 public:
  RunningNode(Opened& opened, const Settings& settings, Watching watching)
      : opened_(opened), settings_(settings), watching_(std::move(watching)), operating_(opened, settings, watching_.log) {}
  ~RunningNode() override {
    if (const auto stopped = stop(); !stopped) say(to_string(stopped.error()));
  }

  Result<void> begin() {
    TRY_VOID(check_settings(settings_));
    http::ServerOptions options = server_options(settings_);
    options.known = [&node = *opened_.node](const http::Request& request) {
      return operations::is_known(node, door::presented(request));
    };
    options.on_done = [this](const http::Done& done) { count(done); };
    std::shared_ptr<const console::Files> console;
    if (!settings_.console_folder.empty()) {
      TRY(console, console_of(settings_.console_folder));
    }
    has_console_ = console != nullptr;
    const std::vector<http::Route> routes = observed(doors(opened_, watching_.failed, &operating_, std::move(console)), *opened_.random, watching_.log);
    auto server = http::serve(options, routes, door_errors());
    if (!server && server.error().code == Code::unavailable)
      return fail(Code::unavailable, fmt::format("cannot listen on {}:{}: {}; choose another with --port, or 0 for any free one",
                                                 settings_.address, settings_.port, server.error().message));
    if (!server) return tl::make_unexpected(std::move(server).error());
    server_ = *std::move(server);
    port_ = server_->port();
    operating_.set_server([this] { return server_->numbers(); });
    if (options.tls) TRY_VOID(begin_local(std::move(options), routes));
    if (settings_.metrics_port > 0) TRY_VOID(begin_watch());
    ticker_ = std::thread([this] { tick(); });
    indexer_ = std::thread([this] { index(); });
    if (!opened_.directory.empty()) {
      TRY_VOID(opened_.disk->make_directory(opened_.directory + "/ledger"));
      const nlohmann::ordered_json run = {{"url", local_ ? fmt::format("http://127.0.0.1:{}", local_->port()) : url()}, {"pid", ::getpid()}};
      TRY_VOID(replace_file(*opened_.disk, run_file(), run.dump() + "\n"));
    }
    return {};
  }

  std::uint16_t port() const override { return port_; }
  std::string url() const override {
    return fmt::format("{}://{}:{}", settings_.tls_certificate.empty() ? "http" : "https", in_url(settings_.address), port_);
  }
  std::string taxii() const override { return fmt::format("{}/{}/", url(), taxii::kRoot); }
  bool has_console() const override { return has_console_; }

  Result<void> reload(const Settings& settings) override {
    TRY_VOID(check_settings(settings));
    if (!settings_.tls_certificate.empty()) TRY_VOID(server_->reload_tls());
    operating_.readiness.set_low_mib(settings.disk_low_mib);
    const access::Settings about_access = access_settings(settings);
    opened_.node->desk().rates.set(about_access.per_person, about_access.per_party);
    operations::Caller operators;
    operators.person = access::kOperator;
    operators.via = access::Via::local;
    TRY_VOID(operations::record_audit(*opened_.node, operators, "config.reload"));
    if (watching_.log) {
      watching_.log->set_least(level_of(settings.log_level));
      watching_.log->set_requests(settings.log_requests);
    }
    return {};
  }

  Result<void> stop() override {
    if (std::exchange(stopped_, true)) return {};
    watch_.reset();
    operating_.set_server({});
    if (!server_) return {};
    server_->stop(kGrace);
    if (local_) local_->stop(kGrace);
    local_.reset();
    server_.reset();  // waits for handlers that outlive the grace: they use the node
    {
      std::lock_guard lock(mutex_);
      ending_ = true;
    }
    end_.notify_all();
    if (ticker_.joinable()) ticker_.join();
    if (indexer_.joinable()) indexer_.join();
    // Each step is worth doing though the one before it failed; the first failure is told.
    Result<void> first;
    const auto keep = [&](Result<void> step) {
      if (!step && first) first = std::move(step);
    };
    keep(operations::flush_refusals(*opened_.node, true));
    keep(operations::due(*opened_.node));
    opened_.node->journal().stop();
    keep(opened_.engine->settle());
    if (!opened_.directory.empty()) {
      keep(write_checkpoint());
      keep(opened_.disk->remove(run_file()));
    }
    return first;
  }

 private:
  std::string run_file() const { return opened_.directory + "/run.json"; }

  void say(std::string_view line) const {
    if (watching_.log) watching_.log->write(Event::due_failed, {{"message", line}});
    else if (watching_.failed) watching_.failed(line);
  }

  void count(const http::Done& done) {
    operating_.requests.add({done.method, done.route, done.status, done.bytes_received, done.bytes_sent,
                             static_cast<double>(done.duration.count()) / 1e6, done.whole});
    if (done.route.empty() && watching_.log && watching_.log->requests())
      watching_.log->write(Event::unanswered, {{"method", done.method},
                                               {"status", static_cast<std::int64_t>(done.status)},
                                               {"peer", done.peer},
                                               {"secure", done.secure}});
  }

  // Beside TLS, for the commands of this machine, which find it in run.json: the same routes and log-ins on any free port of loopback. A certificate names
  // the node to others; here nobody stands between.
  Result<void> begin_local(http::ServerOptions options, const std::vector<http::Route>& routes) {
    options.address = "127.0.0.1";
    options.port = 0;
    options.tls.reset();
    options.threads = 4;
    options.max_connections = 64;
    TRY(local_, http::serve(options, routes, door_errors()));
    return {};
  }

  // A listener of its own, for this machine alone.
  Result<void> begin_watch() {
    http::ServerOptions options;
    options.port = static_cast<std::uint16_t>(settings_.metrics_port);
    options.threads = 2;
    options.max_connections = 16;
    auto watch = http::serve(options, operating_.watch_routes(), [](const http::Request&, int status, std::string_view message) {
      return http::problem(status, http::reason_of(status), message);
    });
    if (!watch)
      return fail(Code::unavailable, fmt::format("cannot listen on 127.0.0.1:{}: {}; see metrics.port", settings_.metrics_port, watch.error().message));
    watch_ = *std::move(watch);
    return {};
  }

  void note_readiness() {
    const auto parts = operating_.readiness.unready();
    const std::string said = fmt::format("{}", fmt::join(parts, " "));
    if (said == unready_) return;
    unready_ = said;
    notify_supervisor(said.empty() ? "STATUS=serving" : fmt::format("STATUS=not ready: {}", said));
    if (!watching_.log) return;
    if (said.empty()) watching_.log->write(Event::ready_again, {});
    else watching_.log->write(Event::not_ready, {{"parts", said}});
  }

  // A fault that lasts is said once, and again when it changes.
  void note(const Result<void>& outcome, std::string& said) const {
    const std::string now = outcome ? std::string() : to_string(outcome.error());
    if (now != said && !now.empty()) say(now);
    said = now;
  }

  Result<void> write_checkpoint() {
    const Seq last = opened_.node->journal().last();
    if (last == written_) return {};
    TRY_VOID(replace_file(*opened_.disk, opened_.directory + "/ledger/checkpoint", opened_.checkpoint()));
    written_ = last;
    return {};
  }

  // Words are indexed beside the work of the node; after a start, all of them.
  void index() {
    const auto ending = [this] {
      std::lock_guard lock(mutex_);
      return ending_;
    };
    while (true) {
      operations::index_words(*opened_.node, ending);
      std::unique_lock lock(mutex_);
      if (end_.wait_for(lock, kDueEvery, [this] { return ending_; })) return;
    }
  }

  void tick() {
    std::string due_said, checkpoint_said;
    const auto watchdog = watchdog_period();
    auto fed = std::chrono::steady_clock::now();
    for (int round = 1;; ++round) {
      {
        std::unique_lock lock(mutex_);
        if (end_.wait_for(lock, kDueEvery, [this] { return ending_; })) return;
      }
      note(operations::due(*opened_.node), due_said);
      if (round % kDuesPerCheckpoint == 0 && !opened_.directory.empty()) note(write_checkpoint(), checkpoint_said);
      if (round % kDuesPerCheckpoint == 0) note_readiness();
      // Here, as a journal that hangs keeps due() from coming back.
      if (watchdog && std::chrono::steady_clock::now() - fed >= *watchdog) {
        notify_supervisor("WATCHDOG=1");
        fed = std::chrono::steady_clock::now();
      }
    }
  }

  Opened& opened_;
  const Settings settings_;
  const Watching watching_;
  Operating operating_;
  std::string unready_;  // as last told; the ticker's
  std::unique_ptr<http::Server> server_, local_, watch_;
  std::uint16_t port_ = 0;
  bool has_console_ = false;
  bool stopped_ = false;
  Seq written_ = 0;
  std::mutex mutex_;
  std::condition_variable end_;
  bool ending_ = false;
  std::thread ticker_, indexer_;
};

}  // namespace

Result<std::unique_ptr<Running>> Running::start(Opened& opened, const Settings& settings, Watching watching) {
  auto running = std::make_unique<RunningNode>(opened, settings, std::move(watching));
  TRY_VOID(running->begin());
  return std::unique_ptr<Running>(std::move(running));
}

Result<std::unique_ptr<Running>> Running::start(Opened& opened, std::uint16_t port,
                                                std::function<void(std::string_view)> log) {
  Settings settings;
  settings.port = port;
  return start(opened, settings, {std::move(log), nullptr});
}

}  // namespace comity::server
