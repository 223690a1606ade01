#include "marking/json_reading.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace comity::marking {
namespace {

// A text with more faults than this is hopeless, and its findings must not outgrow it.
constexpr std::size_t kMaxFindings = 100;
constexpr std::size_t kMaxElements =
    4096;  // of one list: no marking has as many, and rules are held against each other

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// Bytes of the UTF-8 character that begins there (RFC 3629); 0 if none does.
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xC2 && first < 0xE0   ? 2
                             : first >= 0xE0 && first < 0xF0 ? 3
                             : first >= 0xF0 && first < 0xF5 ? 4
                                                             : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xC0) != 0x80) return 0;
  if (first == 0xE0 && byte(1) < 0xA0) return 0;
  if (first == 0xED && byte(1) > 0x9F) return 0;
  if (first == 0xF0 && byte(1) < 0x90) return 0;
  if (first == 0xF4 && byte(1) > 0x8F) return 0;
  return length;
}

std::string pointer_to(const std::string& object, std::string_view member) {
  std::string out = object + "/";
  for (const char c : member) {
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += c;
  }
  return out;
}

std::string listed(std::span<const std::string_view> words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i)
    out += fmt::format("{}{}", i == 0 ? "" : i + 1 == words.size() ? " or " : ", ", words[i]);
  return out;
}

}  // namespace

std::string excerpt(std::string_view text, std::size_t bytes) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size() && out.size() < bytes) {
    const std::size_t length = utf8_length(text.substr(at));
    if (length == 0 || (length == 1 && (static_cast<unsigned char>(text[at]) < 0x20 || text[at] == 0x7F))) {
      out += '?';
      ++at;
      continue;
    }
    if (out.size() + length > bytes) break;
    out += text.substr(at, length);
    at += length;
  }
  if (at < text.size()) out += "…";
  return out;
}

bool is_utf8_text(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0) return false;
    if (length == 1 && (static_cast<unsigned char>(text[0]) < 0x20 || text[0] == 0x7F) && !is_space(text[0]))
      return false;
    text.remove_prefix(length);
  }
  return true;
}

bool has_member(std::string_view text, std::initializer_list<std::string_view> names) {
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end && is_space(*at)) ++at;
  if (at == end || *at != '{') return false;
  int depth = 0;
  bool key = false;
  while (at != end) {
    if (*at == '"') {
      const char* const close = json::end_of_string(at, end);
      if (close == nullptr) return false;
      const std::string_view name(at + 1, static_cast<std::size_t>(close - at) - 2);
      if (depth == 1 && key && std::find(names.begin(), names.end(), name) != names.end()) return true;
      key = false;
      at = close;
      continue;
    }
    if (*at == '{' || *at == '[') key = ++depth == 1;
    if (*at == '}' || *at == ']') --depth;
    if (depth == 0) return false;
    if (*at == ',' && depth == 1) key = true;
    ++at;
  }
  return false;
}

bool is_uuid(std::string_view text, std::string_view versions) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_hex(text[i])) return false;
  }
  return (versions.empty() || versions.find(text[14]) != std::string_view::npos) &&
         std::string_view("89abAB").find(text[19]) != std::string_view::npos;
}

std::string uuid_of(std::string_view text) {
  std::uint64_t halves[] = {0xcbf29ce484222325ULL, 0x84222325cbf29ce4ULL};
  for (std::uint64_t& half : halves)
    for (const char c : text) half = (half ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  const std::uint64_t high = (halves[0] & ~0xF000ULL) | 0x4000ULL;       // RFC 4122 §4.1.3: version 4
  const std::uint64_t low = (halves[1] & ~(3ULL << 62)) | (2ULL << 62);  // §4.1.1: its variant
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xFFFF, high & 0xFFFF, low >> 48,
                     low & 0xFFFFFFFFFFFFULL);
}

std::optional<JsonReading::Place> JsonReading::object() {
  const auto refuse = [&](std::string message, std::string_view where) {
    std::size_t offset = 0;  // json.hpp tells the place as "byte N"
    if (where.starts_with("byte "))
      for (const char c : where.substr(5))
        if (c >= '0' && c <= '9') offset = offset * 10 + static_cast<std::size_t>(c - '0');
    offset = std::min(offset, text_.size());
    out_.find({Finding::Severity::error, offset, text_.size() - offset, {}, std::string(rule_), std::move(message)});
  };
  if (text_.size() > kMaxMarkingBytes) {
    refuse(fmt::format("the marking is longer than {} bytes and was not read", kMaxMarkingBytes), {});
    return std::nullopt;
  }
  const Result<void> read = document_.read(text_);
  if (!read) {
    refuse(fmt::format("the marking is not JSON: {}", excerpt(read.error().message, 200)), read.error().where);
    return std::nullopt;
  }
  if (!document_.root().is(json::Kind::object)) {
    refuse(fmt::format("a {} marking is a JSON object, not {}", rule_, kind_of(document_.root())), {});
    return std::nullopt;
  }
  return Place{document_.root(), ""};
}

std::optional<JsonReading::Place> JsonReading::extension(std::string_view definition_id) {
  auto top = object();
  if (!top) return std::nullopt;
  const auto type = top->value.get("type");
  if (!type || !type->equals("marking-definition")) return top;
  definition_ = top;
  const auto extensions = object(*top, "extensions", Need::required);
  return extensions ? object(*extensions, definition_id, Need::required) : std::nullopt;
}

