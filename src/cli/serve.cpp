#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <optional>

#include "cli/command.hpp"
#include "cli/node_folder.hpp"
#include "cli/output.hpp"

namespace comity::cli {
namespace {

struct Options {
  std::string directory;
  std::optional<std::uint16_t> port;
  std::optional<std::string> address, console;
  bool json = false, logins = false;
  double sync_delay_ms = 0;
};

// Beside the program, where the package puts it: /usr/share/comity/console for /usr/bin/comity. "" where there is none.
std::string installed_console() {
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return "";
  const auto folder = program.parent_path().parent_path() / "share/comity/console";
  return std::filesystem::exists(folder / "index.html", error) ? folder.string() : "";
}

// What node.toml says, and over it what the command line says.
Result<server::Settings> settings_of(const Options& options) {
  TRY(server::Settings settings, server::read_settings(options.directory));
  if (options.port) settings.port = *options.port;
  if (options.address) settings.address = *options.address;
  if (options.console) settings.console_folder = *options.console;
  else if (settings.console_folder.empty()) settings.console_folder = installed_console();
  return settings;
}

Result<void> run(const Options& options) {
  server::ServeOptions how;
  TRY(how.settings, settings_of(options));
  TRY_VOID(server::check_settings(how.settings));
  TRY(const auto opened, open_node(options.directory, static_cast<std::int64_t>(options.sync_delay_ms * 1000)));
  how.read_again = [&options] { return settings_of(options); };
  how.json = options.json;
  how.logins = options.logins;
  how.out = [](std::string_view text) {
    print(text);
    if (!text.ends_with('\n')) print("\n");
    output_failed();  // flushes: a script waits for the line
  };
  how.log = [](std::string_view line) { warn(line.substr(0, line.find_last_not_of('\n') + 1)); };
  return server::serve(*opened, how);
}

}  // namespace

Act define_serve(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("DIR", options->directory, "the node's folder")->required();
  app.add_option("--port", options->port, "the port, instead of node.toml's; 0 takes any free one")->type_name("N");
  app.add_option("--address", options->address, "the address, instead of node.toml's; beyond loopback only with TLS")->type_name("A");
  app.add_option("--console", options->console, "the folder of the built web console, instead of node.toml's")->type_name("DIR");
  app.add_flag("--json", options->json, "print one line of JSON once it serves");
  app.add_flag("--logins", options->logins, "print the log-in of each sample person");
  // For benches on disks whose sync costs nothing; an empty group hides it.
  app.add_option("--sync-delay-ms", options->sync_delay_ms)->check(CLI::Range(0.0, 10000.0))->group("");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
