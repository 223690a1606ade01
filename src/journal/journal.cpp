#include "journal/journal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/codec.hpp"

namespace comity::journal {
namespace {
constexpr std::size_t kMaxPlansPerBatch = 512;
constexpr int kMaxTries = 8;
constexpr std::size_t kLeafSaltBytes = 16;
}  // namespace

bool is_policy(Kind kind) {
  switch (kind) {
    case Kind::directory:
    case Kind::clearance:
    case Kind::agreement:
    case Kind::clock:
    case Kind::act:
    case Kind::recall:
    case Kind::approval:
    case Kind::erasure: return true;
    default: return false;
  }
}

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::genesis: return "genesis";
    case Kind::directory: return "directory";
    case Kind::clearance: return "clearance";
    case Kind::agreement: return "agreement";
    case Kind::clock: return "clock";
    case Kind::label: return "label";
    case Kind::object: return "object";
    case Kind::lease: return "lease";
    case Kind::extent: return "extent";
    case Kind::token: return "token";
    case Kind::submission: return "submission";
    case Kind::act: return "act";
    case Kind::draft: return "draft";
    case Kind::request: return "request";
    case Kind::recall: return "recall";
    case Kind::approval: return "approval";
    case Kind::erasure: return "erasure";
    case Kind::account: return "account";
    case Kind::audit: return "audit";
    case Kind::begun: return "begun";
    case Kind::round: return "round";
    case Kind::statement: return "statement";
    case Kind::concern: return "concern";
    case Kind::notebook: return "notebook";
  }
  return "unknown";
}

std::string encode_payload(Time time, std::uint64_t span, std::string_view salt, std::string_view body) {
  Encoder out;
  out.number(static_cast<std::uint64_t>(time.us)).number(span).text(salt).text(body);
  return out.take();
}

Result<Entry> decode_payload(const store::Record& record) {
  Decoder in(record.payload);
  Entry entry;
  entry.seq = record.seq;
  entry.kind = static_cast<Kind>(record.kind);
  entry.blob_size = record.blob_size;
  entry.time.us = static_cast<std::int64_t>(in.number());
  entry.span = in.number();
  in.text();  // salt
  entry.body = in.text();
  if (!in.done()) return fail(Code::corrupt, fmt::format("record {} cannot be read", record.seq));
  return entry;
}

ledger::Digest leaf_of(Seq seq, std::uint8_t kind, std::string_view payload) {
  Encoder head;
  head.text("comity/record/v1").number(seq).number(kind);
  std::string entry = head.take();
  entry.append(payload);
  const crypto::Digest commitment = crypto::sha256(entry);
  return ledger::leaf_hash(crypto::view(commitment));
}

crypto::Digest commit_to(std::string_view salt, std::string_view bytes) {
  thread_local crypto::Sha256 hash;
  hash.update(std::string_view("comity/bytes/v1\0", 16));
  hash.update(salt);
  hash.update(bytes);
  return hash.finish();
}

// ---- Batch -------------------------------------------------------------------------------------------------------

Seq Batch::add(Kind kind, std::string body, std::vector<store::Put> puts, std::uint64_t span) {
  return add_with_blob(kind, std::move(body), {}, {}, std::move(puts), span);
}

Seq Batch::add_with_blob(Kind kind, std::string body, std::string blob, std::string salt, std::vector<store::Put> puts,
                         std::uint64_t span) {
  const Seq seq = next();
  for (const store::Put& put : puts) {
    const auto [at, fresh] = puts_.try_emplace(put.key);
    undo_.emplace_back(put.key, fresh ? std::nullopt : std::optional(at->second));
    at->second = put.value;
  }
  if (is_policy(kind)) policy_pending_ = true;
  if (kind == Kind::label) ++pending.labels;
  if (kind == Kind::object) ++pending.objects;
  if (kind == Kind::extent) pending.extents = true;
  store::Draft draft;
  draft.kind = static_cast<std::uint8_t>(kind);
  draft.payload = encode_payload(time_, span, random_->bytes(kLeafSaltBytes), body);
  draft.blob = std::move(blob);
  draft.salt = std::move(salt);
  draft.puts = std::move(puts);
  drafts_.push_back(std::move(draft));
  meta_.push_back({time_, span});
  time_.us += static_cast<std::int64_t>(span);
  return seq;
}

