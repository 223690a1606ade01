#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/forms.hpp"
#include "cli/numbers.hpp"
#include "insight/plot.hpp"
#include "judgement/methods_json.hpp"

namespace comity::cli {

Result<double> number_of(const std::string& text, const std::string& option) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return fail(Code::invalid, "write a number", option);
  return value;
}

Result<const judgement::Yardstick*> yardstick_named(const std::string& id) {
  if (const auto* found = judgement::shipped().find(id)) return found;
  std::string known;
  for (const auto& one : judgement::shipped().all()) known += (known.empty() ? "" : ", ") + one.id;
  return fail(Code::invalid, "there is no such yardstick; there are " + known);
}

namespace {

using insight::Table;

struct Options {
  std::string name;
  double percent = -1;
  Forms forms;
};

std::vector<const judgement::Yardstick*> chosen(const judgement::Yardstick* one) {
  if (one != nullptr) return {one};
  std::vector<const judgement::Yardstick*> out;
  for (const auto& each : judgement::shipped().all()) out.push_back(&each);
  return out;
}

Table list_table(const std::vector<const judgement::Yardstick*>& list) {
  Table out{.title = "Yardsticks of likelihood", .columns = {{"id", "", "", 0}, {"title", "", "", 0}, {"read_by", "read by", "", 0}, {"date", "", "", 0}, {"source", "", "", 0}}, .rows = {}, .notes = {}};
  for (const auto* one : list) {
    std::string readers;
    for (const auto& [who, id] : judgement::shipped().readers())
      if (id == one->id) readers += (readers.empty() ? "" : " ") + who;
    out.rows.push_back({one->id, one->title, readers, one->date, one->source});
  }
  out.notes = {"comity judgement yardstick NAME prints its bands; --percent 42 says what each calls that likelihood."};
  return out;
}

Table bands_table(const judgement::Yardstick& one) {
  Table out{.title = one.title, .columns = {{"from", "", "%", 0}, {"to", "", "%", 0}, {"term", "", "", 0}, {"also", "", "", 0}}, .rows = {}, .notes = {}};
  for (const auto& band : one.bands) {
    std::string also;
    for (const auto& form : band.also) also += (also.empty() ? "" : ", ") + form.words;
    out.rows.push_back({band.from, band.to, band.term, also});
  }
  out.notes = {fmt::format("{} ({}).", one.source, one.date), "0 and 100 percent are on no yardstick."};
  return out;
}

Table terms_table(const std::vector<const judgement::Yardstick*>& list, double percent) {
  Table out{.title = fmt::format("{} percent", percent), .columns = {{"yardstick", "", "", 0}, {"term", "", "", 0}}, .rows = {}, .notes = {}};
  for (const auto* one : list) out.rows.push_back({one->title, judgement::term_of(*one, percent)});
  return out;
}

nlohmann::ordered_json json_of(const std::vector<const judgement::Yardstick*>& list, const Options& options) {
  auto all = nlohmann::ordered_json::array();
  for (const auto* one : list) {
    if (options.percent < 0) {
      all.push_back(to_json(*one));
      continue;
    }
    const auto* band = judgement::band_of(*one, options.percent);
    nlohmann::ordered_json row{{"id", one->id}, {"term", band == nullptr ? nlohmann::ordered_json() : nlohmann::ordered_json(band->term)}};
    if (band != nullptr) row["from"] = band->from, row["to"] = band->to;
    all.push_back(std::move(row));
  }
  nlohmann::ordered_json out;
  if (options.percent >= 0) out["percent"] = options.percent;
  out["yardsticks"] = std::move(all);
  if (options.percent < 0) out["readers"] = to_json(judgement::shipped()).at("readers");
  return out;
}

std::string plot_of(const std::vector<const judgement::Yardstick*>& list, double percent) {
  insight::DotPlot plot;
  plot.frame = {.title = list.size() == 1 ? list.front()->title : "Yardsticks of likelihood", .how = list.size() == 1 ? fmt::format("Bands as published: {} ({})", list.front()->source, list.front()->date) : "Bands as published; sources in the table", .width = 720, .height = 200};
  plot.x = {.label = "percent", .from = 0.0, .to = 100.0, .is_year = false};
  for (const auto* one : list)
    for (const auto& band : one->bands)
      plot.rows.push_back({.name = (list.size() == 1 ? "" : one->title + ": ") + band.term, .value = {}, .low = band.from, .high = band.to, .before = {}, .note = fmt::format("{:g} to {:g}", band.from, band.to)});
  if (percent >= 0) plot.marks = {{.x = percent, .name = fmt::format("{:g}%", percent)}};
  return insight::to_svg(plot);
}

Result<void> show(const Options& options) {
  const judgement::Yardstick* one = nullptr;
  if (!options.name.empty()) {
    TRY(one, yardstick_named(options.name));
  }
  const auto list = chosen(one);
  const auto table = options.percent >= 0 ? terms_table(list, options.percent) : one != nullptr ? bands_table(*one) : list_table(list);
  return print_forms(options.forms, json_of(list, options), table, [&] { return plot_of(list, options.percent); });
}

}  // namespace

Act define_judgement_yardstick(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("NAME", options->name, "the yardstick; without it, all");
  app.add_option("--percent", options->percent, "say what this likelihood is called")->check(CLI::Range(0.0, 100.0))->type_name("P");
  add_forms(app, options->forms, true);
  return [options] { return show(*options); };
}

}  // namespace comity::cli
