// The LMDB index: the newest settled value of every key, and how far settling has come. All in it is derived.
#pragma once

#include <lmdb.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "store/strand.hpp"

namespace comity::store {

// How far settling has come; written in the transaction that brings the puts.
struct Watermark {
  Seq settled = 0;                  // all records up to here are in their permanent places
  Position records, blobs, salts;   // ends of the strands that settling writes
  Position direct;                  // end of the strand that large batches are written to, as far as acknowledged
  std::uint32_t next_segment = 1;   // segments from this number on were begun later
  std::uint64_t erasures = 0;       // entries of the erasure log that were carried out
};

class Index;

// A read transaction. One thread at a time; keep it short, for pages freed meanwhile cannot be reused.
class IndexView {
 public:
  explicit IndexView(std::shared_ptr<const Index> index);
  ~IndexView();
  IndexView(const IndexView&) = delete;
  IndexView& operator=(const IndexView&) = delete;
  std::optional<std::string_view> get(std::string_view key) const;  // valid while the view lives
  MDB_txn* transaction() const { return transaction_; }
  const Index& index() const { return *index_; }

 private:
  std::shared_ptr<const Index> index_;
  MDB_txn* transaction_ = nullptr;
};

// Walks keys in order from the first that is not less than `from`.
class IndexCursor {
 public:
  IndexCursor(const IndexView& view, std::string_view from);
  ~IndexCursor();
  IndexCursor(const IndexCursor&) = delete;
  IndexCursor& operator=(const IndexCursor&) = delete;
  bool valid() const { return valid_; }
  std::string_view key() const { return key_; }
  std::string_view value() const { return value_; }
  void next() { step(MDB_NEXT); }

 private:
  void step(MDB_cursor_op op);
  MDB_cursor* cursor_ = nullptr;
  bool valid_ = false;
  std::string_view key_, value_;
};

// A write transaction; aborts unless committed. One at a time.
class IndexChange {
 public:
  explicit IndexChange(Index& index) : index_(index) {}
  ~IndexChange();
  IndexChange(const IndexChange&) = delete;
  IndexChange& operator=(const IndexChange&) = delete;
  Result<void> begin();
  Result<void> put(std::string_view key, std::string_view value);
  // Durable on return. Errors: unavailable (disk or map full: nothing changed), internal (state unknown: reopen).
  Result<void> commit(const Watermark& watermark);

 private:
  Index& index_;
  MDB_txn* transaction_ = nullptr;
};

class Index {
 public:
  // Opens or creates. A file that LMDB refuses is removed and begun anew: it is rebuilt from the logs.
  static Result<std::shared_ptr<Index>> open(const std::string& directory, std::uint64_t map_bytes);
  ~Index();
  Index(const Index&) = delete;
  Index& operator=(const Index&) = delete;

  Result<Watermark> watermark() const;  // of a new index: the default
  Result<void> clear();

 private:
  friend class IndexView;
  friend class IndexCursor;
  friend class IndexChange;
  explicit Index(MDB_env* environment) : environment_(environment) {}
  Result<void> open_tables();

  MDB_env* environment_;
  MDB_dbi puts_ = 0;
  MDB_dbi meta_ = 0;
};

}  // namespace comity::store
