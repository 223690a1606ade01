#include "store/faulty_disk.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <mutex>
#include <set>
#include <thread>

namespace comity::store {
namespace {

// What a range of a file held before an unsynced change.
struct Undo {
  std::uint64_t size;    // of the file
  std::uint64_t offset;
  std::string bytes;
};

// What one disk's files share: the faults, and what a power cut would take back.
struct Plug {
  std::shared_ptr<Disk> under;
  std::shared_ptr<Faults> faults;
  std::mutex mutex;  // guards all below, and orders changes of files while they are remembered
  bool torn = false;
  bool sync_failed = false;
  bool cut = false;
  std::map<std::string, std::vector<Undo>> undo;
  std::set<std::string> created;

  Result<void> usable() const {
    if (cut) return fail(Code::unavailable, "the power was cut");
    return {};
  }
  Result<void> changeable() const {
    TRY_VOID(usable());
    if (torn) return fail(Code::unavailable, "the disk is gone");
    return {};
  }
};

class FaultyFile final : public File {
 public:
  FaultyFile(std::unique_ptr<File> under, std::shared_ptr<Plug> plug, std::string path)
      : under_(std::move(under)), plug_(std::move(plug)), path_(std::move(path)) {}

  Result<std::uint64_t> size() override { return under_->size(); }

  Result<void> read(std::uint64_t offset, char* out, std::size_t size) override {
    return under_->read(offset, out, size);
  }

  Result<void> write(std::uint64_t offset, std::string_view bytes) override {
    const std::lock_guard lock(plug_->mutex);
    TRY_VOID(plug_->changeable());
    TRY(const std::uint64_t fits, room(offset, bytes.size()));
    TRY_VOID(remember(offset, bytes.size()));
    if (plug_->faults->writes_until_torn >= 0 && --plug_->faults->writes_until_torn < 0) {
      plug_->torn = true;
      plug_->faults->writes_until_torn = -1;
      TRY_VOID(under_->write(offset, bytes.substr(0, bytes.size() / 2)));
      return fail(Code::unavailable, "the disk went away in the middle of a write", path_);
    }
    TRY_VOID(under_->write(offset, bytes.substr(0, fits)));
    if (fits < bytes.size()) return fail(Code::unavailable, "no space left; free some space and retry", path_);
    return {};
  }

  Result<void> sync() override {
    const std::int64_t delay = plug_->faults->sync_delay_us;
    if (delay > 0) std::this_thread::sleep_for(std::chrono::microseconds(delay));
    const std::lock_guard lock(plug_->mutex);
    TRY_VOID(plug_->changeable());
    ++plug_->faults->syncs;
    if (plug_->faults->syncs_until_error >= 0 && --plug_->faults->syncs_until_error < 0) {
      plug_->faults->syncs_until_error = -1;
      plug_->sync_failed = true;
    }
    if (plug_->sync_failed) return fail(Code::unavailable, "cannot sync: input/output error; check the disk", path_);
    TRY_VOID(under_->sync());
    plug_->undo.erase(path_);
    return {};
  }

  Result<void> truncate(std::uint64_t size) override {
    const std::lock_guard lock(plug_->mutex);
    TRY_VOID(plug_->changeable());
    TRY(const std::uint64_t old, under_->size());
    if (size < old) {
      TRY_VOID(remember(size, old - size));
    } else {
      TRY(const std::uint64_t fits, room(size, 0));
      static_cast<void>(fits);
      TRY_VOID(remember(old, 0));
    }
    return under_->truncate(size);
  }

  Result<void> allocate(std::uint64_t offset, std::uint64_t size) override {
    const std::lock_guard lock(plug_->mutex);
    TRY_VOID(plug_->changeable());
    TRY(const std::uint64_t fits, room(offset, size));
    if (fits < size) return fail(Code::unavailable, "no space left; free some space and retry", path_);
    TRY_VOID(remember(offset + size, 0));
    return under_->allocate(offset, size);
  }

  Result<void> punch(std::uint64_t offset, std::uint64_t size) override {
    const std::lock_guard lock(plug_->mutex);
    TRY_VOID(plug_->changeable());
    TRY_VOID(remember(offset, size));
    return under_->punch(offset, size);
  }

  Result<std::shared_ptr<Mapping>> map(std::uint64_t size) override { return under_->map(size); }

