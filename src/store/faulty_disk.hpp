// A disk for tests and benches: a real directory behind it, with faults and delays on demand.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "store/disk.hpp"

namespace comity::store {

struct Faults {
  std::atomic<std::int64_t> bytes_until_full{-1};   // files may grow by so many bytes, then ENOSPC; -1: without end
  std::atomic<std::int64_t> writes_until_torn{-1};  // the nth write from now stops half way and everything after fails; -1: never
  std::atomic<std::int64_t> syncs_until_error{-1};  // the nth sync from now fails as EIO, as do all later ones; -1: never
  std::atomic<std::int64_t> sync_delay_us{0};       // added to every sync
  std::atomic<std::int64_t> syncs{0};               // how many were asked for
  std::atomic<bool> lose_unsynced{false};           // while set, remember unsynced writes so that `crash` can undo them
};

class FaultyDisk : public Disk {
 public:
  // Undoes every write, truncation and punch that no sync of its file covered, and every creation that no sync of its
  // directory covered, as a power cut may; all files opened through this disk become unusable. Removals and renames
  // stay done. Any thread.
  virtual Result<void> crash() = 0;
};
std::unique_ptr<FaultyDisk> faulty_disk(std::unique_ptr<Disk> under, std::shared_ptr<Faults> faults);

}  // namespace comity::store
