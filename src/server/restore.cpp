// A node from its backups.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "server/backup.hpp"
#include "server/backup_file.hpp"
#include "server/ledger_audit.hpp"
#include "server/node_directory.hpp"

namespace comity::server {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBatchBytes = 8u << 20, kBatchRecords = 4096;

// Takes records into a new store, in batches.
class Taking {
 public:
  explicit Taking(store::Engine& engine) : engine_(engine) {}

  Result<void> add(store::Copied record) {
    const Seq seq = ++taken_;
    frontier_.append(journal::leaf_of(seq, record.draft.kind, record.draft.payload));
    if (record.erased) {
      // What is gone gets a place of its size, which is then erased: the record says again that there was something.
      record.draft.blob.assign(record.blob_size, '\0');
      record.draft.salt.assign(record.salt_size, '\0');
      erased_.push_back(seq);
    }
    bytes_ += record.draft.payload.size() + record.draft.blob.size();
    batch_.push_back(std::move(record.draft));
    return bytes_ < kBatchBytes && batch_.size() < kBatchRecords ? Result<void>() : flush();
  }
  Result<void> flush() {
    if (batch_.empty()) return {};
    TRY_VOID(engine_.append(batch_));
    batch_.clear();
    bytes_ = 0;
    return {};
  }
  Result<void> finish() {
    TRY_VOID(flush());
    if (!erased_.empty()) TRY_VOID(engine_.erase(erased_));
    erased_.clear();
    return engine_.settle();
  }
  BackupPoint reached() const { return {frontier_.size(), to_hex(crypto::view(frontier_.root()))}; }

 private:
  store::Engine& engine_;
  std::vector<store::Draft> batch_;
  std::size_t bytes_ = 0;
  Seq taken_ = 0;
  std::vector<Seq> erased_;
  ledger::Frontier frontier_;
};

Result<void> write_secrets(store::Disk& disk, const RestoreOptions& options) {
  for (const auto& [name, bytes] : options.secrets) {
    const fs::path path = fs::path(options.directory) / name;
    if (fs::path(name).is_absolute() || name.find("..") != std::string::npos)
      return fail(Code::invalid, "a key's name leads out of the node's folder", name);
    TRY_VOID(disk.make_directory(path.parent_path().string()));
    TRY_VOID(replace_file(disk, path.string(), bytes));
  }
  return {};
}

bool same(const BackupPoint& a, const BackupPoint& b) { return a.records == b.records && a.root == b.root; }

// Holds the new store against what the last backup signed, reading all of it again, and opens the node once.
Result<void> prove(const RestoreOptions& options, const BackupManifest& manifest) {
  TRY(const auto opened, open_node(options.directory));
  if (opened->name != manifest.node) return fail(Code::corrupt, "node.json names another node than the backup", options.directory);
  TRY(const LedgerAudit audit, audit_ledger(*opened->engine, manifest.at.records, [&](auto done, auto total) {
        if (options.progress) options.progress("verifying", done, total);
      }));
  if (to_hex(crypto::view(audit.root_at)) != manifest.at.root)
    return fail(Code::corrupt, "the restored records are not those that the checkpoint signed", options.directory);
  TRY_VOID(opened->disk->make_directory(options.directory + "/ledger"));
  TRY_VOID(replace_file(*opened->disk, options.directory + "/ledger/checkpoint", opened->checkpoint()));
  opened->node.reset();
  return opened->engine->settle();
}

}  // namespace

Result<BackupManifest> restore_backup(store::Disk& disk, const RestoreOptions& options) {
  if (options.files.empty()) return fail(Code::invalid, "name the backup to restore");
  if (!options.secrets.contains("keys/log.key"))
    return fail(Code::precondition, "the node's log key is needed: it is not in the backup, so that a thief of the one has not the other");
  TRY_VOID(write_secrets(disk, options));
  TRY(const crypto::SigningKey log_key, crypto::read_key_file(options.directory + "/keys/log.key"));

  store::EmbeddedOptions where;
  where.directory = options.directory + "/store";
  TRY_VOID(disk.make_directory(where.directory));
  TRY(auto engine, store::open_embedded(disk, where));
  Taking taking(*engine);
  BackupManifest last;
  std::map<std::string, std::string> files;
  for (const std::string& path : options.files) {
    TRY(const BackupManifest said, peek_backup(disk, path));
    if (&path == &options.files.front() && said.base.records > 0)
      return fail(Code::invalid, fmt::format("this is an incremental backup, on the first {} records; begin with the full one, "
                                             "and give this with --then", said.base.records), path);
    TRY_VOID(taking.flush());
    if (&path != &options.files.front() && !same(said.base, taking.reached()))
      return fail(Code::invalid, fmt::format("this backup goes on from record {}, and those before it reach to {}", said.base.records,
                                             taking.reached().records), path);
    BackupVisit visit;
    visit.record = [&](store::Copied record) { return taking.add(std::move(record)); };
    visit.file = [&](std::string name, std::string bytes) -> Result<void> {
      files[std::move(name)] = std::move(bytes);
      return {};
    };
    visit.progress = [&](auto done, auto total) {
      if (options.progress) options.progress("restoring", done, total);
    };
    TRY(last, read_backup(disk, path, ledger::verifier_key(said.node, log_key), visit));
    if (!same(last.at, taking.reached())) return fail(Code::corrupt, "its records are not those that its checkpoint signed", path);
  }
  TRY_VOID(taking.finish());
  engine.reset();
  for (const char* name : {"node.toml", "node.json"})  // the second last: it is what makes the folder a node
    if (const auto file = files.find(name); file != files.end())
      TRY_VOID(replace_file(disk, options.directory + "/" + name, file->second));
  TRY_VOID(prove(options, last));
  return last;
}

Result<BackupManifest> check_backup(store::Disk& disk, const std::string& path, const ledger::VerifierKey& key,
                                    const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  TRY(const BackupManifest said, peek_backup(disk, path));
  ledger::Frontier frontier;
  Seq seq = said.base.records;
  BackupVisit visit;
  visit.record = [&](const store::Copied& record) -> Result<void> {
    ++seq;
    if (said.base.records == 0) frontier.append(journal::leaf_of(seq, record.draft.kind, record.draft.payload));
    return check_commitment(seq, record);
  };
  visit.file = [](const std::string&, const std::string&) { return Result<void>(); };
  visit.progress = progress;
  TRY(BackupManifest manifest, read_backup(disk, path, key, visit));
  if (seq != manifest.at.records || (manifest.base.records == 0 && to_hex(crypto::view(frontier.root())) != manifest.at.root))
    return fail(Code::corrupt, "its records are not those that its checkpoint signed", path);
  return manifest;
}

}  // namespace comity::server
