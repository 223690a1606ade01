#include "store/erasures.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "store/layout.hpp"

namespace comity::store {
namespace {

constexpr std::size_t mark_bytes = 16;
constexpr std::string_view magic("CMTYERA1\0\0\0\0\0\0\0\0", mark_bytes);

std::string encode(Seq seq) {
  std::string mark;
  put(mark, seq);
  put(mark, crc32c(mark));
  put(mark, std::uint32_t{0});
  return mark;
}

}  // namespace

Result<std::unique_ptr<Erasures>> Erasures::open(Disk& disk, const std::string& path) {
  auto log = std::make_unique<Erasures>();
  TRY(log->file_, disk.open(path, Disk::Open::create));
  TRY(const std::uint64_t size, log->file_->size());
  std::string bytes(size, '\0');
  TRY_VOID(log->file_->read(0, bytes.data(), size));
  if (size < mark_bytes) {
    TRY_VOID(log->file_->write(0, magic));
    TRY_VOID(log->file_->sync());
    TRY_VOID(disk.sync_directory(std::filesystem::path(path).parent_path().string()));
    return log;
  }
  if (!bytes.starts_with(magic)) {
    return fail(Code::corrupt, "not an erasure log; restore it from a backup", path);
  }
  for (std::size_t at = mark_bytes; at + mark_bytes <= size; at += mark_bytes) {
    const auto seq = get_at<std::uint64_t>(bytes, at);
    if (std::string_view(bytes).substr(at, mark_bytes) != encode(seq)) {
      if (at + 2 * mark_bytes <= size) {
        // A batch of marks may be torn anywhere; a good mark after a bad one is damage.
        for (std::size_t later = at + mark_bytes; later + mark_bytes <= size; later += mark_bytes) {
          const auto other = get_at<std::uint64_t>(bytes, later);
          if (other != 0 && std::string_view(bytes).substr(later, mark_bytes) == encode(other)) {
            return fail(Code::corrupt, fmt::format("the mark at byte {} fails its check; restore it from a backup", at),
                        path);
          }
        }
      }
      break;
    }
    log->marks_.push_back(seq);
  }
  TRY_VOID(log->file_->truncate(mark_bytes * (log->marks_.size() + 1)));
  TRY_VOID(log->file_->sync());
  return log;
}

Result<void> Erasures::write(std::span<const Seq> seqs) {
  std::string bytes;
  for (const Seq seq : seqs) bytes += encode(seq);
  const std::uint64_t end = mark_bytes * (marks_.size() + 1);
  if (auto written = file_->write(end, bytes); !written) {
    // No mark of a refused erasure may stay.
    if (!file_->truncate(end)) written.error().code = Code::internal;
    return written;
  }
  marks_.insert(marks_.end(), seqs.begin(), seqs.end());
  return {};
}

}  // namespace comity::store
