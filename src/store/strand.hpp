// A strand: numbered files that one thread writes, each to its end before the next; any thread reads what is published.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/disk.hpp"

namespace comity::store {

// Bytes before the first entry of every strand file: a magic of 8, u32 number, u32 crc32c of those.
constexpr std::uint32_t strand_header_bytes = 16;

// Where a strand ends, or where something in it begins. File 0: nowhere.
struct Position {
  std::uint32_t file = 0;
  std::uint32_t offset = 0;
  auto operator<=>(const Position&) const = default;
};

// What strands of one kind have in common: "segments" and ".blob", say.
struct StrandKind {
  std::string directory;
  std::string suffix;
  std::string_view magic;  // 8 bytes
  std::string name(std::uint32_t number) const;                    // the path of one file
  std::uint32_t number(std::string_view file_name) const;         // 0 when it is not of this kind
};

// The first bytes of a file.
std::string strand_header(const StrandKind& kind, std::uint32_t number);

// Writes zeros over [from, to) and syncs: what held a secret copy must not linger in freed blocks.
Result<void> scrub(File& file, std::uint64_t from, std::uint64_t to);

// The files of a kind, mapped for reading. Any thread.
class MappedFiles {
 public:
  MappedFiles(Disk& disk, StrandKind kind, std::uint64_t capacity);

  struct Mapped {
    std::uint32_t number = 0;
    std::shared_ptr<const Mapping> mapping;
    std::atomic<std::uint64_t> end{0};
  };
  struct Bytes {
    std::string_view bytes;
    std::shared_ptr<const Mapping> hold;
  };
  // Errors: corrupt, when the file is missing, or ends before the range does (a mapped page past the end would fault).
  Result<Bytes> at(Position begin, std::uint64_t size) const;
  // The same, for many ranges: `last` is the file of the range before, or null, and becomes this one's.
  Result<std::string_view> at(Position begin, std::uint64_t size, std::shared_ptr<const Mapped>& last) const;
  // From now on bytes below `end` may be read; they are in `file`. The writer of that file only.
  Result<void> publish(std::uint32_t number, File& file, std::uint64_t end);
  const StrandKind& kind() const { return kind_; }

 private:
  Result<std::shared_ptr<Mapped>> find(std::uint32_t number) const;

  Disk& disk_;
  StrandKind kind_;
  std::uint64_t capacity_;  // what a file still being written is mapped for
  mutable std::shared_mutex mutex_;
  mutable std::map<std::uint32_t, std::shared_ptr<Mapped>> files_;
};

// The writing end. One thread at a time. begin, append…, flush, sync, publish; or abandon after any error.
class Strand {
 public:
  Strand(Disk& disk, MappedFiles& readers, std::uint64_t roll_bytes);

  // Goes on at `end`, and scrubs and cuts off what a crash left after it. Errors: corrupt, when the file is shorter.
  Result<void> resume(Position end);
  bool rolls(std::uint64_t size) const;  // whether begin() would open a new file for so many bytes
  // Makes sure that `size` bytes will lie in one file, opening file `number` if they do not fit the current one.
  Result<Position> begin(std::uint64_t size, std::uint32_t number);
  Result<void> append(std::string_view bytes);
  Result<void> flush();
  Result<void> sync();
  Result<void> publish();
  void abandon();  // back to the published end; what was written after it is scrubbed now, or before the next begin()
  Position end() const { return end_; }
  // Where end() will be once all that was appended is published.
  Position reached() const { return {end_.file, static_cast<std::uint32_t>(written_ + buffer_.size())}; }

 private:
  Result<void> clean();

  Disk& disk_;
  MappedFiles& readers_;
  std::uint64_t roll_bytes_;
  std::unique_ptr<File> file_;
  Position end_;             // published
  std::uint64_t written_ = 0;  // bytes of the current file that a write reached or was meant to
  std::string buffer_;         // what follows them
  bool dirty_ = false;
};

}  // namespace comity::store
