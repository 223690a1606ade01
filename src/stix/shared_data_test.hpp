// Published vectors and data sets that lie beside the project, for this room's tests alone.
#pragma once

#include <zlib.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

namespace comity::stix {

inline constexpr const char* kNoSharedData =
    "skipped: the shared vectors and data sets are absent; name their folder in COMITY_SHARED";

inline std::string shared_path(const std::string& name) {
  const char* folder = std::getenv("COMITY_SHARED");
  return std::string(folder != nullptr ? folder : COMITY_SOURCE_DIR "/../shared") + "/" + name;
}

inline std::optional<std::string> shared_file(const std::string& name) {
  std::ifstream file(shared_path(name), std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

inline std::optional<std::string> shared_gzip(const std::string& name) {
  gzFile file = gzopen(shared_path(name).c_str(), "rb");
  if (file == nullptr) return std::nullopt;
  std::string out;
  char buffer[1 << 16];
  for (int n; (n = gzread(file, buffer, sizeof buffer)) > 0;) out.append(buffer, static_cast<std::size_t>(n));
  gzclose(file);
  return out;
}

}  // namespace comity::stix
