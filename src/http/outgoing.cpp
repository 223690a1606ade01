#include "http/outgoing.hpp"

#include <fmt/format.h>
#include <limits.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
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
         same_name(name, "connection") || same_name(name, "strict-transport-security");
}

// What came from a request and ends in a response field must not end the field (response splitting).
bool writable(const std::pair<std::string, std::string>& row) {
  constexpr std::string_view forbidden("\r\n\0", 3);
  return !row.first.empty() && row.first.find_first_of("\r\n: \t") == std::string::npos &&
         row.first.find('\0') == std::string::npos && row.second.find_first_of(forbidden) == std::string::npos;
}

// For browsers, on every response that does not say otherwise: what is answered is data. It is not sniffed, not framed, runs nothing, and is
// given to no page of another site; where it came from is not told on. A door that serves pages says in its own fields what they may.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> for_browsers{{
    {"x-content-type-options", "X-Content-Type-Options: nosniff\r\n"},
    {"content-security-policy",
     "Content-Security-Policy: default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; "
     "frame-ancestors 'none'; sandbox\r\n"},
    {"referrer-policy", "Referrer-Policy: no-referrer\r\n"},
    {"cross-origin-resource-policy", "Cross-Origin-Resource-Policy: same-origin\r\n"},
    {"cross-origin-opener-policy", "Cross-Origin-Opener-Policy: same-origin\r\n"},
}};

// Of a packed body, at a time.
constexpr std::size_t chunk_bytes = 64 << 10;
constexpr std::size_t chunk_head_bytes = 10;  // as many digits as chunk_bytes may take, filled up with zeros, and CRLF
constexpr std::string_view last_chunk = "0\r\n\r\n";

}  // namespace

void Outgoing::begin(Response response, const Manner& manner) {
  response_ = std::move(response);
  const auto& rows = response_.headers;
  Coding coding = manner.coding;
  if (response_.status < 200 || response_.status > 599 || !std::all_of(rows.begin(), rows.end(), writable)) {
    response_ = Response{};
    response_.status = 500;
    coding = Coding::identity;
  }
  status_ = response_.status;
  const bool bodiless = status_ == 204 || status_ == 304;  // RFC 9110 §6.4.1
  if (bodiless) response_.stream = nullptr;
  body_ = manner.body && !bodiless;
  packer_.reset();
  if (coding == Coding::gzip_running && body_) packer_ = std::make_unique<Packer>();
  stream_ = nullptr;
  std::size_t length = response_.head.size() + response_.tail.size();
  for (const Piece& piece : response_.pieces) length += piece.bytes.size();
  write_fields(manner, coding, length);
  if (body_ && response_.stream && manner.chunks && length > 0) {
    fmt::format_to(std::back_inserter(fields_), "{:x}\r\n", length);
    response_.tail += "\r\n";
  }
  parts_ = body_ ? response_.pieces.size() + 3 : 1;
  sent_of_fields_ = 0;
  at_ = 0;
  offset_ = 0;
  bytes_ = 0;
}

void Outgoing::write_fields(const Manner& manner, Coding coding, std::size_t length) {
  fields_.clear();
  auto out = std::back_inserter(fields_);
  fmt::format_to(out, "HTTP/1.1 {} {}\r\nDate: {}\r\n", status_, reason_of(status_), date_now());
  for (const auto& [name, value] : response_.headers) {
    if (!is_ours(name)) fields_.append(name).append(": ").append(value).append("\r\n");
  }
  for (const auto& [name, line] : for_browsers) {
    const auto says = [&name](const auto& row) { return same_name(row.first, name); };
    if (std::none_of(response_.headers.begin(), response_.headers.end(), says)) fields_ += line;
  }
  if (manner.secure) fields_ += "Strict-Transport-Security: max-age=31536000\r\n";
  if (response_.stream || coding == Coding::gzip_running) {
    if (body_ && manner.chunks) fields_ += "Transfer-Encoding: chunked\r\n";
  } else if (status_ != 204 && status_ != 304 && (body_ || coding == Coding::identity)) {
    fmt::format_to(out, "Content-Length: {}\r\n", length);  // HEAD of a packed body: nobody packed it to know
  }
  if (!manner.keep_alive) {
    fields_ += "Connection: close\r\n";
  } else if (manner.say_keep_alive) {
    fields_ += "Connection: keep-alive\r\n";
  }
  fields_ += "\r\n";
}

