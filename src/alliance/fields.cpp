#include "alliance/fields.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace comity::alliance {
namespace {

using nlohmann::json;

const json& empty_object() {
  static const json object = json::object();
  return object;
}

std::string wrong_kind(std::string_view key, std::string_view wanted) {
  return fmt::format("'{}' must be {}", key, wanted);
}

}  // namespace

bool is_id(std::string_view text, int parts) {
  int words = 1;
  bool empty = true;
  for (const char c : text) {
    if (c == '.') {
      if (empty) return false;
      empty = true;
      ++words;
    } else if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-') {
      empty = false;
    } else {
      return false;
    }
  }
  return !empty && words == parts;
}

std::string below(std::string_view pointer, std::string_view token) {
  std::string out(pointer);
  out.push_back('/');
  for (const char c : token) {
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out.push_back(c);
  }
  return out;
}

std::string below(std::string_view pointer, std::size_t index) { return fmt::format("{}/{}", pointer, index); }

Fields::Fields(Faults& faults, const json& value, std::string pointer, std::span<const std::string_view> known)
    : faults_(faults), object_(value.is_object() ? value : empty_object()), pointer_(std::move(pointer)) {
  if (!value.is_object()) {
    fault("a table of named values must stand here");
    return;
  }
  for (auto member = object_.begin(); member != object_.end(); ++member)
    if (std::find(known.begin(), known.end(), member.key()) == known.end())
      fault(member.key(),
            fmt::format("'{}' is not known here; write one of {}, or remove it", member.key(), fmt::join(known, ", ")));
}

const json* Fields::find(std::string_view key) const {
  const auto found = object_.find(key);
  return found == object_.end() ? nullptr : &*found;
}

const json* Fields::required(std::string_view key) const {
  const json* value = find(key);
  if (!value) fault(fmt::format("'{}' is missing; add it", key));
  return value;
}

std::string Fields::text(std::string_view key) const {
  const json* value = required(key);
  if (!value) return {};
  std::string out = text_or(key, {});
  if (out.empty()) fault(key, fmt::format("'{}' is empty; give it a value", key));
  return out;
}

std::string Fields::text_or(std::string_view key, std::string fallback) const {
  const json* value = find(key);
  if (!value) return fallback;
  if (value->is_string()) return value->get<std::string>();
  fault(key, wrong_kind(key, "a text in quotes"));
  return fallback;
}

std::string Fields::id(std::string_view key, int parts) const {
  std::string out = text(key);
  if (!is_id(out, parts))
    fault(key, fmt::format("'{}' is not an id here; write {} of letters, digits, _ and -", out,
                           parts == 1 ? "one word" : fmt::format("{} words joined by dots", parts)));
  return out;
}

bool Fields::flag(std::string_view key) const { return required(key) ? flag_or(key, false) : false; }

bool Fields::flag_or(std::string_view key, bool fallback) const {
  const json* value = find(key);
  if (!value) return fallback;
  if (value->is_boolean()) return value->get<bool>();
  fault(key, wrong_kind(key, "true or false"));
  return fallback;
}

std::int64_t Fields::number(std::string_view key, std::int64_t least, std::int64_t most) const {
  const json* value = required(key);
  if (!value) return least;
  if (value->is_number_integer() && !(value->is_number_unsigned() && value->get<std::uint64_t>() > INT64_MAX)) {
    const auto n = value->get<std::int64_t>();
    if (n >= least && n <= most) return n;
  }
  fault(key, wrong_kind(key, fmt::format("a whole number from {} to {}", least, most)));
  return least;
}

Time Fields::time(std::string_view key) const { return required(key) ? time_or(key, Time{}) : Time{}; }

Time Fields::time_or(std::string_view key, Time fallback) const {
  const json* value = find(key);
  if (!value) return fallback;
  if (!value->is_string()) {
    fault(key, wrong_kind(key, "a date like 2026-01-31 or a time like 2026-01-31T12:00:00Z"));
    return fallback;
  }
  const auto time = parse_time(value->get_ref<const std::string&>());
  if (time) return *time;
  fault(key, fmt::format("'{}': {}", key, time.error().message));
  return fallback;
}

std::set<std::string> Fields::texts(std::string_view key) const {
  std::set<std::string> out;
  each(key, [&](const json& element, const std::string& pointer) {
    if (!element.is_string() || element.get_ref<const std::string&>().empty())
      faults_.add(pointer, fmt::format("'{}' must list texts in quotes, none of them empty", key));
    else if (!out.insert(element.get<std::string>()).second)
      faults_.add(pointer, fmt::format("'{}' lists {} twice; remove one", key, element.get<std::string>()));
  });
  return out;
}

void Fields::each(std::string_view key, const std::function<void(const json&, const std::string&)>& visit) const {
  const json* value = find(key);
  if (!value) return;
  if (!value->is_array()) return fault(key, wrong_kind(key, "a list in [brackets]"));
  for (std::size_t i = 0; i < value->size(); ++i) visit((*value)[i], below(at(key), i));
}

void Fields::each_member(std::string_view key,
                         const std::function<void(const std::string&, const json&, const std::string&)>& visit) const {
  const json* value = find(key);
  if (!value) return;
  if (!value->is_object()) return fault(key, wrong_kind(key, "a table of named values"));
  for (auto member = value->begin(); member != value->end(); ++member)
    visit(member.key(), member.value(), below(at(key), member.key()));
}

}  // namespace comity::alliance
