// The file of a backup: docs/format/backup.md. Written and read front to back in bounded memory; private to server/.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "crypto/hash.hpp"
#include "ledger/note.hpp"
#include "server/backup.hpp"
#include "store/engine.hpp"

namespace comity::server {

enum class BackupFrame : std::uint8_t { records = 1, file = 2, manifest = 3 };

// Writes `path` + ".part" and renames it when it is whole; what a killed one left there is overwritten.
class BackupWriter {
 public:
  // Errors: conflict (there is such a file, or another backup is writing it), unavailable.
  static Result<std::unique_ptr<BackupWriter>> begin(store::Disk& disk, const std::string& path);
  ~BackupWriter();  // takes away what was not finished
  Result<void> add(const store::Copied& record);
  Result<void> add_file(const std::string& name, std::string_view bytes);
  // The last frame, signed; sync, rename, sync. Fills in what the manifest says of the file.
  Result<void> finish(BackupManifest& manifest, const crypto::SigningKey& key);

 private:
  BackupWriter(store::Disk& disk, std::string path) : disk_(disk), path_(std::move(path)) {}
  Result<void> frame(BackupFrame type, std::string_view body);
  Result<void> flush_records();
  Result<void> write(std::string_view bytes);

  store::Disk& disk_;
  const std::string path_;
  std::shared_ptr<void> lock_;
  std::unique_ptr<store::File> file_;
  std::uint64_t at_ = 0;
  crypto::Sha256 hash_;
  std::string records_;
  std::vector<BackupManifest::File> files_;
  bool done_ = false;
};

struct BackupVisit {
  std::function<Result<void>(store::Copied record)> record;
  std::function<Result<void>(std::string name, std::string bytes)> file;
  std::function<void(std::uint64_t done, std::uint64_t total)> progress;  // in bytes
};
// Reads a whole backup and holds every byte against its manifest, whose signature and checkpoint have to be `key`'s. What
// was visited counts only when this returns a value. Errors: corrupt (cut or changed), not_found, what a visit returns.
Result<BackupManifest> read_backup(store::Disk& disk, const std::string& path, const ledger::VerifierKey& key,
                                   const BackupVisit& visit);

}  // namespace comity::server