std::string_view Outgoing::part(std::size_t i) const {
  if (i == 0) return fields_;
  if (i == 1) return response_.head;
  if (i + 1 == parts_) return response_.tail;
  return response_.pieces[i - 2].bytes;
}

Io Outgoing::send_to(Channel& channel) {
  const Io io = packer_ ? send_packed(channel) : send_parts(channel);
  if (io == Io::done) finish();
  return io;
}

Io Outgoing::send_parts(Channel& channel) {
  while (true) {
    std::array<iovec, IOV_MAX> batch;  // not initialised: only the first `n` are read
    std::size_t n = 0;
    std::size_t next = at_;
    std::size_t skip = offset_;
    for (; next < parts_ && n < batch.size(); ++next, skip = 0) {
      const std::string_view bytes = part(next).substr(skip);
      if (bytes.empty()) continue;
      batch[n++] = {const_cast<char*>(bytes.data()), bytes.size()};  // sending only reads
    }
    if (n == 0) return channel.flush();
    std::size_t taken = 0;
    const Io io = channel.send({batch.data(), n}, next < parts_, taken);
    advance(taken);
    if (io != Io::done) return io;
  }
}

void Outgoing::advance(std::size_t taken) {
  bytes_ += taken;
  while (at_ < parts_ && taken >= part(at_).size() - offset_) {
    taken -= part(at_).size() - offset_;
    offset_ = 0;
    ++at_;
  }
  offset_ += taken;
}

// `fields_` holds the response's head at first, then a chunk at a time; `at_` and `offset_` say what is packed next.
Io Outgoing::send_packed(Channel& channel) {
  std::size_t& sent = sent_of_fields_;
  while (true) {
    if (sent == fields_.size()) {
      if (at_ > parts_) return channel.flush();
      fields_.clear();
      sent = 0;
    }
    if (at_ <= parts_ && fields_.size() < chunk_bytes && sent == 0) pack_some();
    const iovec rest{fields_.data() + sent, fields_.size() - sent};
    std::size_t taken = 0;
    const Io io = channel.send({&rest, 1}, at_ <= parts_, taken);
    sent += taken;
    bytes_ += taken;
    if (io != Io::done) return io;
  }
}

// Appends a chunk to `fields_`, and the last one where the body ends. The part after the last stands for the end.
void Outgoing::pack_some() {
  const std::size_t head = fields_.size();
  fields_.append(chunk_head_bytes, '0');
  const std::size_t from = fields_.size();
  const std::size_t most = from + chunk_bytes;
  if (at_ == 0) at_ = 1;
  while (at_ < parts_ && fields_.size() < most) {
    offset_ += packer_->pack(part(at_).substr(offset_), fields_, most);
    if (offset_ < part(at_).size()) continue;
    offset_ = 0;
    ++at_;
  }
  if (at_ == parts_ && packer_->finish(fields_, most)) ++at_;
  CHECK(fields_.size() > from);  // an empty chunk would be the last one
  fmt::format_to_n(fields_.begin() + static_cast<std::ptrdiff_t>(head), chunk_head_bytes, "{:08x}\r\n",
                   fields_.size() - from);
  fields_ += "\r\n";
  if (at_ > parts_) fields_ += last_chunk;
}

void Outgoing::finish() {
  Response done = std::exchange(response_, Response{});
  packer_.reset();
  fields_.clear();
  parts_ = 0;
  if (body_ && done.stream) {
    stream_ = std::move(done.stream);
  } else if (body_ && done.sent) {
    done.sent();
  }
}

void Outgoing::abandon() {
  response_ = Response{};
  packer_.reset();
  stream_ = nullptr;
  fields_.clear();
  parts_ = 0;
}

}  // namespace comity::http