void Batch::back_to(const Mark& mark) {
  drafts_.resize(mark.drafts);
  meta_.resize(mark.drafts);
  for (; undo_.size() > mark.undo; undo_.pop_back()) {
    auto& [key, old] = undo_.back();
    if (old) puts_[key] = std::move(*old);
    else puts_.erase(key);
  }
  time_ = mark.time;
  policy_pending_ = mark.policy;
  pending = mark.pending;
}

std::optional<std::string> Batch::get(std::string_view key) const {
  if (const auto found = puts_.find(key); found != puts_.end()) return found->second;
  return engine_->get(key);
}

void Batch::scan(std::string_view prefix, const std::function<bool(std::string_view, std::string_view)>& visit) const {
  std::map<std::string, std::string> merged;
  engine_->snapshot()->scan(prefix, [&](std::string_view key, std::string_view value) {
    merged.emplace(key, value);
    return true;
  });
  for (auto at = puts_.lower_bound(prefix); at != puts_.end() && at->first.starts_with(prefix); ++at)
    merged[at->first] = at->second;
  for (const auto& [key, value] : merged)
    if (!visit(key, value)) return;
}

// ---- Journal -----------------------------------------------------------------------------------------------------

Result<std::unique_ptr<Journal>> Journal::open(Parts parts) {
  std::unique_ptr<Journal> journal(new Journal(std::move(parts)));
  TRY_VOID(journal->replay());
  journal->writer_ = std::thread([raw = journal.get()] { raw->run(); });
  return journal;
}

Journal::~Journal() { stop(); }

Result<void> Journal::replay() {
  const Seq last = parts_.engine.last();
  std::optional<Error> error;
  if (last > 0) {
    TRY_VOID(parts_.engine.scan(1, last, [&](const store::Record& record) {
      auto entry = decode_payload(record);
      if (!entry) {
        error = entry.error();
        return false;
      }
      for (Fold* fold : parts_.folds) fold->apply(*entry);
      frontier_.append(leaf_of(record.seq, record.kind, record.payload));
      records_[record.kind % records_.size()].fetch_add(1, std::memory_order_relaxed);
      next_time_.us = std::max(next_time_.us, entry->time.us + static_cast<std::int64_t>(entry->span));
      return true;
    }));
  }
  if (error) return tl::unexpected<Error>(*error);
  last_.store(last, std::memory_order_release);
  next_us_ = next_time_.us;
  return {};
}

Result<Seq> Journal::commit(Plan plan) {
  Waiting waiting{std::move(plan), std::nullopt, 0};
  std::unique_lock lock(queue_mutex_);
  if (stopping_) return fail(Code::unavailable, "the node is stopping; try again later");
  queue_.push_back(&waiting);
  queue_filled_.notify_one();
  done_.wait(lock, [&] { return waiting.outcome.has_value(); });
  return std::move(*waiting.outcome);
}

void Journal::stop() {
  {
    std::lock_guard lock(queue_mutex_);
    stopping_ = true;
    queue_filled_.notify_all();
  }
  if (writer_.joinable()) writer_.join();
}

bool Journal::wait_beyond(Seq seq, std::chrono::milliseconds at_most) {
  std::unique_lock lock(queue_mutex_);
  done_.wait_for(lock, at_most, [&] { return stopping_ || last() > seq; });
  return last() > seq;
}

void Journal::apply_batch(const Batch& batch) {
  {
    std::unique_lock state(state_);
    for (std::size_t i = 0; i < batch.drafts_.size(); ++i) {
      const store::Draft& draft = batch.drafts_[i];
      store::Record record{batch.first_ + i, draft.kind, draft.payload, static_cast<std::uint32_t>(draft.blob.size()), false};
      const auto entry = decode_payload(record);
      CHECK(entry.has_value());
      for (Fold* fold : parts_.folds) fold->apply(*entry);
    }
    last_.store(batch.first_ + batch.drafts_.size() - 1, std::memory_order_release);
  }
  std::lock_guard ledger(ledger_mutex_);
  for (std::size_t i = 0; i < batch.drafts_.size(); ++i)
    frontier_.append(leaf_of(batch.first_ + i, batch.drafts_[i].kind, batch.drafts_[i].payload));
}

