// Vectors for this room's tests: the published ones beside the project, and those of docs/format/vectors.
#pragma once

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

namespace comity::marking {

inline constexpr const char* kNoVectors = "skipped: the shared vectors are absent; name their folder in COMITY_SHARED";

inline std::optional<std::string> file_for_test(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

inline std::vector<std::string> split_for_test(const std::string& text, char by) {
  std::vector<std::string> out;
  std::size_t from = 0;
  for (std::size_t at; (at = text.find(by, from)) != std::string::npos; from = at + 1)
    out.push_back(text.substr(from, at - from));
  if (from < text.size()) out.push_back(text.substr(from));
  return out;
}

// A file under vectors/ of the published ones.
inline std::string shared_path(const std::string& name) {
  const char* folder = std::getenv("COMITY_SHARED");
  return std::string(folder != nullptr ? folder : COMITY_SOURCE_DIR "/../shared") + "/vectors/" + name;
}

// The rows of a tab-separated file under vectors/, without its heading; quotes around a cell are removed and doubled
// ones undone.
inline std::optional<std::vector<std::vector<std::string>>> shared_rows(const std::string& name) {
  const auto text = file_for_test(shared_path(name));
  if (!text) return std::nullopt;
  std::vector<std::vector<std::string>> out;
  for (const std::string& line : split_for_test(*text, '\n')) {
    std::vector<std::string> cells = split_for_test(line, '\t');
    for (std::string& cell : cells)
      if (cell.size() > 1 && cell.front() == '"' && cell.back() == '"') {
        cell = cell.substr(1, cell.size() - 2);
        for (std::size_t at = 0; (at = cell.find("\"\"", at)) != std::string::npos; ++at) cell.erase(at, 1);
      }
    out.push_back(std::move(cells));
  }
  if (!out.empty()) out.erase(out.begin());
  return out;
}

// The lines of docs/format/vectors/NAME; empty if it is not there.
inline std::vector<std::string> own_vectors(const std::string& name) {
  return split_for_test(file_for_test(std::string(COMITY_SOURCE_DIR "/docs/format/vectors/") + name).value_or(""),
                        '\n');
}

}  // namespace comity::marking
