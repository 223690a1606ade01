#include "store/record_log.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "store/layout.hpp"

namespace comity::store {
namespace {

constexpr std::size_t entry_header_bytes = 48;
constexpr std::uint8_t flag_direct = 1;

std::uint32_t check(std::string_view entry) { return crc32c(entry.substr(8), crc32c(entry.substr(0, 4))); }

}  // namespace

std::size_t logged_size(std::size_t payload, std::size_t puts) { return entry_header_bytes + payload + puts; }

void append_logged(std::string& out, const LoggedRecord& record) {
  const std::size_t begin = out.size();
  put(out, static_cast<std::uint32_t>(logged_size(record.payload.size(), record.puts.size())));
  put(out, std::uint32_t{0});
  put(out, record.seq);
  put(out, static_cast<std::uint32_t>(record.payload.size()));
  put(out, record.blob_size);
  put(out, record.blob.file);
  put(out, record.blob.offset);
  put(out, record.salt.file);
  put(out, record.salt.offset);
  put(out, record.kind);
  put(out, record.salt_size);
  put(out, std::uint8_t{record.direct ? flag_direct : std::uint8_t{0}});
  put(out, std::uint8_t{0});
  put(out, static_cast<std::uint32_t>(record.puts.size()));
  out.append(record.payload).append(record.puts);
  put_at(out.data() + begin + 4, check(std::string_view(out).substr(begin)));
}

std::optional<LoggedRecord> read_logged(std::string_view bytes) {
  if (bytes.size() < entry_header_bytes) return std::nullopt;
  const auto size = get_at<std::uint32_t>(bytes, 0);
  if (size < entry_header_bytes || size > bytes.size()) return std::nullopt;
  bytes = bytes.substr(0, size);
  if (get_at<std::uint32_t>(bytes, 4) != check(bytes)) return std::nullopt;
  LoggedRecord record;
  record.size = size;
  record.seq = get_at<std::uint64_t>(bytes, 8);
  const std::size_t payload = get_at<std::uint32_t>(bytes, 16);
  record.blob_size = get_at<std::uint32_t>(bytes, 20);
  record.blob = {get_at<std::uint32_t>(bytes, 24), get_at<std::uint32_t>(bytes, 28)};
  record.salt = {get_at<std::uint32_t>(bytes, 32), get_at<std::uint32_t>(bytes, 36)};
  record.kind = get_at<std::uint8_t>(bytes, 40);
  record.salt_size = get_at<std::uint8_t>(bytes, 41);
  record.direct = (get_at<std::uint8_t>(bytes, 42) & flag_direct) != 0;
  const std::size_t puts = get_at<std::uint32_t>(bytes, 44);
  if (entry_header_bytes + payload + puts != size) return std::nullopt;
  record.payload = bytes.substr(entry_header_bytes, payload);
  record.puts = bytes.substr(entry_header_bytes + payload);
  return record;
}

Result<LogEnd> walk_log(Disk& disk, const StrandKind& kind, Position begin, Seq last,
                        const std::function<Result<void>(const LoggedRecord&, Position)>& visit) {
  LogEnd end{begin.file == 0 ? Position{1, strand_header_bytes} : begin, last, false};
  // Numbers are consecutive: where file `number` was never begun, the log ends with the file before it.
  const auto before = [&](std::uint32_t number) -> Result<LogEnd> {
    if (number == 1) return LogEnd{{}, 0, false};
    TRY(const auto file, disk.open(kind.name(number - 1), Disk::Open::existing));
    TRY(const std::uint64_t size, file->size());
    return LogEnd{{number - 1, static_cast<std::uint32_t>(size)}, end.last, false};
  };
  for (;;) {
    const std::string name = kind.name(end.end.file);
    auto file = disk.open(name, Disk::Open::existing);
    if (!file && file.error().code == Code::not_found) {
      if (begin.file == end.end.file) return fail(Code::corrupt, "a file of the store is missing; restore it", name);
      return before(end.end.file);
    }
    if (!file) return tl::make_unexpected(std::move(file).error());
    TRY(const std::uint64_t size, (*file)->size());
    std::string header(std::min<std::uint64_t>(size, strand_header_bytes), '\0');
    TRY_VOID((*file)->read(0, header.data(), header.size()));
    const bool whole = header == strand_header(kind, end.end.file);
    // A crash may have come while the file was begun; then it holds nothing, and begin() writes its header again.
    if (!whole && end.end.file != begin.file && size <= strand_header_bytes) return before(end.end.file);
    if (!whole || size < end.end.offset) {
      return fail(Code::corrupt, "the file is shorter than it was, or another; restore it from a backup", name);
    }
    TRY(const auto mapping, (*file)->map(size));
    const std::string_view bytes(mapping->data(), size);
    while (end.end.offset < size) {
      const auto record = read_logged(bytes.substr(end.end.offset));
      if (!record || record->seq != end.last + 1) break;
      TRY_VOID(visit(*record, end.end));
      end.end.offset += record->size;
      end.last = record->seq;
    }
    if (end.end.offset < size) {
      end.torn = true;
      // Nothing is ever written after a torn end but in its place, so a later file means damage.
      if (auto later = disk.open(kind.name(end.end.file + 1), Disk::Open::existing)) {
        TRY(const std::uint64_t length, (*later)->size());
        if (length > strand_header_bytes) {
          return fail(Code::corrupt, fmt::format("the entry at byte {} fails its check; restore the file from a backup",
                                                 end.end.offset), name);
        }
      }
      return end;
    }
    ++end.end.file;
    end.end.offset = strand_header_bytes;
  }
}

}  // namespace comity::store
