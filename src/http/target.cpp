#include "http/target.hpp"

#include <algorithm>

namespace comity::http {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Schemes are case-insensitive (RFC 3986 §3.1).
bool take_scheme(std::string_view& target, std::string_view scheme) {
  if (target.size() < scheme.size()) return false;
  for (std::size_t i = 0; i < scheme.size(); ++i) {
    const char c = target[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c) != scheme[i]) return false;
  }
  target.remove_prefix(scheme.size());
  return true;
}

}  // namespace

std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (text.size() - i < 3) return std::nullopt;
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    if (c == '\0') return std::nullopt;
    out += c;
  }
  return out;
}

std::optional<Target> parse_target(std::string_view target) {
  Target result;
  if (target == "*") {
    result.raw_path = target;
    result.path = "*";
    return result;
  }
  if (target.find('#') != std::string_view::npos) return std::nullopt;
  if (take_scheme(target, "http://") || take_scheme(target, "https://")) {
    const std::size_t end = target.find_first_of("/?");
    if (end == 0) return std::nullopt;
    target.remove_prefix(std::min(end, target.size()));
    if (target.empty() || target[0] == '?') {  // an empty path means "/" (RFC 9110 §4.2.3)
      result.raw_path = "/";
    }
  } else if (target.empty() || target[0] != '/') {
    return std::nullopt;
  }
  const std::size_t question = target.find('?');
  if (result.raw_path.empty()) result.raw_path = target.substr(0, question);
  auto path = percent_decoded(result.raw_path);
  if (!path) return std::nullopt;
  result.path = *std::move(path);
  if (question == std::string_view::npos) return result;
  std::string_view rest = target.substr(question + 1);
  while (!rest.empty()) {
    const std::size_t ampersand = rest.find('&');
    const std::string_view pair = rest.substr(0, ampersand);
    rest = ampersand == std::string_view::npos ? std::string_view() : rest.substr(ampersand + 1);
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    auto name = percent_decoded(pair.substr(0, equals), true);
    auto value = percent_decoded(equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1), true);
    if (!name || !value) return std::nullopt;
    result.query.emplace(*std::move(name), *std::move(value));
  }
  return result;
}

}  // namespace comity::http
