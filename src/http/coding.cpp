#include "http/coding.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "http/gzip.hpp"

namespace comity::http {
namespace {

constexpr std::size_t least_bytes = 1 << 10;   // below, the coding costs more than it saves
constexpr std::size_t most_at_once = 1 << 20;  // above, memory is bounded by packing as the bytes go
constexpr std::string_view etag_suffix = "--gzip";

std::string_view trimmed(std::string_view text) {
  const std::size_t from = text.find_first_not_of(" \t");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
  return out;
}

// What comes before `mark`, which it removes with it.
std::string_view until(std::string_view& text, char mark) {
  const std::size_t end = text.find(mark);
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return trimmed(part);
}

// A weight in thousandths (RFC 9110 §12.4.2); 1000 when there is none, nothing when it is malformed.
std::optional<int> weight(std::string_view parameters) {
  while (!parameters.empty()) {
    const std::string_view parameter = until(parameters, ';');
    if (parameter.size() < 2 || (parameter[0] != 'q' && parameter[0] != 'Q') || parameter[1] != '=') continue;
    const std::string_view value = parameter.substr(2);
    const std::string_view digits = value.substr(std::min<std::size_t>(2, value.size()));
    const bool good = !value.empty() && (value[0] == '0' || value[0] == '1') && value.size() <= 5 &&
                      (value.size() == 1 || value[1] == '.') &&
                      digits.find_first_not_of("0123456789") == std::string_view::npos;
    if (!good) return std::nullopt;
    int thousandths = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), thousandths);
    for (std::size_t i = digits.size(); i < 3; ++i) thousandths *= 10;
    return std::min(1000, (value[0] - '0') * 1000 + thousandths);
  }
  return 1000;
}

bool same(std::string_view text, std::string_view lower_case) {
  return text.size() == lower_case.size() &&
         std::equal(text.begin(), text.end(), lower_case.begin(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + ('a' - 'A') : a) == b; });
}

bool is_text(std::string_view content_type) {
  const std::string_view type = until(content_type, ';');
  const auto ends = [&](std::string_view end) {
    return type.size() > end.size() && same(type.substr(type.size() - end.size()), end);
  };
  return same(type.substr(0, 5), "text/") || same(type, "application/json") || ends("+json") ||
         same(type, "application/xml") || ends("+xml") || same(type, "application/javascript");
}

std::string* field(Response& response, std::string_view lower_case_name) {
  for (auto& [name, value] : response.headers) {
    if (same(name, lower_case_name)) return &value;
  }
  return nullptr;
}

void add_vary(Response& response) {
  const std::string* const vary = field(response, "vary");
  if (vary != nullptr && lowered(*vary).find("accept-encoding") != std::string::npos) return;
  response.headers.emplace_back("Vary", "Accept-Encoding");
}

// The entity tag becomes that of the packed form (RFC 9110 §8.8.3.3). A weak one stays as it is: it stands for both.
void mark_etag(Response& response) {
  std::string* const etag = field(response, "etag");
  if (etag != nullptr && etag->size() >= 2 && etag->front() == '"' && etag->back() == '"') {
    etag->insert(etag->size() - 1, etag_suffix);
  }
}

}  // namespace

Accepted accepted_codings(std::string_view accept_encoding) {
  std::optional<int> gzip;
  std::optional<int> identity;
  std::optional<int> others;
  while (!accept_encoding.empty()) {
    std::string_view member = until(accept_encoding, ',');
    const std::string name = lowered(until(member, ';'));
    const std::optional<int> q = weight(member);
    if (!q) continue;
    if (name == "gzip" || name == "x-gzip") {
      gzip = q;
    } else if (name == "identity") {
      identity = q;
    } else if (name == "*") {
      others = q;
    }
  }
  const int of_gzip = gzip.value_or(others.value_or(0));
  // Not named, it is acceptable, unless "*;q=0" says otherwise.
  const int of_identity = identity.value_or(others == 0 ? 0 : 1);
  return {.gzip = of_gzip > 0 && of_gzip >= of_identity, .identity = of_identity > 0};
}

Coding choose_coding(const Request& request, bool named_packed, Response& response) {
  if (response.compressible == false) return Coding::identity;
  if (response.status == 304) {  // it has the fields that the 200 would have had (RFC 9110 §15.4.5)
    add_vary(response);
    if (named_packed) mark_etag(response);
    return Coding::identity;
  }
  if (response.status == 204 || response.status == 206) return Coding::identity;
  std::size_t size = response.head.size() + response.tail.size();
  for (const Piece& piece : response.pieces) size += piece.bytes.size();
  if (size == 0) return Coding::identity;
  const std::string_view wish = request.header("accept-encoding");
  if (size < least_bytes && wish.empty()) return Coding::identity;
  const std::string* const type = field(response, "content-type");
  if (!response.compressible.value_or(type != nullptr && is_text(*type)) || field(response, "content-encoding")) {
    return Coding::identity;
  }
  const Accepted accepted = accepted_codings(wish);
  if (size < least_bytes && accepted.identity) return Coding::identity;
  add_vary(response);
  if (!accepted.gzip) return Coding::identity;
  response.headers.emplace_back("Content-Encoding", "gzip");
  mark_etag(response);
  return size <= most_at_once ? Coding::gzip_whole : Coding::gzip_running;
}

void pack_whole(Response& response) {
  thread_local Packer packer;
  packer.reset();
  std::string out;
  const auto add = [&](std::string_view bytes) { packer.pack(bytes, out, std::string::npos); };
  add(response.head);
  for (const Piece& piece : response.pieces) add(piece.bytes);
  add(response.tail);
  packer.finish(out, std::string::npos);
  response.head = std::move(out);
  response.pieces.clear();
  response.tail.clear();
}

bool restore_etags(Request& request) {
  bool any = false;
  for (const char* name : {"if-match", "if-none-match"}) {
    const auto row = request.headers.find(name);
    if (row == request.headers.end()) continue;
    std::string& value = row->second;
    const std::string packed = std::string(etag_suffix) + '"';
    for (std::size_t at = value.find(packed); at != std::string::npos; at = value.find(packed, at)) {
      value.erase(at, etag_suffix.size());
      any = true;
    }
  }
  return any;
}

BodyCoding body_coding(std::string_view content_encoding) {
  const std::string name = lowered(trimmed(content_encoding));
  if (name.empty() || name == "identity") return BodyCoding::identity;
  return name == "gzip" || name == "x-gzip" ? BodyCoding::gzip : BodyCoding::unknown;
}

}  // namespace comity::http
