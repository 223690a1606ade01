// Copies of a node to put away, and nodes made from them. A backup holds every record up to one durable point, with its
// bytes, in a form of its own (docs/format/backup.md): it is taken through the store's interface, so writing goes on meanwhile and
// the store's files may change from version to version.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "server/assemble.hpp"

namespace comity::server {

// So many records, and the ledger's root over them in hexadecimal.
struct BackupPoint {
  Seq records = 0;
  std::string root;
};

struct BackupManifest {
  std::string node;
  Time made;
  BackupPoint base;        // of an incremental one: where it goes on; else no records
  BackupPoint at;          // what it reaches to
  std::string checkpoint;  // signed note over `at`
  std::uint64_t objects = 0, erased = 0;
  struct File {
    std::string name;
    std::uint64_t size = 0;
    std::string sha256;  // hexadecimal
  };
  std::vector<File> files;
  std::uint64_t size = 0;  // of the frames before the manifest
  std::string sha256;      // of these
};
// Its JSON, which `comity backup --json` prints too.
std::string to_json(const BackupManifest& manifest);

// What a backup says of itself, read from its end; nothing of it is verified. Errors: corrupt, not_found.
Result<BackupManifest> peek_backup(store::Disk& disk, const std::string& path);

struct BackupOptions {
  std::string path;                 // of the file to make
  std::optional<BackupPoint> since; // only what came after; the node has to hold just those records at its start
  std::function<void(std::uint64_t done, std::uint64_t total)> progress;  // in records
  std::function<bool()> cancelled;
};
// Every record that was durable when this began, each held against the ledger and each object against its commitment. Any
// thread, while the node serves. Errors: conflict (there is such a file), precondition (`since` is of another history),
// corrupt (a record or object is damaged: there is no backup then), unavailable.
Result<BackupManifest> write_backup(Opened& opened, const BackupOptions& options);

struct RestoreOptions {
  std::vector<std::string> files;              // a full backup, and incremental ones in order
  std::string directory;                       // an empty folder, 0700, which the node is made in
  std::map<std::string, std::string> secrets;  // "keys/log.key" and others, by path in the node's folder; that one is needed
  std::function<void(std::string_view step, std::uint64_t done, std::uint64_t total)> progress;
};
// Fills the folder and proves it: every file whole and signed, the ledger recomputed from what the new store holds against
// the signed checkpoint, each object against its commitment, erasures carried out, the node opened once. Errors: corrupt,
// invalid (files that do not follow one another), precondition (no log key), unavailable.
Result<BackupManifest> restore_backup(store::Disk& disk, const RestoreOptions& options);

// Holds one file against its own manifest and signature. Errors: as read.
Result<BackupManifest> check_backup(store::Disk& disk, const std::string& path, const ledger::VerifierKey& key,
                                    const std::function<void(std::uint64_t, std::uint64_t)>& progress);

// Backups that a running node makes, one at a time, in a folder of its own. Thread-safe.
class Backups {
 public:
  struct State {
    std::string path;  // of the last begun; "" if none was
    bool running = false;
    std::uint64_t done = 0, total = 0;
    std::optional<BackupManifest> made;
    std::optional<Error> failed;
  };
  // `changed` is told of each beginning and end, by the thread that works.
  Backups(Opened& opened, std::string folder, std::function<void(const State&)> changed)
      : opened_(opened), folder_(std::move(folder)), changed_(std::move(changed)) {}
  ~Backups();  // a backup under way is given up

  // Returns the path that it will have. Errors: conflict (one is under way), unavailable.
  Result<std::string> start(std::optional<BackupPoint> since);
  State state() const;

 private:
  Opened& opened_;
  const std::string folder_;
  const std::function<void(const State&)> changed_;
  mutable std::mutex mutex_;
  State state_;
  std::atomic<bool> giving_up_{false};
  std::thread thread_;
};

}  // namespace comity::server
