#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/node_folder.hpp"
#include "cli/output.hpp"
#include "cli/remote.hpp"
#include "operations/acts.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  std::string person, directory;
  int days = 90;
  bool json = false;
};

// {"id","person","until","token"}, as the REST API answers it.
Result<ordered_json> make(const Options& options) {
  if (const auto by = serving(options.directory)) {
    TRY(const std::string token, operator_token(options.directory));
    TRY(Remote remote, Remote::connect(by->url, token));
    const ordered_json body{{"person", options.person}, {"days", options.days}};
    TRY(const std::string reply, remote.post("/api/v1/tokens", "application/json", body.dump()));
    ordered_json made = ordered_json::parse(reply, nullptr, false);
    if (!made.is_object()) return fail(Code::internal, "the node's answer is not a log-in", by->url);
    return made;
  }
  TRY(const auto opened, open_node(options.directory));
  constexpr std::int64_t kDay = 86'400'000'000;
  const Time until{opened->clock->now().us + options.days * kDay};
  TRY(const access::FreshToken fresh, operations::add_token(*opened->node, options.person, until));
  return ordered_json{
      {"id", fresh.token.id}, {"person", options.person}, {"until", format_time(until)}, {"token", fresh.secret}};
}

Result<void> run(const Options& options) {
  TRY(const ordered_json made, make(options));
  if (options.json) {
    print_json(made);
    return {};
  }
  print(made.value("token", "") + "\n");
  warn(fmt::format("A log-in of {} until {}. It is not kept: this is the only time it is shown.", options.person,
                   made.value("until", "").substr(0, 10)));
  return {};
}

}  // namespace

Act define_token_add(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("PERSON", options->person, "a person of the directory, or operator")->required();
  add_dir_option(app, options->directory);
  app.add_option("--days", options->days, "how long it is valid")
      ->check(CLI::Range(1, 3650))
      ->capture_default_str()
      ->type_name("N");
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
