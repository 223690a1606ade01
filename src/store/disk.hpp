// All disk access of the store goes through here, so that tests can inject faults and delays.
// (LMDB reads and writes its own file; all in it is derived and rebuilt from the logs, so tests damage that file directly.)
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace comity::store {

// A read-only mapping of a file's first bytes; valid while the object lives, even if the file is unlinked.
class Mapping {
 public:
  virtual ~Mapping() = default;
  virtual const char* data() const = 0;
  virtual std::uint64_t size() const = 0;
};

// One open file. Writes at distinct ranges may come from different threads; a File is otherwise one thread's.
// Errors: unavailable (ENOSPC, EDQUOT, EIO on write or sync), corrupt (short read), internal (anything else).
class File {
 public:
  virtual ~File() = default;
  virtual Result<std::uint64_t> size() = 0;
  virtual Result<void> read(std::uint64_t offset, char* out, std::size_t size) = 0;      // all or corrupt
  virtual Result<void> write(std::uint64_t offset, std::string_view bytes) = 0;          // all or an error; may be torn
  virtual Result<void> sync() = 0;                                                        // fdatasync
  virtual Result<void> truncate(std::uint64_t size) = 0;
  virtual Result<void> allocate(std::uint64_t offset, std::uint64_t size) = 0;           // reserve blocks, grow the file
  virtual Result<void> punch(std::uint64_t offset, std::uint64_t size) = 0;              // give blocks back; reads as zero
  // The first `size` bytes. It may reach past the end of the file: those bytes fault until the file has grown over them.
  virtual Result<std::shared_ptr<Mapping>> map(std::uint64_t size) = 0;
};

class Disk {
 public:
  virtual ~Disk() = default;
  enum class Open { existing, create };                                                    // create: if absent; mode 0600
  virtual Result<std::unique_ptr<File>> open(const std::string& path, Open how) = 0;
  virtual Result<void> make_directory(const std::string& path) = 0;                      // and parents; mode 0700
  virtual Result<std::vector<std::string>> list(const std::string& directory) = 0;       // names, sorted
  virtual Result<void> remove(const std::string& path) = 0;
  virtual Result<void> rename(const std::string& from, const std::string& to) = 0;
  virtual Result<void> sync_directory(const std::string& path) = 0;
  // An exclusive advisory lock held while the returned object lives. Errors: conflict, when another process has it.
  virtual Result<std::shared_ptr<void>> lock(const std::string& path) = 0;
};

std::unique_ptr<Disk> posix_disk();

}  // namespace comity::store
