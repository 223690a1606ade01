// Requests off a connection: the same bytes mean the same requests however they arrive. The first byte says in which pieces.
#include <string>
#include <vector>

#include "base/result.hpp"
#include "http/request_reader.hpp"
#include "targets.hpp"

namespace comity::fuzz {
namespace {

constexpr http::RequestReader::Limits kLimits{.header_bytes = 8192, .body_bytes = 256};
constexpr std::size_t kMostRequests = 16;

struct Seen {
  std::string method, path, raw_path, body;
  std::multimap<std::string, std::string> query;
  std::map<std::string, std::string> headers;
  bool keep_alive = false, body_follows = false, expects_continue = false;
  int refused = 0;
  bool operator==(const Seen&) const = default;
};

// The requests that are complete, and a refusal last if there is one.
std::vector<Seen> read(std::string_view input, std::size_t piece) {
  using Event = http::RequestReader::Event;
  http::RequestReader reader(kLimits);
  std::vector<Seen> out;
  std::string held;
  Seen seen;
  for (std::size_t at = 0;;) {
    std::size_t used = 0;
    const Event event = reader.feed(held, used);
    CHECK(used <= held.size());
    held.erase(0, used);
    switch (event) {
      case Event::need_more:
        if (at == input.size()) return out;
        held += input.substr(at, piece);
        at = std::min(input.size(), at + piece);
        break;
      case Event::head:
        seen.raw_path = reader.raw_path();
        seen.keep_alive = reader.keep_alive();
        seen.body_follows = reader.body_follows();
        seen.expects_continue = reader.expects_continue();
        CHECK(!reader.request().method.empty() && !reader.request().path.empty());
        break;
      case Event::complete:
        seen.method = reader.request().method;
        seen.path = reader.request().path;
        seen.query = reader.request().query;
        seen.headers = reader.request().headers;
        seen.body = reader.request().body;
        CHECK(seen.body.size() <= kLimits.body_bytes);
        CHECK(seen.path.find('\0') == std::string::npos);
        for (const auto& [name, value] : seen.headers)
          CHECK(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos && name.find_first_of(" :\r\n") == std::string::npos);
        out.push_back(seen);
        if (out.size() == kMostRequests) return out;
        seen = {};
        reader.reset();
        break;
      case Event::refused: {
        CHECK(reader.refusal().status >= 400 && reader.refusal().status < 600 && !reader.refusal().message.empty());
        Seen refusal;
        refusal.refused = reader.refusal().status;
        out.push_back(refusal);
        return out;
      }
    }
  }
}

}  // namespace

void fuzz_http_request(std::string_view input) {
  if (input.empty()) return;
  const std::size_t piece = 1 + static_cast<unsigned char>(input[0]) % 32;
  input.remove_prefix(1);
  CHECK(read(input, input.size() + 1) == read(input, piece));
}

}  // namespace comity::fuzz
