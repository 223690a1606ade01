#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "agreement/translate.hpp"
#include "alliance/resolve.hpp"
#include "cli/agreement_file.hpp"
#include "cli/command.hpp"
#include "cli/marking_text.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"

namespace comity::cli {
namespace {

struct Options {
  MarkingOptions marking;
  std::string text, to, at;
  std::vector<std::string> agreements;
};

// The agreements named, else those that lie beside the alliance.
Result<std::vector<agreement::Terms>> read_terms(const Options& options) {
  std::vector<std::string> files = options.agreements;
  if (files.empty()) {
    namespace fs = std::filesystem;
    std::error_code error;
    const fs::path alliance(options.marking.alliance);
    const fs::path folder = (fs::is_directory(alliance, error) ? alliance : alliance.parent_path()) / "agreements";
    for (const auto& entry : fs::directory_iterator(folder, error))
      if (entry.path().extension() == ".toml") files.push_back(entry.path().string());
    if (files.empty()) return fail(Code::invalid, "name the agreements with --agreement; there are none beside the alliance", folder.string());
    std::sort(files.begin(), files.end());
  }
  std::vector<agreement::Terms> out;
  for (const std::string& file : files) {
    TRY(AgreementFile one, read_agreement(file));
    out.push_back(std::move(one.content.document.terms));
  }
  return out;
}

nlohmann::ordered_json to_json(const agreement::Translation& translation, const agreement::ReaderView& view) {
  nlohmann::ordered_json words = nlohmann::ordered_json::array(), shown = nlohmann::ordered_json::array();
  for (const agreement::WordView& word : translation.words) {
    nlohmann::ordered_json demands = nlohmann::ordered_json::array();
    for (const agreement::Demand& one : word.demands)
      demands.push_back({{"agreement", one.agreement}, {"version", one.version}, {"article", one.article}, {"scheme", one.scheme}, {"word", one.word}});
    words.push_back({{"from", word.from}, {"scheme", word.original.scheme}, {"word", word.original.word}, {"created", format_time(word.original.created)},
                     {"own", word.own}, {"demands", demands}, {"notes", word.notes}});
  }
  for (const agreement::ShownLevel& one : translation.shown) shown.push_back({{"scheme", one.scheme}, {"word", one.word}});
  return {{"original", view.original}, {"releasable_by_agreement", translation.whole}, {"shown", shown}, {"banner", view.banner}, {"words", words},
          {"notes", view.notes}};
}

Result<void> run(const Options& options) {
  TRY(const MarkingTerms terms, MarkingTerms::from(options.marking));
  if (!terms.directory) return fail(Code::invalid, "name an alliance with --alliance: its parties and schemes are needed", "--alliance");
  if (!terms.directory->parties.contains(options.to)) return fail(Code::invalid, fmt::format("the alliance has no party {}", plain(options.to)), "--to");
  Time at = terms.marked;
  if (!options.at.empty()) {
    TRY(at, parse_time(options.at));
  } else if (options.marking.marked.empty()) {
    at = SystemClock().now();
  }
  TRY(const std::string text, marking_text(options.text));
  TRY(const NamedReading one, read_marking(text, options.marking, terms));
  if (!one.reading.ok()) {
    if (!options.marking.json) print_findings(one);
    return understood({one});
  }
  TRY(const std::vector<agreement::Terms> documents, read_terms(options));
  std::vector<const agreement::Terms*> agreements;
  for (const agreement::Terms& document : documents) agreements.push_back(&document);
  const agreement::Translation translation = agreement::translate(one.reading.label, options.to, agreements, *terms.directory, at);
  const agreement::ReaderView view = agreement::render_for(one.reading.label, text, options.to, agreements, *terms.directory, at);
  if (options.marking.json) {
    print_json(to_json(translation, view));
    return {};
  }
  print(fmt::format("{}  {}\n", paint(Paint::strong, plain(view.original)), paint(Paint::faint, one.language->title)));
  if (view.banner.empty()) print(fmt::format("{}\n", paint(Paint::bad, fmt::format("no agreement lets {} read it", options.to))));
  else print(fmt::format("{}  {}\n", paint(Paint::strong, plain(view.banner)), paint(Paint::faint, fmt::format("for {} on {}", options.to, format_date(at)))));
  std::vector<std::vector<Cell>> rows;
  for (const agreement::WordView& word : translation.words) {
    for (const agreement::Demand& demand : word.demands)
      rows.push_back({{fmt::format("{} {}", word.from, word.original.word)}, {fmt::format("as {} {}", demand.scheme, demand.word)},
                      {fmt::format("{} v{}{}{}", demand.agreement, demand.version, demand.article.empty() ? "" : " article ", demand.article), Paint::faint, true}});
    if (word.own) rows.push_back({{fmt::format("{} {}", word.from, word.original.word)}, {"its own word"}, {""}});
    for (const std::string& note : word.notes) rows.push_back({{fmt::format("{} {}", word.from, word.original.word)}, {plain(note), Paint::bad, true}, {""}});
  }
  print(table(rows));
  for (const std::string& note : view.notes) print(fmt::format("{}\n", paint(Paint::faint, plain(note))));
  print(paint(Paint::faint, "a view: on the way back the original word decides. Readers, topics, purposes and controls decide too: see explain\n"));
  return {};
}

}  // namespace

Act define_marking_translate(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("TEXT", options->text, "the marking as written, or - for standard input")->required();
  app.add_option("--to", options->to, "the party whose readers ask")->type_name("PARTY")->required();
  app.add_option("--agreement", options->agreements, "an agreement to translate by (repeatable); else those beside the alliance. Signatures are not looked at")->type_name("F");
  app.add_option("--at", options->at, "the day of the question (the day of the marking, else today)")->type_name("DATE");
  options->marking.add_to(app);
  return [options] { return run(*options); };
}

}  // namespace comity::cli
