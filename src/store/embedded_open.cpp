// Bringing the embedded engine up: whatever the last run left, all that was acknowledged is there again.
#include <fmt/format.h>

#include <algorithm>

#include "store/embedded_engine.hpp"
#include "store/layout.hpp"

namespace comity::store {
namespace {

// Offsets are 32 bits; a file may pass this by one batch.
constexpr std::uint64_t max_segment_bytes = 2ull << 30;

std::uint64_t roll_bytes(const EmbeddedOptions& options) {
  return std::clamp<std::uint64_t>(options.segment_bytes, 4096, max_segment_bytes);
}

}  // namespace

EmbeddedEngine::EmbeddedEngine(Disk& disk, const EmbeddedOptions& options)
    : disk_(disk),
      options_(options),
      record_files_(disk, {options.directory + "/records", ".log", "CMTYREC1"}, roll_bytes(options)),
      segment_files_(disk, {options.directory + "/segments", ".blob", "CMTYBLB1"}, roll_bytes(options)),
      salt_files_(disk, {options.directory + "/segments", ".salt", "CMTYSLT1"}, roll_bytes(options)),
      records_(disk, record_files_, roll_bytes(options)),
      blobs_(disk, segment_files_, roll_bytes(options)),
      salts_(disk, salt_files_, roll_bytes(options)),
      direct_(disk, segment_files_, roll_bytes(options)),
      intake_(disk, options.directory + "/intake", options.intake_bytes) {}

EmbeddedEngine::~EmbeddedEngine() {
  {
    const std::lock_guard lock(wake_mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

Result<std::unique_ptr<Engine>> EmbeddedEngine::open(Disk& disk, const EmbeddedOptions& options) {
  std::unique_ptr<EmbeddedEngine> engine(new EmbeddedEngine(disk, options));
  TRY_VOID(engine->recover());
  // One zeroed file is ready from the start. On a full disk the store still opens, for reading and erasing at least.
  static_cast<void>(engine->intake_.prepare());
  if (options.settle_in_background) engine->thread_ = std::thread([raw = engine.get()] { raw->run_in_background(); });
  return std::unique_ptr<Engine>(std::move(engine));
}

Result<void> EmbeddedEngine::recover() {
  const std::string& directory = options_.directory;
  for (const char* part : {"", "/intake", "/records", "/segments", "/index"}) {
    TRY_VOID(disk_.make_directory(directory + part));
  }
  TRY_VOID(disk_.sync_directory(directory));
  TRY(lock_, disk_.lock(directory + "/LOCK"));
  TRY(index_, Index::open(directory + "/index", options_.index_map_bytes));
  TRY(places_, Places::open(disk_, directory + "/index"));
  auto mark = index_->watermark();
  if (!mark || !places_->covers(mark->settled)) {
    TRY_VOID(index_->clear());
    mark = Watermark{};
  }

  const std::uint32_t listed_segments = mark->next_segment;
  std::set<std::uint32_t> segments;  // that something points to, of those begun since the watermark
  TRY(const LogEnd log, roll_forward(*mark, segments));
  TRY(const auto frames, intake_.recover(mark->settled, [this](const Frame& frame) { return blobs_whole(frame); }));
  if (log.torn && frames.empty()) {
    // Settling tears the log only while the intake log still holds the records.
    return fail(Code::corrupt, fmt::format("the entry at byte {} fails its check; restore the file from a backup",
                                           log.end.offset), record_files_.kind().name(log.end.file));
  }
  Position direct = mark->direct;
  active_ = std::make_shared<Tail>(mark->settled + 1);
  for (const Frame& frame : frames) {
    active_->add(frame);
    if (frame.direct.file == 0) continue;
    segments.insert(frame.direct.file);
    direct = std::max(direct, Position{frame.direct.file, static_cast<std::uint32_t>(frame.direct.offset +
                                                                                    frame.direct_size)});
  }
  last_ = mark->settled + active_->size();

  TRY_VOID(records_.resume(log.end));
  TRY_VOID(blobs_.resume(mark->blobs));
  TRY_VOID(salts_.resume(mark->salts));
  TRY_VOID(direct_.resume(direct));
  segments.insert({mark->blobs.file, direct.file});
  next_segment_ = std::max(mark->next_segment, *segments.rbegin() + 1);
  Watermark listed = *mark;
  listed.next_segment = listed_segments;
  TRY_VOID(remove_unreferenced(listed, segments));

  mark_ = *mark;
  TRY(auto table, places_->mapped(mark_.settled));
  state_ = {active_, nullptr, last_, mark_.settled, std::move(table)};

  TRY(erasures_, Erasures::open(disk_, directory + "/erasures.log"));
  const auto& marks = erasures_->marks();
  if (mark_.erasures > marks.size() || std::any_of(marks.begin(), marks.end(), [&](Seq seq) {
        return seq == 0 || seq > mark_.settled;
      })) {
    return fail(Code::corrupt, "the erasure log is not of this store, or shorter than it was; restore it from a backup",
                directory + "/erasures.log");
  }
  if (mark_.erasures < marks.size()) TRY_VOID(erase_bytes(std::span(marks).subspan(mark_.erasures)));
  return {};
}

// Brings the index up to the record log: the last settling may have been killed before its commit, or the index may be
// old or gone. In one transaction, so that it is done whole or not at all.
Result<LogEnd> EmbeddedEngine::roll_forward(Watermark& mark, std::set<std::uint32_t>& segments) {
  Watermark next = mark;
  const Seq first = mark.settled + 1;
  std::string places;
  Seq written = first;
  IndexChange change(*index_);
  const auto flush = [&]() -> Result<void> {
    TRY_VOID(places_->write(written, places));
    written += places.size() / place_bytes;
    places.clear();
    return {};
  };
  const auto visit = [&](const LoggedRecord& record, Position at) -> Result<void> {
    if (record.seq == first) TRY_VOID(change.begin());
    Result<void> put;
    const bool whole = each_put(record.puts, [&](std::string_view key, std::string_view value) {
      if (put) put = change.put(key, value);
    });
    TRY_VOID(put);
    if (!whole) return fail(Code::corrupt, "an entry does not parse", record_files_.kind().name(at.file));
    append_place(places, record.seq, {at, record.size, record.blob, record.blob_size, false});
    if (record.blob_size > 0) {
      segments.insert(record.blob.file);
      Position& end = record.direct ? next.direct : next.blobs;
      end = std::max(end, Position{record.blob.file, record.blob.offset + record.blob_size});
      next.next_segment = std::max(next.next_segment, record.blob.file + 1);
    }
    if (record.salt_size > 0) {
      next.salts = std::max(next.salts, Position{record.salt.file, record.salt.offset + record.salt_size});
    }
    return places.size() >= (1u << 20) ? flush() : Result<void>();
  };
  TRY(const LogEnd log, walk_log(disk_, record_files_.kind(), mark.records, mark.settled, visit));
  if (log.last < first) return log;
  TRY_VOID(flush());
  TRY_VOID(places_->sync());
  next.settled = log.last;
  next.records = log.end;
  // A kill may have left these entries written but not synced; the intake log is given up for them only once they are.
  TRY(const auto file, disk_.open(record_files_.kind().name(log.end.file), Disk::Open::existing));
  TRY_VOID(file->sync());
  TRY_VOID(change.commit(next));
  mark = next;
  return log;
}

bool EmbeddedEngine::blobs_whole(const Frame& frame) const {
  const auto file = disk_.open(segment_files_.kind().name(frame.direct.file), Disk::Open::existing);
  if (!file) return false;
  std::string bytes(frame.direct_size, '\0');
  return (*file)->read(frame.direct.offset, bytes.data(), bytes.size()) && crc32c(bytes) == frame.direct_check;
}

// Files that a crash kept from being acknowledged, or from being pointed to, may hold copies of erasable bytes.
Result<void> EmbeddedEngine::remove_unreferenced(const Watermark& mark, const std::set<std::uint32_t>& segments) {
  TRY(const auto names, disk_.list(options_.directory + "/segments"));
  for (const std::string& name : names) {
    const std::uint32_t segment = segment_files_.kind().number(name);
    const std::uint32_t salts = salt_files_.kind().number(name);
    next_segment_ = std::max(next_segment_, segment + 1);
    const bool loose_segment = segment >= mark.next_segment && !segments.contains(segment);
    const bool loose_salts = salts > mark.salts.file;
    if ((segment == 0 || !loose_segment) && (salts == 0 || !loose_salts)) continue;
    const std::string path = options_.directory + "/segments/" + name;
    TRY(const auto file, disk_.open(path, Disk::Open::existing));
    TRY(const std::uint64_t size, file->size());
    TRY_VOID(scrub(*file, 0, size));
    TRY_VOID(disk_.remove(path));
  }
  return {};
}

Result<std::unique_ptr<Engine>> open_embedded(Disk& disk, const EmbeddedOptions& options) {
  return EmbeddedEngine::open(disk, options);
}

}  // namespace comity::store
