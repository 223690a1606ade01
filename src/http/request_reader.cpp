// One assertion of Boost 1.74's chunk reader is wrong: it fails where the last chunk's line arrives alone and a single
// byte after it. A build with assertions would let any client end the node.
#define BOOST_DISABLE_ASSERTS

#include "http/request_reader.hpp"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <optional>
#include <utility>

#include "http/coding.hpp"
#include "http/gzip.hpp"
#include "http/target.hpp"

namespace comity::http {
namespace {

namespace beast = boost::beast;
using beast::http::error;
using beast::http::field;
using View = beast::string_view;

std::string_view std_view(View v) { return {v.data(), v.size()}; }

bool is_method_char(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_'; }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool equal_ignoring_case(std::string_view a, std::string_view lower_case_b) {
  return a.size() == lower_case_b.size() &&
         std::equal(a.begin(), a.end(), lower_case_b.begin(), [](char x, char y) { return lower(x) == y; });
}

// Beast forgives some of what RFC 9112 forbids or leaves to the server, and different forgiveness at two hops is what
// request smuggling is made of. So: no NUL, no CR or LF but in CRLF (§2.2), no line folding (§5.2).
bool clean(std::string_view head) {
  for (std::size_t i = 0; i < head.size(); ++i) {
    const char c = head[i];
    if (c == '\0') return false;
    if (c == '\r' && (i + 1 == head.size() || head[i + 1] != '\n')) return false;
    if (c == '\n') {
      if (i == 0 || head[i - 1] != '\r') return false;
      if (i + 1 < head.size() && (head[i + 1] == ' ' || head[i + 1] == '\t')) return false;
    }
  }
  return true;
}

}  // namespace

class RequestReader::Parser final : public beast::http::basic_parser<true> {
 public:
  explicit Parser(const Limits& limits) : limits_(limits) {
    header_limit(static_cast<std::uint32_t>(limits.header_bytes));
    body_limit(limits.body_bytes);
    body_bound = limits.body_bytes;
  }

  const Limits& limits() const { return limits_; }
  Event feed(std::string_view bytes, std::size_t& used);

  Request request;
  std::string raw_target;
  std::string_view raw_path;
  bool keep_alive_ = false;
  bool body_follows = false;
  bool expects_continue = false;
  std::unique_ptr<Unpacker> unpacker;
  std::uint64_t body_bound = 0;
  Refusal refusal;

  int version() const { return version_; }

 private:
  Event refuse(int status, std::string_view message) {
    refusal = {status, message};
    return Event::refused;
  }
  Event refuse(const beast::error_code& problem);
  Event read_head(std::string_view bytes, std::size_t& used);
  Event check_head();

  // A body as it came, or unpacked. On a fault, `refusal` says which.
  void take(View bytes, beast::error_code& ec) {
    if (!unpacker) {
      if (bytes.size() <= body_bound - request.body.size()) return append(bytes);
      refusal = {413, "the body is larger than this node accepts"};
      ec = error::body_limit;
      return;
    }
    switch (unpacker->unpack(std_view(bytes), request.body, body_bound)) {
      case Unpacker::State::good:
        return;
      case Unpacker::State::too_large:
        refusal = {413, "the body, unpacked, is larger than this node accepts"};
        break;
      case Unpacker::State::broken:
        refusal = {400, "the body is not gzip, though Content-Encoding says so"};
        break;
    }
    ec = error::body_limit;
  }

  // Room grows with what has arrived, at most fourfold ahead: an announced length alone costs no memory.
  void append(View bytes) {
    std::string& body = request.body;
    const std::size_t wanted = body.size() + bytes.size();
    if (wanted > body.capacity()) {
      std::size_t room = std::max<std::size_t>({wanted, body.capacity() * 4, 64 << 10});
      if (length_) room = std::min(room, static_cast<std::size_t>(*length_));
      body.reserve(std::max(room, wanted));
    }
    body.append(bytes.data(), bytes.size());
  }

