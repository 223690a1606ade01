#include "cli/marking_text.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/agreement_file.hpp"
#include "cli/output.hpp"
#include "cli/suggest.hpp"
#include "cli/terminal.hpp"
#include "marking/words.hpp"

namespace comity::cli {
namespace {

using marking::Finding;

std::string language_ids() {
  std::string out;
  for (const marking::Language& language : marking::languages()) out += fmt::format("{}{}", out.empty() ? "" : ", ", language.id);
  return out;
}

// Where the finding points, in columns of a line of the text as `plain` prints it.
std::string carets(std::string_view text, const Finding& finding) {
  const std::size_t from = std::min(finding.offset, text.size());
  const std::size_t to = std::min(text.size(), from + std::max<std::size_t>(finding.length, 1));
  const std::size_t columns = width(plain(text.substr(from, to - from)));
  return std::string(width(plain(text.substr(0, from))), ' ') + std::string(std::max<std::size_t>(columns, 1), '^');
}

}  // namespace

void MarkingOptions::add_to(CLI::App& app) {
  app.add_option("--language", language, "the marking language; recognized from the text where this is left out")->type_name("L");
  app.add_option("--owner", owner, "the party whose marking it is, where the text does not say so")->type_name("PARTY")->capture_default_str();
  app.add_option("--marked", marked, "the day of the marking: levels and communities are read as of it (today)")->type_name("DATE");
  app.add_option("--alliance", alliance, "an alliance.toml: its level schemes, and its names are held against the marking")->type_name("F");
  app.add_flag("--json", json, "print JSON");
}

marking::Context MarkingTerms::context() const { return {owner, marked, directory ? &directory->schemes : nullptr}; }

Result<MarkingTerms> MarkingTerms::from(const MarkingOptions& options) {
  MarkingTerms out;
  out.owner = options.owner;
  out.marked = SystemClock().now();
  if (!options.marked.empty()) {
    auto marked = parse_time(options.marked);
    if (!marked) return fail(Code::invalid, "write a date such as 2026-06-01, or a time of RFC 3339", "--marked");
    out.marked = *marked;
  }
  if (!options.alliance.empty()) {
    TRY(out.directory, read_alliance(options.alliance));
  }
  return out;
}

Result<std::string> marking_text(const std::string& argument) {
  if (argument != "-") return argument;
  std::string out;
  char buffer[4096];
  std::size_t got = 0;
  while ((got = std::fread(buffer, 1, sizeof buffer, stdin)) > 0) {
    out.append(buffer, got);
    if (out.size() > marking::kMaxMarkingBytes) return fail(Code::too_large, fmt::format("a marking has at most {} bytes", marking::kMaxMarkingBytes), "-");
  }
  while (!out.empty() && (out.back() == '\n' || out.back() == '\r')) out.pop_back();
  return out;
}

Result<NamedReading> read_marking(const std::string& text, const MarkingOptions& options, const MarkingTerms& terms) {
  NamedReading out{nullptr, text, {}};
  if (options.language.empty()) {
    out.language = marking::recognize(text);
    if (!out.language)
      return fail(Code::invalid, fmt::format("this looks like no marking language; name one with --language: {}", language_ids()), plain(text.substr(0, 60)));
  } else {
    out.language = marking::find_language(options.language);
    if (!out.language) {
      std::vector<std::string> known;
      for (const marking::Language& language : marking::languages()) known.emplace_back(language.id);
      const std::string meant = nearest(options.language, known);
      return fail(Code::invalid,
                  fmt::format("there is no marking language \"{}\"; {}", plain(options.language),
                              meant.empty() ? "they are " + language_ids() : fmt::format("did you mean \"{}\"?", meant)),
                  "--language");
    }
  }
  out.reading = out.language->read(text, terms.context());
  return out;
}

nlohmann::ordered_json label_json(const marking::Label& label) { return nlohmann::ordered_json::parse(marking::to_json(label)); }

nlohmann::ordered_json to_json(const NamedReading& one) {
  nlohmann::ordered_json findings = nlohmann::ordered_json::array();
  for (const Finding& finding : one.reading.findings) {
    nlohmann::ordered_json row{{"severity", finding.severity == Finding::Severity::error ? "error" : "warning"},
                               {"offset", finding.offset}, {"length", finding.length}};
    if (!finding.pointer.empty()) row["pointer"] = finding.pointer;
    if (!finding.rule.empty()) row["rule"] = finding.rule;
    row["message"] = finding.message;
    findings.push_back(std::move(row));
  }
  nlohmann::ordered_json out{{"language", one.language->id}, {"ok", one.reading.ok()}, {"canonical", one.reading.canonical},
                             {"label", label_json(one.reading.label)}};
  if (one.reading.disposition) out["disposition"] = format_time(*one.reading.disposition);
  out["findings"] = std::move(findings);
  return out;
}

void print_findings(const NamedReading& one) {
  const bool line = one.text.find('\n') == std::string::npos && one.text.size() <= 200;
  for (const Finding& finding : one.reading.findings) {
    const bool error = finding.severity == Finding::Severity::error;
    if (line && finding.pointer.empty()) print(fmt::format("  {}\n  {}\n", plain(one.text), paint(error ? Paint::bad : Paint::faint, carets(one.text, finding))));
    std::string where = !finding.pointer.empty() ? finding.pointer : line ? "" : fmt::format("byte {}", finding.offset);
    if (!finding.rule.empty()) where += fmt::format("{}{}", where.empty() ? "" : ", ", finding.rule);
    print(fmt::format("  {}: {}{}\n", paint(error ? Paint::bad : Paint::strong, error ? "error" : "warning"), plain(finding.message),
                      where.empty() ? "" : paint(Paint::faint, fmt::format(" ({})", plain(where)))));
  }
}

void print_label(const marking::Label& label, bool meaning) {
  std::vector<std::vector<Cell>> rows;
  for (const marking::Phrase& phrase : marking::describe(label)) {
    const bool bad = phrase.member == "unknown";
    std::vector<Cell> row{{std::string(phrase.member), Paint::faint, true}, {plain(phrase.says), bad ? Paint::bad : Paint::strong, bad}};
    if (meaning) row.push_back({phrase.means, Paint::faint, true});
    rows.push_back(std::move(row));
  }
  print(table(rows));
}

Result<void> understood(const std::vector<NamedReading>& readings) {
  for (const NamedReading& one : readings)
    if (!one.reading.ok())
      return fail(Code::invalid, "not understood in full, so what it marks would be read by nobody", plain(one.text.substr(0, 60)));
  return {};
}

}  // namespace comity::cli
