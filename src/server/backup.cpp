// Taking a backup.
#include "server/backup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "base/bytes.hpp"
#include "operations/notebooks.hpp"
#include "server/backup_file.hpp"
#include "server/ledger_audit.hpp"
#include "shelf/exception_records.hpp"

namespace comity::server {
namespace {

namespace fs = std::filesystem;

// Files beside the store that are no secrets.
constexpr const char* kFiles[] = {"node.json", "node.toml"};

std::string hex(const ledger::Digest& digest) { return to_hex(crypto::view(digest)); }

// Walks the records, and knows which erased ones no erasure record that was walked explains yet.
class Walk {
 public:
  Walk(const Opened& opened, const BackupOptions& options, BackupWriter& writer)
      : opened_(opened), options_(options), writer_(writer) {}

  Result<void> to(Seq last) {
    for (Seq seq = frontier_.size() + 1; seq <= last; ++seq) {
      if (options_.cancelled && options_.cancelled()) return fail(Code::unavailable, "the backup was given up, as the node stops");
      TRY_VOID(one(seq));
      if (options_.progress && (seq % 256 == 0 || seq == last)) options_.progress(seq, last);
    }
    return {};
  }
  bool explained() const { return erased_.empty(); }
  const ledger::Frontier& frontier() const { return frontier_; }
  std::uint64_t objects = 0, erased = 0;

 private:
  Result<void> one(Seq seq) {
    TRY(const store::Copied record, opened_.engine->copy(seq));
    frontier_.append(journal::leaf_of(seq, record.draft.kind, record.draft.payload));
    const auto kind = static_cast<journal::Kind>(record.draft.kind);
    if (kind == journal::Kind::object) ++(record.erased ? erased : objects);
    if (record.erased) erased_.insert(seq);
    if (kind == journal::Kind::erasure) {
      const store::Record stored{seq, record.draft.kind, record.draft.payload, 0, false};
      TRY(const journal::Entry entry, journal::decode_payload(stored));
      TRY(const shelf::ErasureRecord told, shelf::decode_erasure(entry.body));
      for (const Seq gone : told.objects) erased_.erase(gone);
    }
    if (kind == journal::Kind::notebook) {
      const store::Record stored{seq, record.draft.kind, record.draft.payload, 0, false};
      TRY(const journal::Entry entry, journal::decode_payload(stored));
      TRY(const operations::NoteRecord told, operations::decode_note(entry.body));
      for (const Seq gone : told.given_up) erased_.erase(gone);
    }
    TRY_VOID(check_commitment(seq, record));
    if (!options_.since || seq > options_.since->records) return writer_.add(record);
    if (seq == options_.since->records && hex(frontier_.root()) != options_.since->root)
      return fail(Code::precondition, "the former backup is not of this node's history; take a full one");
    return {};
  }

  const Opened& opened_;
  const BackupOptions& options_;
  BackupWriter& writer_;
  ledger::Frontier frontier_;
  std::set<Seq> erased_;
};

}  // namespace

Result<BackupManifest> write_backup(Opened& opened, const BackupOptions& options) {
  const ledger::Checkpoint begun = opened.node->journal().checkpoint(opened.name);
  if (options.since && options.since->records > begun.size)
    return fail(Code::precondition, "the former backup holds more records than this node; it is not of this node's history");
  TRY(const auto writer, BackupWriter::begin(*opened.disk, options.path));
  for (const char* name : kFiles) {
    std::ifstream file(opened.directory + "/" + name, std::ios::binary);
    if (!opened.directory.empty() && file)
      TRY_VOID(writer->add_file(name, std::string(std::istreambuf_iterator<char>(file), {})));
  }
  Walk walk(opened, options, *writer);
  TRY_VOID(walk.to(begun.size));
  if (walk.frontier().root() != begun.root)
    return fail(Code::corrupt, "the stored records are not those that the node's ledger holds", opened.directory);
  // What was erased while this was written is gone already: the record that says so has to come along.
  while (!walk.explained() && walk.frontier().size() < opened.engine->last()) TRY_VOID(walk.to(opened.engine->last()));

  BackupManifest manifest;
  manifest.node = opened.name;
  manifest.made = opened.clock->now();
  if (options.since) manifest.base = *options.since;
  const ledger::Checkpoint reached{opened.name, walk.frontier().size(), walk.frontier().root(), {}};
  manifest.at = {reached.size, hex(reached.root)};
  manifest.checkpoint = ledger::sign_note(ledger::to_text(reached), opened.name, *opened.log_key);
  manifest.objects = walk.objects;
  manifest.erased = walk.erased;
  TRY_VOID(writer->finish(manifest, *opened.log_key));
  return manifest;
}

Backups::~Backups() {
  giving_up_ = true;
  if (thread_.joinable()) thread_.join();
}

Result<std::string> Backups::start(std::optional<BackupPoint> since) {
  const std::lock_guard lock(mutex_);
  if (state_.running) return fail(Code::conflict, "a backup is under way; wait for it to end");
  if (giving_up_) return fail(Code::unavailable, "the node is stopping");
  if (folder_.empty()) return fail(Code::unavailable, "this node has no folder to write backups into");
  if (thread_.joinable()) thread_.join();
  TRY_VOID(opened_.disk->make_directory(folder_));
  TRY(const auto left, opened_.disk->list(folder_));
  for (const std::string& name : left)  // by a process that was killed; this one makes one at a time
    if (name.ends_with(".backup.part")) TRY_VOID(opened_.disk->remove(folder_ + "/" + name));
  std::string when = format_time(opened_.clock->now()).substr(0, 26);
  std::erase_if(when, [](char c) { return c == '-' || c == ':' || c == '.'; });
  state_ = {};
  state_.path = fmt::format("{}/{}-{}.backup", folder_, opened_.name, when);
  state_.running = true;
  thread_ = std::thread([this, path = state_.path, since = std::move(since)] {
    if (changed_) changed_(state());
    BackupOptions options;
    options.path = path;
    options.since = since;
    options.cancelled = [this] { return giving_up_.load(); };
    options.progress = [this](std::uint64_t done, std::uint64_t total) {
      const std::lock_guard state(mutex_);
      state_.done = done;
      state_.total = total;
    };
    auto made = write_backup(opened_, options);
    {
      const std::lock_guard ended(mutex_);
      state_.running = false;
      if (made) state_.made = *std::move(made);
      else state_.failed = std::move(made).error();
    }
    if (changed_) changed_(state());
  });
  return state_.path;
}

Backups::State Backups::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

}  // namespace comity::server
