#include "server/metrics.hpp"

#include <fmt/format.h>

#include <array>

namespace comity::server {
namespace {

// A method is the client's to choose: what is none of ours is counted under one name.
std::string_view known_method(std::string_view method) {
  for (const std::string_view one : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
    if (method == one) return one;
  return "other";
}

// Why requests were refused, by status: the names are those of error codes where there is one.
constexpr std::array<std::pair<int, std::string_view>, 14> kRefusals{{{400, "invalid"},
                                                                      {401, "unauthenticated"},
                                                                      {403, "forbidden"},
                                                                      {404, "not_found"},
                                                                      {405, "method"},
                                                                      {406, "not_acceptable"},
                                                                      {409, "conflict"},
                                                                      {412, "precondition"},
                                                                      {413, "too_large"},
                                                                      {415, "media_type"},
                                                                      {422, "unprocessable"},
                                                                      {429, "rate"},
                                                                      {500, "internal"},
                                                                      {503, "unavailable"}}};

}  // namespace

std::string Exposition::label(std::string_view name, std::string_view value) {
  std::string out(name);
  out += "=\"";
  for (const char c : value) {
    if (c == '\\') out += "\\\\";
    else if (c == '"') out += "\\\"";
    else if (c == '\n') out += "\\n";
    else out += c;
  }
  return out + '"';
}

void Exposition::family(std::string_view name, Kind kind, std::string_view help) {
  constexpr std::array<std::string_view, 3> kNames{"counter", "gauge", "histogram"};
  name_ = name;
  out_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, kNames[static_cast<std::size_t>(kind)]);
}

void Exposition::sample(std::string_view labels, double value, std::string_view suffix) {
  out_ += name_;
  out_ += suffix;
  if (!labels.empty()) out_ += fmt::format("{{{}}}", labels);
  out_ += fmt::format(" {}\n", value);
}

void Exposition::samples(std::string_view labels, const Histogram::Counts& counts) {
  const std::string front = labels.empty() ? "" : std::string(labels) + ",";
  for (const auto& [bound, count] : counts.up_to)
    sample(front + label("le", fmt::format("{}", bound)), static_cast<double>(count), "_bucket");
  sample(front + label("le", "+Inf"), static_cast<double>(counts.count), "_bucket");
  sample(labels, counts.sum, "_sum");
  sample(labels, static_cast<double>(counts.count), "_count");
}

void RequestCounts::add(const Request& request) {
  const std::lock_guard lock(mutex_);
  auto& route = routes_[{std::string(known_method(request.method)), std::string(request.route)}];
  ++route.by_status[request.status];
  route.received += request.received;
  route.sent += request.sent;
  route.seconds.add(request.seconds);
  if (!request.whole) ++broken_;
}

void RequestCounts::write(Exposition& out) const {
  const std::lock_guard lock(mutex_);
  const auto of = [](const auto& key) { return Exposition::label("method", key.first) + "," + Exposition::label("route", key.second); };
  std::map<int, std::uint64_t> by_status;
  out.family("comity_requests_total", Exposition::Kind::counter, "Requests by method, route pattern and status; status 0: nothing was answered.");
  for (const auto& [key, route] : routes_)
    for (const auto& [status, count] : route.by_status) {
      out.sample(of(key) + "," + Exposition::label("status", std::to_string(status)), static_cast<double>(count));
      by_status[status] += count;
    }
  out.family("comity_request_seconds", Exposition::Kind::histogram, "From the first byte of a request to the last of its answer.");
  for (const auto& [key, route] : routes_) out.samples(of(key), route.seconds.counts());
  out.family("comity_received_bytes_total", Exposition::Kind::counter, "Bytes of requests.");
  for (const auto& [key, route] : routes_) out.sample(of(key), static_cast<double>(route.received));
  out.family("comity_sent_bytes_total", Exposition::Kind::counter, "Bytes of answers.");
  for (const auto& [key, route] : routes_) out.sample(of(key), static_cast<double>(route.sent));
  out.family("comity_refusals_total", Exposition::Kind::counter, "Requests refused, by reason.");
  for (const auto& [status, reason] : kRefusals)
    out.sample(Exposition::label("reason", reason), static_cast<double>(by_status.contains(status) ? by_status[status] : 0));
  out.one("comity_broken_answers_total", Exposition::Kind::counter, "Answers that the client did not take to their end.", static_cast<double>(broken_));
}

}  // namespace comity::server
