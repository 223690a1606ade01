// Ingest against what the disk and the parser allow, in the same process and run, with and without 4 ms syncs.
//   ingest_bench ingest NODE BUNDLE RULES ROUNDS   a whole bundle
//   ingest_bench posts NODE BUNDLE RULES ROUNDS    16 clients, one object each, again and again
// NODE is a node without the bundle; copies of it are filled beside it. Prints JSON lines.
#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <simdjson.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "crypto/hash.hpp"
#include "operations/acts.hpp"
#include "server/assemble.hpp"
#include "stix/object.hpp"
#include "taxii/collections.hpp"
#include "taxii/routes.hpp"

namespace {

using namespace comity;
namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr int kClients = 16;

[[noreturn]] void stop(const std::string& why) {
  fmt::print(stderr, "ingest_bench: {}\n", why);
  std::exit(1);
}
template <class T>
T must(Result<T> result) {
  if (!result) stop(to_string(result.error()));
  return std::move(*result);
}
void must(Result<void> result) {
  if (!result) stop(to_string(result.error()));
}

double now_s() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

double cpu_s(int who) {
  rusage usage{};
  getrusage(who, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

std::string read_whole(const std::string& path) {
  gzFile file = gzopen(path.c_str(), "rb");
  std::string out;
  if (file == nullptr) stop("cannot read " + path);
  static char buffer[1 << 18];
  for (int n; (n = gzread(file, buffer, sizeof buffer)) > 0;) out.append(buffer, static_cast<std::size_t>(n));
  gzclose(file);
  return out;
}

// A copy of the empty node, open, with its intake files made: a running node has them.
struct Fresh {
  Fresh(const std::string& node, std::int64_t delay_us) : path(node + ".filled") {
    fs::remove_all(path);
    fs::copy(node, path, fs::copy_options::recursive);
    opened = must(server::open_node(path, delay_us));
    must(opened->engine->settle());
    std::this_thread::sleep_for(500ms);
  }
  ~Fresh() {
    opened.reset();
    fs::remove_all(path);
  }
  std::string path;
  std::unique_ptr<server::Opened> opened;
};

class Log {
 public:
  Log(const std::string& path, std::int64_t delay_us) : path_(path), delay_us_(delay_us) {
    fd_ = ::open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    if (fd_ < 0) stop("cannot write " + path);
  }
  ~Log() {
    ::close(fd_);
    fs::remove(path_);
  }
  void append(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t n = ::write(fd_, bytes.data(), bytes.size());
      if (n <= 0) stop("cannot write the log");
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    ::fdatasync(fd_);
    if (delay_us_ > 0) std::this_thread::sleep_for(std::chrono::microseconds(delay_us_));
  }

 private:
  std::string path_;
  std::int64_t delay_us_;
  int fd_ = -1;
};

// ---- a whole bundle --------------------------------------------------------------------------------------------------

// Parse, hash each object's bytes, write, sync: what nobody who keeps a bundle durably can do without.
double bare_ingest(const std::string& text, const std::string& path, std::int64_t delay_us) {
  Log log(path, delay_us);
  const simdjson::padded_string padded(text);
  const double begin = now_s();
  simdjson::dom::parser parser;
  simdjson::dom::element element;
  if (parser.parse(padded).get(element) != simdjson::SUCCESS) stop("simdjson refuses this text");
  crypto::Sha256 hash;
  hash.update(text);
  volatile std::uint8_t kept = hash.finish()[0];
  static_cast<void>(kept);
  log.append(text);
  return now_s() - begin;
}

operations::Caller submitter() {
  operations::Caller caller;
  caller.person = "NZL.GCSB.submitter";
  caller.agency = "NZL.GCSB";
  caller.party = "NZL";
  return caller;
}

void ingest(const std::string& node, const std::string& text, const std::string& rules, int rounds) {
  const std::string minified = must(json::minify(text));
  bare_ingest(minified, node + ".bare", 0);  // the first pays for the memory of all
  for (const std::int64_t delay_us : {0, 4000}) {
    std::vector<double> bare, bare_cpu, submitted, imported, submit_cpu, import_cpu;
    std::size_t objects = 0;
    for (int round = 0; round < rounds; ++round) {
      const double before = cpu_s(RUSAGE_SELF);
      bare.push_back(bare_ingest(minified, node + ".bare", delay_us));
      bare_cpu.push_back(cpu_s(RUSAGE_SELF) - before);
      {
        Fresh fresh(node, delay_us);
        const double cpu = cpu_s(RUSAGE_SELF), begin = now_s();
        const auto submission = must(operations::submit(*fresh.opened->node, submitter(), minified));
        submitted.push_back(now_s() - begin);
        submit_cpu.push_back(cpu_s(RUSAGE_SELF) - cpu);
        objects = submission.objects.size();
        for (const auto& one : submission.objects)
          if (!one.accepted) stop("refused: " + one.id + ": " + one.message);
      }
      {
        Fresh fresh(node, delay_us);
        const double cpu = cpu_s(RUSAGE_SELF), begin = now_s();
        const auto report = must(operations::import(*fresh.opened->node, minified, rules, "rules", nullptr));
        imported.push_back(now_s() - begin);
        import_cpu.push_back(cpu_s(RUSAGE_SELF) - cpu);
        if (!report.refused.empty()) stop("refused: " + report.refused[0].id + ": " + report.refused[0].message);
      }
    }
    const auto row = [&](const char* act, const std::vector<double>& ours, const std::vector<double>& cpu) {
      std::vector<double> ratios;
      for (std::size_t i = 0; i < ours.size(); ++i) ratios.push_back(bare[i] / ours[i]);
      fmt::print(
          "{{\"bench\":\"ingest\",\"compares\":\"a bundle durable by {} (journal, labels, leaves on) | simdjson DOM + "
          "SHA-256 + write + fdatasync\",\"act\":\"{}\",\"sync_delay_ms\":{},\"objects\":{},\"mb\":{:.1f},\"seconds\":{:.3f},"
          "\"cpu_s\":{:.3f},\"bare_seconds\":{:.3f},\"bare_cpu_s\":{:.3f},\"mb_s\":{:.0f},\"us_per_object\":{:.1f},"
          "\"ratio\":{:.3f},\"cpu_ratio\":{:.3f}}}\n",
          act, act, delay_us / 1000, objects, static_cast<double>(minified.size()) / 1e6, median(ours), median(cpu),
          median(bare), median(bare_cpu), static_cast<double>(minified.size()) / 1e6 / median(ours),
          median(ours) * 1e6 / static_cast<double>(objects), median(ratios), median(bare_cpu) / median(cpu));
    };
    row("submit", submitted, submit_cpu);
    row("import", imported, import_cpu);
  }
}

// ---- posts -------------------------------------------------------------------------------------------------------------

// Objects without references and of no size to speak of, each with an identifier of its own.
std::string one_object(int client, int n) {
  const std::string uuid = fmt::format("{:08x}-0000-4000-8000-{:012x}", client + 1, n + 1);
  return fmt::format(
      R"({{"type":"malware","spec_version":"2.1","id":"malware--{}","created":"2026-01-05T00:00:00.000Z","modified":"2026-01-05T00:00:00.000Z","name":"EXERCISE {}","is_family":false,"description":"{}","object_marking_refs":["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"]}})",
      uuid, n, std::string(900, 'x'));
}
std::string envelope(const std::string& object) { return R"({"objects":[)" + object + "]}"; }

struct Outcome {
  double per_s = 0;
  double server_cpu_us = 0;  // of the process without the clients' threads
};

// Runs `act(client, n)` from 16 threads until the time is over.
template <class Act>
Outcome clients(double seconds, const Act& act) {
  std::atomic<bool> over{false};
  std::atomic<std::int64_t> done{0};
  std::atomic<std::int64_t> clients_cpu_us{0};
  const double cpu = cpu_s(RUSAGE_SELF), begin = now_s();
  std::vector<std::thread> threads;
  for (int client = 0; client < kClients; ++client)
    threads.emplace_back([&, client] {
      const double own = cpu_s(RUSAGE_THREAD);
      for (int n = 0; !over; ++n) {
        act(client, n);
        ++done;
      }
      clients_cpu_us += static_cast<std::int64_t>((cpu_s(RUSAGE_THREAD) - own) * 1e6);
    });
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  over = true;
  for (auto& thread : threads) thread.join();
  const double took = now_s() - begin;
  const double all = (cpu_s(RUSAGE_SELF) - cpu) * 1e6;
  const auto n = static_cast<double>(done.load());
  return {n / took, (all - static_cast<double>(clients_cpu_us.load())) / n};
}

// 16 threads that wait, one that writes whatever waits and syncs once.
Outcome bare_posts(const std::string& path, double seconds, std::int64_t delay_us) {
  Log log(path, delay_us);
  std::mutex mutex;
  std::condition_variable filled, synced;
  std::string waiting;
  std::uint64_t queued = 0, durable = 0;
  bool over = false;
  std::thread writer([&] {
    std::unique_lock lock(mutex);
    while (true) {
      filled.wait(lock, [&] { return over || !waiting.empty(); });
      if (waiting.empty()) return;
      const std::string bytes = std::exchange(waiting, {});
      const std::uint64_t upto = queued;
      lock.unlock();
      log.append(bytes);
      lock.lock();
      durable = upto;
      synced.notify_all();
    }
  });
  const Outcome out = clients(seconds, [&](int client, int n) {
    const std::string object = one_object(client, n);
    std::unique_lock lock(mutex);
    waiting += object;
    const std::uint64_t mine = ++queued;
    filled.notify_one();
    synced.wait(lock, [&] { return durable >= mine; });
  });
  {
    const std::lock_guard lock(mutex);
    over = true;
  }
  filled.notify_one();
  writer.join();
  return out;
}

// One keep-alive connection that posts and reads the answer; as little client as there can be.
class Poster {
 public:
  Poster(std::uint16_t port, const std::string& path, const std::string& token) {
    fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd_ < 0 || ::connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) stop("cannot connect");
    const int on = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    head_ = fmt::format(
        "POST {} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\nAccept: application/taxii+json;version=2.1\r\n"
        "Content-Type: application/taxii+json;version=2.1\r\nContent-Length: ",
        path, token);
  }
  ~Poster() { ::close(fd_); }
  void post(const std::string& body) {
    const std::string request = fmt::format("{}{}\r\n\r\n{}", head_, body.size(), body);
    if (::send(fd_, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size())) stop("cannot send");
    std::string answer;
    char buffer[8192];
    std::size_t whole = std::string::npos;
    while (whole == std::string::npos || answer.size() < whole) {
      const ssize_t n = ::recv(fd_, buffer, sizeof buffer, 0);
      if (n <= 0) stop("the server closed the connection");
      answer.append(buffer, static_cast<std::size_t>(n));
      const std::size_t end = answer.find("\r\n\r\n");
      if (whole != std::string::npos || end == std::string::npos) continue;
      const std::size_t length = answer.find("Content-Length: ");
      if (length == std::string::npos || length > end) stop("no Content-Length in:\n" + answer);
      whole = end + 4 + std::strtoull(answer.c_str() + length + 16, nullptr, 10);
    }
    if (!answer.starts_with("HTTP/1.1 202") || answer.find("\"success_count\":1") == std::string::npos) stop(answer);
  }

 private:
  int fd_ = -1;
  std::string head_;
};

void posts(const std::string& node, int rounds) {
  const double seconds = 2;
  const std::size_t bytes = one_object(1, 1).size();
  for (const std::int64_t delay_us : {0, 4000}) {
    std::vector<double> bare, inside, http, inside_cpu, http_cpu, bare_cpu, inside_ratio, http_ratio;
    for (int round = 0; round < rounds; ++round) {
      const Outcome rival = bare_posts(node + ".bare", seconds, delay_us);
      Outcome ours, over_http;
      {
        Fresh fresh(node, delay_us);
        ours = clients(seconds, [&](int client, int n) {
          const auto done = must(operations::submit(*fresh.opened->node, submitter(), envelope(one_object(client, n))));
          if (!done.objects.at(0).accepted) stop(done.objects[0].message);
        });
      }
      {
        Fresh fresh(node, delay_us);
        const auto token = must(operations::add_token(*fresh.opened->node, submitter().person, Time::max()));
        const auto running = must(server::Running::start(*fresh.opened, 0, nullptr));
        const std::string path =
            fmt::format("/{}/collections/{}/objects/", taxii::kRoot, taxii::write_collection(submitter().agency));
        std::vector<std::unique_ptr<Poster>> posters;
        for (int i = 0; i < kClients; ++i) posters.push_back(std::make_unique<Poster>(running->port(), path, token.secret));
        over_http = clients(seconds, [&](int client, int n) {
          posters[static_cast<std::size_t>(client)]->post(envelope(one_object(client, n)));
        });
        posters.clear();
        must(running->stop());
      }
      bare.push_back(rival.per_s);
      bare_cpu.push_back(rival.server_cpu_us);
      inside.push_back(ours.per_s);
      inside_cpu.push_back(ours.server_cpu_us);
      http.push_back(over_http.per_s);
      http_cpu.push_back(over_http.server_cpu_us);
      inside_ratio.push_back(ours.per_s / rival.per_s);
      http_ratio.push_back(over_http.per_s / rival.per_s);
    }
    const auto row = [&](const char* what, const char* how, const std::vector<double>& rates, const std::vector<double>& cpu,
                         const std::vector<double>& ratios) {
      fmt::print(
          "{{\"bench\":\"posts\",\"compares\":\"16 clients, one durable object each by {} | an append log in the process, one "
          "fdatasync for all that wait\",\"by\":\"{}\",\"sync_delay_ms\":{},\"bytes\":{},\"per_s\":{:.0f},\"other_threads_cpu_us\":"
          "{:.1f},\"bare_per_s\":{:.0f},\"ratio\":{:.3f}}}\n",
          how, what, delay_us / 1000, bytes, median(rates), median(cpu), median(bare), median(ratios));
    };
    row("submit", "operations::submit", inside, inside_cpu, inside_ratio);
    row("http", "POST over HTTP, keep-alive", http, http_cpu, http_ratio);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    fmt::print(stderr, "usage: ingest_bench ingest|posts NODE BUNDLE RULES ROUNDS\n");
    return 2;
  }
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  const std::string what = argv[1], node = argv[2];
  const int rounds = std::max(1, std::atoi(argv[5]));
  if (what == "ingest") ingest(node, read_whole(argv[3]), read_whole(argv[4]), rounds);
  else if (what == "posts") posts(node, rounds);
  else stop("there is no bench " + what);
  return 0;
}
