#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/node_folder.hpp"
#include "cli/output.hpp"
#include "operations/acts.hpp"

namespace comity::cli {
namespace {

struct Options {
  std::string person, directory;
  int days = 90;
  bool json = false;
};

Result<void> run(const Options& options) {
  TRY(const auto opened, open_node(options.directory));
  constexpr std::int64_t kDay = 86'400'000'000;
  const Time until{opened->clock->now().us + options.days * kDay};
  TRY(const access::FreshToken fresh, operations::add_token(*opened->node, options.person, until));
  if (options.json) {
    print_json({{"id", fresh.token.id}, {"person", options.person}, {"until", format_time(until)}, {"token", fresh.secret}});
    return {};
  }
  print(fresh.secret + "\n");
  warn(fmt::format("A log-in of {} until {}. It is not kept: this is the only time it is shown.", options.person,
                   format_date(until)));
  return {};
}

}  // namespace

Act define_token_add(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("PERSON", options->person, "a person of the directory, or operator")->required();
  add_dir_option(app, options->directory);
  app.add_option("--days", options->days, "how long it is valid")->check(CLI::Range(1, 3650))->capture_default_str()->type_name("N");
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
