#include "crypto/key_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/bytes.hpp"
#include "crypto/password.hpp"

namespace comity::crypto {
namespace {

// Wipes on every way out of a scope.
struct Wiped {
  std::string text;
  Wiped() = default;
  explicit Wiped(std::string t) : text(std::move(t)) {}
  Wiped(const Wiped&) = delete;
  Wiped& operator=(const Wiped&) = delete;
  ~Wiped() { wipe(text); }
};

struct File {
  int fd = -1;
  explicit File(int f) : fd(f) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (fd >= 0) ::close(fd);
  }
};

}  // namespace

Result<void> write_secret_line(const std::string& path, std::string_view prefix, std::string_view secret) {
  // O_EXCL: a key that is overwritten is lost, with all that only it can sign.
  const File file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (file.fd < 0) {
    if (errno == EEXIST)
      return fail(Code::conflict, "the key file exists and is never overwritten; choose another name", path);
    return fail(Code::unavailable, fmt::format("cannot create the key file: {}", std::strerror(errno)), path);
  }
  Wiped base64(to_base64(secret));
  Wiped line;
  line.text.reserve(prefix.size() + base64.text.size() + 1);  // appending must not leave copies in freed memory
  line.text.append(prefix).append(base64.text).push_back('\n');
  std::size_t written = 0;
  while (written < line.text.size()) {
    const ssize_t n = ::write(file.fd, line.text.data() + written, line.text.size() - written);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    written += static_cast<std::size_t>(n);
  }
  if (written != line.text.size() || ::fsync(file.fd) != 0) {
    const int cause = errno;
    ::unlink(path.c_str());
    return fail(Code::unavailable, fmt::format("cannot write the key file: {}", std::strerror(cause)), path);
  }
  return {};
}

Result<std::string> read_secret_line(const std::string& path, std::string_view prefix, std::size_t secret_size) {
  const std::size_t base64_size = (secret_size + 2) / 3 * 4;
  const std::size_t file_size = prefix.size() + base64_size + 1;
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.fd < 0) {
    const Code code = errno == ENOENT ? Code::not_found : Code::unavailable;
    return fail(code, fmt::format("cannot open the key file: {}", std::strerror(errno)), path);
  }
  struct stat facts {};
  if (::fstat(file.fd, &facts) != 0 || !S_ISREG(facts.st_mode))
    return fail(Code::invalid, "this is not a regular file", path);
  if (facts.st_mode & 077)
    return fail(Code::precondition,
                "others may read or write this key file; run chmod 600 on it, and consider the key known", path);
  Wiped text(std::string(file_size + 1, '\0'));
  std::size_t size = 0;
  while (size < text.text.size()) {
    const ssize_t n = ::read(file.fd, text.text.data() + size, text.text.size() - size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(Code::unavailable, fmt::format("cannot read the key file: {}", std::strerror(errno)), path);
    if (n == 0) break;
    size += static_cast<std::size_t>(n);
  }
  const std::string_view view(text.text.data(), size);
  const auto bad = [&] {
    return fail(Code::invalid, fmt::format("this is not a Comity key file: one line '{}BASE64' is expected", prefix), path);
  };
  if (size != file_size || !view.starts_with(prefix) || view.back() != '\n') return bad();
  auto secret = from_base64(view.substr(prefix.size(), base64_size));
  if (!secret) return bad();
  if (secret->size() != secret_size) {
    wipe(*secret);
    return bad();
  }
  return *std::move(secret);
}

}  // namespace comity::crypto
