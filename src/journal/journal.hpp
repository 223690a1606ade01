// The journal: the append-only record of all that the node did and was told. State is a fold over it: the same `apply`
// runs when a record is made and when the node starts again.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_set>
#include <vector>

#include "base/histogram.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "crypto/sign.hpp"
#include "ledger/merkle.hpp"
#include "ledger/note.hpp"
#include "store/engine.hpp"

namespace comity::journal {

// Numbers are stored: never reuse one.
enum class Kind : std::uint8_t {
  genesis = 1,     // the node's name
  directory = 2,   // policy: the whole directory without clearances (canonical JSON)
  clearance = 3,   // policy: a signed clearance
  agreement = 4,   // policy: a signed agreement
  clock = 5,       // policy: a clock transition
  label = 6,       // a label met for the first time; its index is its rank among records of this kind
  object = 7,      // a version of an object; shelf/object_record.hpp
  lease = 8,       // precedes delivered bytes
  extent = 9,      // which objects of leases were delivered
  token = 10,      // a log-in was made or revoked
  submission = 11, // what became of each object of one submission
  act = 12,        // policy: a signed act; policy.hpp
  draft = 13,      // an agreement that not all have signed yet
  request = 14,    // somebody asked a party for its consent
  recall = 15,     // policy: versions of objects are taken back; shelf/exception_records.hpp
  approval = 16,   // policy: the second person agreed to the release of an object
  erasure = 17,    // policy: the bytes of versions of objects are no more
  account = 18,    // what a person has to log in with: access/accounts.hpp
  audit = 19,      // what administrators did, and log-ins: access/audit.hpp
  begun = 20,      // a call with a key of its own was begun; operations/repeats.hpp
  round = 21,      // a step of a round of judgements: judgement/rounds.hpp
  statement = 22,  // a step of a joint statement or of a meeting: statement/statements.hpp
  concern = 23,    // a step of a concern about a party's handling: statement/concerns.hpp
  notebook = 24,   // what a person keeps for itself, in the blob: operations/notebooks.hpp
};
bool is_policy(Kind kind);
std::string_view name_of(Kind kind);

// A record as folds see it. `body` is valid only during the call.
struct Entry {
  Seq seq = 0;
  Time time;               // strictly increasing over the journal
  std::uint64_t span = 1;  // microseconds from `time` on that belong to this record alone
  Kind kind = Kind::genesis;
  std::string_view body;
  std::uint32_t blob_size = 0;
};

class Fold {
 public:
  virtual ~Fold() = default;
  // On the writer thread, with the state lock held exclusively; in order of seq. Must not fail: what may be refused is
  // refused by the plan.
  virtual void apply(const Entry& entry) = 0;
};

// What a plan adds to, on the writer thread. Sees the folds as applied, and this batch's own puts.
class Batch {
 public:
  // The seq that the next added record will have.
  Seq next() const { return first_ + drafts_.size(); }
  // The time that it will have.
  Time next_time() const { return time_; }
  // Seq of the record just added.
  Seq add(Kind kind, std::string body, std::vector<store::Put> puts = {}, std::uint64_t span = 1);
  Seq add_with_blob(Kind kind, std::string body, std::string blob, std::string salt, std::vector<store::Put> puts,
                    std::uint64_t span = 1);
  std::optional<std::string> get(std::string_view key) const;
  // In key order, entries of the store and of this batch.
  void scan(std::string_view prefix, const std::function<bool(std::string_view, std::string_view)>& visit) const;
  bool put_here(std::string_view key) const { return puts_.contains(std::string(key)); }
  // A policy record stands in this batch, not yet applied: plans that read policy return `conflict` and are run again.
  bool policy_pending() const { return policy_pending_; }
  // Some put of this batch has a key that begins so.
  bool puts_begin_with(std::string_view prefix) const {
    const auto at = puts_.lower_bound(prefix);
    return at != puts_.end() && at->first.starts_with(prefix);
  }
  // Things counted by this batch that the folds have not counted yet; plans raise `things` themselves.
  struct Pending {
    std::uint32_t labels = 0, objects = 0, things = 0;
    bool extents = false;  // a record of extents stands in it
  };
  Pending pending;
  // A plan's remark about this batch, for later plans in it: things that its objects refer to. Remarks of a plan that fails stay; they only
  // make later plans more careful.
  void note(std::uint32_t thing) { noted_.insert(thing); }
  bool noted(std::uint32_t thing) const { return noted_.contains(thing); }
  // Rows that objects of this batch may move: a later object that reaches one of the batch may move all of these.
  void note_rows(const std::vector<std::uint32_t>& rows) { noted_rows_.insert(rows.begin(), rows.end()); }
  std::uint64_t noted_rows() const { return noted_rows_.size(); }