void Journal::run() {
  std::vector<Waiting*> taken;
  std::size_t alone = 0;  // so many at the head of the queue get a batch each
  while (true) {
    {
      std::unique_lock lock(queue_mutex_);
      queue_filled_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;  // stopping, and nothing is left to do
      taken.clear();
      const std::size_t most = alone > 0 ? 1 : kMaxPlansPerBatch;
      while (!queue_.empty() && taken.size() < most) {
        taken.push_back(queue_.front());
        queue_.pop_front();
      }
      if (alone > 0) --alone;
    }
    Batch batch;
    batch.engine_ = &parts_.engine;
    batch.random_ = &parts_.random;
    batch.first_ = parts_.engine.last() + 1;
    const Time now = parts_.clock.now();
    batch.time_ = std::max(now, next_time_);
    if (parts_.due) parts_.due(batch, now);
    const std::size_t due = batch.drafts_.size();

    std::vector<std::pair<Waiting*, Result<Seq>>> outcomes;
    std::vector<Waiting*> again;
    for (Waiting* waiting : taken) {
      // A plan that fails leaves nothing behind.
      const Batch::Mark mark = batch.mark();
      auto planned = waiting->plan(batch);
      if (planned) {
        outcomes.emplace_back(waiting, batch.drafts_.size() == mark.drafts ? Seq{0} : batch.next() - 1);
        continue;
      }
      batch.back_to(mark);
      // What conflicts with others of its batch is not counted: their number is no fault of the plan. The first of them has passed, so
      // the line moves on.
      const bool others = mark.drafts > due;
      if (planned.error().code == Code::conflict && (others || ++waiting->tries < kMaxTries)) again.push_back(waiting);
      else outcomes.emplace_back(waiting, tl::make_unexpected(planned.error()));
    }
    if (!batch.drafts_.empty()) {
      const auto begun = std::chrono::steady_clock::now();
      auto appended = parts_.engine.append(batch.drafts_);
      append_seconds_.add(std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
      refused_ = !appended;
      if (appended) {
        CHECK(*appended == batch.first_);
        next_time_ = batch.time_;
        next_us_ = next_time_.us;
        batch_records_.add(static_cast<double>(batch.drafts_.size()));
        for (const store::Draft& draft : batch.drafts_) records_[draft.kind % records_.size()].fetch_add(1, std::memory_order_relaxed);
        apply_batch(batch);
      } else {
        std::vector<Waiting*> failed;
        for (auto& [waiting, outcome] : outcomes)
          if (outcome) failed.push_back(waiting);
        if (failed.size() > 1) {
          // One may be too large, or the disk too full for it, where the others are not: each is tried by itself.
          std::erase_if(outcomes, [](const auto& one) { return one.second.has_value(); });
          alone = failed.size();
          again.insert(again.begin(), failed.begin(), failed.end());
        } else {
          for (auto& [waiting, outcome] : outcomes)
            if (outcome) outcome = tl::make_unexpected(appended.error());
        }
      }
    }
    std::lock_guard lock(queue_mutex_);
    for (auto& [waiting, outcome] : outcomes) waiting->outcome = std::move(outcome);
    for (auto at = again.rbegin(); at != again.rend(); ++at) {
      if (stopping_) (*at)->outcome = fail(Code::unavailable, "the node is stopping; try again later");
      else queue_.push_front(*at);
    }
    done_.notify_all();
  }
}

Journal::Numbers Journal::numbers() const {
  Numbers out;
  for (std::size_t kind = 0; kind < records_.size(); ++kind) out.records[kind] = records_[kind].load(std::memory_order_relaxed);
  out.refused = refused_;
  out.next.us = next_us_;
  const std::lock_guard lock(queue_mutex_);
  out.queued = queue_.size();
  out.stopped = stopping_;
  return out;
}

ledger::Checkpoint Journal::checkpoint(const std::string& origin) {
  std::lock_guard lock(ledger_mutex_);
  return {origin, frontier_.size(), frontier_.root(), {}};
}

Result<ledger::Digest> Journal::leaf(const store::Engine& engine, Seq seq) {
  TRY(const store::Record record, engine.read(seq));
  return leaf_of(record.seq, record.kind, record.payload);
}

}  // namespace comity::journal
