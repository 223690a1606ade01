// comity config check, show, reference: a node's node.toml.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/node_folder.hpp"
#include "cli/output.hpp"
#include "server/settings.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  std::string directory;
  bool json = false;
};

Result<void> check(const Options& options) {
  TRY(const server::Settings settings, server::read_settings(options.directory));
  if (auto sound = server::check_settings(settings); !sound) {
    Error error = std::move(sound).error();
    error.where = fmt::format("{}/node.toml: {}", options.directory, error.where);
    return tl::make_unexpected(std::move(error));
  }
  const auto changed = server::changed_settings({}, settings);
  if (options.json) {
    ordered_json set = ordered_json::array();
    for (const server::Setting* row : changed) set.push_back(server::setting_name(*row));
    print_json({{"sound", true}, {"set", std::move(set)}});
    return {};
  }
  print(fmt::format("The configuration of {} is sound; {} of {} settings are not the defaults\n", options.directory,
                    changed.size(), server::settings_table().size()));
  return {};
}

Result<void> show(const Options& options) {
  TRY(const server::Settings settings, server::read_settings(options.directory));
  ordered_json out = ordered_json::object();
  std::string words;
  std::string_view section;
  for (const server::Setting& row : server::settings_table()) {
    const std::string text = server::setting_text(settings, row);
    out[std::string(row.section)][std::string(row.key)] = ordered_json::parse(text);
    if (row.section != section) words += fmt::format("{}[{}]\n", words.empty() ? "" : "\n", row.section);
    section = row.section;
    const bool by_default = text == server::setting_text({}, row);
    words += fmt::format("{} = {}{}\n", row.key, text, by_default ? "" : "  # set here");
  }
  if (options.json) print_json(out);
  else print(words);
  return {};
}

}  // namespace

Act define_config_check(CLI::App& app) {
  auto options = std::make_shared<Options>();
  add_dir_option(app, options->directory);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return check(*options); };
}

Act define_config_show(CLI::App& app) {
  auto options = std::make_shared<Options>();
  add_dir_option(app, options->directory);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return show(*options); };
}

Act define_config_reference(CLI::App&) {
  return [] {
    print(server::settings_reference());
    return Result<void>();
  };
}

}  // namespace comity::cli
