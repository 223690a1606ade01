#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/object_act.hpp"
#include "cli/output.hpp"

namespace comity::cli {
namespace {

Result<void> run(const ObjectAct& options) {
  TRY(const auto approved, perform(options, "approval", request_of(options).dump()));
  if (options.json)
    print_json(approved);
  else
    print(fmt::format("approved {} {}: it is released as its label says\n", options.object, options.version));
  return {};
}

}  // namespace

Act define_approve(CLI::App& app) {
  auto options = std::make_shared<ObjectAct>();
  add_object_options(app, *options);
  add_owner_options(app, *options);
  return [options] { return run(*options); };
}

}  // namespace comity::cli