  void on_request_impl(beast::http::verb, View method, View target, int version, beast::error_code&) override {
    request.method = std_view(method);
    raw_target = std_view(target);
    version_ = version;
  }
  void on_field_impl(field name, View name_text, View value_text, beast::error_code& ec) override;
  void on_header_impl(beast::error_code&) override { head_done_ = true; }
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, beast::error_code&) override {
    if (length) length_ = *length;
  }
  std::size_t on_body_impl(View bytes, beast::error_code& ec) override {
    take(bytes, ec);
    return bytes.size();
  }
  void on_chunk_header_impl(std::uint64_t, View, beast::error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, View bytes, beast::error_code& ec) override {
    take(bytes, ec);
    return bytes.size();
  }
  void on_finish_impl(beast::error_code&) override {}
  void on_response_impl(int, View, int, beast::error_code&) override {}

  Limits limits_;
  std::size_t searched_ = 0;  // of the head: no end of it starts before here
  bool head_done_ = false;
  int version_ = 11;
  int hosts_ = 0;
  int lengths_ = 0;
  int codings_ = 0;
  std::string_view framing_fault_;
  std::string expect_;
  std::optional<std::uint64_t> length_;
};

void RequestReader::Parser::on_field_impl(field name, View name_text, View value_text, beast::error_code&) {
  // Trailers are read and dropped: merging them into the headers would let a body forge fields (RFC 9110 §6.5.1).
  if (head_done_) return;
  const std::string_view value = std_view(value_text);
  switch (name) {
    case field::host:
      ++hosts_;
      break;
    case field::content_length:
      // A list of equal lengths is what a careless proxy makes of two fields; RFC 9112 §6.3 lets us refuse it.
      if (++lengths_ > 1 || value.empty() || value.find_first_not_of("0123456789") != std::string_view::npos) {
        framing_fault_ = "send one Content-Length of digits";
      }
      break;
    case field::transfer_encoding:
      // RFC 9112 §6.1: codings that we do not know. Chunked twice, or not last, is faulty as well.
      if (++codings_ > 1 || !equal_ignoring_case(value, "chunked")) {
        framing_fault_ = "the only Transfer-Encoding understood is chunked";
      }
      break;
    case field::expect:
      expect_ = value;
      break;
    default:
      break;
  }
  std::string key(std_view(name_text));
  std::transform(key.begin(), key.end(), key.begin(), lower);
  const auto [row, fresh] = request.headers.try_emplace(std::move(key), value);
  if (!fresh) {
    // RFC 9110 §5.3; the pairs of Cookie are joined by "; " (RFC 6265 §4.2.1).
    row->second += name == field::cookie ? "; " : ", ";
    row->second += value;
  }
}

RequestReader::Event RequestReader::Parser::refuse(const beast::error_code& problem) {
  if (!refusal.message.empty()) return Event::refused;
  if (problem == error::body_limit) return refuse(413, "the body is larger than this node accepts");
  if (problem == error::header_limit) return refuse(431, "the request's head is larger than this node accepts");
  if (problem == error::bad_version) return refuse(505, "speak HTTP/1.1");
  if (problem == error::bad_content_length || problem == error::bad_transfer_encoding) {
    return refuse(400, "send either one Content-Length or one Transfer-Encoding: chunked");
  }
  return refuse(400, "this is not a well-formed HTTP/1.1 request");
}

RequestReader::Event RequestReader::Parser::feed(std::string_view bytes, std::size_t& used) {
  used = 0;
  if (!head_done_) return read_head(bytes, used);
  while (!is_done()) {
    beast::error_code problem;
    const std::size_t n = put(boost::asio::const_buffer(bytes.data() + used, bytes.size() - used), problem);
    used += n;
    if (problem == error::need_more || (!problem && n == 0 && !is_done())) {
      // Body bytes are taken at once, so what stays is a chunk's head or the trailers: bounded like the head.
      if (bytes.size() - used > limits_.header_bytes)
        return refuse(431, "a chunk's head or the trailers are too large");
      return Event::need_more;
    }
    if (problem) return refuse(problem);
    if (used == bytes.size() && !is_done()) return Event::need_more;
  }
  if (unpacker && !unpacker->whole()) return refuse(400, "the body's gzip is cut short");
  return Event::complete;
}

