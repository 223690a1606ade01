#include "store/index.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <filesystem>
#include <thread>

#include "store/layout.hpp"
#include "store/limits.hpp"

namespace comity::store {
namespace {

constexpr unsigned max_readers = 512;
constexpr std::uint32_t format_version = 1;
constexpr std::string_view watermark_key = "watermark";

MDB_val val(std::string_view bytes) { return {bytes.size(), const_cast<char*>(bytes.data())}; }
std::string_view view(const MDB_val& bytes) { return {static_cast<const char*>(bytes.mv_data), bytes.mv_size}; }

tl::unexpected<Error> failed(std::string_view act, int error) {
  const std::string message = fmt::format("{}: {}", act, mdb_strerror(error));
  if (error == MDB_MAP_FULL) return fail(Code::unavailable, message + "; raise index_map_bytes", "index");
  if (error == ENOSPC || error == EDQUOT) return fail(Code::unavailable, message + "; free some space", "index");
  return fail(Code::internal, message + "; reopen the store", "index");
}

std::string encode(const Watermark& mark) {
  std::string out;
  put(out, format_version);
  put(out, mark.next_segment);
  put(out, mark.settled);
  put(out, mark.erasures);
  for (const Position& end : {mark.records, mark.blobs, mark.salts, mark.direct}) {
    put(out, end.file);
    put(out, end.offset);
  }
  put(out, crc32c(out));
  return out;
}

std::optional<Watermark> decode(std::string_view bytes) {
  if (bytes.size() != 60 || get_at<std::uint32_t>(bytes, 56) != crc32c(bytes.substr(0, 56))) return std::nullopt;
  if (get_at<std::uint32_t>(bytes, 0) != format_version) return std::nullopt;
  Watermark mark;
  mark.next_segment = get_at<std::uint32_t>(bytes, 4);
  mark.settled = get_at<std::uint64_t>(bytes, 8);
  mark.erasures = get_at<std::uint64_t>(bytes, 16);
  std::size_t at = 24;
  for (Position* end : {&mark.records, &mark.blobs, &mark.salts, &mark.direct}) {
    *end = {get_at<std::uint32_t>(bytes, at), get_at<std::uint32_t>(bytes, at + 4)};
    at += 8;
  }
  return mark;
}

}  // namespace

Result<std::shared_ptr<Index>> Index::open(const std::string& directory, std::uint64_t map_bytes) {
  const auto attempt = [&]() -> tl::expected<std::shared_ptr<Index>, int> {
    MDB_env* environment = nullptr;
    if (const int error = mdb_env_create(&environment)) return tl::make_unexpected(error);
    std::shared_ptr<Index> index(new Index(environment));
    mdb_env_set_mapsize(environment, map_bytes);
    mdb_env_set_maxreaders(environment, max_readers);
    mdb_env_set_maxdbs(environment, 2);
    // NOTLS: a snapshot may wander between threads. NORDAHEAD: look-ups are random.
    if (const int error = mdb_env_open(environment, directory.c_str(), MDB_NOTLS | MDB_NORDAHEAD, 0600)) {
      return tl::make_unexpected(error);
    }
    return index;
  };
  auto index = attempt();
  const auto damaged = [](int error) {
    return error == MDB_INVALID || error == MDB_CORRUPTED || error == MDB_VERSION_MISMATCH || error == MDB_PAGE_NOTFOUND;
  };
  if (!index && damaged(index.error())) {
    std::error_code ignored;
    std::filesystem::remove(directory + "/data.mdb", ignored);
    std::filesystem::remove(directory + "/lock.mdb", ignored);
    index = attempt();
  }
  if (!index) return failed("cannot open the index", index.error());
  TRY_VOID((*index)->open_tables());
  return std::move(*index);
}

Index::~Index() { mdb_env_close(environment_); }

Result<void> Index::open_tables() {
  MDB_txn* transaction = nullptr;
  if (const int error = mdb_txn_begin(environment_, nullptr, 0, &transaction)) return failed("cannot open", error);
  int error = mdb_dbi_open(transaction, "puts", MDB_CREATE, &puts_);
  if (error == 0) error = mdb_dbi_open(transaction, "meta", MDB_CREATE, &meta_);
  if (error != 0) {
    mdb_txn_abort(transaction);
    return failed("cannot open", error);
  }
  error = mdb_txn_commit(transaction);
  return error ? failed("cannot open", error) : Result<void>();
}

Result<Watermark> Index::watermark() const {
  MDB_txn* transaction = nullptr;
  if (const int error = mdb_txn_begin(environment_, nullptr, MDB_RDONLY, &transaction)) return failed("read", error);
  MDB_val key = val(watermark_key);
  MDB_val value;
  const int error = mdb_get(transaction, meta_, &key, &value);
  std::optional<Watermark> mark = Watermark{};
  if (error == 0) mark = decode(view(value));
  mdb_txn_abort(transaction);
  if (error != 0 && error != MDB_NOTFOUND) return failed("read", error);
  if (!mark) return fail(Code::corrupt, "the index is of another version or damaged", "index");
  return *mark;
}

Result<void> Index::clear() {
  MDB_txn* transaction = nullptr;
  if (const int error = mdb_txn_begin(environment_, nullptr, 0, &transaction)) return failed("cannot clear", error);
  int error = mdb_drop(transaction, puts_, 0);
  if (error == 0) error = mdb_drop(transaction, meta_, 0);
  if (error != 0) {
    mdb_txn_abort(transaction);
    return failed("cannot clear", error);
  }
  error = mdb_txn_commit(transaction);
  return error ? failed("cannot clear", error) : Result<void>();
}

IndexView::IndexView(std::shared_ptr<const Index> index) : index_(std::move(index)) {
  for (;;) {
    const int error = mdb_txn_begin(index_->environment_, nullptr, MDB_RDONLY, &transaction_);
    if (error == 0) return;
    CHECK(error == MDB_READERS_FULL);
    std::this_thread::yield();  // views are short; a slot comes free
  }
}

IndexView::~IndexView() { mdb_txn_abort(transaction_); }

std::optional<std::string_view> IndexView::get(std::string_view key) const {
  if (key.empty() || key.size() > max_key_bytes) return std::nullopt;
  MDB_val name = val(key);
  MDB_val value;
  const int error = mdb_get(transaction_, index_->puts_, &name, &value);
  if (error == MDB_NOTFOUND) return std::nullopt;
  CHECK(error == 0);
  return view(value);
}

IndexCursor::IndexCursor(const IndexView& index, std::string_view from) {
  CHECK(mdb_cursor_open(index.transaction(), index.index().puts_, &cursor_) == 0);
  if (from.empty()) {
    step(MDB_FIRST);
  } else if (from.size() <= max_key_bytes) {
    key_ = from;
    step(MDB_SET_RANGE);
  }
}

IndexCursor::~IndexCursor() { mdb_cursor_close(cursor_); }

void IndexCursor::step(MDB_cursor_op op) {
  MDB_val key = val(key_);
  MDB_val value;
  const int error = mdb_cursor_get(cursor_, &key, &value, op);
  CHECK(error == 0 || error == MDB_NOTFOUND);
  valid_ = error == 0;
  if (valid_) {
    key_ = view(key);
    value_ = view(value);
  }
}

IndexChange::~IndexChange() {
  if (transaction_ != nullptr) mdb_txn_abort(transaction_);
}

Result<void> IndexChange::begin() {
  const int error = mdb_txn_begin(index_.environment_, nullptr, 0, &transaction_);
  return error ? failed("cannot change", error) : Result<void>();
}

Result<void> IndexChange::put(std::string_view key, std::string_view value) {
  MDB_val name = val(key);
  MDB_val bytes = val(value);
  const int error = mdb_put(transaction_, index_.puts_, &name, &bytes, 0);
  return error ? failed("cannot put", error) : Result<void>();
}

Result<void> IndexChange::commit(const Watermark& watermark) {
  const std::string encoded = encode(watermark);
  MDB_val key = val(watermark_key);
  MDB_val value = val(encoded);
  if (const int error = mdb_put(transaction_, index_.meta_, &key, &value, 0)) return failed("cannot put", error);
  MDB_txn* transaction = transaction_;
  transaction_ = nullptr;  // freed by the commit, whatever comes of it
  const int error = mdb_txn_commit(transaction);
  return error ? failed("cannot commit", error) : Result<void>();
}

}  // namespace comity::store
