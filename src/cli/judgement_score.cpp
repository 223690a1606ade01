#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/forms.hpp"
#include "insight/plot.hpp"
#include "judgement/methods_json.hpp"

namespace comity::cli {
namespace {

struct Options {
  std::string file, outcomes;
  bool people = false;
  Forms forms;
};

using judgement::RoundScore;

insight::Cell or_nothing(const std::optional<double>& value) { return value ? insight::Cell(*value) : insight::Cell(); }
insight::Cell count(std::size_t n) { return static_cast<std::int64_t>(n); }

insight::Table table_of(const std::vector<RoundScore>& rounds) {
  insight::Table out{.title = "Scores of judgements; lower is better",
                     .columns = {{"round", "", "", 0}, {"method", "", "", 0}, {"n", "", "", 0}, {"brier", "Brier", "", 4}, {"log", "log", "nats", 4}, {"reliability", "", "", 4}, {"resolution", "", "", 4}, {"uncertainty", "", "", 4}},
                     .rows = {},
                     .notes = {}};
  for (const auto& round : rounds) {
    for (const auto& one : round.methods) {
      const auto part = [&](double judgement::Murphy::*which) { return one.parts ? insight::Cell((*one.parts).*which) : insight::Cell(); };
      out.rows.push_back({round.round, one.heading, count(one.n), or_nothing(one.brier), or_nothing(one.log), part(&judgement::Murphy::reliability), part(&judgement::Murphy::resolution), part(&judgement::Murphy::uncertainty)});
    }
    out.notes.push_back(fmt::format("Round {}: {} judgements of {} questions, {} of them resolved.", round.round, round.judgements, round.questions, round.resolved));
  }
  out.notes.push_back("Brier = reliability - resolution + uncertainty over groups of the same forecast (Murphy 1973); a dash where groups hold fewer than two on average.");
  return out;
}

insight::Table people_table(const std::vector<RoundScore>& rounds) {
  insight::Table out{.title = "Scores by who judged; lower is better", .columns = {{"round", "", "", 0}, {"who", "", "", 0}, {"n", "", "", 0}, {"brier", "Brier", "", 4}, {"log", "log", "nats", 4}}, .rows = {}, .notes = {}};
  for (const auto& round : rounds)
    for (const auto& one : round.who) out.rows.push_back({round.round, one.who, count(one.n), or_nothing(one.brier), or_nothing(one.log)});
  out.notes = {"Who judged easier questions scores better: compare only over the same ones."};
  return out;
}

insight::Series series_of(const std::string& name, const std::vector<judgement::CalibrationRow>& rows) {
  insight::Series out{.name = name, .points = {}, .steps = false, .faint = false};
  for (const auto& row : rows) out.points.push_back({.x = row.forecast * 100, .y = row.share * 100, .low = row.interval.low * 100, .high = row.interval.high * 100, .n = static_cast<std::int64_t>(row.n)});
  return out;
}

std::string plot_of(const std::vector<RoundScore>& rounds) {
  insight::LinePlot plot;
  plot.frame = {.title = "Calibration", .how = "What came true of what was said, by tenths, all judgements; shade: 95% Wilson; the faint line is perfect calibration", .width = 560, .height = 420};
  plot.x = {.label = "forecast, percent", .from = 0.0, .to = 100.0, .is_year = false};
  plot.y = {.label = "happened, percent", .from = 0.0, .to = 100.0, .is_year = false};
  plot.series.push_back({.name = "perfect", .points = {{.x = 0, .y = 0.0, .low = {}, .high = {}, .n = {}}, {.x = 100, .y = 100.0, .low = {}, .high = {}, .n = {}}}, .steps = false, .faint = true});
  for (const auto& round : rounds) plot.series.push_back(series_of(round.round.empty() ? "judgements" : round.round, round.calibration));
  return insight::to_svg(plot);
}

Result<void> score(const Options& options) {
  TRY(const auto text, read_file(options.file, kMostDocument));
  TRY(const auto judged, judgement::read_judgements(text));
  TRY(const auto known, read_file(options.outcomes, kMostDocument));
  TRY(const auto outcomes, judgement::read_outcomes(known));
  const auto rounds = judgement::scores_of(judged, outcomes);
  auto list = nlohmann::ordered_json::array();
  for (const auto& round : rounds) list.push_back(to_json(round));
  return print_forms(options.forms, {{"rounds", std::move(list)}}, options.people ? people_table(rounds) : table_of(rounds), [&] { return plot_of(rounds); });
}

}  // namespace

Act define_judgement_score(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("FILE", options->file, "judgements as CSV: round, question, who, p (or percent); repliCATS files as they are")->required();
  app.add_option("--outcomes", options->outcomes, "what happened, as CSV: question, outcome")->required()->type_name("FILE");
  app.add_flag("--people", options->people, "by who judged instead of by method");
  add_forms(app, options->forms, true);
  return [options] { return score(*options); };
}

}  // namespace comity::cli
