#include "store/embedded_engine.hpp"

#include <algorithm>
#include <future>

#include "store/layout.hpp"
#include "store/limits.hpp"

namespace comity::store {
namespace {

// From here on the blobs of a batch are written straight to a segment, which saves writing them twice.
constexpr std::uint64_t direct_bytes = 1u << 20;
// So much waits in memory before the background thread settles without waiting for its time, and before append helps.
constexpr std::uint64_t settle_soon_bytes = 16u << 20;
constexpr std::uint64_t settle_now_bytes = 256u << 20;

Record to_record(Seq seq, const TailRecord& record) {
  return {seq, record.kind, std::string(record.payload), record.blob_size, false};
}

}  // namespace

Result<void> EmbeddedEngine::usable() const {
  if (poisoned_) return fail(Code::unavailable, "a sync failed, so the state of the disk is unknown; reopen the store");
  return {};
}

Result<void> EmbeddedEngine::synced(Result<void> sync) {
  if (!sync) poisoned_ = true;
  return sync;
}

Result<Seq> EmbeddedEngine::append(std::span<const Draft> batch) {
  TRY_VOID(check_batch(batch));
  TRY_VOID(usable());
  std::uint64_t blob_bytes = 0;
  std::uint64_t frame_bytes = frame_header_bytes + 8;
  for (const Draft& draft : batch) {
    blob_bytes += draft.blob.size();
    frame_bytes += 16 + draft.payload.size() + draft.salt.size();
    for (const Put& entry : draft.puts) frame_bytes += 6 + entry.key.size() + entry.value.size();
  }
  const bool direct = blob_bytes >= direct_bytes;
  if (!direct) frame_bytes += blob_bytes;

  std::uint64_t waiting = 0;
  Seq first = 0;
  {
    const std::lock_guard lock(write_mutex_);
    first = last_.load(std::memory_order_relaxed) + 1;
    Position place;
    if (direct) {
      const auto written = [&]() -> Result<void> {
        const bool rolls = direct_.rolls(blob_bytes);
        TRY(place, direct_.begin(blob_bytes, next_segment_));
        if (rolls) ++next_segment_;
        for (const Draft& draft : batch) TRY_VOID(direct_.append(draft.blob));
        return direct_.flush();
      }();
      if (!written) {
        direct_.abandon();
        return tl::make_unexpected(written.error());
      }
    }
    // The segment is synced while the frame is written and synced: one wait instead of two.
    std::future<Result<void>> segment;
    if (direct) segment = std::async(std::launch::async, [this] { return direct_.sync(); });
    auto framed = [&]() -> Result<Frame> {
      TRY(const std::uint64_t tag, intake_.make_room(frame_bytes, first, blob_bytes > 0));
      Frame frame = make_frame(batch, tag, first, place);
      TRY_VOID(intake_.append(frame));
      return frame;
    }();
    if (!intake_.healthy()) poisoned_ = true;
    if (direct) {
      auto done = synced(segment.get());
      if (!done && framed) framed = tl::make_unexpected(std::move(done).error());
    }
    if (!framed) {
      // A poisoned frame may yet be durable: its blobs stay where it points until a reopening knows.
      if (direct && !poisoned_) direct_.abandon();
      return tl::make_unexpected(std::move(framed).error());
    }
    if (direct) {
      if (auto published = direct_.publish(); !published) {
        poisoned_ = true;  // durable, but not readable here
        return tl::make_unexpected(std::move(published).error());
      }
    }
    active_->add(*framed);
    waiting = active_->bytes();
    const std::lock_guard state(state_mutex_);
    state_.last = framed->last();
    last_.store(framed->last(), std::memory_order_release);
  }
  if (waiting >= settle_soon_bytes) {
    if (waiting >= settle_now_bytes) {
      // Memory is bounded even when the disk is slow. That settling fails (disk full) is no failure of this append.
      const std::lock_guard lock(settle_mutex_);
      static_cast<void>(freeze(false).and_then([&](bool some) { return some ? settle_frozen() : Result<void>(); }));
    }
    {
      const std::lock_guard lock(wake_mutex_);
      due_ = true;
    }
    wake_.notify_one();
  }
  return first;
}

View EmbeddedEngine::view() const {
  const std::lock_guard lock(state_mutex_);
  return state_;
}

namespace {

std::optional<TailRecord> in_tails(const View& view, Seq seq) {
  if (seq <= view.settled) return std::nullopt;
  if (view.frozen && seq < view.active->first()) return view.frozen->record(seq);
  return view.active->record(seq);
}

Result<void> known(const View& view, Seq seq) {
  if (seq == 0 || seq > view.last) return fail(Code::not_found, "no record has this sequence");
  return {};
}

}  // namespace

Result<MappedFiles::Bytes> EmbeddedEngine::entry_bytes(const PlaceEntry& place) const {
  return record_files_.at(place.record, place.record_size);
}

Result<LoggedRecord> EmbeddedEngine::entry(Seq seq, const PlaceEntry& place, MappedFiles::Bytes& bytes) const {
  TRY(bytes, entry_bytes(place));
  const auto record = read_logged(bytes.bytes);
  if (!record || record->seq != seq) {
    return fail(Code::corrupt, "a record fails its check; restore the file from a backup",
                record_files_.kind().name(place.record.file));
  }
  return *record;
}

Result<Record> EmbeddedEngine::read_in(const View& view, Seq seq) const {
  TRY_VOID(known(view, seq));
  if (const auto record = in_tails(view, seq)) return to_record(seq, *record);
  TRY(const PlaceEntry place, read_place(*view.places, seq));
  MappedFiles::Bytes bytes;
  TRY(const LoggedRecord record, entry(seq, place, bytes));
  return Record{seq, record.kind, std::string(record.payload), record.blob_size, place.erased};
}

Result<Record> EmbeddedEngine::read(Seq seq) const { return read_in(view(), seq); }

Result<void> EmbeddedEngine::scan(Seq from, Seq to, const std::function<bool(const Record&)>& visit) const {
  const View now = view();
  for (Seq seq = std::max<Seq>(from, 1); seq <= std::min(to, now.last); ++seq) {
    TRY(const Record record, read_in(now, seq));
    if (!visit(record)) break;
  }
  return {};
}

Result<std::string> EmbeddedEngine::salt(Seq seq) const {
  const View now = view();
  TRY_VOID(known(now, seq));
  if (const auto record = in_tails(now, seq)) return std::string(record->salt);
  TRY(const PlaceEntry place, read_place(*now.places, seq));
  if (place.erased) return std::string();
  MappedFiles::Bytes bytes;
  TRY(const LoggedRecord record, entry(seq, place, bytes));
  if (record.salt_size == 0) return std::string();
  TRY(const MappedFiles::Bytes salt, salt_files_.at(record.salt, record.salt_size));
  return std::string(salt.bytes);
}

Result<Copied> EmbeddedEngine::copy(Seq seq) const {
  const View now = view();
  TRY_VOID(known(now, seq));
  Copied out;
  const auto take_puts = [&](std::string_view puts) {
    return each_put(puts, [&](std::string_view key, std::string_view value) {
      out.draft.puts.push_back({std::string(key), std::string(value)});
    });
  };
  bool erased_before = false;
  if (const auto record = in_tails(now, seq)) {
    out.draft.kind = record->kind;
    out.draft.payload = record->payload;
    out.blob_size = record->blob_size;
    out.salt_size = static_cast<std::uint32_t>(record->salt.size());
    CHECK(take_puts(record->puts));
  } else {
    TRY(const PlaceEntry place, read_place(*now.places, seq));
    MappedFiles::Bytes bytes;
    TRY(const LoggedRecord logged, entry(seq, place, bytes));
    out.draft.kind = logged.kind;
    out.draft.payload = logged.payload;
    out.blob_size = logged.blob_size;
    out.salt_size = logged.salt_size;
    erased_before = place.erased;
    if (!take_puts(logged.puts))
      return fail(Code::corrupt, "an entry does not parse", record_files_.kind().name(place.record.file));
  }
  if (!erased_before) {
    const Seq one[] = {seq};
    TRY(const auto slices, blobs(one));
    for (const Slice& slice : slices) out.draft.blob.append(slice.bytes);
    TRY(out.draft.salt, salt(seq));
  }
  // An erasure marks the record before it overwrites the first byte: what was read until now is whole, or is not given.
  TRY(const Record after, read(seq));
  out.erased = after.erased;
  if (out.erased) {
    out.draft.blob.clear();
    out.draft.salt.clear();
  }
  return out;
}

Result<std::vector<Slice>> EmbeddedEngine::blobs(std::span<const Seq> seqs) const {
  const View now = view();
  std::vector<Slice> slices;
  // The run being gathered from one segment: looked up once, however many blobs it has.
  Position run;
  std::uint64_t run_size = 0;
  std::shared_ptr<const MappedFiles::Mapped> file;
  const auto end_run = [&]() -> Result<void> {
    if (run_size == 0) return {};
    TRY(const std::string_view bytes, segment_files_.at(run, run_size, file));
    slices.push_back({bytes, file->mapping});
    run_size = 0;
    return {};
  };
  for (const Seq seq : seqs) {
    TRY_VOID(known(now, seq));
    Position begin;
    std::uint32_t size = 0;
    if (const auto record = in_tails(now, seq)) {
      size = record->blob_size;
      begin = record->place;
      if (size > 0 && begin.file == 0) {
        TRY_VOID(end_run());
        if (!slices.empty() && slices.back().hold == record->frame &&
            slices.back().bytes.data() + slices.back().bytes.size() == record->blob.data()) {
          slices.back().bytes = {slices.back().bytes.data(), slices.back().bytes.size() + size};
        } else {
          slices.push_back({record->blob, record->frame});
        }
        continue;
      }
    } else {
      TRY(const PlaceEntry place, read_place(*now.places, seq));
      if (place.erased) continue;
      size = place.blob_size;
      begin = place.blob;
    }
    if (size == 0) continue;
    if (run_size > 0 && run.file == begin.file && run.offset + run_size == begin.offset) {
      run_size += size;
      continue;
    }
    TRY_VOID(end_run());
    run = begin;
    run_size = size;
  }
  TRY_VOID(end_run());
  return slices;
}

}  // namespace comity::store
