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
  TRY(const auto erased, perform(options, "erasure", request_of(options).dump()));
  if (options.json) {
    print_json(erased);
    return {};
  }
  for (const auto& one : erased.value("erased", nlohmann::ordered_json::array()))
    print(fmt::format("erased {} {} of {}\n", one.value("id", ""), one.value("version", ""), one.value("owner", "")));
  return {};
}

}  // namespace

Act define_erase(CLI::App& app) {
  auto options = std::make_shared<ObjectAct>();
  add_object_options(app, *options);
  add_owner_options(app, *options);
  add_reason_option(app, *options);
  return [options] { return run(*options); };
}

}  // namespace comity::cli
