// comity password set. Passwords and invitations come from the terminal without echo, or line by line from standard input: never from the
// command line, which others on the machine can read.
#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/calling.hpp"
#include "cli/command.hpp"
#include "cli/output.hpp"
#include "operations/credentials.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  Asking asking;
  std::string person;
  bool invited = false, json = false;
};

// Echo is on again on every way out of a scope.
class Silent {
 public:
  Silent() : on_(::tcgetattr(STDIN_FILENO, &before_) == 0) {
    if (!on_) return;
    termios now = before_;
    now.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &now);
  }
  Silent(const Silent&) = delete;
  Silent& operator=(const Silent&) = delete;
  ~Silent() {
    if (on_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }

 private:
  termios before_{};
  bool on_;
};

Result<std::string> read_secret(std::string_view what) {
  const bool terminal = ::isatty(STDIN_FILENO) != 0;
  std::string line;
  {
    const Silent silent;
    if (terminal) std::cerr << what << ": " << std::flush;
    if (!std::getline(std::cin, line)) return fail(Code::invalid, fmt::format("the {} is read from standard input, one line", what));
  }
  if (terminal) std::cerr << '\n';
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

Result<void> run(const Options& options) {
  TRY(const std::string opener, read_secret(options.invited ? "invitation" : "old password"));
  TRY(const std::string password, read_secret("new password"));
  if (::isatty(STDIN_FILENO) != 0) {
    TRY(const std::string again, read_secret("new password again"));
    if (again != password) return fail(Code::invalid, "the two are not the same; nothing was changed");
  }
  const auto here = [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
    if (options.invited) TRY_VOID(operations::accept_invitation(*opened.node, {}, options.person, opener, password));
    else TRY_VOID(operations::change_password(*opened.node, caller, opener, password));
    return ordered_json{{"person", options.person}};
  };
  const ordered_json body{{options.invited ? "invitation" : "old", opener}, {"password", password}};
  TRY(const ordered_json done, ask(options.asking, {"/api/v1/people/" + percent_encoded(options.person) + "/password", body.dump(), here}));
  if (options.json) print_json(done);
  else print(fmt::format("{} has a new password; its sessions are over\n", options.person));
  return {};
}

}  // namespace

Act define_password_set(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("PERSON", options->person, "whose password; without --invited it must be the person that asks")->required();
  app.add_flag("--invited", options->invited, "with an invitation, instead of the old password");
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
