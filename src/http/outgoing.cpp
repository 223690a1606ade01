#include "http/outgoing.hpp"

#include <fmt/format.h>
#include <limits.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <iterator>
#include <utility>

namespace comity::http {
namespace {

// IMF-fixdate (RFC 9110 §5.6.7), made once a second on each thread.
std::string_view date_now() {
  thread_local std::time_t made = -1;
  thread_local std::string text;
  const std::time_t now = std::time(nullptr);
  if (now != made) {
    std::tm utc{};
    gmtime_r(&now, &utc);
    constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    text = fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", days[utc.tm_wday], utc.tm_mday, months[utc.tm_mon],
                       utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
    made = now;
  }
  return text;
}

bool same_name(std::string_view name, std::string_view lower_case) {
  return name.size() == lower_case.size() &&
         std::equal(name.begin(), name.end(), lower_case.begin(), [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + ('a' - 'A')) : a) == b;
         });
}

bool is_ours(std::string_view name) {
  return same_name(name, "content-length") || same_name(name, "transfer-encoding") || same_name(name, "date") ||
         same_name(name, "connection");
}

// What came from a request and ends in a response field must not end the field (response splitting).
bool writable(const std::pair<std::string, std::string>& row) {
  constexpr std::string_view forbidden("\r\n\0", 3);
  return !row.first.empty() && row.first.find_first_of("\r\n: \t") == std::string::npos &&
         row.first.find('\0') == std::string::npos && row.second.find_first_of(forbidden) == std::string::npos;
}

}  // namespace

void Outgoing::begin(Response response, bool body, bool keep_alive, bool say_keep_alive) {
  response_ = std::move(response);
  const auto& rows = response_.headers;
  if (response_.status < 200 || response_.status > 599 || !std::all_of(rows.begin(), rows.end(), writable)) {
    response_ = Response{};
    response_.status = 500;
  }
  const int status = response_.status;
  const bool bodiless = status == 204 || status == 304;  // RFC 9110 §6.4.1
  std::size_t length = response_.head.size() + response_.tail.size();
  for (const Piece& piece : response_.pieces) length += piece.bytes.size();
  body_ = body && !bodiless;

  fields_.clear();
  auto out = std::back_inserter(fields_);
  fmt::format_to(out, "HTTP/1.1 {} {}\r\nDate: {}\r\n", status, reason_of(status), date_now());
  for (const auto& [name, value] : response_.headers) {
    if (!is_ours(name)) fields_.append(name).append(": ").append(value).append("\r\n");
  }
  if (!bodiless) fmt::format_to(out, "Content-Length: {}\r\n", length);
  if (!keep_alive) {
    fields_ += "Connection: close\r\n";
  } else if (say_keep_alive) {
    fields_ += "Connection: keep-alive\r\n";
  }
  fields_ += "\r\n";
  parts_ = body_ ? response_.pieces.size() + 3 : 1;
  at_ = 0;
  offset_ = 0;
}

std::string_view Outgoing::part(std::size_t i) const {
  if (i == 0) return fields_;
  if (i == 1) return response_.head;
  if (i + 1 == parts_) return response_.tail;
  return response_.pieces[i - 2].bytes;
}

Outgoing::Progress Outgoing::send_to(int socket, bool& moved) {
  moved = false;
  while (true) {
    std::array<iovec, IOV_MAX> batch;  // not initialised: only the first `n` are read
    std::size_t n = 0;
    std::size_t total = 0;
    std::size_t next = at_;
    std::size_t skip = offset_;
    for (; next < parts_ && n < batch.size(); ++next, skip = 0) {
      const std::string_view bytes = part(next).substr(skip);
      if (bytes.empty()) continue;
      batch[n++] = {const_cast<char*>(bytes.data()), bytes.size()};  // sendmsg only reads
      total += bytes.size();
    }
    if (n == 0) {
      finish();
      return Progress::done;
    }
    msghdr message{};
    message.msg_iov = batch.data();
    message.msg_iovlen = n;
    const ssize_t taken = ::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT | (next < parts_ ? MSG_MORE : 0));
    if (taken < 0) {
      if (errno == EINTR) continue;
      if (errno == EAGAIN || errno == EWOULDBLOCK) return Progress::blocked;
      return Progress::broken;
    }
    moved = moved || taken > 0;
    std::size_t left = static_cast<std::size_t>(taken);
    const bool all = left == total;
    while (at_ < parts_ && left >= part(at_).size() - offset_) {
      left -= part(at_).size() - offset_;
      offset_ = 0;
      ++at_;
    }
    offset_ += left;
    // The kernel took less than offered, so its buffer is full: asking again would only cost a call.
    if (!all) return Progress::blocked;
  }
}

void Outgoing::finish() {
  Response done = std::exchange(response_, Response{});
  fields_.clear();
  parts_ = 0;
  if (body_ && done.sent) done.sent();
}

void Outgoing::abandon() {
  response_ = Response{};
  fields_.clear();
  parts_ = 0;
}

}  // namespace comity::http
