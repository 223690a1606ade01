// The files of the built console, in memory.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace comity::console {

// What a folder may hold. A console has some tens of files and a few MiB; what is over this is the wrong folder.
struct Bounds {
  std::size_t files = 2000;
  std::uint64_t file_bytes = 16ull << 20;
  std::uint64_t all_bytes = 64ull << 20;
};

// The regular files below the folder by their path in it, "assets/index-4f2a.js". Names that begin with a dot are left out. Errors: unavailable
// (it cannot be read), too_large (over the bounds), invalid (no index.html; the folder of a node; a link; a name of other
// than letters, digits, dots, dashes and underscores).
Result<std::map<std::string, std::string>> read_folder(const std::string& folder, const Bounds& bounds = {});

struct File {
  std::string type;   // Content-Type
  std::string bytes;
  std::string gzip;   // the same, packed; "" where that is not smaller
  std::string tag;    // of `bytes`, without quotes
  bool named_by_content = false;  // of assets/: other bytes would have another name
};

// Immutable; any thread.
class Files {
 public:
  // "x.js.gz" beside "x.js" is its packed form if it unpacks to it, and is no file by itself; else it is packed here. Errors: invalid (no index.html).
  static Result<std::shared_ptr<const Files>> from(std::map<std::string, std::string> contents);
  const File* find(std::string_view path) const;  // "assets/index-4f2a.js"; or null
  const File& index() const { return *find("index.html"); }
  std::size_t size() const { return files_.size(); }

 private:
  std::map<std::string, File, std::less<>> files_;
};

}  // namespace comity::console
