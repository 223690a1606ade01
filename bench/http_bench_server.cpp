// Serves GET /SIZE as SIZE bytes from one buffer in memory, cut into pieces as a page of stored objects would be, and
// POST /wait/US by waiting so many microseconds, as for a disk sync: http_bench_server [THREADS [CERTIFICATE KEY]].
// With a certificate it speaks TLS. Prints its port and serves until its standard input ends. bench/http_bench measures
// it beside nginx.
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>

#include "http/http.hpp"

namespace {

// Objects that shrink under gzip about as much as STIX does.
std::string text(std::size_t size) {
  std::string made;
  for (std::uint64_t state = 1; made.size() < size;) {
    const auto next = [&] { return (state = state * 6364136223846793005u + 1442695040888963407u) >> 33; };
    made += "{\"type\":\"indicator\",\"id\":\"indicator--";
    for (int i = 0; i < 3; ++i) made += std::to_string(next());
    made += "\",\"created\":\"2026-01-31T12:00:00.000Z\",\"description\":\"";
    for (int i = 0; i < 40; ++i) {
      static constexpr const char* words[] = {"adversary", "server", "may", "use", "of", "credentials", "the", "network"};
      const std::uint64_t word = next();
      made += words[word % 8];
      if (word % 5 == 0) made += std::to_string(word % 1000);
      made += ' ';
    }
    made += "\"},";
  }
  made.resize(size);
  return made;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace comity;
  static constexpr std::size_t piece_bytes = 13'000;  // ten objects beside each other
  http::ServerOptions options;
  if (argc > 1) options.threads = std::atoi(argv[1]);
  if (argc > 3) options.tls = http::TlsOptions{.certificate_file = argv[2], .key_file = argv[3], .client_ca_file = ""};
  const auto bytes = std::make_shared<const std::string>(text(1'300'000));
  const http::Handler page = [bytes](const http::Request& request) {
    http::Response response;
    response.headers.emplace_back("Content-Type", "application/taxii+json;version=2.1");
    const std::size_t size = std::min<std::size_t>(std::strtoull(request.args[0].c_str(), nullptr, 10), bytes->size());
    for (std::size_t at = 0; at < size; at += piece_bytes) {
      response.pieces.push_back(
          {std::string_view(*bytes).substr(at, std::min<std::size_t>(piece_bytes, size - at)), bytes});
    }
    return response;
  };
  const http::Handler wait = [](const http::Request& request) {
    std::this_thread::sleep_for(std::chrono::microseconds(std::strtoll(request.args[0].c_str(), nullptr, 10)));
    return http::Response::text(202, "text/plain", "");
  };
  auto server = http::serve(options, {{"GET", "/{size}", page}, {"POST", "/wait/{us}", wait}}, nullptr);
  if (!server) {
    std::fprintf(stderr, "%s\n", to_string(server.error()).c_str());
    return 1;
  }
  std::printf("%u\n", static_cast<unsigned>((*server)->port()));
  std::fflush(stdout);
  char ignored = 0;
  while (::read(STDIN_FILENO, &ignored, 1) > 0) {
  }
  (*server)->stop(std::chrono::seconds(1));
  return 0;
}
