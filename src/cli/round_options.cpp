#include "cli/round_options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/calling.hpp"
#include "cli/files.hpp"
#include "cli/output.hpp"
#include "operations/rounds_json.hpp"

namespace comity::cli {

using nlohmann::ordered_json;

void add_marking_options(CLI::App& app, MarkingOptions& options) {
  auto* label = app.add_option("--label", options.label, "its label, as JSON (docs/format/label.md)")->type_name("JSON");
  auto* text = app.add_option("--marking", options.text, "or its marking, as text")->type_name("TEXT");
  auto* language = app.add_option("--language", options.language, "the marking language of that text")->type_name("L");
  text->needs(language);
  language->needs(text);
  label->excludes(text);
}

Result<ordered_json> marking_of(const MarkingOptions& options) {
  if (!options.text.empty()) return ordered_json{{"markings", {{{"language", options.language}, {"text", options.text}}}}};
  if (options.label.empty()) return fail(Code::invalid, "say how it is marked: --label, or --marking and --language", "--label");
  ordered_json label = ordered_json::parse(options.label, nullptr, false);
  if (!label.is_object()) return fail(Code::invalid, "this is no JSON object; docs/format/label.md says what a label may say", "--label");
  return ordered_json{{"label", std::move(label)}};
}

Result<void> put_out(const std::string& file, const std::string& text) {
  if (file != "-") return replace_file(file, text, 0644);
  print(text);
  return {};
}

std::string round_target(const std::string& id, const std::string& more) { return "/api/v1/rounds/" + percent_encoded(id) + more; }

Result<ordered_json> ask_round(const Asking& asking, const std::string& id, int origins_low, int origins_high) {
  const std::string query = origins_low > 0 ? fmt::format("?origins_low={}&origins_high={}", origins_low, origins_high) : "";
  return ask(asking, {round_target(id, query), "", [&](server::Opened& opened, const operations::Caller& caller) -> Result<ordered_json> {
                        TRY(auto round, operations::round_of(*opened.node, caller, id));
                        if (origins_low > 0) round.origins = operations::OriginsSeen{origins_low, origins_high};
                        operations::round_sent(*opened.node, round.leases);
                        return operations::to_json(round, caller.agency);
                      }});
}

std::string percent(const ordered_json& value) { return value.is_number() ? fmt::format("{:.1f}", value.get<double>() * 100) : "–"; }

}  // namespace comity::cli
