// Settling: from the intake log and memory to the permanent places. And erasing, which settles first, so that a blob and
// its salt have one place each.
#include <algorithm>
#include <chrono>

#include "store/embedded_engine.hpp"

namespace comity::store {
namespace {

constexpr auto settle_period = std::chrono::seconds(2);

}  // namespace

Result<bool> EmbeddedEngine::freeze(bool rotate) {
  const std::lock_guard lock(write_mutex_);
  if (state_.frozen) return true;  // an earlier settling failed
  if (rotate) intake_.rotate();
  if (active_->size() == 0) return false;
  auto next = std::make_shared<Tail>(last_.load(std::memory_order_relaxed) + 1);
  const std::lock_guard state(state_mutex_);
  state_.frozen = std::move(active_);
  state_.active = active_ = std::move(next);
  return true;
}

// Writes blobs and salts, then, once they are synced, the records that point to them: a readable record entry means that
// its blob is there.
Result<Watermark> EmbeddedEngine::move_records(const Tail& tail) {
  const std::size_t count = tail.size();
  std::uint64_t blob_bytes = 0, salt_bytes = 0, record_bytes = 0;
  for (Seq seq = tail.first(); seq < tail.first() + count; ++seq) {
    const TailRecord record = *tail.record(seq);
    blob_bytes += record.blob.size();
    salt_bytes += record.salt.size();
    record_bytes += logged_size(record.payload.size(), record.puts.size());
  }
  Watermark mark = mark_;
  std::uint32_t number = 0;
  {
    // Together: which segments were begun, and how far the one of large batches is acknowledged.
    const std::lock_guard lock(write_mutex_);
    if (blobs_.rolls(blob_bytes)) number = next_segment_++;
    mark.next_segment = next_segment_;
    mark.direct = direct_.end();
  }
  TRY(Position blob, blobs_.begin(blob_bytes, number));
  TRY(Position salt, salts_.begin(salt_bytes, salts_.end().file + 1));
  TRY(Position entry, records_.begin(record_bytes, records_.end().file + 1));
  for (Seq seq = tail.first(); seq < tail.first() + count; ++seq) {
    const TailRecord record = *tail.record(seq);
    TRY_VOID(blobs_.append(record.blob));
    TRY_VOID(salts_.append(record.salt));
  }
  TRY_VOID(blobs_.flush());
  TRY_VOID(salts_.flush());
  TRY_VOID(synced(blobs_.sync()));
  TRY_VOID(synced(salts_.sync()));

  std::string places;
  places.reserve(count * place_bytes);
  std::string bytes;
  for (Seq seq = tail.first(); seq < tail.first() + count; ++seq) {
    const TailRecord record = *tail.record(seq);
    LoggedRecord logged;
    logged.seq = seq;
    logged.kind = record.kind;
    logged.payload = record.payload;
    logged.puts = record.puts;
    logged.blob_size = record.blob_size;
    logged.direct = record.place.file != 0;
    if (record.blob_size > 0) logged.blob = logged.direct ? record.place : blob;
    blob.offset += static_cast<std::uint32_t>(record.blob.size());
    logged.salt_size = static_cast<std::uint8_t>(record.salt.size());
    if (logged.salt_size > 0) logged.salt = salt;
    salt.offset += logged.salt_size;
    bytes.clear();
    append_logged(bytes, logged);
    TRY_VOID(records_.append(bytes));
    const auto size = static_cast<std::uint32_t>(bytes.size());
    append_place(places, seq, {entry, size, logged.blob, logged.blob_size, false});
    entry.offset += size;
  }
  TRY_VOID(records_.flush());
  TRY_VOID(synced(records_.sync()));
  TRY_VOID(places_->write(tail.first(), places));
  TRY_VOID(synced(places_->sync()));
  mark.settled = tail.first() + count - 1;
  mark.records = records_.reached();
  mark.blobs = blobs_.reached();
  mark.salts = salts_.reached();
  return mark;
}

Result<void> EmbeddedEngine::put_keys(const Tail& tail, IndexChange& change) {
  constexpr std::size_t chunk = 1024;
  auto entries = tail.entries("", "", false, UINT64_MAX, chunk);
  while (!entries.empty()) {
    for (const auto& [key, value] : entries) TRY_VOID(change.put(key, value));
    if (entries.size() < chunk) break;
    entries = tail.entries("", entries.back().first, true, UINT64_MAX, chunk);
  }
  return {};
}

Result<void> EmbeddedEngine::settle_frozen() {
  TRY_VOID(usable());
  const std::shared_ptr<const Tail> tail = view().frozen;
  Watermark mark;
  auto moved = [&]() -> Result<void> {
    TRY(mark, move_records(*tail));
    IndexChange change(*index_);
    TRY_VOID(change.begin());
    TRY_VOID(put_keys(*tail, change));
    auto committed = change.commit(mark);
    // Anything but "no room" leaves open whether it is on disk; then the logs must stay as they are.
    if (!committed && committed.error().code != Code::unavailable) poisoned_ = true;
    return committed;
  }();
  if (!moved) {
    if (!poisoned_) {
      blobs_.abandon();
      salts_.abandon();
      records_.abandon();
    }
    return moved;
  }
  mark_ = mark;
  std::shared_ptr<const Mapping> places;
  auto published = [&]() -> Result<void> {
    TRY_VOID(blobs_.publish());
    TRY_VOID(salts_.publish());
    TRY_VOID(records_.publish());
    TRY(places, places_->mapped(mark.settled));
    return {};
  }();
  if (!published) {
    poisoned_ = true;  // durable, but out of address space; readers go on with the tail
    return published;
  }
  const std::lock_guard lock(state_mutex_);
  state_.frozen.reset();
  state_.settled = mark.settled;
  state_.places = std::move(places);
  return {};
}

Result<void> EmbeddedEngine::settle_all() {
  // Twice, for what an earlier failure left frozen comes first.
  for (int round = 0; round < 2; ++round) {
    const bool left = view().frozen != nullptr;
    TRY(const bool some, freeze(true));
    if (some) TRY_VOID(settle_frozen());
    if (!left) break;
  }
  return intake_.wipe(mark_.settled);
}

Result<void> EmbeddedEngine::settle() {
  TRY_VOID(usable());
  const std::lock_guard lock(settle_mutex_);
  return settle_all();
}

void EmbeddedEngine::run_in_background() {
  std::unique_lock wake(wake_mutex_);
  while (!stopping_) {
    due_ = false;
    wake.unlock();
    if (!poisoned_) {
      // A failure here (disk full) is tried again; appends report it once the intake log is full as well.
      const std::lock_guard lock(settle_mutex_);
      const auto settled = freeze(false).and_then([&](bool some) { return some ? settle_frozen() : Result<void>(); });
      if (settled) static_cast<void>(intake_.wipe(mark_.settled));
      static_cast<void>(intake_.prepare());
    }
    wake.lock();
    wake_.wait_for(wake, settle_period, [&] { return stopping_ || due_; });
  }
}

Result<void> EmbeddedEngine::erase(std::span<const Seq> seqs) {
  TRY_VOID(usable());
  for (const Seq seq : seqs) {
    if (seq == 0 || seq > last()) return fail(Code::not_found, "no record has this sequence");
  }
  if (seqs.empty()) return {};
  const std::lock_guard lock(settle_mutex_);
  Seq oldest = 0;
  {
    const std::lock_guard write(write_mutex_);
    oldest = intake_.oldest();
  }
  if (*std::max_element(seqs.begin(), seqs.end()) >= oldest) TRY_VOID(settle_all());
  if (auto marked = erasures_->write(seqs); !marked) {
    if (marked.error().code == Code::internal) poisoned_ = true;
    return marked;
  }
  TRY_VOID(synced(erasures_->sync()));
  return erase_bytes(seqs);
}

Result<void> EmbeddedEngine::erase_bytes(std::span<const Seq> seqs) {
  const std::shared_ptr<const Mapping> table = view().places;
  Ranges blobs, salts;
  for (const Seq seq : seqs) {
    TRY(PlaceEntry place, read_place(*table, seq));
    MappedFiles::Bytes bytes;
    TRY(const LoggedRecord record, entry(seq, place, bytes));
    if (record.blob_size > 0) blobs.emplace_back(record.blob, record.blob_size);
    if (record.salt_size > 0) salts.emplace_back(record.salt, record.salt_size);
    place.erased = true;
    std::string changed;
    append_place(changed, seq, place);
    TRY_VOID(places_->write(seq, changed));
  }
  TRY_VOID(synced(places_->sync()));
  TRY_VOID(overwrite(segment_files_.kind(), std::move(blobs)));
  TRY_VOID(overwrite(salt_files_.kind(), std::move(salts)));
  // Remembered as done; without it the next opening would do it again.
  Watermark mark = mark_;
  mark.erasures = erasures_->marks().size();
  IndexChange change(*index_);
  TRY_VOID(change.begin());
  TRY_VOID(change.commit(mark));
  mark_ = mark;
  return {};
}

Result<void> EmbeddedEngine::overwrite(const StrandKind& kind, Ranges ranges) {
  std::sort(ranges.begin(), ranges.end());
  for (auto it = ranges.begin(); it != ranges.end();) {
    const std::uint32_t number = it->first.file;
    TRY(const auto file, disk_.open(kind.name(number), Disk::Open::existing));
    const auto begin = it;
    for (; it != ranges.end() && it->first.file == number; ++it) {
      TRY_VOID(file->write(it->first.offset, std::string(it->second, '\0')));
    }
    TRY_VOID(synced(file->sync()));
    for (auto range = begin; range != it; ++range) TRY_VOID(file->punch(range->first.offset, range->second));
  }
  return {};
}

}  // namespace comity::store
