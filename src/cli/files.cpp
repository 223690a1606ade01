#include "cli/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

namespace comity::cli {
namespace {

struct Descriptor {
  int fd;
  explicit Descriptor(int f) : fd(f) {}
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
};

std::string too_large(std::uint64_t most_bytes) {
  return fmt::format("larger than {} MiB, the most that is read; split it", most_bytes >> 20);
}

Result<std::string> unpack(std::string_view packed, const std::string& path, std::uint64_t most_bytes) {
  z_stream stream{};
  if (inflateInit2(&stream, 15 + 16) != Z_OK) return fail(Code::internal, "zlib did not start");
  struct End {
    z_stream& s;
    ~End() { inflateEnd(&s); }
  } end{stream};
  std::string out;
  std::string chunk(std::size_t{1} << 20, '\0');
  while (true) {
    if (stream.avail_in == 0 && !packed.empty()) {
      const std::size_t part = std::min(packed.size(), std::size_t{1} << 30);
      stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
      stream.avail_in = static_cast<uInt>(part);
      packed.remove_prefix(part);
    }
    stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
    stream.avail_out = static_cast<uInt>(chunk.size());
    const int status = inflate(&stream, Z_NO_FLUSH);
    const std::size_t got = chunk.size() - stream.avail_out;
    if (out.size() + got > most_bytes) return fail(Code::too_large, too_large(most_bytes), path);
    out.append(chunk, 0, got);
    if (status == Z_STREAM_END) {
      if (stream.avail_in == 0 && packed.empty()) return out;
      if (inflateReset(&stream) != Z_OK) return fail(Code::internal, "zlib did not start again");  // the next member
      continue;
    }
    if (status != Z_OK) return fail(Code::invalid, "this gzip file is damaged or cut short; fetch it again", path);
  }
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::uint64_t most_bytes) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.fd < 0) {
    const Code code = errno == ENOENT ? Code::not_found : Code::unavailable;
    return fail(code, fmt::format("cannot open it: {}", std::strerror(errno)), path);
  }
  struct stat facts {};
  if (::fstat(file.fd, &facts) != 0) return fail(Code::unavailable, std::strerror(errno), path);
  if (S_ISDIR(facts.st_mode)) return fail(Code::invalid, "this is a folder; name a file", path);
  std::string out;
  if (S_ISREG(facts.st_mode))
    out.reserve(std::min<std::uint64_t>(static_cast<std::uint64_t>(facts.st_size), most_bytes));
  std::string chunk(std::size_t{1} << 16, '\0');
  while (true) {
    const ssize_t n = ::read(file.fd, chunk.data(), chunk.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(Code::unavailable, fmt::format("cannot read it: {}", std::strerror(errno)), path);
    if (n == 0) return out;
    if (out.size() + static_cast<std::size_t>(n) > most_bytes)
      return fail(Code::too_large, too_large(most_bytes), path);
    out.append(chunk, 0, static_cast<std::size_t>(n));
  }
}

Result<std::string> read_plain_or_gzip(const std::string& path, std::uint64_t most_bytes) {
  TRY(std::string bytes, read_file(path, most_bytes));
  if (!bytes.starts_with("\x1f\x8b")) return bytes;
  return unpack(bytes, path, most_bytes);
}

Result<void> replace_file(const std::string& path, std::string_view text, unsigned mode) {
  const std::string beside = fmt::format("{}.{}.part", path, ::getpid());
  const auto give_up = [&](int cause) {
    ::unlink(beside.c_str());
    return fail(Code::unavailable, fmt::format("cannot write it: {}", std::strerror(cause)), path);
  };
  {
    const Descriptor file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
    if (file.fd < 0) return fail(Code::unavailable, fmt::format("cannot write it: {}", std::strerror(errno)), path);
    while (!text.empty()) {
      const ssize_t n = ::write(file.fd, text.data(), text.size());
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return give_up(errno);
      text.remove_prefix(static_cast<std::size_t>(n));
    }
    if (::fsync(file.fd) != 0) return give_up(errno);
  }
  if (::rename(beside.c_str(), path.c_str()) != 0) return give_up(errno);
  std::string folder = std::filesystem::path(path).parent_path();
  if (folder.empty()) folder = ".";
  const Descriptor parent(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (parent.fd >= 0) ::fsync(parent.fd);
  return {};
}

}  // namespace comity::cli
