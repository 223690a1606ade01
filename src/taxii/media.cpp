#include "taxii/media.hpp"

#include <algorithm>
#include <optional>
#include <string>

namespace comity::taxii {
namespace {

// RFC 9110 §5.6.2.
bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return out;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

// Takes the text up to `separator`, which does not count inside a quoted string, off the front.
std::string_view take(std::string_view& rest, char separator) {
  bool quoted = false;
  std::size_t i = 0;
  for (; i < rest.size(); ++i) {
    if (quoted && rest[i] == '\\') {
      ++i;
    } else if (rest[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && rest[i] == separator) {
      break;
    }
  }
  const std::string_view taken = rest.substr(0, i);
  rest = i < rest.size() ? rest.substr(i + 1) : std::string_view();
  return trimmed(taken);
}

// A token or a quoted string (RFC 9110 §5.6.6).
std::optional<std::string> value_of(std::string_view text) {
  if (is_token(text)) return std::string(text);
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::nullopt;
  std::string out;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    if (text[i] == '"') return std::nullopt;
    if (text[i] == '\\' && ++i + 1 >= text.size()) return std::nullopt;
    out += text[i];
  }
  return out;
}

// 0 to 1 with at most three decimals (RFC 9110 §12.4.2).
bool is_weight(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return false;
  if (text.size() == 1) return true;
  if (text[1] != '.') return false;
  return std::all_of(text.begin() + 2, text.end(),
                     [&](char c) { return text[0] == '0' ? c >= '0' && c <= '9' : c == '0'; });
}

struct Media {
  std::string type;     // "application/taxii+json", in lower case
  std::string version;  // "" when not given
};

std::optional<Media> read(std::string_view text) {
  Media media;
  media.type = lower(take(text, ';'));
  const std::size_t slash = media.type.find('/');
  if (slash == std::string::npos || !is_token(std::string_view(media.type).substr(0, slash)) ||
      !is_token(std::string_view(media.type).substr(slash + 1))) {
    return std::nullopt;
  }
  while (!text.empty()) {
    std::string_view parameter = take(text, ';');
    if (parameter.empty()) continue;  // ";;" is allowed by RFC 9110 §5.6.6
    const std::size_t equals = parameter.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const std::string name = lower(parameter.substr(0, equals));
    const auto value = value_of(parameter.substr(equals + 1));
    if (!is_token(name) || !value) return std::nullopt;
    if (name == "version") media.version = *value;
    if (name == "q" && !is_weight(*value)) return std::nullopt;
  }
  return media;
}

bool is_ours(const Media& media) {
  return media.type == "application/taxii+json" && (media.version.empty() || media.version == "2.1");
}

}  // namespace

bool accepts_taxii(std::string_view accept) {
  accept = trimmed(accept);
  if (accept.empty()) return true;
  while (!accept.empty()) {
    const auto media = read(take(accept, ','));
    if (media && (media->type == "*/*" || media->type == "application/*" || is_ours(*media))) return true;
  }
  return false;
}

bool is_taxii(std::string_view content_type) {
  const auto media = read(trimmed(content_type));
  return media && is_ours(*media);
}

}  // namespace comity::taxii
