// comity round show: a round with its judgements, pools and dissent, as text, JSON, CSV and SVG.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/output.hpp"
#include "cli/round_options.hpp"
#include "cli/terminal.hpp"
#include "insight/plot.hpp"
#include "insight/table.hpp"

namespace comity::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  Asking asking;
  std::string round, origins, svg, csv;
  bool json = false;
};

std::optional<double> number(const ordered_json& object, const char* key) {
  const auto at = object.find(key);
  if (at == object.end() || !at->is_number()) return std::nullopt;
  return at->get<double>();
}
std::string text(const ordered_json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_string() ? at->get<std::string>() : "";
}
std::optional<double> times_100(std::optional<double> value) { return value ? std::optional(*value * 100) : std::nullopt; }

const ordered_json& judgements(const ordered_json& round, std::size_t stage) {
  static const ordered_json none = ordered_json::array();
  const auto& stages = round.at("stages");
  return stages.size() > stage && stages[stage].contains("judgements") ? stages[stage]["judgements"] : none;
}
const ordered_json* of_agency(const ordered_json& list, const std::string& agency) {
  for (const auto& one : list)
    if (text(one, "agency") == agency) return &one;
  return nullptr;
}
// The last stage that is opened.
std::size_t last_stage(const ordered_json& round) { return judgements(round, 1).empty() ? 0 : 1; }

std::string state_words(const ordered_json& one) {
  const std::string state = text(one, "state");
  if (state == "sealed") return "sealed: committed, not revealed yet";
  if (state == "withheld") return "withheld: committed, and nothing revealed to you";
  if (state == "late") return "late: committed after the time, in no pool";
  if (state == "after-outcome") return "after-outcome: revealed when the outcome was recorded, in no pool";
  if (state == "void") return "void: its key is revoked";
  return state == "none" ? "did not commit" : "";
}

insight::Table judgement_table(const ordered_json& round) {
  insight::Table out;
  out.title = text(round, "title");
  out.columns = {{"stage", "", "", 0}, {"agency", "", "", 0}, {"state", "", "", 0}, {"p", "percent", "percent", 1}, {"low", "", "percent", 1}, {"high", "", "percent", 1},
                 {"confidence", "", "", 0}, {"term", "own term", "", 0}, {"yardstick", "", "", 0}, {"reader_term", "on yours", "", 0}, {"apart", "apart", "log odds", 2}};
  const auto cell = [](const std::string& words) { return words.empty() ? insight::Cell{} : insight::Cell{words}; };
  const auto value = [](std::optional<double> found) { return found ? insight::Cell{*found} : insight::Cell{}; };
  for (std::size_t stage : {0u, 1u})
    for (const auto& one : judgements(round, stage))
      out.rows.push_back({static_cast<std::int64_t>(stage + 1), text(one, "agency"), text(one, "state"), value(times_100(number(one, "p"))), value(times_100(number(one, "low"))),
                          value(times_100(number(one, "high"))), cell(text(one, "confidence")), cell(text(one, "term")), cell(text(one, "yardstick")), cell(text(one, "reader_term")),
                          value(number(one, "apart"))});
  out.notes.push_back("likelihood in percent; confidence is of the evidence, and no likelihood");
  return out;
}

insight::DotPlot plot_of(const ordered_json& round) {
  insight::DotPlot out;
  out.frame.title = text(round, "title");
  const std::size_t stage = last_stage(round);
  const auto& last = judgements(round, stage);
  std::size_t shown = 0;
  for (const auto& one : last) {
    insight::DotPlot::Row row{plain(text(one, "agency")), times_100(number(one, "p")), times_100(number(one, "low")), times_100(number(one, "high")), {}, {}};
    if (stage == 1)
      if (const auto* before = of_agency(judgements(round, 0), text(one, "agency"))) row.before = times_100(number(*before, "p"));
    const std::string state = text(one, "state");
    row.note = state != "revealed" ? state : text(one, "term");
    shown += state == "revealed" ? 1 : 0;
    out.rows.push_back(std::move(row));
  }
  out.x = {"probability, percent", 0, 100, false};
  out.frame.how = fmt::format("stage {}; n = {} of {} committed; the line is the geometric mean of odds", stage + 1, shown, round.at("stages")[stage].value("committed", 0));
  out.frame.height = std::max(160, 90 + 34 * static_cast<int>(last.size()));
  for (const auto& pool : round.at("stages")[stage].value("pools", ordered_json::array()))
    if (pool.value("headline", false)) out.marks.push_back({pool.value("value", 0.0) * 100, "pool"});
  return out;
}

