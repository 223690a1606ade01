#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/object_act.hpp"
#include "cli/output.hpp"

namespace comity::cli {
namespace {

struct Options : ObjectAct {
  std::string cause, replaced_by;
  bool with_references = false;
};

Result<void> run(const Options& options) {
  nlohmann::ordered_json request = request_of(options);
  if (!options.cause.empty()) request["cause"] = options.cause;
  if (!options.replaced_by.empty()) request["replaced_by"] = options.replaced_by;
  if (options.with_references) request["with_references"] = true;
  TRY(const auto recalled, perform(options, "recall", request.dump()));
  if (options.json)
    print_json(recalled);
  else
    print(recalled_text(recalled));
  return {};
}

}  // namespace

Act define_recall(CLI::App& app) {
  auto options = std::make_shared<Options>();
  add_object_options(app, *options);
  add_owner_options(app, *options);
  add_reason_option(app, *options);
  app.add_flag("--with-references", options->with_references, "also what its object_refs name, as far as the asker may");
  app.add_option("--cause", options->cause, "recalled, corrected or reclassified; else recalled")->type_name("CAUSE");
  app.add_option("--replaced-by", options->replaced_by, "the id of what stands in its place")->type_name("ID");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
