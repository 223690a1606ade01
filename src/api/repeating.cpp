#include "api/repeating.hpp"

#include <algorithm>

#include "api/problems.hpp"
#include "base/bytes.hpp"
#include "crypto/hash.hpp"

namespace comity::api {
namespace {

using operations::Repeats;

constexpr std::size_t kLongestKey = 255;

// A structured-header string (RFC 8941 §3.3.3), or the same without its quotes, which many clients leave out.
Result<std::string> key_of(std::string_view header) {
  if (header.size() >= 2 && header.front() == '"' && header.back() == '"') header = header.substr(1, header.size() - 2);
  const bool sound = !header.empty() && header.size() <= kLongestKey &&
                     std::all_of(header.begin(), header.end(), [](char c) { return c > ' ' && c <= '~' && c != '"' && c != '\\' && c != ','; });
  if (!sound) return fail(Code::invalid, "Idempotency-Key is a text of 1 to 255 visible characters in quotes, best a UUID", "Idempotency-Key");
  return std::string(header);
}

// All that makes it this request: who asks for which purpose is in it, as it decides what is done.
crypto::Digest request_of(const Endpoint& row, const Call& call) {
  std::string text = std::string(row.method) + "\n" + call.request.path + "\n" + call.caller.purpose + "\n";
  for (const auto& [name, value] : call.request.query) text += name + "=" + value + "\n";
  text += std::string(call.request.header("if-match")) + "\n";
  return crypto::sha256(text, call.request.body);
}

Repeats::Answer kept(const http::Response& response) {
  Repeats::Answer out{response.status, response.headers, response.head};
  for (const http::Piece& piece : response.pieces) out.body += piece.bytes;
  out.body += response.tail;
  return out;
}

bool sets_cookie(const http::Response& response) {
  return std::any_of(response.headers.begin(), response.headers.end(), [](const auto& header) { return header.first == "Set-Cookie"; });
}

http::Response again(const Repeats::Answer& answer) {
  http::Response out;
  out.status = answer.status;
  out.headers = answer.headers;
  out.headers.emplace_back("Idempotency-Replayed", "true");
  out.head = answer.body;
  return out;
}

std::string error_id(const Call& call) { return to_hex(call.node().random().bytes(8)); }

http::Response unanswered(const Call& call, Repeats::Found found) {
  switch (found) {
    case Repeats::Found::under_way:
      return problem("conflict", "A call with this key is under way; ask again when it is done.", error_id(call), "Idempotency-Key");
    case Repeats::Found::another:
      return problem("key_reused", "This key came with another request; use a new one.", error_id(call), "Idempotency-Key");
    case Repeats::Found::unknown:
      return problem("outcome_unknown", "A call with this key was begun before, and its answer is not kept. Look whether it was done, then use a new key.",
                     error_id(call), "Idempotency-Key");
    default:
      break;
  }
  http::Response out = problem("too_many_requests", "Too many keys within 24 hours; leave the header out, or wait.", error_id(call), "Idempotency-Key");
  out.headers.emplace_back("Retry-After", "3600");
  return out;
}

}  // namespace

Result<http::Response> done_once(const Endpoint& row, const Call& call) {
  const std::string_view header = call.request.header("idempotency-key");
  if (row.method != "POST" || row.scope == Scope::open || header.empty()) return row.act(call);
  TRY(const std::string key, key_of(header));
  const Repeats::Name name{call.caller.person, crypto::sha256(key)};
  const crypto::Digest request = request_of(row, call);
  Repeats& repeats = call.node().repeats;
  Repeats::Begun begun = repeats.begin(name, request, call.node().clock().now());
  if (begun.found == Repeats::Found::answered) return again(begun.answer);
  if (begun.found != Repeats::Found::fresh) return unanswered(call, begun.found);
  if (row.again == Again::once) {
    if (auto recorded = operations::record_begun(call.node().journal(), name, request); !recorded) {
      repeats.release(name);
      return tl::make_unexpected(std::move(recorded).error());
    }
  }
  auto response = row.act(call);
  // What is refused was not done, and may be asked again when it can be. What failed inside may have been done.
  const bool inside = !response && (response.error().code == Code::internal || response.error().code == Code::corrupt || response.error().code == Code::unavailable);
  if (response && response->status < 400) repeats.finish(name, row.secret || sets_cookie(*response) ? std::nullopt : std::optional(kept(*response)));
  else if (inside && row.again == Again::once) repeats.finish(name, std::nullopt);
  else repeats.release(name);
  return response;
}

}  // namespace comity::api
