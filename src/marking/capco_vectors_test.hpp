// Published marking vectors that lie beside the project, for the tests of CAPCO alone.
#pragma once

#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "marking/language.hpp"
#include "marking/vectors_for_test.hpp"

namespace comity::marking::capco {

inline std::optional<std::string> marking_vectors(const std::string& name) { return file_for_test(shared_path("marking/" + name)); }

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
