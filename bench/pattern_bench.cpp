// What it costs to read the pattern of an indicator, against reading the JSON object that carries it (json::Document) in the same
// run. Each number is the best of the rounds, one thread.
//   pattern_bench [ROUNDS]
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "stix/pattern.hpp"

namespace {

using namespace comity;

template <class F>
double seconds(F&& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::string indicator(const std::string& pattern, int number) {
  std::string out = fmt::format(
      R"({{"type":"indicator","spec_version":"2.1","id":"indicator--{0:08x}-0000-4000-8000-000000000000","created":"2026-01-01T00:00:00.000Z",)"
      R"("modified":"2026-01-01T00:00:00.000Z","name":"Indicator {0}","indicator_types":["malicious-activity"],"pattern_type":"stix",)"
      R"("valid_from":"2026-01-01T00:00:00Z","pattern":)", number);
  json::append_quoted(out, pattern);
  return out + "}";
}

void measure(const char* name, const std::vector<std::string>& patterns, int rounds) {
  std::vector<std::string> objects;
  std::size_t bytes = 0, nodes = 0;
  for (const std::string& pattern : patterns) {
    objects.push_back(indicator(pattern, static_cast<int>(objects.size())));
    bytes += pattern.size();
  }
  double ours = 1e9, theirs = 1e9;
  json::Document document;
  for (int round = 0; round < rounds; ++round) {
    nodes = 0;
    ours = std::min(ours, seconds([&] {
                      for (const std::string& pattern : patterns) {
                        const auto read = stix::parse_pattern(pattern);
                        if (!read) {
                          fmt::print(stderr, "pattern_bench: {}: {}\n", pattern, read.error().message);
                          std::exit(1);
                        }
                        nodes += read->nodes().size();
                      }
                    }));
    theirs = std::min(theirs, seconds([&] {
                        for (const std::string& object : objects)
                          if (!document.read(object)) std::exit(1);
                      }));
  }
  const double count = static_cast<double>(patterns.size());
  fmt::print(R"({{"bench":"pattern","compares":"parse_pattern | json::Document of the indicator that carries it","patterns":"{}","bytes_each":{:.0f},)"
             R"("nodes_each":{:.1f},"per_s":{:.0f},"mb_per_s":{:.0f},"json_per_s":{:.0f},"ratio":{:.2f}}})" "\n",
             name, static_cast<double>(bytes) / count, static_cast<double>(nodes) / count, count / ours, static_cast<double>(bytes) / ours / 1e6,
             count / theirs, theirs / ours);
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 10;
  constexpr int kCount = 20'000;
  std::vector<std::string> one, some, many;
  for (int i = 0; i < kCount; ++i) {
    one.push_back(fmt::format("[ipv4-addr:value = '198.51.{}.{}']", i / 256 % 256, i % 256));
    some.push_back(fmt::format("([file:hashes.'SHA-256' = '{0:064x}' OR file:name LIKE 'a{0}%'] FOLLOWEDBY [network-traffic:dst_ref.value ISSUBSET "
                               "'198.51.100.0/24' AND network-traffic:dst_port IN (443, 8443)] REPEATS 5 TIMES) WITHIN 300 SECONDS", i));
  }
  for (int i = 0; i < kCount / 100; ++i) {
    std::string text = "[domain-name:value = 'a.test'";
    for (int k = 0; k < 200; ++k) text += fmt::format(" OR domain-name:value = 'host{}.example'", k * i);
    many.push_back(text + "]");
  }
  measure("one comparison", one, rounds);
  measure("four comparisons, two qualifiers", some, rounds);
  measure("201 comparisons", many, rounds);
}
