// The store contract: append a batch durably; read by sequence; look up; snapshot. Keys and payloads are opaque here.
// Engines: memory (tests) and embedded. One suite, tests/contract, holds for all.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "store/disk.hpp"

namespace comity::store {

// An index entry. Keys are 1 to 500 bytes; a later put of the same key replaces the value.
struct Put {
  std::string key;
  std::string value;
};

// A record to append. `payload` is kept for ever. `blob` and `salt` are erasable together.
struct Draft {
  std::uint8_t kind = 0;
  std::string payload;
  std::string blob;             // may be empty
  std::string salt;             // at most 32 bytes; what makes a commitment to the blob unguessable
  std::vector<Put> puts;
};

struct Record {
  Seq seq = 0;
  std::uint8_t kind = 0;
  std::string payload;
  std::uint32_t blob_size = 0;  // 0 when there was none
  bool erased = false;          // the blob and salt are gone
};

// All of a record, as append() took it: what a copy of the store is made from.
struct Copied {
  Draft draft;              // of an erased record without blob and salt
  std::uint32_t blob_size = 0, salt_size = 0;  // as appended
  bool erased = false;
};

// Bytes of one or more adjacent blobs, valid while `hold` lives.
struct Slice {
  std::string_view bytes;
  std::shared_ptr<const void> hold;
};

// A consistent view up to and including `last()`; later appends do not show. Erasure does show: erased is erased.
class Snapshot {
 public:
  virtual ~Snapshot() = default;
  virtual Seq last() const = 0;
  virtual std::optional<std::string> get(std::string_view key) const = 0;
  // Entries whose key starts with `prefix`, in key order, until `visit` returns false.
  virtual void scan(std::string_view prefix,
                    const std::function<bool(std::string_view key, std::string_view value)>& visit) const = 0;
};

// One thread appends and erases (the journal's writer); any thread reads.
class Engine {
 public:
  virtual ~Engine() = default;

  // Appends all or nothing and returns the sequence of the first; sequences are consecutive from 1. On return the
  // batch is durable and visible to every reader. Errors: unavailable (no space: nothing was appended, the engine goes on),
  // unavailable with a failed sync (the engine refuses appends until it is reopened, as the state of the disk
  // is unknown), too_large (a batch over 1 GiB, a blob over 64 MiB, a key over 500 bytes), invalid (empty batch).
  virtual Result<Seq> append(std::span<const Draft> batch) = 0;

  virtual Seq last() const = 0;  // of the last durable record; 0 when empty

  // Errors: not_found (no such sequence), corrupt (stored bytes fail their checksum).
  virtual Result<Record> read(Seq seq) const = 0;
  // Records from `from` to `to` inclusive, in order, until `visit` returns false.
  virtual Result<void> scan(Seq from, Seq to, const std::function<bool(const Record&)>& visit) const = 0;

  virtual std::optional<std::string> get(std::string_view key) const = 0;
  virtual std::unique_ptr<Snapshot> snapshot() const = 0;

  // The blobs of these records in the order given; runs that lie adjacent on disk come as one slice. A record without a
  // blob, or erased, gives no bytes. Errors: not_found, corrupt.
  virtual Result<std::vector<Slice>> blobs(std::span<const Seq> seqs) const = 0;
  // The salt of one record; "" when erased. Errors: not_found.
  virtual Result<std::string> salt(Seq seq) const = 0;

  // One record with its puts, blob and salt. Erased meanwhile is erased: no byte of it is given. Errors: not_found, corrupt.
  virtual Result<Copied> copy(Seq seq) const = 0;

  // Whether it still takes appends. Errors: unavailable, after a failed sync. Any thread.
  virtual Result<void> usable() const = 0;
  // Records up to this one have their permanent place; the rest is in the intake log and in memory. Any thread.
  virtual Seq settled() const = 0;

  // Overwrites blobs and salts, syncs, gives the blocks back. Durable on return. What it cannot promise (SSD remapping,
  // backups) is stated in docs/operate. Errors: as append.
  virtual Result<void> erase(std::span<const Seq> seqs) = 0;

  // Moves everything settled out of the intake log into segments and index, and syncs them. Called by the engine
  // itself in the background as well; tests and a clean stop call it to be done.
  virtual Result<void> settle() = 0;
};

std::unique_ptr<Engine> memory_engine();

struct EmbeddedOptions {
  std::string directory;
  std::uint64_t index_map_bytes = 64ull << 30;   // LMDB map: address space, not disk
  std::uint64_t intake_bytes = 64ull << 20;      // preallocated per intake file; a sixteenth is kept for batches
                                                 // without blobs, so that a lease still fits on a full disk
  std::uint64_t segment_bytes = 256ull << 20;    // a segment file is closed past this
  bool settle_in_background = true;
};
// Opens or creates; replays what the last run had not settled. Errors: conflict (another process has it open), corrupt
// (a settled part fails its check; the message names the file), unavailable (disk).
Result<std::unique_ptr<Engine>> open_embedded(Disk& disk, const EmbeddedOptions& options);

}  // namespace comity::store
