// Looking keys up: the tails over the index, merged in key order.
#include <optional>

#include "store/embedded_engine.hpp"

namespace comity::store {
namespace {

constexpr std::size_t chunk_entries = 64;

// The entries of one tail under a prefix, fetched a chunk at a time, so that the writer is never kept waiting.
class TailWalk {
 public:
  TailWalk(const Tail* tail, std::string_view prefix, Seq last) : tail_(tail), prefix_(prefix), last_(last) {
    if (tail_ != nullptr) entries_ = tail_->entries(prefix_, prefix_, false, last_, chunk_entries);
  }
  bool valid() const { return at_ < entries_.size(); }
  std::string_view key() const { return entries_[at_].first; }
  std::string_view value() const { return entries_[at_].second; }
  void next() {
    if (++at_ < entries_.size() || entries_.size() < chunk_entries) return;
    entries_ = tail_->entries(prefix_, entries_.back().first, true, last_, chunk_entries);
    at_ = 0;
  }

 private:
  const Tail* tail_;
  std::string_view prefix_;
  Seq last_;
  std::vector<Tail::Entry> entries_;
  std::size_t at_ = 0;
};

std::optional<std::string_view> in_tails(const View& view, std::string_view key) {
  if (auto value = view.active->get(key, view.last)) return value;
  return view.frozen ? view.frozen->get(key, view.last) : std::nullopt;
}

class EmbeddedSnapshot final : public Snapshot {
 public:
  EmbeddedSnapshot(View view, std::unique_ptr<IndexView> index) : view_(std::move(view)), index_(std::move(index)) {}

  Seq last() const override { return view_.last; }

  std::optional<std::string> get(std::string_view key) const override {
    auto value = in_tails(view_, key);
    if (!value) value = index_->get(key);
    return value ? std::optional<std::string>(*value) : std::nullopt;
  }

  void scan(std::string_view prefix, const std::function<bool(std::string_view, std::string_view)>& visit) const override {
    TailWalk active(view_.active.get(), prefix, view_.last);
    TailWalk frozen(view_.frozen.get(), prefix, view_.last);
    IndexCursor settled(*index_, prefix);
    const auto in_index = [&] { return settled.valid() && settled.key().starts_with(prefix); };
    while (active.valid() || frozen.valid() || in_index()) {
      // The least key; of equal ones the newest layer's value, and the others step over theirs.
      std::string_view key, value;
      bool found = false;
      const auto offer = [&](std::string_view k, std::string_view v) {
        if (found && key <= k) return;
        key = k;
        value = v;
        found = true;
      };
      if (active.valid()) offer(active.key(), active.value());
      if (frozen.valid()) offer(frozen.key(), frozen.value());
      if (in_index()) offer(settled.key(), settled.value());
      if (!visit(key, value)) return;
      const bool from_active = active.valid() && active.key() == key;
      const bool from_frozen = frozen.valid() && frozen.key() == key;
      const bool from_index = in_index() && settled.key() == key;
      if (from_active) active.next();
      if (from_frozen) frozen.next();
      if (from_index) settled.next();
    }
  }

 private:
  View view_;
  std::unique_ptr<IndexView> index_;
};

}  // namespace

std::optional<std::string> EmbeddedEngine::get(std::string_view key) const {
  const View now = view();
  if (const auto value = in_tails(now, key)) return std::string(*value);
  // What is in no tail of a moment ago is in the index, or nowhere; a transaction begun now is at least as new.
  const IndexView index(index_);
  const auto value = index.get(key);
  return value ? std::optional<std::string>(*value) : std::nullopt;
}

std::unique_ptr<Snapshot> EmbeddedEngine::snapshot() const {
  // The transaction begins under the lock: a tail leaves the state under it, and only after its commit, so the index is
  // either from before or after the frozen tail was settled, and never newer than the tails.
  const std::lock_guard lock(state_mutex_);
  auto index = std::make_unique<IndexView>(index_);
  return std::make_unique<EmbeddedSnapshot>(state_, std::move(index));
}

}  // namespace comity::store
