// Published tables that lie beside the project, and the project's own vectors, for this room's tests alone.
#pragma once

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "marking/language.hpp"
#include "marking/vectors_for_test.hpp"

namespace comity::marking {

using Row = std::map<std::string, std::string>;

// The rows of a table under vectors/marking, by column name; nothing if it is absent.
inline std::optional<std::vector<Row>> table(const std::string& name) {
  std::ifstream file(shared_path("marking/" + name));
  if (!file) return std::nullopt;
  const auto cells = [](const std::string& line) {
    std::vector<std::string> out;
    std::istringstream stream(line);
    for (std::string cell; std::getline(stream, cell, '\t');) out.push_back(cell);
    return out;
  };
  std::string line;
  std::getline(file, line);
  const std::vector<std::string> names = cells(line);
  std::vector<Row> rows;
  while (std::getline(file, line)) {
    const std::vector<std::string> values = cells(line);
    Row row;
    for (std::size_t i = 0; i < names.size(); ++i) row[names[i]] = i < values.size() ? values[i] : "";
    rows.push_back(std::move(row));
  }
  return rows;
}

inline std::vector<std::string> split(const std::string& text, char by) {
  std::vector<std::string> out;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, by);) out.push_back(part);
  return out;
}

// The pointers of the errors, in order, with their messages: "/tlp: …".
inline std::string errors_of(const Reading& reading) {
  std::string out;
  for (const Finding& finding : reading.findings)
    if (finding.severity == Finding::Severity::error) out += finding.pointer + ": " + finding.message + "\n";
  return out;
}

inline bool has_error_at(const Reading& reading, const std::string& pointer) {
  for (const Finding& finding : reading.findings)
    if (finding.severity == Finding::Severity::error && finding.pointer == pointer) return true;
  return false;
}

}  // namespace comity::marking
