#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/object_act.hpp"
#include "cli/output.hpp"

namespace comity::cli {
namespace {

struct Options : ObjectAct {
  std::string file, replaced_by;
};

Result<void> run(const Options& options) {
  TRY(const std::string bundle, read_plain_or_gzip(options.file, kMostBundle));
  nlohmann::ordered_json request = request_of(options);
  if (!options.replaced_by.empty()) request["replaced_by"] = options.replaced_by;
  // The bundle goes as it is written: numbers keep their text.
  std::string body = request.dump();
  body.back() = ',';
  body += "\"bundle\":" + bundle + "}";
  TRY(const auto corrected, perform(options, "correction", body));
  if (options.json) {
    print_json(corrected);
    return {};
  }
  for (const auto& one : corrected.value("shared", nlohmann::ordered_json::array()))
    print(fmt::format("shared {} {}\n", one.value("id", ""), one.value("version", "")));
  print(recalled_text(corrected));
  return {};
}

}  // namespace

Act define_correct(CLI::App& app) {
  auto options = std::make_shared<Options>();
  add_object_options(app, *options);
  app.add_option("FILE", options->file, "a STIX bundle with what stands in its place, plain or gzip")->required();
  add_owner_options(app, *options);
  add_reason_option(app, *options);
  app.add_option("--replaced-by", options->replaced_by, "which object of FILE that is; else the one of the same id, or the only one")
      ->type_name("ID");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
