#include "cli/side_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace comity::cli {

namespace fs = std::filesystem;

Result<fs::path> place_for_node(const std::string& directory) {
  std::error_code error;
  fs::path target = fs::absolute(directory).lexically_normal();
  if (target.filename().empty()) target = target.parent_path();
  if (fs::exists(target, error) && !(fs::is_directory(target, error) && fs::is_empty(target, error)))
    return fail(Code::conflict, "this is there already and not an empty folder; a node is never made over something else",
                directory);
  return target;
}

Result<std::unique_ptr<SideFolder>> SideFolder::make(const fs::path& target) {
  std::unique_ptr<SideFolder> side(new SideFolder);
  side->path_ = target.parent_path() / ("." + target.filename().string() + ".unfinished");
  std::error_code error;
  fs::create_directories(target.parent_path(), error);
  if (::mkdir(side->path_.c_str(), 0700) != 0 && errno != EEXIST)
    return fail(Code::unavailable, fmt::format("cannot make this folder: {}", std::strerror(errno)), side->path_);
  side->fd_ = ::open(side->path_.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (side->fd_ < 0 || ::flock(side->fd_, LOCK_EX | LOCK_NB) != 0) {
    side->path_.clear();
    return fail(Code::unavailable, "another command is making this node; wait for it to end", target);
  }
  for (const auto& left : fs::directory_iterator(side->path_, error)) fs::remove_all(left.path(), error);
  return side;
}

SideFolder::~SideFolder() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
  if (fd_ >= 0) ::close(fd_);
}

Result<void> SideFolder::become(const fs::path& target) {
  // Over an empty folder too (rename(2)); never over one that holds something.
  if (::rename(path_.c_str(), target.c_str()) != 0)
    return fail(errno == ENOTEMPTY || errno == EEXIST ? Code::conflict : Code::unavailable,
                fmt::format("cannot put the node in its place: {}", std::strerror(errno)), target);
  path_.clear();
  const int parent = ::open(target.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (parent >= 0) {
    ::fsync(parent);
    ::close(parent);
  }
  return {};
}

}  // namespace comity::cli
