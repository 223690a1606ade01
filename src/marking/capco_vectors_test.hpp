// Published marking vectors that lie beside the project, for the tests of CAPCO alone.
#pragma once

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "marking/language.hpp"

namespace comity::marking::capco {

inline constexpr const char* kNoVectors = "skipped: the shared vectors are absent; name their folder in COMITY_SHARED";

inline std::optional<std::string> file_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

inline std::optional<std::string> marking_vectors(const std::string& name) {
  const char* folder = std::getenv("COMITY_SHARED");
  return file_text(std::string(folder != nullptr ? folder : COMITY_SOURCE_DIR "/../shared") + "/vectors/marking/" +
                   name);
}

inline std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);)
    if (!line.empty()) out.push_back(line);
  return out;
}

// The fields of each line of a tab-separated file but its head.
inline std::vector<std::vector<std::string>> rows_of(const std::string& text) {
  std::vector<std::vector<std::string>> out;
  for (const std::string& line : lines_of(text)) {
    std::vector<std::string> fields(1);
    for (const char c : line) {
      if (c == '\t')
        fields.emplace_back();
      else if (c != '\r')
        fields.back() += c;
    }
    out.push_back(std::move(fields));
  }
  if (!out.empty()) out.erase(out.begin());
  return out;
}

// Every finding with its place, for a test's message.
inline std::string shown(const std::vector<Finding>& findings) {
  std::ostringstream out;
  for (const Finding& one : findings)
    out << (one.severity == Finding::Severity::error ? "error " : "warning ") << one.rule << " at " << one.offset << "+"
        << one.length << ": " << one.message << "\n";
  return out.str();
}

}  // namespace comity::marking::capco
