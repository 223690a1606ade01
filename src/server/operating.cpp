#include "server/operating.hpp"

#include <dirent.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <shared_mutex>

#include "base/bytes.hpp"
#include "server/node_status.hpp"
#include "server/version.hpp"

namespace comity::server {
namespace {

using Kind = Exposition::Kind;
using nlohmann::ordered_json;

double real(std::uint64_t value) { return static_cast<double>(value); }

std::uint64_t open_files() {
  std::uint64_t out = 0;
  DIR* folder = ::opendir("/proc/self/fd");
  if (!folder) return 0;
  while (::readdir(folder)) ++out;
  ::closedir(folder);
  return out - std::min<std::uint64_t>(out, 3);  // ".", "..", and the folder itself
}

std::uint64_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::uint64_t all = 0, resident = 0;
  file >> all >> resident;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

// Absolute: whoever asks for a backup may stand elsewhere.
std::string backup_folder(const Opened& opened, const Settings& settings) {
  if (!settings.backup_folder.empty() || opened.directory.empty()) return settings.backup_folder;
  return std::filesystem::absolute(opened.directory + "/backups").lexically_normal().string();
}

}  // namespace

Operating::Operating(Opened& opened, const Settings& settings, const Log* log)
    : readiness(opened),
      opened_(opened),
      log_(log),
      backups_(opened, backup_folder(opened, settings),
               [log](const Backups::State& state) {
                 if (!log) return;
                 if (state.running) log->write(Event::backup_begun, {});
                 else if (state.made) log->write(Event::backup_made, {{"records", static_cast<std::int64_t>(state.made->at.records)}});
                 else if (state.failed) log->write(Event::backup_failed, {{"message", state.failed->message}});
               }) {
  readiness.set_low_mib(settings.disk_low_mib);
}

void Operating::set_server(std::function<http::Numbers()> numbers) {
  const std::lock_guard lock(mutex_);
  numbers_ = std::move(numbers);
}

void Operating::write_node(Exposition& out) {
  journal::Journal& journal = opened_.node->journal();
  const auto numbers = journal.numbers();
  out.one("comity_records", Kind::gauge, "Records in the journal.", real(journal.last()));
  out.family("comity_records_by_kind", Kind::gauge, "Records in the journal by kind; lease, erasure and clock among them.");
  for (std::size_t kind = 1; kind < numbers.records.size(); ++kind) {
    const std::string_view name = journal::name_of(static_cast<journal::Kind>(kind));
    if (name != "unknown") out.sample(Exposition::label("kind", name), real(numbers.records[kind]));
  }
  out.family("comity_journal_append_seconds", Kind::histogram, "One append of a batch to the store, mostly the wait for the disk's sync.");
  out.samples("", journal.append_seconds().counts());
  out.family("comity_journal_batch_records", Kind::histogram, "Records in a batch.");
  out.samples("", journal.batch_records().counts());
  out.one("comity_journal_queue", Kind::gauge, "Acts that wait for the journal's writer.", real(numbers.queued));
  out.one("comity_records_unsettled", Kind::gauge, "Records that are durable in the intake log and not yet in their permanent place.",
          real(journal.last() - std::min(journal.last(), opened_.engine->settled())));
  std::size_t erasures = 0;
  Seq policy = 0;
  Time next;
  {
    std::shared_lock state(journal.state());
    policy = opened_.node->policy.version();
    next = opened_.node->policy.next_transition();
    erasures = opened_.node->exceptions.erasures().size() - opened_.node->erasures_done;
  }
  out.one("comity_policy_version", Kind::gauge, "The record by which the node decides.", real(policy));
  const Time now = opened_.clock->now();
  if (next != Time::max())
    out.one("comity_next_transition_seconds", Kind::gauge, "Until the next term, clearance or consent begins or ends; under zero it is overdue.",
            static_cast<double>(next.us - now.us) / 1e6);
  out.one("comity_erasures_pending", Kind::gauge, "Erasures that are recorded and not yet carried out on the disk.", real(erasures));
  out.one("comity_live_leases", Kind::gauge, "Feeds that a lease still covers.", real(opened_.node->live_leases.size()));
  out.one("comity_extents_pending", Kind::gauge, "Deliveries that no record names yet.", real(opened_.node->live_leases.pending().size()));
  out.one("comity_disk_free_bytes", Kind::gauge, "Free where the node's folder lies.", real(readiness.free_bytes()));
  const auto parts = readiness.unready();
  out.family("comity_unready", Kind::gauge, "1 for each part that cannot work now.");
  for (const std::string_view part : {"journal", "disk", "index", "clock", "space"})
    out.sample(Exposition::label("part", part), std::find(parts.begin(), parts.end(), part) != parts.end() ? 1 : 0);
}

void Operating::write_server(Exposition& out) {
  http::Numbers numbers;
  {
    const std::lock_guard lock(mutex_);
    if (!numbers_) return;
    numbers = numbers_();
  }
  out.one("comity_connections", Kind::gauge, "Open connections.", real(numbers.connections));
  out.one("comity_streams", Kind::gauge, "Open event streams.", real(numbers.streams));
  out.one("comity_handling", Kind::gauge, "Requests in a handler.", real(numbers.handling));
  out.family("comity_limited_total", Kind::counter, "Connections and requests refused by a limit before anybody was asked who they are.");
  const auto& refused = numbers.refused;
  for (const auto& [limit, count] : {std::pair("connections", refused.full), std::pair("connections_per_address", refused.address_connections),
                                     std::pair("requests_per_address", refused.address_requests),
                                     std::pair("failures_per_address", refused.address_failures), std::pair("bodies", refused.bodies),
                                     std::pair("streams", refused.streams), std::pair("slow_streams", refused.slow_streams),
                                     std::pair("handshakes", refused.handshakes)})
    out.sample(Exposition::label("limit", limit), real(count));
}

std::string Operating::metrics() {
  Exposition out;
  out.family("comity_build_info", Kind::gauge, "1, with the version that runs.");
  out.sample(Exposition::label("version", kVersion), 1);
  requests.write(out);
  write_server(out);
  write_node(out);
  if (log_) out.one("comity_log_lines_dropped_total", Kind::counter, "Lines of the log that nobody read in time.", real(log_->dropped()));
  out.one("process_resident_memory_bytes", Kind::gauge, "Memory that the process holds.", real(resident_bytes()));
  out.one("process_open_fds", Kind::gauge, "Open file descriptors.", real(open_files()));
  return out.take();
}

std::string Operating::backup_state() const {
  const Backups::State state = backups_.state();
  if (state.path.empty()) return ordered_json{{"state", "none"}}.dump();
  ordered_json out = {{"state", state.running ? "running" : state.made ? "done" : "failed"}, {"file", state.path}};
  if (state.running) {
    out["done"] = state.done;
    out["total"] = state.total;
  } else if (state.made) {
    out["records"] = state.made->at.records;
    out["root"] = state.made->at.root;
  } else if (state.failed) {
    out["message"] = state.failed->message;
  }
  return out.dump();
}

api::Operating Operating::door() {
  return {[this] { return readiness.unready(); },
          [this] { return node_status(opened_).dump(-1, ' ', false, ordered_json::error_handler_t::replace); },
          [this] { return metrics(); },
          [this](std::optional<api::BackupSince> since) -> Result<void> {
            std::optional<BackupPoint> point;
            if (since) point = BackupPoint{since->records, since->root};
            TRY(const std::string path, backups_.start(std::move(point)));
            return {};
          },
          [this] { return backup_state(); }};
}

std::vector<http::Route> Operating::watch_routes() {
  const auto text = [](int status, std::string body) { return http::Response::text(status, "text/plain; charset=utf-8", std::move(body)); };
  return {{"GET", "/metrics",
           [this](const http::Request&) { return http::Response::text(200, "text/plain; version=0.0.4; charset=utf-8", metrics()); }},
          {"GET", "/health", [text](const http::Request&) { return text(200, "ok\n"); }},
          {"GET", "/ready", [this, text](const http::Request&) {
             const auto parts = readiness.unready();
             return text(parts.empty() ? 200 : 503, parts.empty() ? "ready\n" : fmt::format("not ready: {}\n", fmt::join(parts, " ")));
           }}};
}

std::vector<http::Route> observed(std::vector<http::Route> routes, crypto::Random& random, const Log* log) {
  for (http::Route& route : routes) {
    route.handler = [handler = std::move(route.handler), pattern = route.pattern, &random, log](const http::Request& request) {
      const auto begun = std::chrono::steady_clock::now();
      const std::string id = to_hex(random.bytes(8));
      http::Response response = handler(request);
      response.headers.emplace_back("Comity-Request-Id", id);
      if (log && log->requests()) {
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begun;
        log->write(Event::request, {{"id", id},
                                    {"method", request.method},
                                    {"route", pattern},
                                    {"status", static_cast<std::int64_t>(response.status)},
                                    {"us", static_cast<std::int64_t>(took.count() * 1000)},
                                    {"peer", request.peer},
                                    {"secure", request.secure}});
      }
      return response;
    };
  }
  return routes;
}

}  // namespace comity::server
