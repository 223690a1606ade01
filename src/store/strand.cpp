#include "store/strand.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

#include "store/layout.hpp"

namespace comity::store {
namespace {

constexpr std::size_t buffer_bytes = 1u << 20;

}  // namespace

std::string strand_header(const StrandKind& kind, std::uint32_t number) {
  std::string header(kind.magic);
  put(header, number);
  put(header, crc32c(header));
  return header;
}

std::string StrandKind::name(std::uint32_t number) const {
  return fmt::format("{}/{:08}{}", directory, number, suffix);
}

std::uint32_t StrandKind::number(std::string_view file_name) const {
  if (file_name.size() != 8 + suffix.size() || !file_name.ends_with(suffix)) return 0;
  std::uint32_t number = 0;
  for (const char c : file_name.substr(0, 8)) {
    if (c < '0' || c > '9') return 0;
    number = number * 10 + static_cast<std::uint32_t>(c - '0');
  }
  return number;
}

Result<void> scrub(File& file, std::uint64_t from, std::uint64_t to) {
  if (from >= to) return {};
  const std::string zeros(std::min<std::uint64_t>(to - from, buffer_bytes), '\0');
  while (from < to) {
    const std::uint64_t n = std::min<std::uint64_t>(zeros.size(), to - from);
    TRY_VOID(file.write(from, std::string_view(zeros).substr(0, n)));
    from += n;
  }
  return file.sync();
}

MappedFiles::MappedFiles(Disk& disk, StrandKind kind, std::uint64_t capacity)
    : disk_(disk), kind_(std::move(kind)), capacity_(capacity) {}

Result<std::shared_ptr<MappedFiles::Mapped>> MappedFiles::find(std::uint32_t number) const {
  {
    const std::shared_lock lock(mutex_);
    if (const auto found = files_.find(number); found != files_.end()) return found->second;
  }
  const std::string name = kind_.name(number);
  auto file = disk_.open(name, Disk::Open::existing);
  if (!file) return fail(Code::corrupt, "a file of the store is missing; restore it from a backup", name);
  TRY(const std::uint64_t size, (*file)->size());
  std::string header(strand_header_bytes, '\0');
  if (size < header.size() || !(*file)->read(0, header.data(), header.size()) || header != strand_header(kind_, number)) {
    return fail(Code::corrupt, "not the file that it should be; restore it from a backup", name);
  }
  auto mapped = std::make_shared<Mapped>();
  mapped->number = number;
  TRY(mapped->mapping, (*file)->map(size));
  mapped->end = size;
  const std::unique_lock lock(mutex_);
  return files_.try_emplace(number, std::move(mapped)).first->second;
}

Result<MappedFiles::Bytes> MappedFiles::at(Position begin, std::uint64_t size) const {
  std::shared_ptr<const Mapped> mapped;
  TRY(const std::string_view bytes, at(begin, size, mapped));
  return Bytes{bytes, mapped->mapping};
}

Result<std::string_view> MappedFiles::at(Position begin, std::uint64_t size, std::shared_ptr<const Mapped>& last) const {
  if (!last || last->number != begin.file) {
    TRY(last, find(begin.file));
  }
  if (begin.offset + size > last->end.load(std::memory_order_acquire)) {
    return fail(Code::corrupt, fmt::format("the file ends before byte {}; restore it from a backup", begin.offset + size),
                kind_.name(begin.file));
  }
  return std::string_view(last->mapping->data() + begin.offset, size);
}

Result<void> MappedFiles::publish(std::uint32_t number, File& file, std::uint64_t end) {
  std::shared_ptr<Mapped> mapped;
  {
    const std::shared_lock lock(mutex_);
    if (const auto found = files_.find(number); found != files_.end()) mapped = found->second;
  }
  if (mapped && mapped->mapping->size() >= end) {
    mapped->end.store(end, std::memory_order_release);
    return {};
  }
  mapped = std::make_shared<Mapped>();
  mapped->number = number;
  TRY(mapped->mapping, file.map(std::max(capacity_, end)));
  mapped->end = end;
  const std::unique_lock lock(mutex_);
  files_[number] = std::move(mapped);
  return {};
}

Strand::Strand(Disk& disk, MappedFiles& readers, std::uint64_t roll_bytes)
    : disk_(disk), readers_(readers), roll_bytes_(roll_bytes) {}

Result<void> Strand::resume(Position end) {
  if (end.file == 0) return {};
  const std::string name = readers_.kind().name(end.file);
  auto file = disk_.open(name, Disk::Open::existing);
  if (!file && file.error().code == Code::not_found) {
    return fail(Code::corrupt, "a file of the store is missing; restore it from a backup", name);
  }
  if (!file) return tl::make_unexpected(std::move(file).error());
  file_ = std::move(*file);
  TRY(const std::uint64_t size, file_->size());
  std::string header(strand_header_bytes, '\0');
  if (size < end.offset || !file_->read(0, header.data(), header.size()) ||
      header != strand_header(readers_.kind(), end.file)) {
    return fail(Code::corrupt, "the file is shorter than it was, or another; restore it from a backup", name);
  }
  end_ = end;
  written_ = end.offset;
  dirty_ = size > end.offset;
  // What is here may have been seen written but not synced before a kill; it must be durable before it is built upon.
  TRY_VOID(file_->sync());
  // On a full disk the cut may have to wait; begin() asks for it again.
  static_cast<void>(clean());
  return readers_.publish(end.file, *file_, end.offset);
}

bool Strand::rolls(std::uint64_t size) const {
  if (size == 0) return false;
  return end_.file == 0 || (end_.offset + size > roll_bytes_ && end_.offset > strand_header_bytes);
}

Result<Position> Strand::begin(std::uint64_t size, std::uint32_t number) {
  TRY_VOID(clean());
  if (size == 0) return end_;
  if (!rolls(size)) return end_;
  const std::string name = readers_.kind().name(number);
  TRY(auto file, disk_.open(name, Disk::Open::create));
  auto started = [&]() -> Result<void> {
    TRY(const std::uint64_t left, file->size());  // by a crash
    TRY_VOID(scrub(*file, 0, left));
    TRY_VOID(file->truncate(0));
    TRY_VOID(file->write(0, strand_header(readers_.kind(), number)));
    TRY_VOID(file->sync());
    return disk_.sync_directory(readers_.kind().directory);
  }();
  if (!started) {
    static_cast<void>(disk_.remove(name));
    return tl::make_unexpected(std::move(started).error());
  }
  file_ = std::move(file);
  end_ = {number, strand_header_bytes};
  written_ = strand_header_bytes;
  return end_;
}

Result<void> Strand::append(std::string_view bytes) {
  if (bytes.size() >= buffer_bytes) {
    TRY_VOID(flush());
    dirty_ = true;
    const std::uint64_t at = written_;
    written_ += bytes.size();
    return file_->write(at, bytes);
  }
  buffer_.append(bytes);
  return buffer_.size() >= buffer_bytes ? flush() : Result<void>();
}

Result<void> Strand::flush() {
  if (buffer_.empty()) return {};
  dirty_ = true;
  const std::uint64_t at = written_;
  written_ += buffer_.size();
  auto done = file_->write(at, buffer_);
  buffer_.clear();
  return done;
}

Result<void> Strand::sync() { return dirty_ ? file_->sync() : Result<void>(); }

Result<void> Strand::publish() {
  if (!dirty_) return {};
  TRY_VOID(readers_.publish(end_.file, *file_, written_));
  end_.offset = static_cast<std::uint32_t>(written_);
  dirty_ = false;
  return {};
}

void Strand::abandon() {
  buffer_.clear();
  static_cast<void>(clean());
}

Result<void> Strand::clean() {
  if (!dirty_) return {};
  TRY(const std::uint64_t size, file_->size());
  TRY_VOID(scrub(*file_, end_.offset, size));
  TRY_VOID(file_->truncate(end_.offset));
  written_ = end_.offset;
  dirty_ = false;
  return {};
}

}  // namespace comity::store
