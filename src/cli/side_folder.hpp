// The folder that a node is made in, beside its place: a killed command leaves nothing that looks like a node.
#pragma once

#include <filesystem>
#include <memory>

#include "base/result.hpp"

namespace comity::cli {

// The node's place, absolute and without a slash at its end. Errors: conflict (something is there that is not an empty folder).
Result<std::filesystem::path> place_for_node(const std::string& directory);

// Locked, so that two commands do not share it; what a killed one left is cleared. Goes away unless it became the node.
class SideFolder {
 public:
  // Errors: unavailable (another command is making this node; the disk).
  static Result<std::unique_ptr<SideFolder>> make(const std::filesystem::path& target);
  ~SideFolder();
  const std::filesystem::path& path() const { return path_; }
  // Errors: conflict (something came there meanwhile), unavailable.
  Result<void> become(const std::filesystem::path& target);

 private:
  SideFolder() = default;
  std::filesystem::path path_;
  int fd_ = -1;
};

}  // namespace comity::cli
