#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/asking.hpp"
#include "cli/command.hpp"
#include "cli/node_folder.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"
#include "operations/derivation_json.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  Asking asking;
  std::vector<std::string> sources;
  std::string label, marking, language;
  bool tearline = false, json = false;
};

// The label extension that the options describe.
Result<ordered_json> extension_of(const Options& options) {
  ordered_json out{{"sources", ordered_json::array()}};
  for (const std::string& source : options.sources) {
    const auto at = source.find('@');
    if (at == std::string::npos) out["sources"].push_back(source);
    else out["sources"].push_back({{"id", source.substr(0, at)}, {"version", source.substr(at + 1)}});
  }
  if (!options.label.empty()) {
    out["label"] = ordered_json::parse(options.label, nullptr, false);
    if (out["label"].is_discarded()) return fail(Code::invalid, "this is not JSON; docs/format/label.md says what a label may say", "--label");
  }
  if (!options.marking.empty()) out["markings"] = {{{"language", options.language}, {"text", options.marking}}};
  if (options.tearline) out["tearline"] = true;
  return out;
}

Result<ordered_json> ask(const Options& options) {
  TRY(const ordered_json extension, extension_of(options));
  TRY(const std::string token, token_of(options.asking));
  if (const auto url = url_of(options.asking)) {
    TRY(Remote remote, Remote::connect(*url, token, options.asking.purpose));
    TRY(const std::string reply, remote.post("/api/v1/derivations", "application/json", extension.dump()));
    ordered_json out = ordered_json::parse(reply, nullptr, false);
    if (!out.is_object() || !out.contains("sources")) return fail(Code::internal, "the node's answer is not a preview", *url);
    return out;
  }
  TRY(const auto opened, open_node(options.asking.directory));
  TRY(const operations::Caller caller, caller_of(*opened, token, options.asking.purpose));
  TRY(const auto preview, operations::preview_derivation(*opened->node, caller, extension.dump()));
  return operations::to_json(preview);
}

std::string text_of(const ordered_json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_string() ? plain(at->get<std::string>()) : "";
}

std::string words_of(const ordered_json& object, const char* key) {
  std::string out;
  if (const auto at = object.find(key); at != object.end() && at->is_array())
    for (const auto& word : *at)
      if (word.is_string()) out += (out.empty() ? "" : ", ") + plain(word.get<std::string>());
  return out;
}

void print_preview(const ordered_json& preview) {
  for (const auto& source : preview["sources"]) {
    const std::string levels = words_of(source, "levels");
    print(fmt::format("{}  version {}  of {}\n  {}\n", text_of(source, "id"), text_of(source, "version"), words_of(source, "originators"),
                      levels.empty() ? "its level has no word of yours" : levels));
    if (const std::string sentence = text_of(source, "sentence"); !sentence.empty()) print(fmt::format("  {}\n", paint(Paint::bad, sentence)));
  }
  const bool tearline = preview.value("tearline", false);
  const auto line = [&](const char* what, const char* key) {
    const std::string marking = text_of(preview, key);
    print(fmt::format("{}: {}\n", what, marking.empty() ? "no line in your own scheme" : marking));
  };
  print("\n");
  line(tearline ? "until approved" : "marked", "marking");
  if (tearline) {
    line("approved", "own_marking");
    print(fmt::format("to approve: {}\n", words_of(preview, "approvers")));
  }
  if (const std::string refusal = text_of(preview, "refusal"); !refusal.empty()) print(paint(Paint::bad, "would be refused: " + refusal) + "\n");
  if (const auto remarks = preview.find("remarks"); remarks != preview.end())
    for (const auto& remark : *remarks)
      if (remark.is_string()) print(fmt::format("note: {}\n", plain(remark.get<std::string>())));
  std::vector<std::vector<Cell>> rows;
  std::size_t reading = 0;
  for (const auto& one : preview["people"]) {
    const bool reads = one.value("reads", false);
    reading += reads ? 1 : 0;
    std::vector<Cell> row{{reads ? "✓" : "✗", reads ? Paint::good : Paint::bad, true}, {text_of(one, "person")}, {text_of(one, "clause")}};
    if (tearline) row.push_back({one.value("reads_approved", false) ? "✓ approved" : "✗ approved", Paint::faint, true});
    rows.push_back(std::move(row));
  }
  print(fmt::format("{} of {} people would get it\n\n{}", reading, preview["people"].size(), table(rows)));
}

Result<void> run(const Options& options) {
  TRY(const ordered_json preview, ask(options));
  if (options.json) {
    print_json(preview);
    return {};
  }
  if (!preview.contains("people")) return fail(Code::internal, "the node's answer is not a preview");
  print_preview(preview);
  return {};
}

}  // namespace

Act define_derive(CLI::App& app) {
  auto options = std::make_shared<Options>();
  auto* source = app.add_option("--source", options->sources, "a STIX id that the product is made from, ID@VERSION for that version; may be given again");
  source->required()->type_name("ID");
  auto* label = app.add_option("--label", options->label, "the author's own label, as JSON (docs/format/label.md)")->type_name("JSON");
  auto* marking = app.add_option("--marking", options->marking, "or its marking, as text")->type_name("TEXT");
  auto* language = app.add_option("--language", options->language, "the marking language of that text")->type_name("L");
  marking->needs(language);
  language->needs(marking);
  label->excludes(marking);
  app.add_flag("--tearline", options->tearline, "marked lower than its sources, for their parties to approve");
  add_asking_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
