#include <CLI/CLI.hpp>
#include <memory>

#include "cli/command.hpp"
#include "cli/node_folder.hpp"
#include "cli/output.hpp"

namespace comity::cli {
namespace {

struct Options {
  std::string directory;
  std::uint16_t port = 8470;
  bool json = false, logins = false;
  double sync_delay_ms = 0;
};

Result<void> run(const Options& options) {
  TRY(const auto opened, open_node(options.directory, static_cast<std::int64_t>(options.sync_delay_ms * 1000)));
  server::ServeOptions how;
  how.port = options.port;
  how.json = options.json;
  how.logins = options.logins;
  how.out = [](std::string_view text) {
    print(text);
    if (!text.ends_with('\n')) print("\n");
    output_failed();  // flushes: a script waits for the line
  };
  how.log = [](std::string_view line) { warn(line); };
  return server::serve(*opened, how);
}

}  // namespace

Act define_serve(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("DIR", options->directory, "the node's folder")->required();
  app.add_option("--port", options->port, "the port on 127.0.0.1; 0 takes any free one")
      ->capture_default_str()
      ->type_name("N");
  app.add_flag("--json", options->json, "print one line of JSON once it serves");
  app.add_flag("--logins", options->logins, "print the log-in of each sample person");
  // For benches on disks whose sync costs nothing; an empty group hides it.
  app.add_option("--sync-delay-ms", options->sync_delay_ms)->check(CLI::Range(0.0, 10000.0))->group("");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
