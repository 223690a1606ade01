#include <fmt/format.h>

#include <cstdint>

#include "http/http.hpp"

namespace comity::http {
namespace {

// Length of the well-formed UTF-8 sequence at the start of `text` (RFC 3629 §4), or 0.
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto tail = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
    return i < text.size() && byte(i) >= low && byte(i) <= high;
  };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const unsigned low = lead == 0xE0 ? 0xA0 : 0x80;
    const unsigned high = lead == 0xED ? 0x9F : 0xBF;
    return tail(1, low, high) && tail(2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const unsigned low = lead == 0xF0 ? 0x90 : 0x80;
    const unsigned high = lead == 0xF4 ? 0x8F : 0xBF;
    return tail(1, low, high) && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

// A JSON string of `text`. Messages may echo what a client sent, so bytes that are not UTF-8 become U+FFFD.
void quote(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const std::size_t n = utf8_length(text);
    const auto byte = static_cast<unsigned char>(text[0]);
    if (n == 0) {
      out += "\xEF\xBF\xBD";
    } else if (byte == '"' || byte == '\\') {
      out += '\\';
      out += text[0];
    } else if (byte < 0x20) {
      out += fmt::format("\\u{:04x}", byte);
    } else {
      out.append(text.substr(0, n));
    }
    text.remove_prefix(n == 0 ? 1 : n);
  }
  out += '"';
}

Response problem_of(int status, std::string_view title, std::string_view detail, std::string_view code,
                    std::string_view where) {
  // "type" is left out: absent means "about:blank" (RFC 9457 §4.2.1).
  std::string body = "{\"title\":";
  quote(body, title);
  body += fmt::format(",\"status\":{}", status);
  const auto member = [&](std::string_view name, std::string_view value) {
    if (value.empty()) return;
    body += fmt::format(",\"{}\":", name);
    quote(body, value);
  };
  member("detail", detail);
  member("code", code);
  member("where", where);
  body += "}\n";
  return Response::text(status, "application/problem+json", std::move(body));
}

}  // namespace

int status_of(Code code) {
  switch (code) {
    case Code::invalid:
      return 400;
    case Code::unauthenticated:
      return 401;
    case Code::forbidden:
      return 403;
    case Code::not_found:
      return 404;
    case Code::conflict:
      return 409;
    case Code::precondition:
      return 412;
    case Code::too_large:
      return 413;
    case Code::too_many:
      return 429;
    case Code::unavailable:
      return 503;
    case Code::corrupt:
      return 500;
    case Code::internal:
      return 500;
  }
  return 500;
}

// RFC 9110 §15 and RFC 6585.
std::string_view reason_of(int status) {
  switch (status) {
    case 100:
      return "Continue";
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 411:
      return "Length Required";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 416:
      return "Range Not Satisfiable";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 428:
      return "Precondition Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Unknown";
  }
}

Response problem(const Error& error) {
  // What failed inside is for the log, not for the client.
  const bool ours = error.code == Code::internal || error.code == Code::corrupt;
  const int status = status_of(error.code);
  return problem_of(status, reason_of(status), ours ? "The node could not complete this request." : error.message,
                    name_of(error.code),
                    ours || error.code == Code::unavailable ? std::string_view() : std::string_view(error.where));
}

Response problem(int status, std::string_view title, std::string_view detail) {
  return problem_of(status, title, detail, {}, {});
}

}  // namespace comity::http
