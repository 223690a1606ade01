// What the node counts for monitoring, in the text format of Prometheus, version 0.0.4. No metric names a person, a party or an
// object, and none counts by party: what a reader of metrics learns is how busy and how well the node is.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "base/histogram.hpp"

namespace comity::server {

// Builds the text: a family's HELP and TYPE once, then its samples. Label values are escaped.
class Exposition {
 public:
  enum class Kind { counter, gauge, histogram };
  void family(std::string_view name, Kind kind, std::string_view help);
  // `labels` is `name="value"` pairs as labels() makes them; "" for none.
  void sample(std::string_view labels, double value, std::string_view suffix = "");
  void samples(std::string_view labels, const Histogram::Counts& counts);
  void one(std::string_view name, Kind kind, std::string_view help, double value) {
    family(name, kind, help);
    sample("", value);
  }
  std::string take() { return std::move(out_); }
  static std::string label(std::string_view name, std::string_view value);

 private:
  std::string name_;
  std::string out_;
};

// Requests, by route pattern. Thread-safe.
class RequestCounts {
 public:
  struct Request {
    std::string_view method, route;  // the pattern; "" where none matched
    int status = 0;
    std::uint64_t received = 0, sent = 0;
    double seconds = 0;
    bool whole = true;
  };
  void add(const Request& request);
  void write(Exposition& out) const;

 private:
  struct Route {
    std::map<int, std::uint64_t> by_status;
    Histogram seconds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10};
    std::uint64_t received = 0, sent = 0;
  };
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, Route, std::less<>> routes_;  // by method and pattern
  std::uint64_t broken_ = 0;
};

}  // namespace comity::server
