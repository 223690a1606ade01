#include "cli/listing.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/terminal.hpp"

namespace comity::cli {

using nlohmann::ordered_json;

std::string word_of(const ordered_json& object, const char* key) {
  if (!object.is_object() || !object.contains(key)) return "";
  const ordered_json& value = object[key];
  if (value.is_string()) return plain(value.get<std::string>());
  if (value.is_boolean()) return value.get<bool>() ? key : "";
  if (value.is_number_integer()) return std::to_string(value.get<std::int64_t>());
  std::string out;
  for (const auto& one : value)
    if (one.is_string()) out += (out.empty() ? "" : ",") + plain(one.get<std::string>());
  return out;
}

std::string listing(const ordered_json& list, const char* name, const std::vector<const char*>& members, std::string_view none) {
  std::vector<std::vector<Cell>> rows;
  for (const ordered_json& one : list.value(name, ordered_json::array())) {
    std::vector<Cell> row;
    for (const char* member : members) {
      std::string word = word_of(one, member);
      row.push_back({word.empty() ? "-" : std::move(word)});
    }
    rows.push_back(std::move(row));
  }
  return rows.empty() ? std::string(none) + "\n" : table(rows);
}

}  // namespace comity::cli
