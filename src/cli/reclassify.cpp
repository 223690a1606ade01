#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/object_act.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"

namespace comity::cli {
namespace {

struct Options : ObjectAct {
  std::string label, marking, language;
};

Result<void> run(const Options& options) {
  nlohmann::ordered_json request = request_of(options);
  if (!options.label.empty()) {
    request["label"] = nlohmann::ordered_json::parse(options.label, nullptr, false);
    if (!request["label"].is_object()) return fail(Code::invalid, "a label is a JSON object; docs/format/label.md has its members", "--label");
  } else {
    request["marking"] = {{"language", options.language}, {"text", options.marking}};
  }
  TRY(const auto done, perform(options, "reclassification", request.dump()));
  if (options.json) {
    print_json(done);
    return {};
  }
  for (const auto& one : done.value("shared", nlohmann::ordered_json::array())) {
    print(fmt::format("marked anew: {} {}{}\n", one.value("id", ""), one.value("version", ""), done.value("widened", false) ? ", wider" : ""));
    if (const std::string message = one.value("message", ""); !message.empty()) warn(plain(message));
  }
  print(recalled_text(done));
  return {};
}

}  // namespace

Act define_reclassify(CLI::App& app) {
  auto options = std::make_shared<Options>();
  add_object_options(app, *options);
  add_reason_option(app, *options);
  auto* label = app.add_option("--label", options->label, "the new label, as JSON")->type_name("JSON");
  auto* marking = app.add_option("--marking", options->marking, "the new marking, as text")->type_name("TEXT");
  auto* language = app.add_option("--language", options->language, "the language of that text")->type_name("L");
  label->excludes(marking);
  marking->needs(language);
  return [options]() -> Result<void> {
    if (options->label.empty() == options->marking.empty()) return fail(Code::invalid, "say how it is marked now: --label JSON, or --marking TEXT --language L");
    return run(*options);
  };
}

}  // namespace comity::cli
