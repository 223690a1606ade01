#include "cli/passphrase.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "cli/files.hpp"
#include "crypto/sealed.hpp"

namespace comity::cli {
namespace {

// The controlling terminal with its echo off, as it was again at the end.
class Quiet {
 public:
  Quiet() : fd_(::open("/dev/tty", O_RDWR | O_CLOEXEC)) {
    if (fd_ < 0 || ::tcgetattr(fd_, &before_) != 0) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    open_ = ::tcsetattr(fd_, TCSAFLUSH, &quiet) == 0;
  }
  ~Quiet() {
    if (open_) ::tcsetattr(fd_, TCSAFLUSH, &before_);
    if (fd_ >= 0) ::close(fd_);
  }
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;
  bool open() const { return open_; }
  std::string ask(std::string_view question) const {
    std::string line;
    if (::write(fd_, question.data(), question.size()) < 0) return line;
    char c = 0;
    while (line.size() < 1024 && ::read(fd_, &c, 1) == 1 && c != '\n') line += c;
    if (::write(fd_, "\n", 1) < 0) line.clear();
    return line;
  }

 private:
  int fd_;
  termios before_{};
  bool open_ = false;
};

}  // namespace

Result<std::string> read_passphrase(const std::string& file, bool twice) {
  if (!file.empty()) {
    struct stat facts {};
    if (::stat(file.c_str(), &facts) == 0 && S_ISREG(facts.st_mode) && (facts.st_mode & 077))
      return fail(Code::precondition, "others may read this file; run chmod 600 on it, and choose another passphrase", file);
    TRY(std::string text, read_file(file, 4096));
    while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
    return text;
  }
  const Quiet terminal;
  if (!terminal.open()) return fail(Code::precondition, "there is no terminal to ask on; name a file with --passphrase-file");
  std::string first = terminal.ask("Passphrase of the keys: ");
  if (!twice) return first;
  std::string second = terminal.ask("The same again: ");
  const bool same = first == second;
  crypto::wipe(second);
  if (!same) return fail(Code::invalid, "the two passphrases differ; try again");
  return first;
}

}  // namespace comity::cli
