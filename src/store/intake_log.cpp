#include "store/intake_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <random>

#include "store/layout.hpp"
#include "store/strand.hpp"

namespace comity::store {
namespace {

constexpr std::string_view magic = "CMTYITK1";
constexpr std::size_t header_bytes = 64;
constexpr std::size_t spares_kept = 1;
constexpr std::uint64_t kept_share = 16;  // of each file, for frames without blobs

enum State : std::uint32_t { spare = 1, live = 2 };

std::string header_of(State state, std::uint64_t tag, Seq first) {
  std::string header(magic);
  put(header, static_cast<std::uint32_t>(state));
  put(header, std::uint32_t{0});
  put(header, tag);
  put(header, first);
  header.resize(header_bytes - 4);
  put(header, crc32c(header));
  return header;
}

bool all_zero(std::string_view bytes) { return bytes.find_first_not_of('\0') == std::string_view::npos; }

std::uint64_t random_tag() {
  std::random_device device;
  const std::uint64_t tag = (std::uint64_t{device()} << 32) | device();
  return tag == 0 ? 1 : tag;  // zeros are what a wiped file holds
}

}  // namespace

IntakeLog::IntakeLog(Disk& disk, std::string directory, std::uint64_t file_bytes)
    : disk_(disk), directory_(std::move(directory)), file_bytes_(std::max<std::uint64_t>(file_bytes, 4096)) {}

Result<std::unique_ptr<IntakeLog::Slot>> IntakeLog::create(std::uint64_t size, bool fill) {
  auto slot = std::make_unique<Slot>();
  std::uint32_t number = 0;
  {
    const std::lock_guard lock(mutex_);
    number = next_number_++;
  }
  slot->path = fmt::format("{}/{:08}.log", directory_, number);
  slot->size = size;
  TRY(slot->file, disk_.open(slot->path, Disk::Open::create));
  auto made = [&]() -> Result<void> {
    TRY_VOID(slot->file->allocate(0, size));
    if (fill) TRY_VOID(scrub(*slot->file, 0, size));
    TRY_VOID(write_spare_header(*slot));
    return disk_.sync_directory(directory_);
  }();
  if (!made) {
    static_cast<void>(disk_.remove(slot->path));
    return tl::make_unexpected(std::move(made).error());
  }
  return slot;
}

Result<void> IntakeLog::write_spare_header(Slot& slot) {
  TRY_VOID(slot.file->write(0, header_of(spare, 0, 0)));
  TRY_VOID(slot.file->sync());
  slot.used = slot.reach = header_bytes;
  slot.first = slot.last = 0;
  return {};
}

Result<void> IntakeLog::zero(Slot& slot) {
  // The header goes first, and durably: a file without one is wiped again whole after a crash, never read.
  TRY_VOID(scrub(*slot.file, 0, header_bytes));
  return scrub(*slot.file, header_bytes, slot.reach);
}

Result<std::unique_ptr<IntakeLog::Slot>> IntakeLog::take(std::uint64_t size) {
  {
    const std::lock_guard lock(mutex_);
    for (auto it = spare_.begin(); it != spare_.end(); ++it) {
      if ((*it)->size < size) continue;
      auto slot = std::move(*it);
      spare_.erase(it);
      return slot;
    }
  }
  return create(std::max(size, file_bytes_), false);
}

Result<std::uint64_t> IntakeLog::make_room(std::uint64_t bytes, Seq first, bool has_blobs) {
  const std::uint64_t kept = has_blobs ? file_bytes_ / kept_share : 0;
  if (!active_ || active_->used + bytes + kept > active_->size) {
    TRY(auto next, take(header_bytes + bytes));  // first, so that on a full disk the current file goes on for smaller ones
    rotate();
    next->tag = random_tag();
    next->first = first;
    next->last = first - 1;
    const std::lock_guard lock(mutex_);
    if (active_) soiled_.push_back(std::move(active_));  // it held no frame and was too small
    active_ = std::move(next);
  }
  return active_->tag;
}

Result<void> IntakeLog::append(const Frame& frame) {
  CHECK(active_ && frame.first == active_->last + 1);
  Result<void> done;
  std::uint64_t begin = active_->used;
  active_->reach = std::max(active_->reach, begin + frame.bytes->size());
  if (begin == header_bytes) {
    // The header goes out with the first frame: one write, and the two share a sector.
    begin = 0;
    done = active_->file->write(0, header_of(live, active_->tag, frame.first) + *frame.bytes);
  } else {
    done = active_->file->write(begin, *frame.bytes);
  }
  if (!done) {
    // Without its header no part of the frame can pass for one after a reopening.
    const std::string zeros(header_bytes + frame_header_bytes, '\0');
    const std::uint64_t room = std::min<std::uint64_t>(zeros.size(), active_->size - begin);
    healthy_ = active_->file->write(begin, std::string_view(zeros).substr(0, room)) && active_->file->sync();
    return done;
  }
  if (auto synced = active_->file->sync(); !synced) {
    healthy_ = false;
    return synced;
  }
  active_->used = (begin == 0 ? header_bytes : begin) + frame.bytes->size();
  active_->last = frame.last();
  return {};
}

void IntakeLog::rotate() {
  if (!active_ || active_->used == header_bytes) return;
  const std::lock_guard lock(mutex_);
  closed_.push_back(std::move(active_));
}

Result<void> IntakeLog::wipe(Seq settled) {
  std::vector<std::unique_ptr<Slot>> wiped;
  {
    const std::lock_guard lock(mutex_);
    wiped.swap(soiled_);
    while (!closed_.empty() && closed_.front()->last <= settled) {
      wiped.push_back(std::move(closed_.front()));
      closed_.erase(closed_.begin());
    }
  }
  Result<void> result;
  for (auto& slot : wiped) {
    const auto done = [&]() -> Result<void> {
      TRY_VOID(zero(*slot));
      bool keep = slot->size == file_bytes_;
      {
        const std::lock_guard lock(mutex_);
        keep = keep && spare_.size() < spares_kept;
      }
      if (!keep) return disk_.remove(slot->path);
      TRY_VOID(write_spare_header(*slot));
      const std::lock_guard lock(mutex_);
      spare_.push_back(std::move(slot));
      return {};
    }();
    if (done) continue;
    result = done;
    const std::lock_guard lock(mutex_);
    soiled_.push_back(std::move(slot));
  }
  return result;
}

Result<void> IntakeLog::prepare() {
  {
    const std::lock_guard lock(mutex_);
    if (spare_.size() >= spares_kept) return {};
  }
  TRY(auto slot, create(file_bytes_, true));
  const std::lock_guard lock(mutex_);
  spare_.push_back(std::move(slot));
  return {};
}

Seq IntakeLog::oldest() const {
  const std::lock_guard lock(mutex_);
  Seq oldest = active_ && active_->used > header_bytes ? active_->first : UINT64_MAX;
  for (const auto& slot : closed_) oldest = std::min(oldest, slot->first);
  return soiled_.empty() ? oldest : 0;
}

Result<void> IntakeLog::read_frames(Slot& slot, Seq settled, const std::function<bool(const Frame&)>& blobs_whole,
                                    std::vector<Frame>& frames) {
  TRY(const auto mapping, slot.file->map(slot.size));
  const std::string_view bytes(mapping->data(), slot.size);
  slot.used = header_bytes;
  slot.last = slot.first - 1;
  while (auto frame = read_frame(bytes.substr(slot.used), slot.tag)) {
    if (frame->first != slot.last + 1) break;
    if (frame->last() > settled && frame->direct.file != 0 && !blobs_whole(*frame)) break;
    slot.used += frame->bytes->size();
    slot.last = frame->last();
    if (slot.last > settled) frames.push_back(std::move(*frame));
  }
  const std::uint64_t stop = slot.used;
  slot.reach = slot.size;  // a torn frame may reach anywhere, so the wipe does too
  // A frame is written where the last failed one was, so a whole one further on means damage in between.
  char tag[8];
  put_at(tag, slot.tag);
  for (std::size_t at = bytes.find({tag, 8}, stop); at != std::string_view::npos; at = bytes.find({tag, 8}, at + 1)) {
    if (at % 8 != 0 || at == stop) continue;
    const auto later = read_frame(bytes.substr(at), slot.tag);
    if (later && later->last() > std::max(settled, slot.last)) {
      return fail(Code::corrupt, fmt::format("the frame at byte {} fails its check; restore the file from a backup", stop),
                  slot.path);
    }
  }
  return {};
}

Result<std::vector<Frame>> IntakeLog::recover(Seq settled, const std::function<bool(const Frame&)>& blobs_whole) {
  TRY(const auto names, disk_.list(directory_));
  std::vector<std::unique_ptr<Slot>> lives;
  for (const std::string& name : names) {
    if (name.size() != 12 || !name.ends_with(".log")) continue;
    next_number_ = std::max(next_number_, static_cast<std::uint32_t>(std::stoul(name.substr(0, 8))) + 1);
    auto slot = std::make_unique<Slot>();
    slot->path = directory_ + "/" + name;
    TRY(slot->file, disk_.open(slot->path, Disk::Open::existing));
    TRY(slot->size, slot->file->size());
    slot->reach = slot->size;
    if (slot->size < header_bytes + frame_header_bytes) {
      TRY_VOID(disk_.remove(slot->path));  // a crash came while it was made
      continue;
    }
    std::string head(header_bytes, '\0');
    TRY_VOID(slot->file->read(0, head.data(), head.size()));
    const bool whole = head.starts_with(magic) && get_at<std::uint32_t>(head, 60) == crc32c({head.data(), 60});
    if (!whole) {
      // Wiped half way, or a first write that was torn. If a frame stands behind it, neither is true.
      TRY(const auto mapping, slot->file->map(slot->size));
      const std::string_view rest = std::string_view(mapping->data(), slot->size).substr(header_bytes);
      const auto frame = read_frame(rest, get_at<std::uint64_t>(rest, 0));
      if (!all_zero(head) && frame && frame->last() > settled) {
        return fail(Code::corrupt, "the header fails its check; restore the file from a backup", slot->path);
      }
      soiled_.push_back(std::move(slot));
    } else if (get_at<std::uint32_t>(head, 8) == spare) {
      if (slot->size == file_bytes_ && spare_.size() <= spares_kept) {
        slot->used = slot->reach = header_bytes;
        spare_.push_back(std::move(slot));
      } else {
        TRY_VOID(disk_.remove(slot->path));
      }
    } else {
      slot->tag = get_at<std::uint64_t>(head, 16);
      slot->first = get_at<std::uint64_t>(head, 24);
      lives.push_back(std::move(slot));
    }
  }
  std::sort(lives.begin(), lives.end(), [](const auto& a, const auto& b) { return a->first < b->first; });
  std::vector<Frame> frames;
  Seq reached = settled;
  const Slot* before = nullptr;
  for (auto& slot : lives) {
    if (slot->first > reached + 1) {
      return fail(Code::corrupt, fmt::format("records {} to {} are missing; restore the file from a backup", reached + 1,
                                             slot->first - 1), before ? before->path : slot->path);
    }
    // A killed process may have left a frame written and not synced; what follows must not be built upon it.
    TRY_VOID(slot->file->sync());
    TRY_VOID(read_frames(*slot, settled, blobs_whole, frames));
    reached = std::max(reached, slot->last);
    before = slot.get();
    closed_.push_back(std::move(slot));
  }
  return frames;
}

}  // namespace comity::store