void print_stage(const ordered_json& round, std::size_t at) {
  const auto& stage = round.at("stages")[at];
  print(fmt::format("\nstage {}: {} of {} committed\n", at + 1, stage.value("committed", 0), stage.value("invited", 0)));
  if (!stage.contains("judgements")) return;
  std::vector<std::vector<Cell>> rows, without;
  for (const auto& one : stage["judgements"]) {
    const std::string state = state_words(one);
    if (!one.contains("p")) {
      without.push_back({{"  " + plain(text(one, "agency"))}, {state, Paint::faint, true}});
      continue;
    }
    const std::string mark = one.value("dissents", false) ? fmt::format(" dissents{}", one.contains("footnote") ? fmt::format(" [{}]", one.value("footnote", 0)) : "") : "";
    const std::string interval = number(one, "low") ? fmt::format("({} to {})", percent(one["low"]), percent(one["high"])) : "";
    const std::string own = text(one, "term").empty() ? "" : fmt::format("{} on {}", text(one, "term"), text(one, "yardstick"));
    const std::string yours = text(one, "reader_term").empty() ? "" : "to you: " + text(one, "reader_term");
    rows.push_back({{"  " + plain(text(one, "agency"))}, {percent(one["p"]) + " %"}, {interval}, {plain(own)}, {plain(yours)}, {"confidence " + plain(text(one, "confidence"))},
                    {plain(state) + mark}});
  }
  print(table(rows));
  print(table(without));
  std::vector<std::vector<Cell>> pools;
  for (const auto& pool : stage.value("pools", ordered_json::array()))
    pools.push_back({{"  " + plain(text(pool, "heading"))}, {percent(pool["value"]) + " %"}, {pool.value("headline", false) ? "headline" : ""}, {plain(text(pool, "note"))}});
  if (!pools.empty()) {
    print(fmt::format("pool of {} of {} committed\n{}", stage.value("revealed", 0), stage.value("committed", 0), table(pools)));
    if (const auto bits = number(stage, "disagreement_bits")) print(fmt::format("  disagreement (Jensen–Shannon): {:.3f} bits\n", *bits));
  }
  for (const auto& one : stage["judgements"])
    if (one.contains("footnote"))
      print(fmt::format("  [{}] {}: {}\n      without it the pool is {} %\n", one.value("footnote", 0), plain(text(one, "agency")), plain(text(one, "rationale")), percent(one["pool_without"])));
}

void print_round(const ordered_json& round) {
  if (round.contains("title")) print(fmt::format("{}\n{}\n  yes: {}\n", paint(Paint::strong, plain(text(round, "title"))), plain(text(round, "question")), plain(text(round, "criteria"))));
  print(fmt::format("{} of {}: {}; resolves {}\n  invited: {}\n", plain(text(round, "id")), plain(text(round, "owner")), plain(text(round, "part")), plain(text(round, "resolves")).substr(0, 10),
                    fmt::join(round.value("invited", std::vector<std::string>{}), ", ")));
  print_stage(round, 0);
  const std::string part = text(round, "part");
  if (part == "second-commit" || part == "second-reveal" || part == "over") print_stage(round, 1);
  if (const auto& both = round["convergence"]; both.is_object())
    print(fmt::format("\nfirst to second, {} judgements: {:.3f} to {:.3f} bits apart, {}\n", both.value("n", 0), both.value("bits_before", 0.0), both.value("bits_after", 0.0),
                      both.value("closer", false) ? "closer" : "not closer"));
  if (const auto notes = round.value("discussion", ordered_json::array()); !notes.empty()) {
    print("\ndiscussion\n");
    for (const auto& note : notes) print(fmt::format("  {}  {}: {}\n", plain(text(note, "id")), plain(text(note, "agency")), plain(text(note, "text"))));
  }
  const auto& resolution = round["resolution"];
  if (!resolution.is_object()) return;
  print(fmt::format("\nresolved: {}. {}\n", plain(text(resolution, "outcome")), plain(text(resolution, "reason"))));
  if (!resolution.contains("scores")) return;
  std::vector<std::vector<Cell>> rows;
  for (const char* list : {"agencies", "pools"})
    for (const auto& one : resolution["scores"].value(list, ordered_json::array()))
      rows.push_back({{"  " + plain(text(one, "agency") + text(one, "method"))}, {fmt::format("stage {}", one.value("stage", 0))}, {fmt::format("Brier {:.4f}", one.value("brier", 0.0))},
                      {fmt::format("log {:.4f}", one.value("log", 0.0))}});
  print(table(rows));
}

Result<std::pair<int, int>> origins_of(const std::string& words) {
  if (words.empty()) return std::pair{0, 0};
  const auto dash = words.find('-');
  int low = 0, high = 0;
  const std::string first = words.substr(0, dash), second = dash == std::string::npos ? first : words.substr(dash + 1);
  const auto read = [](const std::string& word, int& out) { return std::from_chars(word.data(), word.data() + word.size(), out).ptr == word.data() + word.size() && !word.empty(); };
  if (!read(first, low) || !read(second, high) || low < 1 || high < low) return fail(Code::invalid, "write a number of independent origins, or an interval: 2 or 2-3", "--origins");
  return std::pair{low, high};
}

Result<void> run(const Options& options) {
  TRY(const auto origins, origins_of(options.origins));
  TRY(const ordered_json round, ask_round(options.asking, options.round, origins.first, origins.second));
  if (!options.csv.empty()) TRY_VOID(put_out(options.csv, insight::to_csv(judgement_table(round))));
  if (!options.svg.empty()) TRY_VOID(put_out(options.svg, insight::to_svg(plot_of(round))));
  if (options.csv == "-" || options.svg == "-") return {};
  if (options.json) print_json(round);
  else print_round(round);
  return {};
}

}  // namespace

Act define_round_show(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("ROUND", options->round, "the round's id (comity round list)")->required();
  app.add_option("--origins", options->origins, "how many independent origins the sources have, 2 or 2-3: shows the extremised pool")->type_name("N");
  app.add_option("--svg", options->svg, "write the judgements as a plot; - for standard output")->type_name("FILE");
  app.add_option("--csv", options->csv, "write them as a table; - for standard output")->type_name("FILE");
  add_caller_options(app, options->asking);
  app.add_flag("--json", options->json, "print JSON");
  return [options] { return run(*options); };
}

}  // namespace comity::cli
