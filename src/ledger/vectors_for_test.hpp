// The folder of public vectors: COMITY_SHARED, else ../shared beside the source tree.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace comity::ledger {

inline std::filesystem::path vectors() {
  const char* shared = std::getenv("COMITY_SHARED");
  return (shared ? std::filesystem::path(shared) : std::filesystem::path(COMITY_SOURCE_DIR) / ".." / "shared") /
         "vectors" / "ledger";
}

inline std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(file)), {});
}

}  // namespace comity::ledger

#define SKIP_WITHOUT_VECTORS()                               \
  if (!std::filesystem::exists(::comity::ledger::vectors())) \
  GTEST_SKIP() << "set COMITY_SHARED to the folder that holds vectors/ledger"
