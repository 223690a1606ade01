// The real disk: POSIX calls, retried on EINTR, with errors in words an operator can act on.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "store/disk.hpp"

namespace comity::store {
namespace {

tl::unexpected<Error> failed(std::string_view act, int error, const std::string& path) {
  const std::string reason = std::error_code(error, std::generic_category()).message();
  switch (error) {
    case ENOSPC:
    case EDQUOT: return fail(Code::unavailable, fmt::format("{}: {}; free some space and retry", act, reason), path);
    case EIO: return fail(Code::unavailable, fmt::format("{}: {}; check the disk", act, reason), path);
    case ENOENT: return fail(Code::not_found, fmt::format("{}: {}", act, reason), path);
    default: return fail(Code::internal, fmt::format("{}: {}", act, reason), path);
  }
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() { ::close(fd_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

class PosixMapping final : public Mapping {
 public:
  PosixMapping(void* base, std::uint64_t size) : base_(base), size_(size) {}
  ~PosixMapping() override { ::munmap(base_, size_); }
  const char* data() const override { return static_cast<const char*>(base_); }
  std::uint64_t size() const override { return size_; }

 private:
  void* base_;
  std::uint64_t size_;
};

class PosixFile final : public File {
 public:
  PosixFile(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}

  Result<std::uint64_t> size() override {
    struct stat status {};
    if (::fstat(fd_.get(), &status) != 0) return failed("cannot size the file", errno, path_);
    return static_cast<std::uint64_t>(status.st_size);
  }

  Result<void> read(std::uint64_t offset, char* out, std::size_t size) override {
    while (size > 0) {
      const ssize_t n = ::pread(fd_.get(), out, size, static_cast<off_t>(offset));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return failed("cannot read", errno, path_);
      if (n == 0) return fail(Code::corrupt, fmt::format("the file ends before byte {}", offset + size), path_);
      out += n;
      offset += static_cast<std::uint64_t>(n);
      size -= static_cast<std::size_t>(n);
    }
    return {};
  }

  Result<void> write(std::uint64_t offset, std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t n = ::pwrite(fd_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return failed("cannot write", errno, path_);
      bytes.remove_prefix(static_cast<std::size_t>(n));
      offset += static_cast<std::uint64_t>(n);
    }
    return {};
  }

  Result<void> sync() override {
    if (::fdatasync(fd_.get()) != 0) return failed("cannot sync", errno, path_);
    return {};
  }

  Result<void> truncate(std::uint64_t size) override {
    if (::ftruncate(fd_.get(), static_cast<off_t>(size)) != 0) return failed("cannot truncate", errno, path_);
    return {};
  }

  Result<void> allocate(std::uint64_t offset, std::uint64_t size) override {
    // Not fallocate(2) alone: on a file system without it glibc writes zeros, which is what is wanted then.
    int error = 0;
    do {
      error = ::posix_fallocate(fd_.get(), static_cast<off_t>(offset), static_cast<off_t>(size));
    } while (error == EINTR);
    if (error != 0) return failed("cannot reserve space", error, path_);
    return {};
  }

  Result<void> punch(std::uint64_t offset, std::uint64_t size) override {
    if (size == 0) return {};
    if (::fallocate(fd_.get(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, static_cast<off_t>(offset),
                    static_cast<off_t>(size)) == 0) {
      return {};
    }
    if (errno != EOPNOTSUPP && errno != ENOSYS) return failed("cannot give blocks back", errno, path_);
    // No holes on this file system: zeros are the part of the promise that can be kept.
    TRY(const std::uint64_t end, this->size());
    const std::string zeros(std::min<std::uint64_t>(size, 1u << 20), '\0');
    for (std::uint64_t at = offset; at < std::min(offset + size, end);) {
      const std::uint64_t n = std::min<std::uint64_t>(zeros.size(), std::min(offset + size, end) - at);
      TRY_VOID(write(at, std::string_view(zeros).substr(0, n)));
      at += n;
    }
    return {};
  }

  Result<std::shared_ptr<Mapping>> map(std::uint64_t size) override {
    void* base = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, fd_.get(), 0);
    if (base == MAP_FAILED) return failed("cannot map", errno, path_);
    return std::shared_ptr<Mapping>(std::make_shared<PosixMapping>(base, size));
  }

 private:
  Descriptor fd_;
  std::string path_;
};

class PosixDisk final : public Disk {
 public:
  Result<std::unique_ptr<File>> open(const std::string& path, Open how) override {
    const int flags = O_RDWR | O_CLOEXEC | (how == Open::create ? O_CREAT : 0);
    const int fd = ::open(path.c_str(), flags, 0600);
    if (fd < 0) return failed("cannot open", errno, path);
    return std::unique_ptr<File>(std::make_unique<PosixFile>(fd, path));
  }

  Result<void> make_directory(const std::string& path) override {
    std::string at;
    for (const auto& part : std::filesystem::path(path)) {
      at = at.empty() ? part.string() : (std::filesystem::path(at) / part).string();
      if (at.empty() || ::mkdir(at.c_str(), 0700) == 0 || errno == EEXIST) continue;
      return failed("cannot make the directory", errno, at);
    }
    return {};
  }

  Result<std::vector<std::string>> list(const std::string& directory) override {
    std::vector<std::string> names;
    std::error_code error;
    for (std::filesystem::directory_iterator it(directory, error), end; !error && it != end; it.increment(error)) {
      names.push_back(it->path().filename().string());
    }
    if (error) return failed("cannot list", error.value(), directory);
    std::sort(names.begin(), names.end());
    return names;
  }

  Result<void> remove(const std::string& path) override {
    if (::unlink(path.c_str()) != 0) return failed("cannot remove", errno, path);
    return {};
  }

  Result<void> rename(const std::string& from, const std::string& to) override {
    if (::rename(from.c_str(), to.c_str()) != 0) return failed("cannot rename", errno, from);
    return {};
  }

  Result<void> sync_directory(const std::string& path) override {
    const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return failed("cannot open the directory", errno, path);
    const Descriptor directory(fd);
    if (::fsync(fd) != 0) return failed("cannot sync the directory", errno, path);
    return {};
  }

  Result<std::shared_ptr<void>> lock(const std::string& path) override {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return failed("cannot open the lock", errno, path);
    auto held = std::make_shared<Descriptor>(fd);
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
      if (errno == EWOULDBLOCK) {
        return fail(Code::conflict, "another process has this directory open; stop it first", path);
      }
      return failed("cannot lock", errno, path);
    }
    return std::shared_ptr<void>(std::move(held));
  }
};

}  // namespace

std::unique_ptr<Disk> posix_disk() { return std::make_unique<PosixDisk>(); }

}  // namespace comity::store