// The head is given to Beast whole. That makes its limit exact (Beast's counts what is left, line by line), and one
// look over all of its bytes possible before any of them means something.
RequestReader::Event RequestReader::Parser::read_head(std::string_view bytes, std::size_t& used) {
  std::size_t start = 0;
  if (searched_ == 0) {
    // RFC 9112 §2.2: empty lines before a request are skipped. Taken at once, so that they never count as a head.
    while (bytes.substr(start, 2) == "\r\n") start += 2;
    used = start;
  }
  const std::string_view input = bytes.substr(start);
  if (input.empty() || input == "\r") return Event::need_more;
  // Whoever speaks another protocol (TLS, say) learns it now and not by a time-out.
  if (!is_method_char(input[0])) return refuse(400, "this is not an HTTP request; this port speaks plain HTTP/1.1");
  const std::size_t end = input.find("\r\n\r\n", searched_);
  if ((end == std::string_view::npos ? input.size() : end + 4) > limits_.header_bytes) {
    return refuse(431, "the request's head is larger than this node accepts");
  }
  if (end == std::string_view::npos) {
    searched_ = input.size() < 3 ? 0 : input.size() - 3;
    return Event::need_more;
  }
  const std::string_view head = input.substr(0, end + 4);
  used = start + head.size();
  if (!clean(head)) return refuse(400, "the request's head holds a NUL, a bare CR or LF, or a folded line");
  beast::error_code problem;
  const std::size_t n = put(boost::asio::const_buffer(head.data(), head.size()), problem);
  if (!framing_fault_.empty()) return refuse(400, framing_fault_);
  if (problem) return refuse(problem);
  if (n != head.size() || !head_done_) return refuse(400, "this is not a well-formed HTTP/1.1 request");
  eager(true);
  return check_head();
}

RequestReader::Event RequestReader::Parser::check_head() {
  if (lengths_ > 0 && codings_ > 0) {
    return refuse(400, "send either one Content-Length or one Transfer-Encoding: chunked");
  }
  // RFC 9112 §6.1: chunked from an HTTP/1.0 client means that something between us misread the message.
  if (codings_ > 0 && version_ < 11) return refuse(400, "HTTP/1.0 has no Transfer-Encoding");
  // RFC 9112 §3.2.
  if (hosts_ > 1 || (hosts_ == 0 && version_ >= 11)) return refuse(400, "send one Host");
  auto target = http::parse_target(raw_target);
  if (!target) return refuse(400, "the request's target is malformed");
  raw_path = target->raw_path;
  request.path = std::move(target->path);
  request.query = std::move(target->query);
  keep_alive_ = keep_alive();
  body_follows = !is_done();
  if (body_follows) {
    const auto coding = request.headers.find("content-encoding");
    switch (coding == request.headers.end() ? BodyCoding::identity : body_coding(coding->second)) {
      case BodyCoding::identity:
        break;
      case BodyCoding::gzip:
        unpacker = std::make_unique<Unpacker>();
        request.headers.erase(coding);
        break;
      case BodyCoding::unknown:
        return refuse(415, "the only Content-Encoding understood is gzip");
    }
  }
  if (!expect_.empty() && version_ >= 11) {
    if (!equal_ignoring_case(expect_, "100-continue")) return refuse(417, "the only expectation met is 100-continue");
    expects_continue = body_follows;
  }
  return Event::head;
}

RequestReader::RequestReader(Limits limits) : parser_(std::make_unique<Parser>(limits)) {}
RequestReader::~RequestReader() = default;

RequestReader::Event RequestReader::feed(std::string_view bytes, std::size_t& used) {
  return parser_->feed(bytes, used);
}

void RequestReader::bound_body(std::uint64_t bytes) { parser_->body_bound = std::min(parser_->body_bound, bytes); }

void RequestReader::reset() {
  const Limits limits = parser_->limits();
  Request& last = parser_->request;
  std::string peer = std::move(last.peer);
  std::string certificate = std::move(last.certificate);
  const bool secure = last.secure;
  parser_ = std::make_unique<Parser>(limits);
  Request& next = parser_->request;
  next.peer = std::move(peer);
  next.certificate = std::move(certificate);
  next.secure = secure;
}

Request& RequestReader::request() { return parser_->request; }
std::string_view RequestReader::raw_path() const { return parser_->raw_path; }
bool RequestReader::keep_alive() const { return parser_->keep_alive_; }
bool RequestReader::body_follows() const { return parser_->body_follows; }
bool RequestReader::expects_continue() const { return parser_->expects_continue; }
bool RequestReader::http_1_0() const { return parser_->version() < 11; }
bool RequestReader::unpacks() const { return parser_->unpacker != nullptr; }
RequestReader::Refusal RequestReader::refusal() const { return parser_->refusal; }

}  // namespace comity::http
