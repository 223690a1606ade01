// Everything in memory, nothing kept: what tests of higher rooms run on, and the plainest reading of the contract.
#include <algorithm>
#include <map>
#include <mutex>
#include <shared_mutex>

#include "store/engine.hpp"
#include "store/limits.hpp"

namespace comity::store {
namespace {

struct Stored {
  std::uint8_t kind = 0;
  bool erased = false;
  std::string payload;
  std::string salt;
  std::shared_ptr<const std::string> chunk;  // the blobs of one batch, back to back
  std::size_t offset = 0;
  std::uint32_t blob_size = 0, salt_size = 0;
  std::vector<Put> puts;
};

// Values of one key, oldest first, each with the sequence that put it: what lets a snapshot look back.
using Versions = std::vector<std::pair<Seq, std::string>>;

struct World {
  mutable std::shared_mutex mutex;
  std::vector<Stored> records;
  std::map<std::string, Versions, std::less<>> index;

  // Under the mutex.
  static const std::string* at(const Versions& versions, Seq last) {
    for (auto it = versions.rbegin(); it != versions.rend(); ++it) {
      if (it->first <= last) return &it->second;
    }
    return nullptr;
  }
};

class MemorySnapshot final : public Snapshot {
 public:
  MemorySnapshot(std::shared_ptr<const World> world, Seq last) : world_(std::move(world)), last_(last) {}

  Seq last() const override { return last_; }

  std::optional<std::string> get(std::string_view key) const override {
    const std::shared_lock lock(world_->mutex);
    const auto found = world_->index.find(key);
    const std::string* value = found == world_->index.end() ? nullptr : World::at(found->second, last_);
    return value ? std::optional(*value) : std::nullopt;
  }

  void scan(std::string_view prefix, const std::function<bool(std::string_view, std::string_view)>& visit) const override {
    // Copied first: `visit` runs without the lock, so it may call the engine.
    std::vector<std::pair<std::string, std::string>> entries;
    {
      const std::shared_lock lock(world_->mutex);
      for (auto it = world_->index.lower_bound(prefix); it != world_->index.end() && it->first.starts_with(prefix); ++it) {
        if (const std::string* value = World::at(it->second, last_)) entries.emplace_back(it->first, *value);
      }
    }
    for (const auto& [key, value] : entries) {
      if (!visit(key, value)) return;
    }
  }

 private:
  std::shared_ptr<const World> world_;
  Seq last_;
};

class MemoryEngine final : public Engine {
 public:
  Result<Seq> append(std::span<const Draft> batch) override {
    TRY_VOID(check_batch(batch));
    auto chunk = std::make_shared<std::string>();
    for (const Draft& draft : batch) chunk->append(draft.blob);
    const std::unique_lock lock(world_->mutex);
    const Seq first = world_->records.size() + 1;
    std::size_t offset = 0;
    for (const Draft& draft : batch) {
      const auto size = static_cast<std::uint32_t>(draft.blob.size());
      world_->records.push_back({draft.kind, false, draft.payload, draft.salt, chunk, offset, size,
                                 static_cast<std::uint32_t>(draft.salt.size()), draft.puts});
      offset += size;
      for (const Put& put : draft.puts) world_->index[put.key].emplace_back(world_->records.size(), put.value);
    }
    return first;
  }

  Seq last() const override {
    const std::shared_lock lock(world_->mutex);
    return world_->records.size();
  }

  Result<Record> read(Seq seq) const override {
    const std::shared_lock lock(world_->mutex);
    TRY(const Stored* stored, find(seq));
    return Record{seq, stored->kind, stored->payload, stored->blob_size, stored->erased};
  }

  Result<Copied> copy(Seq seq) const override {
    const std::shared_lock lock(world_->mutex);
    TRY(const Stored* stored, find(seq));
    Copied out{{stored->kind, stored->payload, "", stored->salt, stored->puts}, stored->blob_size, stored->salt_size, stored->erased};
    if (!stored->erased) out.draft.blob = stored->chunk->substr(stored->offset, stored->blob_size);
    return out;
  }

  Result<void> usable() const override { return {}; }
  Seq settled() const override { return last(); }

  Result<void> scan(Seq from, Seq to, const std::function<bool(const Record&)>& visit) const override {
    const Seq end = last();
    for (Seq seq = std::max<Seq>(from, 1); seq <= std::min(to, end); ++seq) {
      TRY(const Record record, read(seq));
      if (!visit(record)) break;
    }
    return {};
  }

  std::optional<std::string> get(std::string_view key) const override { return snapshot()->get(key); }

  std::unique_ptr<Snapshot> snapshot() const override { return std::make_unique<MemorySnapshot>(world_, last()); }

  Result<std::vector<Slice>> blobs(std::span<const Seq> seqs) const override {
    std::vector<Slice> slices;
    const std::shared_lock lock(world_->mutex);
    for (const Seq seq : seqs) {
      TRY(const Stored* stored, find(seq));
      if (stored->blob_size == 0 || stored->erased) continue;
      const char* data = stored->chunk->data() + stored->offset;
      if (!slices.empty() && slices.back().hold == stored->chunk &&
          slices.back().bytes.data() + slices.back().bytes.size() == data) {
        slices.back().bytes = {slices.back().bytes.data(), slices.back().bytes.size() + stored->blob_size};
      } else {
        slices.push_back({{data, stored->blob_size}, stored->chunk});
      }
    }
    return slices;
  }

  Result<std::string> salt(Seq seq) const override {
    const std::shared_lock lock(world_->mutex);
    TRY(const Stored* stored, find(seq));
    return stored->salt;
  }

  Result<void> erase(std::span<const Seq> seqs) override {
    const std::unique_lock lock(world_->mutex);
    for (const Seq seq : seqs) TRY_VOID(find(seq));
    for (const Seq seq : seqs) {
      Stored& stored = world_->records[seq - 1];
      stored.erased = true;
      stored.salt.clear();
      stored.chunk.reset();  // slices handed out keep the chunk alive
    }
    return {};
  }

  Result<void> settle() override { return {}; }

 private:
  // Under the mutex.
  Result<const Stored*> find(Seq seq) const {
    if (seq == 0 || seq > world_->records.size()) return fail(Code::not_found, "no record has this sequence");
    return &world_->records[seq - 1];
  }

  std::shared_ptr<World> world_ = std::make_shared<World>();
};

}  // namespace

std::unique_ptr<Engine> memory_engine() { return std::make_unique<MemoryEngine>(); }

}  // namespace comity::store
