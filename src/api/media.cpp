#include "api/media.hpp"

#include <algorithm>

namespace comity::api {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

std::string_view take(std::string_view& rest, char separator) {
  const std::size_t at = rest.find(separator);
  const std::string_view taken = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view() : rest.substr(at + 1);
  return trimmed(taken);
}

bool same(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [&](char x, char y) { return lower(x) == lower(y); });
}

// How closely a range matches: 3 the type itself, 2 "application/*", 1 "*/*", 0 not at all.
int closeness(std::string_view range, std::string_view media_type) {
  if (same(range, media_type)) return 3;
  if (range == "*/*") return 1;
  const std::size_t slash = media_type.find('/');
  return range.ends_with("/*") && same(range.substr(0, range.size() - 2), media_type.substr(0, slash)) ? 2 : 0;
}

// "q=0", "q=0.000".
bool refuses(std::string_view parameters) {
  while (!parameters.empty()) {
    const std::string_view one = take(parameters, ';');
    if (one.size() > 2 && (one[0] == 'q' || one[0] == 'Q') && one[1] == '=')
      return one.substr(2).find_first_not_of("0.") == std::string_view::npos;
  }
  return false;
}

}  // namespace

bool accepts(std::string_view accept, std::string_view media_type) {
  accept = trimmed(accept);
  if (accept.empty()) return true;
  int closest = 0;
  bool taken = false;
  while (!accept.empty()) {
    std::string_view range = take(accept, ',');
    const int close = closeness(take(range, ';'), media_type);
    if (close <= closest) continue;
    closest = close;
    taken = !refuses(range);
  }
  return taken;
}

bool is_of_type(std::string_view content_type, std::string_view media_type) {
  return same(trimmed(content_type.substr(0, content_type.find(';'))), media_type);
}

}  // namespace comity::api
