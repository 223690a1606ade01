// The intake log: where an append becomes durable, with one write and one sync. A few files are used in turn; each was
// written full of zeros beforehand, so that a sync has no metadata to wait for and a full disk still takes a frame.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "store/disk.hpp"
#include "store/frame.hpp"

namespace comity::store {

// append, make_room, rotate, oldest and active_bytes: under the engine's write lock. wipe and prepare: under its settle
// lock. The two kinds may run at the same time.
class IntakeLog {
 public:
  IntakeLog(Disk& disk, std::string directory, std::uint64_t file_bytes);

  // Reads what is there: the frames with records past `settled`, in order. A frame that fails its check ends the log
  // if nothing that was acknowledged follows it. Errors: corrupt, naming the file.
  // `blobs_whole` tells whether the blobs that a frame points to are there.
  Result<std::vector<Frame>> recover(Seq settled, const std::function<bool(const Frame&)>& blobs_whole);

  // Makes sure that a frame of so many bytes whose first record is `first` fits; returns the tag it must carry. The last
  // sixteenth of a file is kept for frames without blobs: on a full disk leases fit when objects no longer do.
  Result<std::uint64_t> make_room(std::uint64_t bytes, Seq first, bool has_blobs);
  // On an error nothing was appended; when healthy() is false then, the state of the disk is unknown.
  Result<void> append(const Frame& frame);
  bool healthy() const { return healthy_; }
  // Ends the current file, if it holds frames, so that it can be wiped.
  void rotate();
  std::uint64_t active_bytes() const { return active_ ? active_->used : 0; }

  // Overwrites the files whose records are all settled, and keeps them for later use.
  Result<void> wipe(Seq settled);
  // Has a zeroed file ready for when the current one is full.
  Result<void> prepare();
  // The lowest sequence that any file may still hold bytes of; all later ones may lie here as well.
  Seq oldest() const;

 private:
  struct Slot {
    std::string path;
    std::unique_ptr<File> file;
    std::uint64_t size = 0;
    std::uint64_t used = 0;   // where the next frame goes
    std::uint64_t reach = 0;  // bytes from here on are zeros; failed appends may lie below
    std::uint64_t tag = 0;
    Seq first = 0;
    Seq last = 0;             // first - 1 when it holds no frame
  };
  Result<std::unique_ptr<Slot>> create(std::uint64_t size, bool fill);
  Result<std::unique_ptr<Slot>> take(std::uint64_t size);
  Result<void> write_spare_header(Slot& slot);
  Result<void> zero(Slot& slot);
  Result<void> read_frames(Slot& slot, Seq settled, const std::function<bool(const Frame&)>& blobs_whole,
                           std::vector<Frame>& frames);

  Disk& disk_;
  std::string directory_;
  std::uint64_t file_bytes_;
  bool healthy_ = true;
  std::unique_ptr<Slot> active_;
  mutable std::mutex mutex_;  // guards what follows
  std::vector<std::unique_ptr<Slot>> closed_;  // full of frames, oldest first
  std::vector<std::unique_ptr<Slot>> spare_;   // zeroed
  std::vector<std::unique_ptr<Slot>> soiled_;  // a crash or a failure left them half wiped or half made
  std::uint32_t next_number_ = 1;
};

}  // namespace comity::store
