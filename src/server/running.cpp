#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

#include "operations/acts.hpp"
#include "server/assemble.hpp"
#include "server/node_directory.hpp"
#include "taxii/routes.hpp"

namespace comity::server {
namespace {

using namespace std::chrono_literals;

constexpr auto kDueEvery = 200ms;
constexpr int kDuesPerCheckpoint = 5;
constexpr auto kGrace = 5s;

class RunningNode final : public Running {
 public:
  RunningNode(Opened& opened, std::function<void(std::string_view)> log) : opened_(opened), log_(std::move(log)) {}
  ~RunningNode() override {
    if (const auto stopped = stop(); !stopped) say(to_string(stopped.error()));
  }

  Result<void> begin(std::uint16_t port) {
    http::ServerOptions options;
    options.port = port;
    auto server = http::serve(options, doors(opened_, log_), door_errors());
    if (!server && server.error().code == Code::unavailable)
      return fail(Code::unavailable,
                  fmt::format("cannot listen on 127.0.0.1:{}: {}; choose another with --port, or 0 for any free one", port,
                              server.error().message));
    if (!server) return tl::make_unexpected(std::move(server).error());
    server_ = *std::move(server);
    port_ = server_->port();
    ticker_ = std::thread([this] { tick(); });
    if (!opened_.directory.empty()) {
      TRY_VOID(opened_.disk->make_directory(opened_.directory + "/ledger"));
      const nlohmann::ordered_json run = {{"url", url()}, {"pid", ::getpid()}};
      TRY_VOID(replace_file(*opened_.disk, run_file(), run.dump() + "\n"));
    }
    return {};
  }

  std::uint16_t port() const override { return port_; }
  std::string url() const override { return fmt::format("http://127.0.0.1:{}", port_); }
  std::string taxii() const override { return fmt::format("{}/{}/", url(), taxii::kRoot); }

  Result<void> stop() override {
    if (std::exchange(stopped_, true)) return {};
    if (!server_) return {};
    server_->stop(kGrace);
    server_.reset();  // waits for handlers that outlive the grace: they use the node
    {
      std::lock_guard lock(mutex_);
      ending_ = true;
    }
    end_.notify_all();
    if (ticker_.joinable()) ticker_.join();
    // Each step is worth doing though the one before it failed; the first failure is told.
    Result<void> first;
    const auto keep = [&](Result<void> step) {
      if (!step && first) first = std::move(step);
    };
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
    if (log_) log_(line);
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

  void tick() {
    std::string due_said, checkpoint_said;
    for (int round = 1;; ++round) {
      {
        std::unique_lock lock(mutex_);
        if (end_.wait_for(lock, kDueEvery, [this] { return ending_; })) return;
      }
      note(operations::due(*opened_.node), due_said);
      if (round % kDuesPerCheckpoint == 0 && !opened_.directory.empty()) note(write_checkpoint(), checkpoint_said);
    }
  }

  Opened& opened_;
  std::function<void(std::string_view)> log_;
  std::unique_ptr<http::Server> server_;
  std::uint16_t port_ = 0;
  bool stopped_ = false;
  Seq written_ = 0;
  std::mutex mutex_;
  std::condition_variable end_;
  bool ending_ = false;
  std::thread ticker_;
};

}  // namespace

Result<std::unique_ptr<Running>> Running::start(Opened& opened, std::uint16_t port,
                                                std::function<void(std::string_view)> log) {
  auto running = std::make_unique<RunningNode>(opened, std::move(log));
  TRY_VOID(running->begin(port));
  return std::unique_ptr<Running>(std::move(running));
}

}  // namespace comity::server
