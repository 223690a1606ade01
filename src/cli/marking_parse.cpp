#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "alliance/resolve.hpp"
#include "cli/command.hpp"
#include "cli/marking_text.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"

namespace comity::cli {
namespace {

struct Options {
  MarkingOptions marking;
  std::string text;
};

void print_heading(const NamedReading& one) {
  print(fmt::format("{}  {}\n", paint(Paint::strong, one.reading.canonical.empty() ? plain(one.text.substr(0, 200)) : plain(one.reading.canonical)),
                    paint(Paint::faint, one.language->title)));
}

Result<void> parse(const Options& options) {
  TRY(const MarkingTerms terms, MarkingTerms::from(options.marking));
  TRY(const std::string text, marking_text(options.text));
  TRY(const NamedReading one, read_marking(text, options.marking, terms));
  if (options.marking.json) {
    print_json(to_json(one));
  } else {
    print_heading(one);
    print_findings(one);
    print_label(one.reading.label, false);
  }
  return understood({one});
}

// The names that the alliance does not know, beside those that the language did not.
std::set<std::string> unknown_names(const NamedReading& one, const MarkingTerms& terms) {
  if (!terms.directory) return {};
  // Whoever submits is an originator too; here nobody does, so the owner stands for them.
  const marking::Label resolved = alliance::resolve(one.reading.label, terms.owner, *terms.directory, terms.marked);
  std::set<std::string> out;
  for (const std::string& name : resolved.unknowns)
    if (!one.reading.label.unknowns.contains(name)) out.insert(name);
  return out;
}

Result<void> explain(const Options& options) {
  TRY(const MarkingTerms terms, MarkingTerms::from(options.marking));
  TRY(const std::string text, marking_text(options.text));
  TRY(const NamedReading one, read_marking(text, options.marking, terms));
  const std::set<std::string> unknown = unknown_names(one, terms);
  if (options.marking.json) {
    nlohmann::ordered_json out = to_json(one);
    if (terms.directory) out["unknown_to_the_alliance"] = unknown;
    print_json(out);
    return understood({one});
  }
  print_heading(one);
  print(fmt::format("{}\n", paint(Paint::faint, fmt::format("as defined by {}", one.language->source))));
  print_findings(one);
  print_label(one.reading.label, true);
  if (one.reading.disposition) print(fmt::format("to be destroyed by {}\n", format_date(*one.reading.disposition)));
  for (const std::string& name : unknown)
    print(fmt::format("{}: the alliance does not know \"{}\", and what is unknown denies everybody\n", paint(Paint::bad, "unknown"), plain(name)));
  return understood({one});
}

Result<void> list_languages(bool json) {
  if (json) {
    nlohmann::ordered_json out = nlohmann::ordered_json::array();
    for (const marking::Language& one : marking::languages())
      out.push_back({{"id", one.id}, {"title", one.title}, {"source", one.source}, {"extension", one.extension}, {"writes", one.write != nullptr}});
    print_json(out);
    return {};
  }
  std::vector<std::vector<Cell>> rows;
  for (const marking::Language& one : marking::languages())
    rows.push_back({{std::string(one.id)}, {std::string(one.title)}, {std::string(one.source), Paint::faint, true}});
  print(table(rows));
  return {};
}

std::shared_ptr<Options> define(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("TEXT", options->text, "the marking as written, or - for standard input")->required();
  options->marking.add_to(app);
  return options;
}

}  // namespace

Act define_marking_parse(CLI::App& app) {
  return [options = define(app)] { return parse(*options); };
}

Act define_marking_explain(CLI::App& app) {
  return [options = define(app)] { return explain(*options); };
}

Act define_marking_languages(CLI::App& app) {
  auto json = std::make_shared<bool>(false);
  app.add_flag("--json", *json, "print JSON");
  return [json] { return list_languages(*json); };
}

}  // namespace comity::cli