 private:
  friend class Journal;
  store::Engine* engine_ = nullptr;
  crypto::Random* random_ = nullptr;
  Seq first_ = 0;
  Time time_;
  std::vector<store::Draft> drafts_;
  struct Meta {
    Time time;
    std::uint64_t span;
  };
  std::vector<Meta> meta_;
  std::map<std::string, std::string, std::less<>> puts_;
  std::vector<std::pair<std::string, std::optional<std::string>>> undo_;  // what each put of this batch replaced
  std::unordered_set<std::uint32_t> noted_, noted_rows_;
  bool policy_pending_ = false;

  struct Mark {
    std::size_t drafts, undo;
    Time time;
    bool policy;
    Pending pending;
  };
  Mark mark() const { return {drafts_.size(), undo_.size(), time_, policy_pending_, pending}; }
  void back_to(const Mark& mark);
};

// Thread-safe. One writer thread inside.
class Journal {
 public:
  struct Parts {
    store::Engine& engine;
    Clock& clock;
    crypto::Random& random;
    std::vector<Fold*> folds;  // applied in this order
    // Adds what time has made due (clock transitions) before the plans of each batch.
    std::function<void(Batch&, Time now)> due;
  };
  // Replays the engine's records into the folds, then starts the writer. Errors: corrupt.
  static Result<std::unique_ptr<Journal>> open(Parts parts);
  ~Journal();

  using Plan = std::function<Result<void>(Batch&)>;
  // Runs the plan on the writer thread; when it returns a value, its records are durable and applied on return, and the
  // result is the seq of the last of them (0 if it added none). A plan that returns `conflict` is run again in a later batch: for as
  // long as other plans' records stood before it in its batch, and else up to eight times. Errors: the plan's; unavailable (disk); unavailable after stop().
  Result<Seq> commit(Plan plan);

  // Readers of folds hold this shared; apply holds it exclusively. The writer thread itself needs no lock.
  std::shared_mutex& state() { return state_; }

  Seq last() const { return last_.load(std::memory_order_acquire); }
  // Waits for a record after `seq`, at most so long, or until stop(). Whether there is one. Any thread but the writer's.
  bool wait_beyond(Seq seq, std::chrono::milliseconds at_most);
  Clock& clock() { return parts_.clock; }
  store::Engine& engine() { return parts_.engine; }
  crypto::Random& random() { return parts_.random; }

  // Size and root of the ledger: one leaf per record. Leaf i is record i + 1.
  ledger::Checkpoint checkpoint(const std::string& origin);
  // The leaf hash of one record, from the store. Errors: as Engine::read.
  static Result<ledger::Digest> leaf(const store::Engine& engine, Seq seq);

  // What the writer did and how it stands, for monitoring. Any thread.
  struct Numbers {
    std::array<std::uint64_t, 32> records{};  // by kind, replayed ones included
    std::size_t queued = 0;                   // plans that wait
    bool stopped = false;
    bool refused = false;                     // the store took no records the last time it was asked
    Time next;                                // the earliest time of the next record; a clock far behind it was set back
  };
  Numbers numbers() const;
  const Histogram& append_seconds() const { return append_seconds_; }  // of one batch: mostly its sync
  const Histogram& batch_records() const { return batch_records_; }

  void stop();  // waits for commits under way; later ones fail

 private:
  explicit Journal(Parts parts) : parts_(std::move(parts)) {}
  Result<void> replay();
  void run();
  void apply_batch(const Batch& batch);

  struct Waiting {
    Plan plan;
    std::optional<Result<Seq>> outcome;
    int tries = 0;
  };

  Parts parts_;
  std::shared_mutex state_;
  mutable std::mutex queue_mutex_;
  std::condition_variable queue_filled_;
  std::condition_variable done_;
  std::deque<Waiting*> queue_;
  bool stopping_ = false;
  Time next_time_{};
  std::mutex ledger_mutex_;
  ledger::Frontier frontier_;
  std::atomic<Seq> last_{0};
  std::array<std::atomic<std::uint64_t>, 32> records_{};
  std::atomic<bool> refused_{false};
  std::atomic<std::int64_t> next_us_{0};
  Histogram append_seconds_{0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5};
  Histogram batch_records_{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000};
  std::thread writer_;
};

// The record payload: time, span, a salt for the leaf, body. Payload and leaf hold no object bytes.
std::string encode_payload(Time time, std::uint64_t span, std::string_view salt, std::string_view body);
Result<Entry> decode_payload(const store::Record& record);  // body points into record.payload
ledger::Digest leaf_of(Seq seq, std::uint8_t kind, std::string_view payload);

// The commitment to an object's bytes that records carry: SHA-256("comity/bytes/v1\0" || salt || bytes).
crypto::Digest commit_to(std::string_view salt, std::string_view bytes);

}  // namespace comity::journal