 private:
  // How many of the bytes to write at `offset` fit, after taking what the file grows by from the budget.
  Result<std::uint64_t> room(std::uint64_t offset, std::uint64_t size) {
    const std::int64_t budget = plug_->faults->bytes_until_full;
    if (budget < 0) return size;
    TRY(const std::uint64_t old, under_->size());
    const std::uint64_t end = offset + size;
    if (end <= old) return size;
    const std::uint64_t growth = std::min(end - old, static_cast<std::uint64_t>(budget));
    plug_->faults->bytes_until_full = budget - static_cast<std::int64_t>(growth);
    return std::min(size, old + growth > offset ? old + growth - offset : 0);
  }

  Result<void> remember(std::uint64_t offset, std::uint64_t size) {
    if (!plug_->faults->lose_unsynced) return {};
    TRY(const std::uint64_t old, under_->size());
    Undo undo{old, offset, {}};
    if (offset < old) {
      undo.bytes.resize(std::min(size, old - offset));
      TRY_VOID(under_->read(offset, undo.bytes.data(), undo.bytes.size()));
    }
    plug_->undo[path_].push_back(std::move(undo));
    return {};
  }

  std::unique_ptr<File> under_;
  std::shared_ptr<Plug> plug_;
  std::string path_;
};

class FaultyDiskOver final : public FaultyDisk {
 public:
  FaultyDiskOver(std::unique_ptr<Disk> under, std::shared_ptr<Faults> faults) : plug_(std::make_shared<Plug>()) {
    plug_->under = std::move(under);
    plug_->faults = std::move(faults);
  }

  Result<std::unique_ptr<File>> open(const std::string& path, Open how) override {
    const std::lock_guard lock(plug_->mutex);
    TRY_VOID(plug_->usable());
    auto file = plug_->under->open(path, Open::existing);
    if (!file && how == Open::create) {
      TRY_VOID(plug_->changeable());
      file = plug_->under->open(path, Open::create);
      if (file && plug_->faults->lose_unsynced) plug_->created.insert(path);
    }
    if (!file) return tl::make_unexpected(std::move(file).error());
    return std::unique_ptr<File>(std::make_unique<FaultyFile>(std::move(*file), plug_, path));
  }

  Result<void> make_directory(const std::string& path) override {
    TRY_VOID(changeable());
    return plug_->under->make_directory(path);
  }

  Result<std::vector<std::string>> list(const std::string& directory) override { return plug_->under->list(directory); }

  Result<void> remove(const std::string& path) override {
    const std::lock_guard lock(plug_->mutex);
    TRY_VOID(plug_->changeable());
    plug_->undo.erase(path);
    plug_->created.erase(path);
    return plug_->under->remove(path);
  }

  Result<void> rename(const std::string& from, const std::string& to) override {
    const std::lock_guard lock(plug_->mutex);
    TRY_VOID(plug_->changeable());
    TRY_VOID(plug_->under->rename(from, to));
    if (auto undo = plug_->undo.extract(from)) {
      undo.key() = to;
      plug_->undo.erase(to);
      plug_->undo.insert(std::move(undo));
    }
    return {};
  }

  Result<void> sync_directory(const std::string& path) override {
    const std::lock_guard lock(plug_->mutex);
    TRY_VOID(plug_->changeable());
    TRY_VOID(plug_->under->sync_directory(path));
    const auto parent = std::filesystem::path(path).lexically_normal();
    std::erase_if(plug_->created, [&](const std::string& made) {
      return std::filesystem::path(made).parent_path().lexically_normal() == parent;
    });
    return {};
  }

  Result<std::shared_ptr<void>> lock(const std::string& path) override { return plug_->under->lock(path); }

  Result<void> crash() override {
    const std::lock_guard lock(plug_->mutex);
    plug_->cut = true;
    for (auto& [path, changes] : plug_->undo) {
      if (plug_->created.contains(path)) continue;
      TRY(const auto file, plug_->under->open(path, Open::existing));
      for (auto change = changes.rbegin(); change != changes.rend(); ++change) {
        TRY_VOID(file->truncate(change->size));
        TRY_VOID(file->write(change->offset, change->bytes));
      }
    }
    for (const std::string& path : plug_->created) TRY_VOID(plug_->under->remove(path));
    plug_->undo.clear();
    plug_->created.clear();
    return {};
  }

 private:
  Result<void> changeable() {
    const std::lock_guard lock(plug_->mutex);
    return plug_->changeable();
  }

  std::shared_ptr<Plug> plug_;
};

}  // namespace

std::unique_ptr<FaultyDisk> faulty_disk(std::unique_ptr<Disk> under, std::shared_ptr<Faults> faults) {
  return std::make_unique<FaultyDiskOver>(std::move(under), std::move(faults));
}

}  // namespace comity::store
