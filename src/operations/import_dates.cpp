#include "operations/import_dates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace comity::operations {
namespace {

using nlohmann::json;

Result<void> take_record(const json& record, const std::string& where, ImportDates& out) {
  const auto text = [&](const char* member) {
    return record.is_object() && record.contains(member) && record.at(member).is_string() ? record.at(member).get<std::string>() : std::string();
  };
  const std::string id = text("id");
  const auto added = parse_time(text("date_added"));
  if (id.empty() || !added) return fail(Code::invalid, "a record of dates has an id, a version and a date_added such as 2026-01-31T12:00:00.000000Z", where);
  const auto version = parse_time(text("version"));  // other servers write what they like where an object has none
  const auto [at, first] = out.by_id[id].try_emplace(version ? version->us : 0, *added);
  if (!first && at->second != *added) return fail(Code::invalid, fmt::format("there are two dates for one version of {}", id), where);
  out.last = std::max(out.last, *added);
  return {};
}

Result<void> take_json(const json& value, const std::string& where, ImportDates& out) {
  const bool page = value.is_object() && value.contains("objects") && value.at("objects").is_array();
  if (!page) return take_record(value, where, out);
  for (const json& record : value.at("objects")) TRY_VOID(take_record(record, where, out));
  return {};
}

}  // namespace

std::optional<Time> ImportDates::of(const stix::Object& object) const {
  const auto known = by_id.find(object.id);
  if (known == by_id.end() || known->second.empty()) return std::nullopt;
  if (object.version) {
    const auto at = known->second.find(object.version->us);
    return at == known->second.end() ? std::nullopt : std::optional(at->second);
  }
  return std::min_element(known->second.begin(), known->second.end(), [](const auto& a, const auto& b) { return a.second < b.second; })->second;
}

Result<ImportDates> read_import_dates(std::string_view text, std::string_view name) {
  ImportDates out;
  if (const json whole = json::parse(text, nullptr, false); !whole.is_discarded()) {
    TRY_VOID(take_json(whole, std::string(name), out));
    return out;
  }
  std::size_t number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    const std::string where = fmt::format("{}:{}", name, number);
    const json value = json::parse(line, nullptr, false);
    if (value.is_discarded()) return fail(Code::invalid, "dates are a TAXII manifest, or lines of JSON", where);
    TRY_VOID(take_json(value, where, out));
  }
  if (out.by_id.empty()) return fail(Code::invalid, "there is no date in it", std::string(name));
  return out;
}

}  // namespace comity::operations