void JsonReading::find(Finding::Severity severity, const Place& at, std::string message) {
  if (out_.findings.size() >= kMaxFindings) {
    // Errors still deny; the rest need not be named one by one.
    if (left_out_++ == 0)
      out_.find({Finding::Severity::error, at.value.node().begin, 0, at.pointer, std::string(rule_),
                 fmt::format("more than {} faults; mend those first", kMaxFindings)});
    return;
  }
  const json::Node& node = at.value.node();
  out_.find({severity, node.begin, node.end - node.begin, at.pointer, std::string(rule_), std::move(message)});
}

void JsonReading::error(const Place& at, std::string message) {
  find(Finding::Severity::error, at, std::move(message));
}
void JsonReading::warn(const Place& at, std::string message) {
  find(Finding::Severity::warning, at, std::move(message));
}

std::string_view JsonReading::kind_of(const json::Value& value) const {
  switch (value.kind()) {
    case json::Kind::null:
      return "null";
    case json::Kind::boolean:
      return "a boolean";
    case json::Kind::number:
      return "a number";
    case json::Kind::string:
      return "a string";
    case json::Kind::array:
      return "a list";
    case json::Kind::object:
      return "an object";
  }
  return "nothing";
}

std::optional<JsonReading::Place> JsonReading::member(const Place& object, std::string_view name, Need need) {
  const std::string pointer = pointer_to(object.pointer, name);
  if (const auto value = object.value.get(name)) return Place{*value, pointer};
  if (need == Need::required) error({object.value, pointer}, fmt::format("{} is missing", pointer));
  return std::nullopt;
}

std::optional<std::string> JsonReading::string_at(const Place& place) {
  if (place.value.is(json::Kind::string)) return place.value.string();
  error(place, fmt::format("{} is a string, not {}", place.pointer, kind_of(place.value)));
  return std::nullopt;
}

std::optional<JsonReading::Place> JsonReading::object_at(const Place& place) {
  if (place.value.is(json::Kind::object)) return place;
  error(place, fmt::format("{} is an object, not {}", place.pointer, kind_of(place.value)));
  return std::nullopt;
}

std::optional<std::string> JsonReading::string(const Place& object, std::string_view name, Need need) {
  const auto place = member(object, name, need);
  return place ? string_at(*place) : std::nullopt;
}

std::optional<Time> JsonReading::timestamp(const Place& object, std::string_view name, Need need) {
  const auto place = member(object, name, need);
  if (!place) return std::nullopt;
  const auto text = string_at(*place);
  if (!text) return std::nullopt;
  const auto time = parse_time(*text);
  if (time && text->find('T') != std::string::npos && text->ends_with('Z')) return *time;
  error(*place,
        fmt::format("{} \"{}\" is no timestamp; write it like 2026-01-31T12:00:00Z", place->pointer, excerpt(*text)));
  return std::nullopt;
}

std::optional<std::string> JsonReading::one_of(const Place& object, std::string_view name, Need need,
                                               std::span<const std::string_view> words) {
  const auto place = member(object, name, need);
  if (!place) return std::nullopt;
  auto text = string_at(*place);
  if (!text) return std::nullopt;
  if (std::find(words.begin(), words.end(), *text) != words.end()) return text;
  error(*place, fmt::format("{} \"{}\" is not known; write {}", place->pointer, excerpt(*text), listed(words)));
  return std::nullopt;
}

std::optional<JsonReading::Place> JsonReading::object(const Place& object, std::string_view name, Need need) {
  const auto place = member(object, name, need);
  return place ? object_at(*place) : std::nullopt;
}

std::vector<JsonReading::Place> JsonReading::list(const Place& object, std::string_view name, Need need) {
  std::vector<Place> out;
  const auto place = member(object, name, need);
  if (!place) return out;
  if (!place->value.is(json::Kind::array) || place->value.size() == 0) {
    error(*place, place->value.is(json::Kind::array)
                      ? fmt::format("{} is an empty list; leave it out or name something", place->pointer)
                      : fmt::format("{} is a list, not {}", place->pointer, kind_of(place->value)));
    return out;
  }
  if (place->value.size() > kMaxElements) {
    error(*place,
          fmt::format("{} has {} elements; at most {} are read", place->pointer, place->value.size(), kMaxElements));
    return out;
  }
  out.reserve(place->value.size());
  place->value.each_element([&](json::Value value) {
    out.push_back({value, fmt::format("{}/{}", place->pointer, out.size())});
  });
  return out;
}

std::vector<std::string> JsonReading::strings(const Place& object, std::string_view name, Need need,
                                              std::span<const std::string_view> words) {
  std::vector<std::string> out;
  for (const Place& place : list(object, name, need)) {
    auto text = string_at(place);
    if (!text) continue;
    if (!words.empty() && std::find(words.begin(), words.end(), *text) == words.end())
      error(place, fmt::format("{} \"{}\" is not known; write {}", place.pointer, excerpt(*text), listed(words)));
    else if (text->empty())
      error(place, fmt::format("{} is empty", place.pointer));
    else
      out.push_back(std::move(*text));
  }
  return out;
}

void JsonReading::only(const Place& object, std::span<const std::string_view> names) {
  object.value.each_member([&](json::Value key, json::Value value) {
    const std::string name = key.string();
    if (std::find(names.begin(), names.end(), name) != names.end()) return;
    const Place place{value, pointer_to(object.pointer, excerpt(name))};
    error(place,
          fmt::format("{} is no member that {} defines; it may restrict, so nobody reads this until it is taken out",
                      place.pointer, rule_));
  });
}

Reading JsonReading::finish() {
  std::stable_sort(out_.findings.begin(), out_.findings.end(),
                   [](const Finding& a, const Finding& b) { return a.offset < b.offset; });
  if (out_.ok())
    if (auto small = json::minify(text_)) out_.canonical = std::move(*small);
  return std::move(out_);
}

}  // namespace comity::marking
