// The embedded engine's parts and locks. embedded_open.cpp brings it up, embedded_engine.cpp appends and reads,
// embedded_settle.cpp moves and erases, embedded_snapshot.cpp looks things up.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "store/engine.hpp"
#include "store/erasures.hpp"
#include "store/index.hpp"
#include "store/intake_log.hpp"
#include "store/places.hpp"
#include "store/record_log.hpp"
#include "store/tail.hpp"

namespace comity::store {

// What a reader sees: at most two tails over the settled part. Copied under state_mutex_; everything it points to stays
// as it was, but that tails may gain records past `last`.
struct View {
  std::shared_ptr<const Tail> active;
  std::shared_ptr<const Tail> frozen;  // being settled; may be null
  Seq last = 0;
  Seq settled = 0;
  std::shared_ptr<const Mapping> places;
};

class EmbeddedEngine final : public Engine {
 public:
  static Result<std::unique_ptr<Engine>> open(Disk& disk, const EmbeddedOptions& options);
  ~EmbeddedEngine() override;

  Result<Seq> append(std::span<const Draft> batch) override;
  Seq last() const override { return last_.load(std::memory_order_acquire); }
  Result<Record> read(Seq seq) const override;
  Result<void> scan(Seq from, Seq to, const std::function<bool(const Record&)>& visit) const override;
  std::optional<std::string> get(std::string_view key) const override;
  std::unique_ptr<Snapshot> snapshot() const override;
  Result<std::vector<Slice>> blobs(std::span<const Seq> seqs) const override;
  Result<std::string> salt(Seq seq) const override;
  Result<Copied> copy(Seq seq) const override;
  Result<void> usable() const override;
  Seq settled() const override { return view().settled; }
  Result<void> erase(std::span<const Seq> seqs) override;
  Result<void> settle() override;

 private:
  EmbeddedEngine(Disk& disk, const EmbeddedOptions& options);

  // Opening, in this order.
  Result<void> recover();
  Result<LogEnd> roll_forward(Watermark& mark, std::set<std::uint32_t>& segments);
  bool blobs_whole(const Frame& frame) const;
  Result<void> remove_unreferenced(const Watermark& mark, const std::set<std::uint32_t>& segments);

  // Reading.
  View view() const;
  Result<Record> read_in(const View& view, Seq seq) const;
  Result<MappedFiles::Bytes> entry_bytes(const PlaceEntry& place) const;
  Result<LoggedRecord> entry(Seq seq, const PlaceEntry& place, MappedFiles::Bytes& bytes) const;

  // Settling, under settle_mutex_.
  Result<void> settle_all();
  Result<bool> freeze(bool rotate);  // whether there is anything to settle
  Result<void> settle_frozen();
  Result<Watermark> move_records(const Tail& tail);
  Result<void> put_keys(const Tail& tail, IndexChange& change);
  Result<void> erase_bytes(std::span<const Seq> seqs);
  using Ranges = std::vector<std::pair<Position, std::uint64_t>>;
  Result<void> overwrite(const StrandKind& kind, Ranges ranges);
  void run_in_background();

  Result<void> synced(Result<void> sync);  // a failed sync ends all appending until the store is reopened

  Disk& disk_;
  const EmbeddedOptions options_;
  std::shared_ptr<void> lock_;
  std::shared_ptr<Index> index_;
  std::unique_ptr<Places> places_;
  std::unique_ptr<Erasures> erasures_;
  MappedFiles record_files_, segment_files_, salt_files_;
  Strand records_, blobs_, salts_;  // settling writes these
  Strand direct_;                   // append writes this
  IntakeLog intake_;
  std::atomic<bool> poisoned_{false};
  std::atomic<Seq> last_{0};
  std::uint32_t next_segment_ = 1;  // under write_mutex_
  Watermark mark_;                  // as last committed; under settle_mutex_
  std::shared_ptr<Tail> active_;    // under write_mutex_

  // Taken in this order. settle_mutex_: one settling or erasing at a time. write_mutex_: one append, or one freeze.
  std::mutex settle_mutex_;
  std::mutex write_mutex_;
  mutable std::mutex state_mutex_;
  View state_;

  std::mutex wake_mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  bool due_ = false;
  std::thread thread_;
};

}  // namespace comity::store
